"""What people did around the drills of a long past: dossiers, findings, duties, schedules, incidents, the programme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from scenarios.plan import SECOND, Text
from service.book import Author, Shelf
from service.book.entry import SYSTEM
from service.dossiers import Span, Wish
from service.dossiers.events import (
    Archived,
    Assessed,
    DossierEvent,
    DossierOpened,
    DrillBegun,
    DrillDone,
    Evaluated,
    Grade,
    Item,
    ParticipantNamed,
    Record,
    RecordFiled,
    ResultUsed,
    TaskAnswered,
)
from service.dossiers.wish import facts_of
from service.firm import Firm
from service.happenings import DrillEnded
from service.improvement.events import Event, ItemOpened, ItemPlanned, MeasureDone, Verified, WaiverAsked
from service.incidents.events import ImpactTold, LessonDrawn
from service.incidents.incidents import Declaration
from service.programme.annual import YearSpec
from service.programme.duty import DUTIES, DutyArose, DutyEvent, ReportSent
from service.programme.proofs import PartsSeen, ServiceChanged, ServiceEvent
from service.programme.run import RUNS, RunClaimed, RunMissed
from service.programme.schedule import ScheduleSpec
from service.programme.services import drilled
from tests.support.firms import HandClock, caller
from tests.support.troubles import by_hand

_DAY: Final = 86_400 * SECOND
_OLGA: Final = Author(user="olga", via="session:past", address="10.1.2.3")


def dossier(firm: Firm, end: DrillEnded, clock: HandClock, paths: dict[str, str]) -> None:
    """Enter a drill's dossier, prepared, drilled and evaluated; the newest wait to be summed up."""
    begun = datetime.fromisoformat(end.report.drill.started_at)
    clock.at = begun - timedelta(days=9)
    window = Span(opens=begun - timedelta(hours=1), closes=begun + timedelta(hours=5))
    wish = Wish.model_validate({**paths, "window": window})
    events: list[DossierEvent] = [DossierOpened(wish=wish, facts=facts_of(end.plan)), *_prepared()]
    events.append(DrillBegun(drill=end.drill, digest="0" * 64))
    told = end.report
    assert end.dossier is not None
    assert told.drill.ending is not None
    done = DrillDone(drill=end.drill, verdict=told.verdict, ending=told.drill.ending, restored=told.restored, head="0")
    events += [done, *_summed_up()]
    firm.dossiers.shelf.open_now(end.dossier, _OLGA, events)


def _prepared() -> Iterator[DossierEvent]:
    for record in Record:
        yield RecordFiled(record=record, text="已组织评审，意见已采纳，材料见附件。" * 4)
    for place, name in enumerate(("王芳", "赵强", "李明", "陈静", "周涛"), start=1):
        yield ParticipantNamed(
            name=name, account="", department="运行部", role="组员", deputy="", duty=f"第 {place} 组", external=False
        )


def _summed_up() -> Iterator[DossierEvent]:
    grades = tuple(Grade(item=item, grade=3, note="基本达到") for item in Item)
    yield Evaluated(grades=grades, members=("王芳", "赵强"), text="方案可行，告警须改进。")
    yield Archived(place="档案室 3-12", filed_with="交易所", filed_on="2026-11-20", text="纸质与电子各一份")
    yield Assessed(text="参演人员履职到位。", reward="", penalty="")
    yield TaskAnswered(task="verify_rto_rpo", answer="reached", text="")
    yield ResultUsed(use="plan", text="预案已更正")


def finding(firm: Firm, end: DrillEnded, number: int, clock: HandClock) -> str:
    """Enter what a drill found, as far as it came: open, planned, done, asked to be waived, or closed; its name."""
    clock.at = datetime.fromisoformat(end.report.drill.started_at) + timedelta(hours=2)
    name = f"i-{number:05}"
    firm.improvements.shelf.open_now(name, SYSTEM, list(_treated(end, number, firm.book.utc_ns())))
    return name


def _treated(end: DrillEnded, number: int, now_ns: int) -> Iterator[Event]:
    services = tuple(one.service for one in end.plan.objectives)
    said = Text(zh="异步复制丢失已确认的写入", en="asynchronous replication lost acknowledged writes")
    trouble = replace(by_hand(f"m-{number}"), services=services, said=said, advice=said)
    due = now_ns + 30 * _DAY
    yield ItemOpened(
        title=said, trouble=trouble, due_ns=due, redrill=False, use="system", owner="omar", drill=end.drill
    )
    if number % 5 == 0:
        return
    yield ItemPlanned(
        owner="omar",
        lead="数据库组",
        supporting=("网络组",),
        due_ns=due,
        cause="复制为异步方式，主库宕机时尚未送达的写入无从补回。",
        control="",
        corrective="改为同步复制",
        preventive="纳入变更检查",
        resources="两人两周",
        use="system",
    )
    if number % 5 == 1:
        yield WaiverAsked(reason="系统将于下季度下线", until_ns=due + 60 * _DAY)
    if number % 5 > 2:
        yield MeasureDone(text="已改为同步复制", done_on="2026-11-20")
    if number % 5 == 4:
        yield Verified(result="worked", method="复演", finding="未再出现")


