"""The life of an incident on a real book: declared, told of, reminded, ended, closed; and all that is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from service.access import Caller, Grant, Role
from service.denial import ConflictError, DeniedError, ForbiddenError, NoSuchError, StaleError, UnfitError
from service.incidents.events import (
    CauseFound,
    DecisionTaken,
    ImpactTold,
    LessonDrawn,
    LevelReached,
    Reconciled,
    ReportMade,
    Said,
    ServiceTested,
)
from service.incidents.incident import Incident
from service.incidents.incidents import Declaration, Incidents, new_incident_name
from service.incidents.page import page
from service.incidents.summary import summary
from service.incidents.watch import Watch
from service.notices.outbox import Notices
from service.policy import default_policy
from service.words import Lang
from tests.support.firms import HandClock, book_at, caller

LANGUAGES: tuple[Lang, ...] = ("zh", "en")
OLGA: Caller = caller("olga")
MINUTE = 60 * 10**9


@dataclass
class Duty:
    """Whoever is on duty: declares, tells, and lets time pass."""

    clock: HandClock
    incidents: Incidents
    watch: Watch

    def later(self, minutes: float) -> None:
        self.clock.at += timedelta(minutes=minutes)

    async def declare(self, who: Caller = OLGA, **more: object) -> Incident:
        wish = Declaration(
            title="核心交易中断",
            course="主库停止应答",
            impacts=lambda at: (ImpactTold(service="core", scope="whole", important=True, at_ns=at, note=""),),
            services=("core",),
        )
        return await self.incidents.declare(who, replace(wish, **more))  # type: ignore[arg-type]

    async def tell(self, name: str, make: Callable[[int], Said], who: Caller = OLGA) -> Incident:
        return await self.incidents.tell(who, name, make)

    async def told(self) -> list[str]:
        """Return the kinds of notices there are, the oldest first."""
        return [head.shown["kind"] for head in reversed((await self.watch.notices.page(seen=None, limit=200)).heads)]


@pytest.fixture
def duty(tmp_path: Path) -> Duty:
    clock = HandClock()
    book, policy = book_at(tmp_path, clock), default_policy()
    incidents = Incidents(book, policy.incidents, tmp_path)
    return Duty(clock, incidents, Watch(incidents, Notices(book, policy.notices, tmp_path)))


def back(at: int) -> Said:
    return ImpactTold(service="core", scope="none", important=True, at_ns=at, note="")


def reported(at: int) -> Said:
    return ReportMade(report="progress", to="省联社", text="处置中", channel="电话", at_ns=at)


def written(at: int) -> Said:
    return ReportMade(report="written", to="省联社", text="书面报告", channel="邮件", at_ns=at)


COMPLETING: tuple[Callable[[int], Said], ...] = (
    written,
    lambda at: Reconciled(service="core", lost=3, made_up=3, note="", at_ns=at),
    lambda at: ServiceTested(service="core", passed=True, how="业务验证", at_ns=at),
    lambda at: CauseFound(cause="存储控制器故障", conclusion="硬件老化", at_ns=at),
    lambda at: LessonDrawn(aim="prevent", what="更换", owner="王明", due="2026-12-31", improvement="", at_ns=at),
)


def codes(error: pytest.ExceptionInfo[DeniedError]) -> set[str]:
    return {reason.code for reason in error.value.reasons}


async def test_the_level_rises_by_itself_and_each_rise_is_written_down_once(duty: Duty) -> None:
    name = (await duty.declare()).id
    for _ in range(2):
        await duty.watch.look()
    duty.later(200)
    for _ in range(3):
        await duty.watch.look()
    events = [told.event for told in duty.incidents.shelf.told(name)]
    assert [event.level for event in events if isinstance(event, LevelReached)] == ["III", "II"]
    assert [event.reached_ns for event in events if isinstance(event, LevelReached)] == [
        duty.clock() - 170 * MINUTE,
        duty.clock() - 20 * MINUTE,
    ]
    assert (await duty.told()).count("incident_level") == 1
    assert duty.watch.failures == duty.watch.notices.failures == []


async def test_people_are_reminded_before_each_report_and_every_two_hours_while_it_is_late(duty: Duty) -> None:
    name = (await duty.declare()).id
    marks: list[tuple[int, str]] = []
    for minute in range(0, 420, 5):
        seen = len(await duty.told())
        await duty.watch.look()
        marks += [(minute, kind) for kind in (await duty.told())[seen:] if "report" in kind]
        if minute == 20:
            await duty.tell(name, reported)
        duty.later(5)
    assert marks == [
        (15, "incident_report_due"),  # the first report, due at 30
        (125, "incident_report_due"),  # told at 20, so the next is due at 140
        (140, "incident_report_late"),
        (260, "incident_report_late"),
        (380, "incident_report_late"),
    ]


async def test_after_the_end_nobody_is_reminded_of_progress(duty: Duty) -> None:
    name = (await duty.declare()).id
    await duty.tell(name, reported)
    duty.later(60)
    await duty.tell(name, back)
    await duty.incidents.end(OLGA, name, "恢复")
    duty.later(600)
    await duty.watch.look()
    assert [kind for kind in await duty.told() if "report" in kind] == []
    duty.later(100)
    await duty.watch.look()
    assert "incident_report_late" in await duty.told()  # the written one, due after twelve hours


async def test_closing_names_everything_that_is_missing_at_once(duty: Duty) -> None:
    name = (await duty.declare()).id
    with pytest.raises(ConflictError) as refused:
        await duty.incidents.close(OLGA, name)
    assert codes(refused) == {
        "incident_not_ended",
        "incident_not_reconciled",
        "incident_not_tested",
        "incident_no_cause",
        "incident_no_lesson",
        "incident_no_written_report",
    }
    with pytest.raises(ConflictError) as refused:
        await duty.incidents.end(OLGA, name, "恢复")
    assert codes(refused) == {"incident_still_down"}


async def test_a_whole_life_gives_a_summary_with_every_part(duty: Duty) -> None:
    name = (await duty.declare(occurred_ns=duty.clock() - 10 * MINUTE)).id
    await duty.tell(name, reported)
    await duty.tell(
        name,
        lambda at: DecisionTaken(
            decision="switch", what="切换到同城", reason="主库无法恢复", decided_by="应急领导小组", at_ns=at
        ),
    )
    duty.later(150)
    await duty.tell(name, reported)
    await duty.tell(name, back)
    await duty.incidents.end(OLGA, name, "<b>恢复</b>")
    for make in COMPLETING:
        await duty.tell(name, make)
    state = await duty.incidents.close(OLGA, name)
    assert state.status == "closed"
    texts = {lang: page(summary(state, duty.clock()), lang) for lang in LANGUAGES}
    assert not [word for word in ("迟报 0:30:00", "较大", "应急领导小组", "丢失 3 笔") if word not in texts["zh"]]
    assert not [word for word in ("late by 0:30:00", "considerable", "3 lost, 3 made up") if word not in texts["en"]]
    assert not [text for text in texts.values() if "<b>" in text or "&lt;b&gt;恢复" not in text or "DRILL" in text]
    with pytest.raises(ConflictError):
        await duty.tell(name, reported)


async def test_a_rehearsal_has_a_clock_of_its_own_and_says_that_it_is_one(duty: Duty) -> None:
    start = duty.clock() + 30 * 86_400 * 10**9
    state = await duty.declare(simulated=(start, 60), drill="tabletop-1")
    duty.later(4)  # four hours on the rehearsal's clock
    await duty.watch.look()
    now = state.clock(duty.clock())
    assert (now - start) // MINUTE == 240
    state = await duty.incidents.shelf.get(state.id)
    assert [one.level for one in state.risen(now)] == ["III", "II"]
    notices = (await duty.watch.notices.page(seen=None)).heads
    marked = [(await duty.watch.notices.get(head.stream.partition("/")[2])).told.is_drill for head in notices]
    assert len(marked) == 3
    assert all(marked)
    text = page(summary(state, duty.clock()), "en")
    assert "[DRILL]" in text
    assert "tabletop-1" in text


@pytest.mark.parametrize(
    ("occurred", "noticed", "code"),
    [
        (5, None, "incident_noticed_before"),
        (-5, -10, "incident_noticed_before"),
        (-5, 1, "incident_in_future"),
        (-600_000, -1, "incident_too_old"),
    ],
)
async def test_times_that_make_no_sense_are_refused(duty: Duty, occurred: int, noticed: int | None, code: str) -> None:
    now = duty.clock()
    with pytest.raises(UnfitError) as refused:
        await duty.declare(
            occurred_ns=now + occurred * MINUTE, noticed_ns=None if noticed is None else now + noticed * MINUTE
        )
    assert code in codes(refused)


async def test_what_is_told_of_the_future_of_another_service_or_of_too_much_is_refused(duty: Duty) -> None:
    name = (await duty.declare()).id
    with pytest.raises(UnfitError) as refused:
        await duty.tell(name, lambda at: Reconciled(service="web", lost=1, made_up=2, note="", at_ns=at + 10 * MINUTE))
    assert codes(refused) == {"incident_in_future", "incident_other_service", "incident_made_up_more"}


async def test_nobody_declares_or_tells_for_a_service_that_is_not_theirs(duty: Duty) -> None:
    name = (await duty.declare()).id
    other = caller("omar", Grant(role=Role.OPERATOR, services=("web",)))
    viewer = caller("vera")
    with pytest.raises(ForbiddenError):
        await duty.declare(other)
    with pytest.raises(NoSuchError):
        await duty.tell(name, reported, other)
    with pytest.raises(ForbiddenError):
        await duty.tell(name, reported, viewer)
    with pytest.raises(ForbiddenError):
        await duty.incidents.end(viewer, name, "x")
    assert (await duty.incidents.page(seen=("web",))).heads == ()


async def test_an_incident_that_touches_more_needs_the_right_for_more(duty: Duty) -> None:
    mine = caller("omar", Grant(role=Role.OPERATOR, services=("core",)))
    name = (await duty.declare(mine)).id
    with pytest.raises(ForbiddenError):
        await duty.tell(
            name, lambda at: ImpactTold(service="web", scope="whole", important=True, at_ns=at, note=""), mine
        )


async def test_whoever_read_an_older_state_is_told(duty: Duty) -> None:
    name = (await duty.declare()).id
    _, seq = await duty.incidents.read(OLGA, name)
    await duty.incidents.tell(OLGA, name, reported, seq)
    with pytest.raises(StaleError):
        await duty.incidents.tell(OLGA, name, reported, seq)


async def test_what_was_none_is_withdrawn_and_stays_in_the_book(duty: Duty) -> None:
    name = (await duty.declare()).id
    await duty.incidents.withdraw(OLGA, name, "误报")
    for act in (lambda: duty.tell(name, reported), lambda: duty.incidents.end(OLGA, name, "x")):
        with pytest.raises(ConflictError):
            await act()
    duty.later(600)
    await duty.watch.look()
    assert await duty.told() == []
    assert duty.incidents.shelf.book.check() == 2


def test_many_are_declared_in_one_second_and_each_has_its_own_name() -> None:
    """With 1,000 of them four random digits would have met all but certainly."""
    assert len({new_incident_name(1_795_407_042_000_000_000) for _ in range(1_000)}) == 1_000
