"""Troubles and drills that found or did not find them, for the improvement register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from measurements.findings import Code, finding
from measurements.report import Finding, Report, VerdictName
from scenarios.plan import Plan, Text
from service.happenings import DrillEnded
from service.improvement.trouble import Kind, Trouble
from tests.support.listed import ended
from tests.support.reports import lossy
from tests.support.stories import crash_plan

PLAN: Plan = crash_plan()
SERVICE = PLAN.objectives[0].service


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice as it was told."""

    kind: str
    about: str
    facts: dict[str, Text | str]
    services: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(slots=True)
class Told:
    """Everything that was told: its kind, whom by name, of which services."""

    notices: list[Notice] = field(default_factory=list["Notice"])
    keys: set[str] = field(default_factory=set[str])

    async def tell(
        self,
        kind: str,
        about: str,
        facts: Mapping[str, Text | str],
        services: tuple[str, ...] = (),
        people: tuple[str, ...] = (),
        key: str = "",
    ) -> None:
        if key not in self.keys:
            self.notices.append(Notice(kind, about, dict(facts), services, people))
        self.keys.add(key)


def by_hand(mark: str, kind: Kind = "other", service: str = SERVICE) -> Trouble:
    """Return a trouble that a person found."""
    said = Text(zh="通讯录过期", en="the contacts are out of date")
    return Trouble(
        mark=mark, kind=kind, code="by_hand", severity="serious", services=(service,), said=said, advice=said
    )


def report(
    *found: Finding,
    rto: VerdictName = "met",
    rpo: VerdictName = "met",
    ending: Literal["completed", "failed"] = "completed",
) -> Report:
    """Return the report of a drill that went well but for what is said."""
    made = lossy(PLAN)
    services = tuple(
        replace(one, rto=replace(one.rto, verdict=rto), rpo=replace(one.rpo, verdict=rpo)) for one in made.services
    )
    facts = replace(made.drill, ending=ending)
    return replace(made, drill=facts, completed=ending == "completed", services=services, findings=found)


def missed() -> Report:
    """Return the report of a drill that missed the RTO of its first service."""
    facts = {"service": SERVICE, "lower": "31.0", "upper": "31.2", "target": "30.0"}
    return report(finding(Code.RTO_MISSED, (3, 4), **facts), rto="missed")


def drill(name: str, at: datetime, told: Report, dossier: str | None = "d-1") -> DrillEnded:
    """Return the end of a drill of that name which began then."""
    return replace(ended(name, at.astimezone(UTC), told, PLAN), dossier=dossier)