def service_past(firm: Firm, service: str, ends: Sequence[DrillEnded], clock: HandClock) -> None:
    """Enter what a service's drills proved, what its schedule's files came to, and changes since."""
    events: list[ServiceEvent] = []
    for end in ends:
        named = zip((one.service for one in end.plan.objectives), drilled(end), strict=True)
        events += [event for name, event in named if name == service]
    newest = int(clock.at.timestamp()) * SECOND
    events.append(PartsSeen(schedule="quarterly", parts={"scenario": "1" * 64, "inventory": "2" * 64, "bia": "3" * 64}))
    for number in range(3):
        changed: dict[str, Any] = {
            "source": "cmdb",
            "what": "release",
            "summary": "版本发布，含数据库参数调整",
            "at_ns": newest - number * _DAY,
        }
        events.append(ServiceChanged(reference=f"CHG-{service}-{number}", **changed))
    firm.programme.services.shelf.open_now(service, SYSTEM, events)


def duty(firm: Firm, end: DrillEnded, number: int, clock: HandClock) -> None:
    """Enter the report that a drill made due; the newest are not sent yet."""
    clock.at = datetime.fromisoformat(end.report.drill.started_at) + timedelta(hours=3)
    until = clock.at + timedelta(days=21)
    arose = DutyArose(
        drill=end.drill,
        rule="csrc/drill-report",
        title=Text(zh="演练总结报告", en="drill report"),
        to=Text(zh="监管部门", en="the regulator"),
        services=tuple(one.service for one in end.plan.objectives),
        ended_ns=firm.book.utc_ns(),
        working_days=15,
        until=f"{until:%Y-%m-%d}",
        until_ns=int(until.timestamp()) * SECOND,
        unknown_days=0,
        source="测试规则",
        certainty="read",
    )
    sent = ReportSent(reference=f"收文 {number}", sent_ns=firm.book.utc_ns() + 5 * _DAY)
    events: list[DutyEvent] = [arose] if number < 12 else [arose, sent]
    Shelf(firm.book, DUTIES).open_now(f"{end.drill}@csrc", SYSTEM, events)


async def schedules(firm: Firm, services: Sequence[str], paths: dict[str, str]) -> None:
    """Make a schedule for each service, quarterly, and thirty runs of them that were missed."""
    timing = {"kind": "non_trading_day", "which": "first", "weekday": "sat", "of": "quarter", "at": "09:00"}
    for service in services:
        told = {"title": f"{service} 季度切换演练", "services": [service], "aim": paths, "timing": timing}
        await firm.programme.schedules.add(caller("olga"), ScheduleSpec.model_validate(told))
    now = firm.book.utc_ns()
    for number in range(30):
        due = now - number * 3 * _DAY
        moment = datetime.fromtimestamp(due / SECOND, UTC)
        claimed = RunClaimed(
            schedule=f"{services[0]}-1",
            due=f"{moment:%Y-%m-%dT%H:%M} Asia/Shanghai",
            due_ns=due,
            services=(services[0],),
        )
        Shelf(firm.book, RUNS).open_now(f"run-{number}", SYSTEM, [claimed, RunMissed(why="late", then="ask")])


async def incidents(firm: Firm, services: Sequence[str]) -> str:
    """Declare ten interruptions, each with what it taught; the name of the last."""
    name = ""
    for number in range(10):
        service = services[number % len(services)]

        def impacts(at_ns: int, service: str = service) -> tuple[ImpactTold, ...]:
            return (ImpactTold(service=service, scope="whole", important=True, at_ns=at_ns, note=""),)

        told = Declaration(title=f"{service} 中断", course="网络抖动", impacts=impacts, services=(service,))
        name = (await firm.incidents.declare(caller("olga"), told)).id
        lesson: dict[str, Any] = {"what": "增加链路探测", "owner": "omar", "due": "2026-12-31", "improvement": ""}
        drawn = LessonDrawn(aim="prevent", at_ns=firm.book.utc_ns(), **lesson)
        await firm.incidents.shelf.change(name, _OLGA, lambda _, drawn=drawn: [drawn])
    return name


async def programme(firm: Firm, services: Sequence[str], year: int) -> None:
    """Write the year's programme: each service twice."""
    items = [
        {
            "id": f"q{quarter}-{service}",
            "title": f"{service} 切换演练",
            "services": [service],
            "quarter": quarter,
            "owner": "li.wei",
            "lead": "运维部",
        }
        for service in services
        for quarter in (2, 4)
    ]
    spec = YearSpec.model_validate({"title": f"{year} 年度演练计划", "items": items})
    await firm.programme.years.write(caller("olga"), str(year), spec, None)
    await firm.programme.years.submit(caller("olga"), str(year))
    await firm.programme.years.decide(caller("anna"), str(year), "approve", "同意", None)


def scenarios(root: Path, count: int) -> None:
    """Lay `count` scenarios of the firm's own beside the others."""
    own = root / "scenarios"
    own.mkdir()
    text = (root / "scenario.yaml").read_text("utf-8")
    for number in range(count):
        (own / f"switch-{number:02}.yaml").write_text(text.replace("scenario: paper", f"scenario: switch-{number:02}"))
