"""Plans to be drilled on fakes, and a scene that runs them again and again on one journal and one target."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from measurements.codec import Record
from measurements.events import Event
from measurements.history import History
from runners.approvals import Approvals, WaivingInbox
from runners.clock import Clock, SystemClock
from runners.enduring import Endurance
from runners.engine import run_drill
from runners.journal import Journal, Writer
from runners.leaving import HandOver, Tenure
from runners.remote import Remote
from runners.scripted import (
    Drops,
    Exits,
    Reply,
    ScriptedNotifier,
    ScriptedQueries,
    ScriptedRemote,
    ScriptedTarget,
    scripted_faults,
)
from runners.scripted_watch import ScriptedSpool, ScriptedWatch
from scenarios.faults.processes import kill_process
from scenarios.plan import (
    SECOND,
    Action,
    Approve,
    Bystander,
    Capture,
    Captured,
    CheckCommand,
    CheckStream,
    ContactGroup,
    HookChannel,
    Inject,
    LedgerAct,
    Manual,
    Measure,
    Notify,
    Phase,
    Plan,
    PlannedHost,
    PlannedLedger,
    PlannedProbe,
    PlannedStep,
    PostgresStoreSpec,
    Ready,
    Reconcile,
    Repeat,
    ReplicationHealthy,
    Run,
    Safeguards,
    SecretRef,
    TcpProbe,
    Text,
    Undo,
    WaitFor,
    When,
)
from tests.support.databases import database_in, journal_in

MS = SECOND // 1000
DRILL = "drill-1"


def step(
    id_: str,
    phase: Phase,
    action: Action,
    *,
    on: Sequence[str] = (),
    needs: Sequence[str] = (),
    within: int = 10 * SECOND,
    when: When | None = None,
) -> PlannedStep:
    return PlannedStep(
        id=id_,
        phase=phase,
        action=action,
        hosts=tuple(on),
        needs=tuple(needs),
        within_ns=within,
        title=Text(zh=id_, en=id_),
        when=when,
    )


def fault(lease: int = 300 * MS) -> Inject:
    return Inject(fault=kill_process(restart="start it", pid_file="pid"), lease_ns=lease)


def host(name: str) -> PlannedHost:
    return PlannedHost(
        name=name,
        address="127.0.0.1",
        port=22,
        user="drill",
        roles=(name,),
        environment="test",
        site="here",
        known_hosts="known_hosts",
    )


def plan(*steps: PlannedStep, bystanders: Sequence[Bystander] = (), asks: bool = False) -> Plan:
    """A plan on hosts a and b, with the probes `entry` and `page`, and the ledger `orders`."""
    probe = PlannedProbe(
        name="entry", service="db", target=TcpProbe(address="127.0.0.1", port=1), every_ns=5 * MS, timeout_ns=SECOND
    )
    return Plan(
        scenario="scripted",
        title=Text(zh="演练", en="drill"),
        form="live",
        threats=(),
        clauses=(),
        tasks=(),
        objectives=(),
        hosts=(host("a"), host("b")),
        parameters={"lag": "400"},
        probes=(probe, replace(probe, name="page", service=None)),
        ledgers=(
            PlannedLedger(
                name="orders",
                service="db",
                store=PostgresStoreSpec(dsn=SecretRef(source="env", name="DSN")),
                every_ns=5 * MS,
                timeout_ns=SECOND,
            ),
        ),
        safeguards=Safeguards(
            environments=("test",),
            longest_ns=60 * SECOND,
            lease_ns=300 * MS,
            undo_within_ns=2 * SECOND,
            bystanders=tuple(bystanders),
        ),
        on_interruption="ask" if asks else "restore",
        steps=steps,
    )


def twelve_steps(*, asks: bool = False) -> Plan:
    """Two faults, parallel hosts, a gate, a ledger, checks of both kinds, conditions."""
    return plan(
        step("ledger.orders.open", Phase.PREPARE, LedgerAct(ledger="orders", act="open")),
        step(
            "baseline",
            Phase.PREPARE,
            CheckStream(stream="orders", state="up", hold_ns=10 * MS),
            needs=["ledger.orders.open"],
        ),
        step("starve", Phase.PREPARE, fault(), on=["b"], needs=["baseline"]),
        step("crash", Phase.INJECT, fault(), on=["a", "b"]),
        step("noticed", Phase.DETECT, WaitFor(stream="entry", state="down", in_a_row=1)),
        step("release", Phase.DECIDE, Approve(role="commander", people=1)),
        step("promote", Phase.SWITCH, Run(script="promote"), on=["b"]),
        step("move", Phase.SWITCH, Run(script="move"), on=["a", "b"], needs=["promote"]),
        step("tell", Phase.SWITCH, Run(script="tell"), on=["a"]),
        step("writes", Phase.VERIFY, CheckStream(stream="orders", state="up", hold_ns=10 * MS)),
        step("ledger.orders.read", Phase.VERIFY, LedgerAct(ledger="orders", act="read"), needs=["writes"]),
        step("unstarve", Phase.RESTORE, Undo(fault="starve")),
        step(
            "rebuild",
            Phase.RESTORE,
            Run(script="rebuild"),
            on=["a"],
            needs=["unstarve"],
            when=When(step="promote", was=("ok", "unknown")),
        ),
        step("revive", Phase.RESTORE, Undo(fault="crash"), needs=["rebuild"]),
        step("caught_up", Phase.RESTORE, CheckCommand(script="look", every_ns=5 * MS), on=["b"], needs=["revive"]),
        step("ledger.orders.drop", Phase.RESTORE, LedgerAct(ledger="orders", act="drop"), needs=["caught_up"]),
        asks=asks,
    )


def whole_language(*, asks: bool = False) -> Plan:
    """Repeats, bounds, manual steps under dual control, notices, captured values, markers, reconciliation."""
    again = Repeat(tries=3, pause_ns=5 * MS)
    measured = {"service": "db", "marker": "log_position", "dsn": SecretRef(source="env", name="DSN"), "query": "lsn"}
    call = Manual(instruction=Text(zh="打电话", en="call"), role="operator", dual_control=True, confirm_role="checker")
    notice = Notify(groups=("duty",), subject=Text(zh="开始", en="begins"), text=Text(zh="来", en="come"))
    made = plan(
        step("ready.1", Phase.PREPARE, Ready(check=ReplicationHealthy(dsn=SecretRef(source="env", name="DSN")))),
        step("ledger.orders.open", Phase.PREPARE, LedgerAct(ledger="orders", act="open"), needs=["ready.1"]),
        step("before", Phase.PREPARE, Measure(**measured, side="before")),  # pyright: ignore[reportArgumentType]
        step("crash", Phase.INJECT, fault(), on=["a"]),
        step("tell", Phase.DECIDE, notice),
        step("call", Phase.DECIDE, call, needs=["tell"]),
        step("position", Phase.SWITCH, Run(script="position", captures=(Capture(name="lsn", after="lsn "),)), on=["b"]),
        step(
            "promote",
            Phase.SWITCH,
            Run(script="promote", inputs={"LSN": Captured(step="position", name="lsn")}),
            on=["b"],
            needs=["position"],
        ),
        step("knock", Phase.SWITCH, Run(script="knock"), on=["a", "b"]),
        step("here", Phase.SWITCH, Run(script="here")),
        step("after", Phase.VERIFY, Measure(**measured, side="after")),  # pyright: ignore[reportArgumentType]
        step("lost", Phase.VERIFY, Reconcile(ledger="orders", replay=True), needs=["after"]),
        step("revive", Phase.RESTORE, Undo(fault="crash")),
        step("clean", Phase.RESTORE, Run(script="clean"), on=["a", "b"], needs=["revive"]),
        step("ledger.orders.drop", Phase.RESTORE, LedgerAct(ledger="orders", act="drop"), needs=["clean"]),
        asks=asks,
    )
    limits = {
        "tell": {"essential": False},
        "knock": {"repeat": again, "at_once": 1},
        "here": {"repeat": again, "whole_ns": 20 * SECOND},
        "clean": {"repeat": again},
    }
    duty = ContactGroup(
        name="duty",
        title=Text(zh="值班", en="Duty"),
        channels=(HookChannel(name="robot", kind="wecom", url=SecretRef(source="env", name="URL")),),
    )
    return replace(
        made,
        steps=tuple(replace(one, **limits.get(one.id, {})) for one in made.steps),
        contacts=(duty,),
        parallel=2,
    )


def answers(query: str) -> list[tuple[str | None, ...]]:
    """What the database of a scene says: where its log stands, or that one standby streams."""
    return [("0/16B3748",)] if query == "lsn" else [("standby", "streaming", "0", None)]


def moody() -> dict[str, Reply | Callable[[str], Reply]]:
    """Replies to `whole_language`, in which what may be repeated does not go well at first."""
    moods = defaultdict[str, Iterator[Reply]](lambda: iter([Exits(status=1), Drops()]))
    return {
        "position": Exits(stdout="promoted at\nlsn 0/16B3748\n"),
        "knock": lambda host: next(moods[host], Exits()),
        "here": lambda _host: next(moods["here"], Exits()),
    }


Replies: TypeAlias = Mapping[str, Reply | Callable[[str], Reply]]


class Crashed(Exception):  # noqa: N818  a death, not an error
    """The orchestrator died."""


def die() -> None:
    raise Crashed


class CrashingJournal(Journal):
    """A journal whose owner dies as soon as it has made `lives` records durable. `death` is how."""

    lives: int
    death: Callable[[], None]

    @classmethod
    def made(cls, where: str, lives: int, death: Callable[[], None] = die) -> CrashingJournal:
        journal = cls.open(where)
        journal.lives, journal.death = lives, death
        return journal

    def take_pen(self, drill: str) -> Writer:
        return CrashingWriter(self, drill)


class CrashingWriter(Writer):
    def __init__(self, journal: CrashingJournal, drill: str) -> None:
        super().__init__(journal.engine, drill, journal.last(drill))
        self._journal = journal

    def store(self, events: Sequence[Event]) -> list[Record]:
        journal = self._journal
        stored = super().store(events[: journal.lives])
        journal.lives -= len(stored)
        if journal.lives <= 0:
            journal.death()
        return stored


@dataclass(kw_only=True)
class Scene:
    """One drill on fakes that outlive the orchestrator: journal and target are in `root`.

    `entry` and `orders` are down while the fault `crash` stands and nobody has promoted; `page` is up.
    """

    root: Path
    plan: Plan
    drill: str = DRILL
    replies: Replies = field(default_factory=dict[str, Reply | Callable[[str], Reply]])
    stubborn: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    clock: Clock = field(default_factory=SystemClock)
    approvals: Approvals = field(default_factory=WaivingInbox)
    spool: ScriptedSpool = field(default_factory=ScriptedSpool)
    notifier: ScriptedNotifier = field(default_factory=ScriptedNotifier)
    queries: ScriptedQueries = field(default_factory=lambda: ScriptedQueries(answers=answers))
    hand_over: HandOver | None = None

    def __post_init__(self) -> None:
        self.target = self.target_with(self.replies)

    def target_with(self, replies: Replies) -> ScriptedTarget:
        return ScriptedTarget(self.root / "target", replies, stubborn=self.stubborn, weak=self.weak)

    @property
    def path(self) -> str:
        """Its journal, as --db takes it."""
        return database_in(self.root)

    def is_up(self, stream: str) -> bool:
        crashed = any(name.startswith("crash@") for name in self.target.standing)
        return stream == "page" or not crashed or "promote on b" in self.target.done

    def journal(self) -> Journal:
        return journal_in(self.root)

    async def run(
        self,
        journal: Journal | None = None,
        *,
        remote: Remote | None = None,
        watch: type[ScriptedWatch] = ScriptedWatch,
        has_plan: bool = True,
        endurance: Endurance | None = None,
    ) -> History:
        """Run or resume the drill with a runner that has no memory."""
        opened = journal or self.journal()
        watching = watch(
            drill=self.drill,
            probes=("entry", "page"),
            clock=self.clock,
            is_up=self.is_up,
            beat_ns=15 * MS,
            spool=self.spool,
        )
        try:
            async with asyncio.timeout(150):
                return await run_drill(
                    self.plan if has_plan else None,
                    self.drill,
                    journal=opened,
                    remote=remote or ScriptedRemote(self.clock, self.target),
                    watch=watching,
                    clock=self.clock,
                    mask=lambda text: text.replace("hunter2", "***"),
                    faults=scripted_faults,
                    approvals=self.approvals,
                    notifier=self.notifier,
                    queries=self.queries,
                    tenure=Tenure(
                        name="scene",
                        hand_over=self.hand_over or HandOver(),
                        endurance=endurance or Endurance(),
                    ),
                )
        finally:
            opened.close()

    async def crash(self, lives: int) -> bool:
        """Run until `lives` more records are durable; tell whether the drill was still under way then."""
        try:
            await self.run(CrashingJournal.made(self.path, lives))
        except Crashed:
            return True
        return False

    async def history(self) -> History:
        journal = self.journal()
        try:
            return await journal.replay(self.drill)
        finally:
            journal.close()
