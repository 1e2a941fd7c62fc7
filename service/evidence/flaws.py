"""The flaws of a journal's lines, each as a discrepancy of the check that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, TypeAlias

from measurements.evidence import Examined, Flaw, Problem
from scenarios.plan import Text
from service.evidence.checks import Discrepancy, at
from service.evidence.layout import JOURNAL
from service.words import say

Part: TypeAlias = Literal["chain", "completeness", "times", "plan"]
_PARTS: Final[Mapping[Flaw, Part]] = {
    Flaw.EMPTY: "chain",
    Flaw.SEQUENCE: "chain",
    Flaw.LINK: "chain",
    Flaw.HASH: "chain",
    Flaw.UNREADABLE: "chain",
    Flaw.NOT_CANONICAL: "chain",
    Flaw.COLUMNS: "completeness",
    Flaw.NOT_OPENED: "completeness",
    Flaw.OPENED_TWICE: "completeness",
    Flaw.AFTER_CLOSE: "completeness",
    Flaw.INVERTED: "times",
    Flaw.TIME: "times",
    Flaw.PLAN: "plan",
}
_FIELDS: Final[Mapping[Flaw, str]] = {
    Flaw.SEQUENCE: "seq",
    Flaw.LINK: "prev",
    Flaw.HASH: "hash",
    Flaw.UNREADABLE: "event",
    Flaw.NOT_CANONICAL: "event",
    Flaw.TIME: "event.at",
    Flaw.PLAN: "event.plan",
}


def flaws_of(journal: Examined, part: Part) -> Iterator[Discrepancy]:
    """Yield what is wrong with the lines of a journal and belongs to one check."""
    return (_told(problem) for problem in journal.problems if _PARTS[problem.flaw] == part)


def _told(problem: Problem) -> Discrepancy:
    detail = say("flaw.detail", detail=problem.detail) if problem.detail else Text(zh="", en="")
    field = _FIELDS.get(problem.flaw, "")
    return at("flaw.at", JOURNAL, problem.line, field, flaw=say(f"flaw.{problem.flaw}"), detail=detail)
