"""A drill with people in it: readiness, notices, dual control, an attempt that was repeated, catch-up, a marker."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from measurements.events import (
    Ending,
    LedgerRead,
    LedgerReplayed,
    ManualReported,
    MarkerRead,
    NoticeSent,
    Outcome,
    StepCompleted,
    StepInvoked,
    StepSkipped,
    WriteOutcome,
)
from measurements.ledger import payload
from scenarios.plan import (
    SECOND,
    BackupFresh,
    ClockOffset,
    ContactGroup,
    DiskSpace,
    Manual,
    Measure,
    Notify,
    Objective,
    Person,
    Phase,
    Plan,
    PlannedProbe,
    PlannedStep,
    PostgresStoreSpec,
    Ready,
    Reconcile,
    Repeat,
    SecretRef,
    TcpProbe,
    Text,
)
from tests.support.stories import CRASH_S, DRILL, RUN, STORIES, UTC_NS, Story, crash_plan, step

PEOPLE = tuple(
    Person(id=name, title=Text(zh=zh, en=en), names=(zh, en), accounts=(account,), roles=roles)
    for name, zh, en, account, roles in (
        ("wang.fang", "王芳", "Wang Fang", "wangf", ("commander", "operator")),
        ("zhao.qiang", "赵强", "Zhao Qiang", "zhaoq", ("commander", "checker")),
        ("li.ming", "李明", "Li Ming", "lim", ("operator",)),
    )
)
GROUPS = (
    ContactGroup(name="it-duty", title=Text(zh="信息技术值班组", en="IT duty")),
    ContactGroup(name="board", title=Text(zh="业务连续性管理委员会", en="Continuity committee")),
)
SAID = Text(zh="交易数据库演练开始", en="The drill of the trading database begins")


def _new_steps() -> tuple[dict[Phase, tuple[PlannedStep, ...]], tuple[PlannedStep, ...]]:
    instruction = Text(
        zh="致电交易所值班电话，通报切换并取得回执编号",
        en="Call the exchange's duty desk and take the number of its receipt",
    )
    call = Manual(
        instruction=instruction, role="operator", dual_control=True, confirm_role="checker", manual="OM-12 v3"
    )
    ready = (
        step(
            "ready.1.clock_offset",
            Phase.PREPARE,
            Ready(check=ClockOffset(below_ns=SECOND)),
            "时钟偏差",
            "Clock offset",
            "db-a",
            "db-b",
        ),
        step(
            "ready.2.disk_space",
            Phase.PREPARE,
            Ready(check=DiskSpace(path="/var/lib", free_bytes=5 * 10**9)),
            "磁盘空间",
            "Disk space",
            "db-b",
        ),
        step(
            "ready.3.backup_fresh",
            Phase.PREPARE,
            Ready(check=BackupFresh(path="/backup", newer_than_ns=26 * 3600 * SECOND)),
            "备份新近",
            "Fresh backup",
            "db-b",
        ),
    )
    tell = Notify(groups=("it-duty", "board"), subject=SAID, text=SAID)
    before = Measure(service="quotes", marker="business_time", side="before", query="select max(at) from quotes")
    more = {
        Phase.PREPARE: (
            step("before", Phase.PREPARE, before, "读取行情时间（故障前）", "Read the quotes' time before"),
        ),
        Phase.DECIDE: (
            replace(step("tell", Phase.DECIDE, tell, "通知有关方面", "Tell those concerned"), essential=False),
        ),
        Phase.SWITCH: (
            step("call", Phase.SWITCH, call, "致电交易所", "Call the exchange"),
            step(
                "after",
                Phase.SWITCH,
                replace(before, side="after"),
                "读取行情时间（切换后）",
                "Read the quotes' time after",
            ),
        ),
        Phase.VERIFY: (
            step(
                "made_up",
                Phase.VERIFY,
                Reconcile(ledger="orders", replay=True),
                "核对并追补丢失的委托",
                "Compare and make up for lost orders",
            ),
        ),
    }
    return more, ready


def staffed_plan() -> Plan:
    """Return the crash plan with readiness, people, notices, catch-up, and a second service that has only a marker."""
    plan = crash_plan()
    more, ready = _new_steps()
    kept = [one for one in plan.steps if one.id != "ledger.orders.read"]
    steps = [*ready]
    for phase in Phase:
        steps += [one for one in kept if one.phase is phase]
        steps += more.get(phase, ())
    quotes = Objective(
        service="quotes",
        title=Text(zh="行情服务", en="Quotes"),
        rto_ns=60 * SECOND,
        rpo_ns=10 * SECOND,
        writes=True,
        priority=2,
        acceptable=plan.objectives[0].acceptable,
    )
    probe = PlannedProbe(
        name="quotes",
        service="quotes",
        target=TcpProbe(address="127.0.0.10", port=7001),
        every_ns=50_000_000,
        timeout_ns=SECOND,
    )
    return replace(
        plan,
        objectives=(*plan.objectives, quotes),
        probes=(*plan.probes, probe),
        steps=tuple(
            replace(one, repeat=Repeat(tries=3, pause_ns=SECOND // 10)) if one.id == "entry" else one for one in steps
        ),
        people=PEOPLE,
        contacts=GROUPS,
        ledgers=tuple(
            replace(one, store=PostgresStoreSpec(dsn=SecretRef(source="env", name="DSN"))) for one in plan.ledgers
        ),
    )


def _said(
    story: Story, at: float, person: str, what: Literal["done", "confirmed"], channel: str = "console"
) -> ManualReported:
    return ManualReported(at=story.ns(at), step="call", person=person, what=what, note="回执 0731", channel=channel)


def _ready(story: Story, *, is_fresh: bool = True) -> None:
    seen = (
        ("ready.1.clock_offset", "db-a", Outcome.OK, "the clock is within 0.0004 s"),
        ("ready.1.clock_offset", "db-b", Outcome.OK, "the clock is within 0.0011 s"),
        ("ready.2.disk_space", "db-b", Outcome.OK, "71.2 GB are free"),
        (
            "ready.3.backup_fresh",
            "db-b",
            Outcome.OK if is_fresh else Outcome.FAILED,
            "base-20261121.dump is 3 h old" if is_fresh else "the newest backup is 49 h old, at most 26 h are allowed",
        ),
    )
    for place, (name, host, outcome, reason) in enumerate(seen):
        begin = 0.05 + place / 50
        story.step(name, begin, begin + 0.01, outcome, reason, host)


def _told(story: Story, at: float) -> None:
    story.step("tell", at, at + 0.9, Outcome.FAILED, "the group board was not reached")
    for after, group, channel, outcome, detail in (
        (0.2, "it-duty", "wecom", Outcome.OK, "errcode 0"),
        (0.8, "board", "mail", Outcome.FAILED, "450 mailbox busy"),
    ):
        story.tell(
            NoticeSent(
                at=story.ns(at + after), step="tell", group=group, channel=channel, outcome=outcome, detail=detail
            )
        )


def _marked(story: Story, name: str, at: float, newest: float, side: Literal["before", "after"]) -> None:
    story.step(name, at, at + 0.02)
    story.tell(
        MarkerRead(
            at=story.ns(at + 0.015),
            step=name,
            host="",
            service="quotes",
            marker="business_time",
            side=side,
            sent=story.ns(at + 0.005),
            received=story.ns(at + 0.01),
            value=str(UTC_NS + story.ns(newest) - story.ns(0)),
            granularity=1_000_000,
        )
    )


def _switched(story: Story) -> None:
    story.tell(
        StepInvoked(at=story.ns(CRASH_S + 7.0), step="promote", host="db-b", run=RUN),
        StepCompleted(
            at=story.ns(CRASH_S + 7.5),
            step="promote",
            host="db-b",
            outcome=Outcome.OK,
            exit_status=0,
            captured=(("lsn", "0/3000148"), ("timeline", "2")),
        ),
    )
    story.step("entry", CRASH_S + 7.51, CRASH_S + 7.6, Outcome.UNKNOWN, "connection lost", "db-b")
    story.step("entry", CRASH_S + 7.7, CRASH_S + 7.8, host="db-b")
    story.tell(StepInvoked(at=story.ns(CRASH_S + 8.0), step="call", host="", run=RUN))
    story.tell(
        _said(story, CRASH_S + 9, "李明", "done"),
        _said(story, CRASH_S + 9.5, "LIM", "confirmed", "api"),
        _said(story, CRASH_S + 10.5, "赵强", "confirmed"),
    )
    done = "done by li.ming, confirmed by zhao.qiang"
    story.tell(
        StepCompleted(at=story.ns(CRASH_S + 10.51), step="call", host="", outcome=Outcome.OK, reason=done),
    )
    _marked(story, "after", CRASH_S + 7.82, CRASH_S - 0.4, "after")


def _made_up(story: Story, kept: list[int]) -> None:
    lost = [n for n in range(1, kept[-1]) if n not in set(kept) and n < CRASH_S / 0.005 - 100]
    story.step("made_up", 36.0, 38.6)
    again = lost[:-2]
    readings = ((36.4, kept, False), (38.2, sorted({*kept, *again}), True))
    for at, numbers, replayed in readings:
        story.tell(
            LedgerRead(
                at=story.ns(at),
                ledger="orders",
                step="made_up",
                source="standby",
                sent=story.ns(at - 0.2),
                chunk=0,
                last=True,
                number=tuple(numbers),
                payload=tuple(payload(DRILL, "orders", number) for number in numbers),
                position=tuple(range(len(numbers))),
                replayed=replayed,
            )
        )
    story.tell(
        LedgerReplayed(
            at=story.ns(37.5),
            ledger="orders",
            step="made_up",
            number=tuple(lost),
            invoked=tuple(story.ns(37) for _ in lost),
            completed=tuple(None if n not in again else story.ns(37.4) for n in lost),
            outcome=tuple(WriteOutcome.OK if n in again else WriteOutcome.INFO for n in lost),
        )
    )


def staffed() -> Story:
    """Return a whole drill in which people act; one tried to confirm what he had done himself."""
    story = Story(plan=staffed_plan())
    story.open()
    _ready(story)
    story.step("ledger.orders.open", 0.2, 0.5)
    story.fault("starve", "db-b", 0.6, 0.9)
    story.step("baseline", 1.0, 7.0)
    _marked(story, "before", CRASH_S - 1.2, CRASH_S - 1.3, "before")
    story.fault("crash", "db-a", CRASH_S, CRASH_S + 0.02)
    story.step("noticed", CRASH_S + 0.05, CRASH_S + 0.15)
    _told(story, CRASH_S + 0.2)
    story.gate("release", CRASH_S + 0.2, (("王芳", CRASH_S + 4.2), ("wangf", CRASH_S + 5), ("赵强", CRASH_S + 6.9)))
    _switched(story)
    down = (CRASH_S + 0.01, CRASH_S + 7.9)
    story.step("writes", CRASH_S + 10.6, CRASH_S + 15.7)
    for name, end in (("entry", down[1]), ("port", CRASH_S + 7.8), ("quotes", down[1])):
        story.probe(name, (0.5, 45.0), 0.05, [(down[0], end)])
    kept = story.write("orders", (0.5, 35.0), 0.005, down, upto=CRASH_S - 3.0)
    _made_up(story, kept)
    _restored(story)
    return story


def _restored(story: Story) -> None:
    story.step("unstarve", 40, 40.3)
    story.undo("starve", "db-b", 40.05, 40.2)
    story.step("rebuild", 40.4, 42.6, host="db-a")
    story.step("revive", 42.7, 44)
    story.undo("crash", "db-a", 42.8, 43.8)
    story.step("caught_up", 44.1, 45, host="db-b")
    story.step("ledger.orders.drop", 45.1, 45.3)
    story.close(46)


def unready() -> Story:
    """Return a drill that a readiness check stopped before anything was touched."""
    story = Story(plan=staffed_plan())
    story.open()
    _ready(story, is_fresh=False)
    for one in story.plan.steps:
        if not one.id.startswith("ready") and one.phase is not Phase.RESTORE:
            reason = "the drill turned to restoring: ready.3.backup_fresh on db-b: failed"
            story.tell(StepSkipped(at=story.ns(0.2), step=one.id, reason=reason))
    story.close(0.3, Ending.FAILED)
    return story


EVERY_STORY = {**STORIES, "staffed": staffed, "unready": unready}
