"""Profiles of levels and report deadlines: files that ship with the service or that a firm wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from scenarios.documents import load
from scenarios.draft import understand
from scenarios.fields import Duration, Id, Input, Line, Name, TextInput, both, lasting
from scenarios.problems import Problems
from scenarios.registers import day_span
from service.incidents.rules import (
    Basis,
    Certainty,
    Criterion,
    Deadlines,
    Harm,
    HarmCriterion,
    Level,
    OutageCriterion,
    Rules,
)
from service.policy.incidents import IncidentsPolicy

SHIPPED: Final = Path(__file__).parent / "profiles"
_Period = Annotated[Duration, lasting("0s", "60d")]


class BasisInput(Input):
    """Where a line was read; U is not confirmed (未核实)."""

    source: Line
    certainty: Certainty = "U"


class OutageInput(BasisInput):
    """An outage of that scope and length."""

    scope: Literal["whole", "branches"]
    lasting: _Period = 0
    hours: Literal["business", "any"] = "business"
    of: Literal["important", "other", "any"] = "important"


class HarmInput(BasisInput):
    """A harm that people judge."""

    harm: Literal["considerable", "severe", "extreme"]


class LevelInput(Input):
    """One level."""

    id: Name
    title: TextInput
    outages: Annotated[list[OutageInput], Field(max_length=20)] = Field([])
    harms: Annotated[list[HarmInput], Field(max_length=20)] = Field([])


class WithinInput(BasisInput):
    """A deadline."""

    within: Annotated[Duration, lasting("1m", "60d")]


class ReportsInput(Input):
    """Deadlines of reports."""

    first: WithinInput
    progress: WithinInput
    written: WithinInput | None = None


class ProfileInput(Input):
    """A file of levels and deadlines."""

    grades: Id
    title: TextInput
    levels: Annotated[list[LevelInput], Field(min_length=1, max_length=20)]
    reports: ReportsInput


def rules_for(policy: IncidentsPolicy, home: Path) -> Rules:
    """Return the rules that the policy names; raises Problems where the file is not what it should be; blocking."""
    shipped = SHIPPED / f"{policy.profile}.yaml"
    draft = understand(ProfileInput, load(shipped if shipped.is_file() else home / policy.profile))
    if draft.model is None or draft.problems:
        raise Problems(draft.problems)
    profile = draft.model
    return Rules(
        name=profile.grades,
        title=both(profile.title),
        levels=tuple(_level(level) for level in profile.levels),
        deadlines=_deadlines(profile.reports),
        zone=policy.zone,
        hours=tuple(day_span(hours.days, hours.start, hours.end) for hours in policy.business_hours),
    )


def _level(level: LevelInput) -> Level:
    criteria: list[Criterion] = [
        OutageCriterion(scope=one.scope, lasting_ns=one.lasting, hours=one.hours, of=one.of, basis=_basis(one))
        for one in level.outages
    ]
    harms: list[Criterion] = [HarmCriterion(harm=_harm(one), basis=_basis(one)) for one in level.harms]
    return Level(id=level.id, title=both(level.title), criteria=(*criteria, *harms))


def _harm(one: HarmInput) -> Harm:
    return one.harm


def _deadlines(reports: ReportsInput) -> Deadlines:
    written = reports.written
    given = (reports.first, reports.progress, *(() if written is None else (written,)))
    return Deadlines(
        first_ns=reports.first.within,
        progress_ns=reports.progress.within,
        written_ns=None if written is None else written.within,
        basis=tuple(_basis(one) for one in given),
    )


def _basis(one: BasisInput) -> Basis:
    return Basis(source=one.source, certainty=one.certainty)
