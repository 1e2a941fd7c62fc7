"""Drills that end twice, in two processes, or in a process that dies; reminders; and what the policy says."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from measurements.report import Report
from scenarios.plan import Plan
from service.book import Author, Book, Query
from service.dossiers.events import Evaluated, Grade
from service.dossiers.events import Item as EvaluationItem
from service.improvement import deciding
from service.improvement.deciding import Planning
from service.improvement.elsewhere import late_report, plan_wrong
from service.improvement.evaluating import take_evaluation
from service.improvement.events import MeasureDone
from service.improvement.register import Improvements, Opening
from service.improvement.reminding import Reminder
from service.improvement.reviewing import Reviewer
from service.notices.outbox import Notices
from service.policy import default_policy
from service.policy.improvement import ImprovementPolicy
from tests.support.databases import journal_in
from tests.support.firms import HandClock
from tests.support.troubles import SERVICE, Told, by_hand, drill, missed, report

OLGA = Author(user="olga", via="test")
AT = datetime(2026, 11, 7, 2, 0, tzinfo=UTC)


class Desk:
    """A register with its own clock and policy."""

    def __init__(self, folder: Path, **policy: Any) -> None:
        self.clock = HandClock()
        self.book = Book(journal_in(folder).engine, self.clock)
        self.told = Told()
        kept = ImprovementPolicy.model_validate(policy, context={})
        self.register = Improvements(self.book, kept, self.told)
        self.reviewer = Reviewer(self.register)

    async def items(self) -> list[dict[str, Any]]:
        heads = await self.register.heads(Query(family="improvement"))
        return [{"id": head.stream.partition("/")[2], "status": head.status, **head.shown} for head in heads]

    def kinds(self) -> list[str]:
        return [notice.kind for notice in self.told.notices]


class DyingError(Exception):
    """The process ends here."""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def test_a_drill_that_is_heard_again_after_a_crash_in_between_doubles_nothing(desk: Desk) -> None:
    class Dying(Reviewer):
        async def _look_for_gone(self, report: Report, plan: Plan, came: Any) -> None:
            raise DyingError((report.drill.id, plan.scenario, came))

    with pytest.raises(DyingError):
        await Dying(desk.register).hear(drill("drill-1", AT, missed()))
    before = await desk.items()
    await desk.reviewer.hear(drill("drill-1", AT, missed()))
    await desk.reviewer.hear(drill("drill-1", AT, missed()))
    assert await desk.items() == before
    assert len(before) == 1
    item, _ = await desk.register.read(before[0]["id"])
    assert item.seen_in == ()


async def test_two_processes_that_hear_of_one_drill_open_one_item(tmp_path: Path) -> None:
    desks = [Desk(tmp_path), Desk(tmp_path)]
    async with asyncio.TaskGroup() as group:
        for one in desks:
            group.create_task(one.reviewer.hear(drill("drill-1", AT, missed())))
    assert len(await desks[0].items()) == 1
    assert desks[0].book.check() == 2


async def test_drills_that_nobody_governs_open_items_only_where_the_policy_says_so(tmp_path: Path) -> None:
    for ungoverned, count in ((True, 1), (False, 0)):
        folder = tmp_path / str(ungoverned)
        folder.mkdir()
        desk = Desk(folder, ungoverned=ungoverned)
        await desk.reviewer.hear(drill("drill-1", AT, missed(), dossier=None))
        assert len(await desk.items()) == count


async def test_the_policy_names_owner_and_due_date_and_who_is_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path, owners={SERVICE: "omar"}, report_to=["boss"], due_days={"serious": 3})
    await desk.reviewer.hear(drill("drill-1", AT, missed()))
    (item,) = await desk.items()
    assert (item["owner"], item["due_ns"]) == ("omar", desk.clock() + 3 * deciding.DAY_NS)
    assert [(one.kind, one.people) for one in desk.told.notices] == [("finding_opened", ("omar", "boss"))]


async def test_only_severities_that_block_stand_in_the_way(tmp_path: Path) -> None:
    desk = Desk(tmp_path, blocking=["warning"])
    await desk.reviewer.hear(drill("drill-1", AT, missed()))
    assert await desk.register.open_findings((SERVICE,)) == ()
    assert await desk.register.open_findings(()) == ()
    strict = Improvements(desk.book, default_policy().improvement, desk.told)
    assert len(await strict.open_findings((SERVICE, "other"))) == 1
    assert await strict.open_findings(("other",)) == ()


async def test_a_drill_without_the_missed_target_closes_nothing_by_itself(desk: Desk) -> None:
    await desk.reviewer.hear(drill("drill-1", AT, missed()))
    desk.clock.at += timedelta(hours=2)
    await desk.reviewer.hear(drill("drill-2", desk.clock.at, report()))
    (item,) = await desk.items()
    assert item["status"] == "open"


async def test_reminders_are_told_once_a_stretch_until_it_is_settled(desk: Desk) -> None:
    item = await desk.register.open(OLGA, Opening(trouble=by_hand("hand:1"), owner="omar"))
    look = Reminder(desk.register).look
    await look()
    assert desk.kinds() == ["finding_opened"]
    for days, kinds in (
        (25, ["finding_due_soon"]),
        (1, []),
        (5, ["overdue_finding"]),
        (1, []),
        (7, ["overdue_finding"]),
    ):
        desk.told.notices.clear()
        desk.clock.at += timedelta(days=days)
        await look()
        await look()
        assert desk.kinds() == kinds
        assert all("omar" in notice.people for notice in desk.told.notices)
    assert item.status == "open"


async def test_a_late_report_and_a_wrong_plan_are_items_too_and_once(desk: Desk) -> None:
    late = late_report("drill-1", (SERVICE,), "2026-11-20", "core-institution")
    wrong = plan_wrong("failover", (SERVICE,), "the standby is not where the plan says")
    for trouble in (late, late, wrong):
        await desk.register.found(OLGA, trouble, "drill-1", "d-1")
    assert sorted(one["kind"] for one in await desk.items()) == ["deadline", "plan"]


async def test_a_late_report_needs_no_drill_to_be_closed_and_a_wrong_plan_does(desk: Desk) -> None:
    late = await desk.register.found(OLGA, late_report("drill-1", (SERVICE,), "2026-11-20", "r"), "drill-1")
    wrong = await desk.register.found(OLGA, plan_wrong("failover", (SERVICE,), "x"), "drill-1")
    assert (late.redrill_needed, wrong.redrill_needed) == (False, True)


async def test_what_waits_for_somebody_else_is_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    register = Improvements(
        desk.book, default_policy().improvement, Notices(desk.book, default_policy().notices, tmp_path)
    )
    item = await register.open(OLGA, Opening(trouble=by_hand("hand:1"), owner="omar"))
    await register.plan(OLGA, item.id, Planning(corrective="ask"))
    await register.done(OLGA, item.id, MeasureDone(text="asked"))
    told = [entry.body["what"] for entry in desk.book.entries(0, 50) if "what" in entry.body]
    assert told == ["finding_opened", "finding_planned", "finding_waits"]


async def test_an_evaluation_that_finds_the_plan_poor_opens_one_item(desk: Desk) -> None:
    about: Any = {"scenario": "failover", "services": (SERVICE,), "drill": "drill-1", "dossier": "d-1"}
    for grade, count in ((5, 0), (1, 1), (1, 1)):
        grades = tuple(Grade(item=item, grade=grade) for item in EvaluationItem)  # pyright: ignore[reportArgumentType]
        told = Evaluated(grades=grades, members=("zhao",), text="the standby is elsewhere")
        await take_evaluation(desk.register, OLGA, told, **about)
        assert len(await desk.items()) == count
    (item,) = await desk.items()
    assert (item["kind"], item["dossier"]) == ("plan", "d-1")
