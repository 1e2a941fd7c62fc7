"""Drills in the list without drilling: their heads as they are when many drills have been run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final, Literal

from measurements.report import Report
from scenarios.plan import Plan
from service.book import Book, Head
from service.happenings import DrillEnded
from service.index.heads import head_of_ended
from tests.support.reports import lossy
from tests.support.stories import crash_plan

SERVICES: Final = 20
FIRST: Final = datetime(2024, 1, 6, 1, 0, tzinfo=UTC)


@cache
def _told() -> tuple[Report, Plan]:
    plan = crash_plan()
    return lossy(plan), plan


def history(count: int) -> Iterator[Head]:
    """Yield the heads of `count` closed drills of twenty services, one a day, every third of them met."""
    report, plan = _told()
    for number in range(count):
        at = FIRST + timedelta(days=number)
        yield head_of_ended(ended(f"drill-{number:04}", at, _one_of(number, report), replace(plan, objectives=())))


def ended(drill: str, at: datetime, report: Report, plan: Plan) -> DrillEnded:
    """Return the end of a drill of that name and time with this report."""
    facts = replace(
        report.drill,
        id=drill,
        started_at=_iso(at),
        ended_at=_iso(at + timedelta(seconds=report.drill.duration_s or 60)),
    )
    told = replace(report, drill=facts)
    return DrillEnded(drill=drill, dossier=None, plan=plan, report=told, utc_ns=int(at.timestamp()) * 10**9)


def _one_of(number: int, report: Report) -> Report:
    verdict: Literal["met", "inconclusive", "missed"] = ("met", "inconclusive", "missed")[number % 3]
    services = tuple(replace(one, service=f"service-{number % SERVICES}") for one in report.services[:1])
    return replace(report, verdict=verdict, services=services)


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def fill(book: Book, count: int) -> None:
    """Put `count` closed drills into a book's list."""
    for head in history(count):
        book.put_head(head)
