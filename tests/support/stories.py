"""Whole drills told as histories: a database crash with and without loss, an abort, missing data, long names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from measurements.codec import GENESIS, Record, extend
from measurements.events import (
    AbortAsked,
    ApprovalGiven,
    ClockRead,
    ClocksExchanged,
    DrillClosed,
    DrillOpened,
    Ending,
    Event,
    Exchange,
    FaultVerified,
    LedgerRead,
    LedgerWritten,
    Outcome,
    RunnerStarted,
    SamplesTaken,
    Stamps,
    StepCompleted,
    StepInvoked,
    StepSkipped,
    UndoCompleted,
    UndoInvoked,
    UndoProved,
    WriteOutcome,
)
from measurements.history import History
from measurements.ledger import payload
from scenarios.canonical import canonical, digest
from scenarios.faults.bandwidth import limit_bandwidth
from scenarios.faults.processes import kill_process
from scenarios.plan import (
    SECOND,
    Acceptable,
    Approve,
    CheckCommand,
    CheckStream,
    Inject,
    LedgerAct,
    Objective,
    Phase,
    Plan,
    PlannedHost,
    PlannedLedger,
    PlannedProbe,
    PlannedStep,
    PostgresProbe,
    PostgresStoreSpec,
    Run,
    Safeguards,
    SecretRef,
    TcpProbe,
    Text,
    Undo,
    WaitFor,
    plan_to_json,
)

DRILL: Final = "2026-11-21-pg-crash-7f3a"
UTC_NS: Final = 1_795_000_000 * SECOND
START: Final = 5_000 * SECOND
CRASH_S: Final = 20.0
RUN: Final = "run-1"


@dataclass
class Story:
    """Events told in any order; `history` puts them in order of time. Times are seconds from the opening."""

    plan: Plan
    told: list[Event] = field(default_factory=list[Event])

    def ns(self, seconds: float) -> int:
        return START + round(seconds * SECOND)

    def tell(self, *events: Event) -> None:
        self.told.extend(events)

    def history(self) -> History:
        return History(sorted(self.told, key=lambda event: event.at))

    def records(self) -> tuple[Record, ...]:
        return chained(self.history().events)

    def open(self) -> None:
        plan = plan_to_json(self.plan)
        opened = DrillOpened(
            at=self.ns(0),
            drill=DRILL,
            scenario=self.plan.scenario,
            plan=plan,
            plan_sha256=digest(canonical(plan)),
            software="drillproof 0.1.0",
            opened_by="李明",
            utc_ns=UTC_NS,
            boot_id="boot-1",
        )
        started = RunnerStarted(at=self.ns(0.01), run=RUN, pid=4321, boot_id="boot-1", resumed=False)
        clock = ClockRead(before=self.ns(0.02), at=self.ns(0.020001), utc_ns=UTC_NS + 20_000_500)
        self.tell(opened, started, clock)
        for host in self.plan.hosts:
            exchange = Exchange(c1=self.ns(0.03), remote=self.ns(0.0302) + 7, c2=self.ns(0.0304))
            self.tell(ClocksExchanged(at=self.ns(0.031), host=host.name, exchanges=(exchange,)))

    def step(
        self, step: str, begin: float, end: float, outcome: Outcome = Outcome.OK, reason: str = "", host: str = ""
    ) -> None:
        stamps = Stamps(
            sent=self.ns(begin) + 100_000,
            opened=self.ns(begin) + 200_000,
            received=self.ns(end) - 100_000,
            remote_start=self.ns(begin) + 300_000,
            remote_end=self.ns(end) - 300_000,
        )
        self.tell(StepInvoked(at=self.ns(begin), step=step, host=host, run=RUN))
        self.tell(
            StepCompleted(
                at=self.ns(end),
                step=step,
                host=host,
                outcome=outcome,
                reason=reason,
                exit_status=0 if host and outcome is Outcome.OK else None,
                stamps=stamps if host and end - begin > 0.001 else None,
            )
        )

    def fault(self, step: str, host: str, begin: float, end: float) -> None:
        self.step(step, begin, end, host=host)
        self.tell(FaultVerified(at=self.ns(end + 0.01), step=step, host=host, took=Outcome.OK, detail="seen"))

    def undo(self, step: str, host: str, begin: float, end: float, proved: Outcome = Outcome.OK) -> None:
        self.tell(
            UndoInvoked(at=self.ns(begin), step=step, host=host, run=RUN, because="restoring"),
            UndoCompleted(at=self.ns(end), step=step, host=host, outcome=Outcome.OK),
            UndoProved(at=self.ns(end + 0.02), step=step, host=host, proved=proved, detail="gone"),
        )

    def gate(self, step: str, at: float, people: Iterable[tuple[str, float]], *, waived: bool = False) -> None:
        self.tell(StepInvoked(at=self.ns(at), step=step, host="", run=RUN))
        last = at
        for person, when in people:
            last = when
            self.tell(
                ApprovalGiven(
                    at=self.ns(when),
                    step=step,
                    person=person,
                    decision="approve",
                    reason="--yes" if waived else "同意切换",
                    channel="cli" if waived else "console",
                    waived=waived,
                )
            )
        self.tell(StepCompleted(at=self.ns(last + 0.001), step=step, host="", outcome=Outcome.OK))

    def probe(self, stream: str, span: tuple[float, float], every: float, down: Sequence[tuple[float, float]]) -> None:
        begin, end = span
        count = int((end - begin) / every)
        taken = [begin + place * every for place in range(count)]
        for batch, first in enumerate(range(0, count, round(1 / every))):
            due = taken[first : first + round(1 / every)]
            ok = [not any(low <= moment < high for low, high in down) for moment in due]
            took = [0.004 if good else 0.0011 for good in ok]
            self.tell(
                SamplesTaken(
                    at=self.ns(due[-1] + 0.1),
                    stream=stream,
                    batch=batch,
                    due=tuple(self.ns(moment) for moment in due),
                    sent=tuple(self.ns(moment) + 150_000 for moment in due),
                    received=tuple(self.ns(moment + spent) + 150_000 for moment, spent in zip(due, took, strict=True)),
                    ok=tuple(ok),
                )
            )

    def write(
        self, ledger: str, span: tuple[float, float], every: float, down: tuple[float, float], *, upto: float
    ) -> list[int]:
        """Write numbers over `span`; those acknowledged between `upto` and the outage are not kept. Return the kept."""
        begin, end = span
        moments = [begin + place * every for place in range(int((end - begin) / every))]
        kept: list[int] = []
        for batch, first in enumerate(range(0, len(moments), round(1 / every))):
            due = moments[first : first + round(1 / every)]
            fates = [self._fate(moment, down) for moment in due]
            numbers = range(first + 1, first + 1 + len(due))
            answered = zip(numbers, due, fates, strict=True)
            kept += [n for n, at, fate in answered if fate is WriteOutcome.OK and not upto <= at < down[1]]
            self.tell(
                LedgerWritten(
                    at=self.ns(due[-1] + 0.1),
                    ledger=ledger,
                    batch=batch,
                    due=tuple(self.ns(moment) for moment in due),
                    number=tuple(numbers),
                    invoked=tuple(self.ns(moment) + 100_000 for moment in due),
                    completed=tuple(
                        self.ns(moment) + 2_100_000 if fate is not WriteOutcome.INFO else None
                        for moment, fate in zip(due, fates, strict=True)
                    ),
                    outcome=tuple(fates),
                )
            )
        return kept

    def _fate(self, moment: float, down: tuple[float, float]) -> WriteOutcome:
        if not down[0] <= moment < down[1]:
            return WriteOutcome.OK
        return WriteOutcome.INFO if moment < down[0] + 0.02 else WriteOutcome.FAIL

    def read_back(self, ledger: str, begin: float, kept: Sequence[int]) -> None:
        step = f"ledger.{ledger}.read"
        self.step(step, begin, begin + 0.6)
        halves = (kept[: len(kept) // 2], kept[len(kept) // 2 :])
        for chunk, numbers in enumerate(halves):
            self.tell(
                LedgerRead(
                    at=self.ns(begin + 0.3 + chunk / 10),
                    ledger=ledger,
                    step=step,
                    source="standby",
                    sent=self.ns(begin + 0.2),
                    chunk=chunk,
                    last=chunk == 1,
                    number=tuple(numbers),
                    payload=tuple(payload(DRILL, ledger, number) for number in numbers),
                    position=tuple(numbers),
                )
            )

    def close(self, at: float, ending: Ending = Ending.COMPLETED, residue: tuple[str, ...] = ()) -> None:
        self.tell(DrillClosed(at=self.ns(at), ending=ending, restored=not residue, residue=residue))


def chained(events: Iterable[Event]) -> tuple[Record, ...]:
    """Return the records of a journal that holds these events."""
    records: list[Record] = []
    prev = GENESIS
    for seq, event in enumerate(events, start=1):
        records.append(extend(prev, seq, event))
        prev = records[-1].hash
    return tuple(records)


def step(identity: str, phase: Phase, action: object, zh: str, en: str, *hosts: str) -> PlannedStep:
    return PlannedStep(
        id=identity,
        phase=phase,
        action=action,  # pyright: ignore[reportArgumentType]
        hosts=hosts,
        needs=(),
        within_ns=60 * SECOND,
        title=Text(zh=zh, en=en),
    )


def crash_plan(mode: Literal["async", "sync"] = "async", *, rto_s: float = 30.0, rpo_s: float = 0.0) -> Plan:
    """Return the plan of a database crash: lag, kill, detect, decide, promote, verify, restore."""
    words = {
        "async": Text(
            zh="交易数据库主机宕机，切换至同城备库（异步复制）",
            en="Trading database crashes, asynchronous standby takes over",
        ),
        "sync": Text(
            zh="交易数据库主机宕机，切换至同城备库（同步复制）",
            en="Trading database crashes, synchronous standby takes over",
        ),
    }
    starve = Inject(fault=limit_bandwidth(kbit=400, control="/run/relay/control"), lease_ns=60 * SECOND)
    crash = Inject(fault=kill_process(pid_file="/srv/pg/postmaster.pid", restart="pg_ctl start"), lease_ns=60 * SECOND)
    return Plan(
        scenario=f"pg-crash-{mode}",
        title=words[mode],
        form="live",
        threats=("hardware_fault",),
        clauses=("JRT0251-9.5", "JRT0251-10.3", "JRT0251-12.2-b"),
        tasks=("verify_rto_rpo", "find_plan_gaps"),
        objectives=(
            Objective(
                service="trading-db",
                title=Text(zh="集中交易数据库", en="Trading database"),
                rto_ns=round(rto_s * SECOND),
                rpo_ns=round(rpo_s * SECOND),
                writes=True,
                priority=1,
                acceptable=Acceptable(p95_floor_ns=100_000_000, hold_ns=5 * SECOND),
            ),
        ),
        hosts=tuple(
            PlannedHost(
                name=name,
                address=f"127.0.0.{number}",
                port=2200 + number,
                user="drill",
                roles=(role,),
                environment="test",
                site=site,
                known_hosts="known_hosts",
            )
            for number, (name, role, site) in enumerate((("db-a", "primary", "sh-1"), ("db-b", "standby", "sh-2")), 11)
        ),
        parameters={"lag_kbit": "400"},
        probes=(
            PlannedProbe(
                name="entry",
                service="trading-db",
                target=PostgresProbe(dsn=SecretRef(source="file", name="secrets/entry_dsn")),
                every_ns=50_000_000,
                timeout_ns=SECOND,
            ),
            PlannedProbe(
                name="port",
                service="trading-db",
                target=TcpProbe(address="127.0.0.10", port=5432),
                every_ns=50_000_000,
                timeout_ns=SECOND // 2,
            ),
        ),
        ledgers=(
            PlannedLedger(
                name="orders",
                service="trading-db",
                store=PostgresStoreSpec(dsn=SecretRef(source="file", name="secrets/entry_dsn")),
                every_ns=5_000_000,
                timeout_ns=2 * SECOND,
            ),
        ),
        safeguards=Safeguards(
            environments=("test",),
            longest_ns=600 * SECOND,
            lease_ns=60 * SECOND,
            undo_within_ns=60 * SECOND,
            most_hosts=2,
        ),
        on_interruption="restore",
        steps=(
            step(
                "ledger.orders.open",
                Phase.PREPARE,
                LedgerAct(ledger="orders", act="open"),
                "启动校验流水",
                "Open the ledger",
            ),
            step("starve", Phase.PREPARE, starve, "限制复制带宽", "Hold replication back", "db-b"),
            step(
                "baseline",
                Phase.PREPARE,
                CheckStream(stream="orders", state="up", hold_ns=5 * SECOND),
                "核对基线",
                "Hold a baseline",
            ),
            step("crash", Phase.INJECT, crash, "强制终止主库", "Kill the primary", "db-a"),
            step("noticed", Phase.DETECT, WaitFor(stream="entry", state="down"), "发现中断", "Notice the interruption"),
            step("release", Phase.DECIDE, Approve(role="commander", people=2), "批准切换", "Release the switch"),
            step("promote", Phase.SWITCH, Run(script="pg_ctl promote"), "提升备库", "Promote the standby", "db-b"),
            step("entry", Phase.SWITCH, Run(script="move-entry"), "切换客户端入口", "Move the entry", "db-b"),
            step(
                "writes",
                Phase.VERIFY,
                CheckStream(stream="orders", state="up", hold_ns=5 * SECOND),
                "核对写入恢复",
                "Check that writes hold",
            ),
            step(
                "ledger.orders.read",
                Phase.VERIFY,
                LedgerAct(ledger="orders", act="read"),
                "回读校验流水",
                "Read the ledger back",
            ),
            step("unstarve", Phase.RESTORE, Undo(fault="starve"), "撤除带宽限制", "Undo the bandwidth limit"),
            step("rebuild", Phase.RESTORE, Run(script="pg_rewind"), "重建原主库", "Rebuild the old primary", "db-a"),
            step("revive", Phase.RESTORE, Undo(fault="crash"), "启动原主库", "Start the old primary"),
            step(
                "caught_up",
                Phase.RESTORE,
                CheckCommand(script="psql"),
                "核对复制追平",
                "Check that it caught up",
                "db-b",
            ),
            step(
                "ledger.orders.drop",
                Phase.RESTORE,
                LedgerAct(ledger="orders", act="drop"),
                "清除校验流水",
                "Drop the ledger",
            ),
        ),
        sources={"scenario": digest("scenario"), "bia": digest("bia"), "inventory": digest("inventory")},
    )


def _until_the_switch(story: Story) -> None:
    story.open()
    story.step("ledger.orders.open", 0.2, 0.5)
    story.fault("starve", "db-b", 0.6, 0.9)
    story.step("baseline", 1.0, 7.0)
    story.fault("crash", "db-a", CRASH_S, CRASH_S + 0.02)
    story.step("noticed", CRASH_S + 0.05, CRASH_S + 0.15)
    story.gate("release", CRASH_S + 0.2, (("王芳", CRASH_S + 4.2), ("赵强", CRASH_S + 6.9)))


def _restoring(story: Story, at: float) -> None:
    story.step("unstarve", at, at + 0.3, host="")
    story.undo("starve", "db-b", at + 0.05, at + 0.2)
    story.step("rebuild", at + 0.4, at + 2.6, host="db-a")
    story.step("revive", at + 2.7, at + 4.0, host="")
    story.undo("crash", "db-a", at + 2.8, at + 3.8)
    story.step("caught_up", at + 4.1, at + 5.0, host="db-b")
    story.step("ledger.orders.drop", at + 5.1, at + 5.3)


def crash(mode: Literal["async", "sync"] = "async", *, plan: Plan | None = None) -> Story:
    """Return a whole crash drill: about 7.9 s of outage; asynchronous replication loses about 3 s of writes."""
    story = Story(plan=plan or crash_plan(mode))
    _until_the_switch(story)
    story.step("promote", CRASH_S + 7.0, CRASH_S + 7.5, host="db-b")
    story.step("entry", CRASH_S + 7.55, CRASH_S + 7.8, host="db-b")
    down = (CRASH_S + 0.01, CRASH_S + 7.9)
    story.step("writes", CRASH_S + 7.9, CRASH_S + 14.0)
    story.probe("entry", (0.5, 45.0), 0.05, [down])
    story.probe("port", (0.5, 45.0), 0.05, [(CRASH_S + 0.01, CRASH_S + 7.8)])
    kept = story.write("orders", (0.5, 35.0), 0.005, down, upto=CRASH_S - 3.0 if mode == "async" else down[0])
    story.read_back("orders", 36.0, kept)
    _restoring(story, 40.0)
    story.close(46.0)
    return story


def aborted() -> Story:
    """Return a drill that somebody aborted at the gate; the undo of one fault could not be proved."""
    story = Story(plan=crash_plan())
    story.open()
    story.step("ledger.orders.open", 0.2, 0.5)
    story.fault("starve", "db-b", 0.6, 0.9)
    story.step("baseline", 1.0, 7.0)
    story.fault("crash", "db-a", CRASH_S, CRASH_S + 0.02)
    story.step("noticed", CRASH_S + 0.05, CRASH_S + 0.15)
    story.tell(StepInvoked(at=story.ns(CRASH_S + 0.2), step="release", host="", run=RUN))
    story.tell(AbortAsked(at=story.ns(CRASH_S + 5), by="王芳", reason="旁观业务出现告警"))
    for name in ("promote", "entry", "writes", "ledger.orders.read"):
        story.tell(StepSkipped(at=story.ns(CRASH_S + 5.01), step=name, reason="aborted"))
    story.undo("crash", "db-a", CRASH_S + 5.1, CRASH_S + 6.0, Outcome.UNKNOWN)
    story.undo("starve", "db-b", CRASH_S + 6.1, CRASH_S + 6.3)
    story.probe("entry", (0.5, 30.0), 0.05, [(CRASH_S + 0.01, CRASH_S + 6.4)])
    story.close(30.5, Ending.ABORTED, ("crash@db-a",))
    return story


def missing() -> Story:
    """Return a drill of which little is known: no probe, no read-back, no end."""
    story = Story(plan=replace(crash_plan(), tasks=(), threats=(), sources={}))
    _until_the_switch(story)
    story.tell(StepInvoked(at=story.ns(CRASH_S + 7.0), step="promote", host="db-b", run=RUN))
    return story


def long_names() -> Story:
    """Return the crash drill with names as long as people make them."""
    title = Text(
        zh="沪深交易所集中交易系统核心数据库（含融资融券、股票期权及北向互联互通业务）主数据中心整体不可用切换至同城灾备中心演练",
        en="Loss of the main data centre of the central trading database (margin, options and northbound business "
        "included) and take-over by the metro recovery site",
    )
    plan = crash_plan()
    named = Text(
        zh="沪深交易所集中交易系统核心数据库（含融资融券、股票期权）",
        en="Central trading system core database including margin trading and options",
    )
    steps = tuple(
        replace(
            one,
            title=Text(
                zh=f"{one.title.zh}（由数据库管理员与系统管理员双人复核后执行并登记）",
                en=f"{one.title.en}, executed and recorded after review by database and system administrators",
            ),
        )
        for one in plan.steps
    )
    hosts = plan.hosts
    objectives = tuple(replace(one, title=named) for one in plan.objectives)
    return crash(plan=replace(plan, title=title, steps=steps, hosts=hosts, objectives=objectives))


def many_steps(count: int = 60) -> Story:
    """Return the crash drill with `count` more steps in its switch phase."""
    plan = crash_plan()
    more = tuple(
        step(
            f"app-{n:03}",
            Phase.SWITCH,
            Run(script="restart"),
            f"重启应用节点 {n}",
            f"Restart application node {n}",
            "db-b",
        )
        for n in range(1, count + 1)
    )
    before = tuple(one for one in plan.steps if one.phase not in {Phase.VERIFY, Phase.RESTORE})
    after = tuple(one for one in plan.steps if one.phase in {Phase.VERIFY, Phase.RESTORE})
    story = crash(plan=replace(plan, steps=(*before, *more, *after)))
    for place, one in enumerate(more):
        begin = CRASH_S + 7.81 + place * 0.05 / count
        outcome = Outcome.UNKNOWN if place % 17 == 5 else Outcome.OK
        story.step(one.id, begin, begin + 0.05, outcome, "" if outcome is Outcome.OK else "connection lost", "db-b")
    return story


STORIES: Final = {
    "async": crash,
    "sync": lambda: crash("sync"),
    "aborted": aborted,
    "missing": missing,
    "long": long_names,
    "many": many_steps,
}
