"""Which papers there are: each kind, what it is about, and the clauses that ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from service.papers import analysing, assessing, evaluating, improving, preparing, recording, rolling_up, summing_up
from service.papers import day_after as after

Subject: TypeAlias = Literal["dossier", "drill", "incident", "year", "period", "register"]


class Kind(StrEnum):
    """The papers beside the drill report."""

    PLAN = "plan"
    SCHEME = "scheme"
    RECORD = "record"
    EVALUATION = "evaluation"
    NEXT_DAY = "nextday"
    BIA = "bia"
    ASSESSMENT = "assessment"
    IMPROVEMENT = "improvement"
    INCIDENT = "incident"
    ANNUAL = "annual"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a kind of paper is about, and which clauses it answers."""

    subject: Subject
    clauses: tuple[str, ...]


KINDS: Final[Mapping[Kind, About]] = {
    Kind.PLAN: About(subject="dossier", clauses=preparing.PLAN_CLAUSES),
    Kind.SCHEME: About(subject="dossier", clauses=preparing.SCHEME_CLAUSES),
    Kind.RECORD: About(subject="drill", clauses=recording.CLAUSES),
    Kind.EVALUATION: About(subject="drill", clauses=evaluating.CLAUSES),
    Kind.NEXT_DAY: About(subject="drill", clauses=after.CLAUSES),
    Kind.BIA: About(subject="register", clauses=analysing.CLAUSES),
    Kind.ASSESSMENT: About(subject="period", clauses=assessing.CLAUSES),
    Kind.IMPROVEMENT: About(subject="period", clauses=improving.CLAUSES),
    Kind.INCIDENT: About(subject="incident", clauses=summing_up.CLAUSES),
    Kind.ANNUAL: About(subject="year", clauses=rolling_up.CLAUSES),
}
