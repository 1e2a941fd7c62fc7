"""A firm after a year of drills: drills with many ends, a programme, an improvement item, an interruption."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from measurements.report import Report, ServiceFigures
from scenarios.plan import SECOND
from service.firm import Firm, open_firm
from service.happenings import DrillEnded
from service.improvement.deciding import Planning
from service.improvement.register import Opening
from service.incidents.events import ImpactTold
from service.incidents.incidents import Declaration
from service.policy import Policy
from service.programme.annual import YearSpec
from tests.support.databases import journal_in
from tests.support.firms import SETUP, HandClock, caller
from tests.support.listed import ended
from tests.support.stories import crash_plan
from tests.support.troubles import by_hand, report

SERVICE: Final = crash_plan().objectives[0].service
NOW: Final = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
Course = Literal["met", "missed", "inconclusive", "aborted", "not_restored", "tabletop"]
"""How a drill of the year went."""


def policy() -> Policy:
    """Return a policy that names a service which nobody drills."""
    return Policy.model_validate({"programme": {"services": {SERVICE: {}, "quote": {}}}}, context={})


def drill(name: str, day: str, course: Course, rto_s: tuple[float, float] = (7.872, 7.904)) -> DrillEnded:
    """Return the end of a drill of that name on that day."""
    at = datetime.fromisoformat(f"{day}T02:00:00").replace(tzinfo=UTC)
    form = "tabletop" if course == "tabletop" else "live"
    plan = replace(crash_plan(), form=form)
    return ended(name, at, replace(_told(course, rto_s), drill=replace(_told(course, rto_s).drill, form=form)), plan)


def _told(course: Course, rto_s: tuple[float, float]) -> Report:
    match course:
        case "met" | "tabletop":
            told = replace(report(), verdict="met")
        case "missed":
            told = replace(report(rto="missed"), verdict="missed")
        case "inconclusive":
            told = replace(report(rto="inconclusive"), verdict="inconclusive")
        case "aborted":
            told = report(ending="failed")
        case "not_restored":
            told = replace(report(), verdict="met", restored=False)
    return replace(told, services=tuple(_measured(one, rto_s) for one in told.services))


def _measured(one: ServiceFigures, rto_s: tuple[float, float]) -> ServiceFigures:
    return replace(one, rto=replace(one.rto, lower_s=rto_s[0], upper_s=rto_s[1]))


YEAR: Final = (
    drill("d-25", "2025-11-08", "met", (9.1, 9.2)),
    drill("d-1", "2026-01-17", "missed", (41.2, 41.9)),
    drill("d-2", "2026-03-07", "inconclusive", (28.1, 33.0)),
    drill("d-3", "2026-05-16", "met", (17.4, 17.6)),
    drill("d-4", "2026-06-20", "aborted"),
    drill("d-5", "2026-08-08", "tabletop"),
    drill("d-6", "2026-09-12", "not_restored"),
    drill("d-7", "2026-11-07", "met", (7.872, 7.904)),
)


async def firm_in(folder: Path) -> Firm:
    """Return a firm that has all of that behind it; whoever asks closes its journal."""
    firm = open_firm(journal_in(folder), folder, policy())
    clock = HandClock(at=NOW)
    firm.book.utc_ns = clock
    for one in YEAR:
        clock.at = datetime.fromtimestamp(one.utc_ns // SECOND, UTC) + timedelta(hours=1)
        await firm.index.hear(one)
        await firm.programme.hear(one)
    await firm.programme.services.know()
    clock.at = NOW
    await _programme(firm)
    item = await firm.improvements.open(SETUP, Opening(trouble=by_hand("m-1"), owner="li.wei", drill="d-1"))
    await firm.improvements.plan(SETUP, item.id, Planning(lead="运维部", corrective="更新通讯录", cause="无人维护"))
    await firm.incidents.declare(caller("olga"), _interruption())
    return firm


async def _programme(firm: Firm) -> None:
    items = [
        {"id": "q1", "title": "主库宕机切换", "services": [SERVICE], "quarter": 1, "owner": "li.wei", "lead": "运维部"},
        {"id": "q2-quote", "title": "行情切换", "services": ["quote"], "quarter": 2, "owner": "wang", "lead": "行情部"},
    ]
    spec = YearSpec.model_validate({"title": "2026 年度演练计划", "items": items})
    await firm.programme.years.write(caller("olga"), "2026", spec, None)
    await firm.programme.years.submit(caller("olga"), "2026")
    await firm.programme.years.decide(caller("anna"), "2026", "approve", "同意", None)


def _interruption() -> Declaration:
    def impacts(at_ns: int) -> tuple[ImpactTold, ...]:
        return (ImpactTold(service="quote", scope="whole", important=True, at_ns=at_ns, note=""),)

    return Declaration(title="行情中断", course="网络抖动", impacts=impacts, services=("quote",))
