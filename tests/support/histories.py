"""Histories written by hand: a plan, its events with evidence numbers, samples drawn as a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from measurements.codec import canonical, digest
from measurements.events import (
    CONTROLLER,
    DrillClosed,
    DrillOpened,
    Ending,
    Event,
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
from scenarios.faults.processes import kill_process
from scenarios.plan import (
    Acceptable,
    Action,
    Approve,
    CheckStream,
    Inject,
    LedgerAct,
    Objective,
    Phase,
    Plan,
    PlannedLedger,
    PlannedProbe,
    PlannedStep,
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

SECOND = 1_000_000_000
MS = 1_000_000
DRILL = "drill-1"
SERVICE = "trading-db"
UTC = 1_790_000_000 * SECOND


def ns(seconds: float) -> int:
    """Return seconds, given with up to nanosecond digits, as integer nanoseconds."""
    return round(seconds * SECOND)


def text(word: str) -> Text:
    return Text(zh=word, en=word)


def step(name: str, phase: Phase, action: Action, *hosts: str) -> PlannedStep:
    return PlannedStep(
        id=name, phase=phase, action=action, hosts=hosts, needs=(), within_ns=60 * SECOND, title=text(name)
    )


def probe(name: str = "entry", service: str | None = SERVICE, every: float = 0.05, timeout: float = 1) -> PlannedProbe:
    target = TcpProbe(address="127.0.0.1", port=5432)
    return PlannedProbe(name=name, service=service, target=target, every_ns=ns(every), timeout_ns=ns(timeout))


def ledger(name: str = "orders", service: str = SERVICE, every: float = 0.002, timeout: float = 2) -> PlannedLedger:
    dsn = SecretRef(source="env", name="DSN")
    return PlannedLedger(
        name=name, service=service, store=PostgresStoreSpec(dsn=dsn), every_ns=ns(every), timeout_ns=ns(timeout)
    )


def objective(
    service: str = SERVICE,
    rto: float = 30,
    rpo: float = 0,
    *,
    writes: bool = False,
    priority: int = 1,
    hold: float = 10,
    floor: float = 0,
) -> Objective:
    return Objective(
        service=service,
        title=text(service),
        rto_ns=ns(rto),
        rpo_ns=ns(rpo),
        writes=writes,
        priority=priority,
        acceptable=Acceptable(hold_ns=ns(hold), p95_floor_ns=ns(floor)),
    )


STEPS = (
    step("crash", Phase.INJECT, Inject(fault=kill_process(restart="start"), lease_ns=60 * SECOND), "db-a"),
    step("noticed", Phase.DETECT, WaitFor(stream="entry", state="down")),
    step("release", Phase.DECIDE, Approve(role="commander", people=1)),
    step("promote", Phase.SWITCH, Run(script="promote"), "db-b"),
    step("entry", Phase.SWITCH, Run(script="move"), "db-b"),
    step("writes", Phase.VERIFY, CheckStream(stream="entry", state="up", hold_ns=10 * SECOND)),
    step("ledger.orders.read", Phase.VERIFY, LedgerAct(ledger="orders", act="read")),
    step("revive", Phase.RESTORE, Undo(fault="crash"), "db-a"),
)


def plan(
    *,
    objectives: Sequence[Objective] = (),
    probes: Sequence[PlannedProbe] = (),
    ledgers: Sequence[PlannedLedger] = (),
    steps: Sequence[PlannedStep] = STEPS,
) -> Plan:
    return Plan(
        scenario="pg-crash",
        title=text("crash"),
        form="live",
        threats=(),
        clauses=(),
        tasks=(),
        objectives=tuple(objectives) or (objective(),),
        hosts=(),
        parameters={},
        probes=tuple(probes),
        ledgers=tuple(ledgers),
        safeguards=Safeguards(environments=("test",), longest_ns=600 * SECOND, lease_ns=SECOND, undo_within_ns=SECOND),
        on_interruption="restore",
        steps=tuple(steps),
    )


@dataclass
class Story:
    """Events gathered in any order; `history` puts them in order of time."""

    plan: Plan
    opened: float = 0.0
    events: list[Event] = field(default_factory=list[Event])
    batches: dict[str, int] = field(default_factory=dict[str, int])

    def add(self, *events: Event) -> Story:
        self.events.extend(events)
        return self

    def started(self, at: float, *, resumed: bool = False, gap: float = 0, run: str = "run-1") -> Story:
        return self.add(RunnerStarted(at=ns(at), run=run, pid=1, boot_id="boot", resumed=resumed, gap_ns=ns(gap)))

    def did(
        self,
        name: str,
        start: float,
        end: float | None,
        host: str = CONTROLLER,
        *,
        outcome: Outcome = Outcome.OK,
        stamps: Stamps | None = None,
        reason: str = "",
    ) -> Story:
        """Tell that a step ran from `start` to `end` (None: no outcome was recorded)."""
        self.add(StepInvoked(at=ns(start), step=name, host=host, run="run-1"))
        if end is not None:
            self.add(StepCompleted(at=ns(end), step=name, host=host, outcome=outcome, stamps=stamps, reason=reason))
        return self

    def faulted(self, start: float, end: float, name: str = "crash", host: str = "db-a") -> Story:
        """Tell of a fault that was sent and answered at these instants."""
        stamps = Stamps(sent=ns(start), opened=ns(start), received=ns(end))
        return self.did(name, start, end, host, stamps=stamps)

    def skipped(self, at: float, *names: str) -> Story:
        return self.add(*(StepSkipped(at=ns(at), step=name, reason="turned to restoring") for name in names))

    def undone(self, at: float, name: str = "crash", host: str = "db-a", proved: Outcome = Outcome.OK) -> Story:
        return self.add(
            UndoInvoked(at=ns(at), step=name, host=host, run="run-1", because="restore"),
            UndoCompleted(at=ns(at), step=name, host=host, outcome=Outcome.OK),
            UndoProved(at=ns(at), step=name, host=host, proved=proved, detail="looked"),
        )

    def sampled(self, stream: str, samples: Iterable[tuple[float, float, bool]], size: int = 20) -> Story:
        """Add samples (sent, received, ok), in batches."""
        columns = [(ns(sent), ns(received), ok) for sent, received, ok in samples]
        for start in range(0, len(columns), size):
            part = columns[start : start + size]
            number = self.batches.get(stream, 0)
            self.batches[stream] = number + 1
            sent = tuple(sample[0] for sample in part)
            received = tuple(sample[1] for sample in part)
            self.add(
                SamplesTaken(
                    at=max(received),
                    stream=stream,
                    batch=number,
                    due=sent,
                    sent=sent,
                    received=received,
                    ok=tuple(sample[2] for sample in part),
                )
            )
        return self

    def wrote(self, name: str, writes: Iterable[tuple[int, float, float | None, WriteOutcome]]) -> Story:
        """Add ledger writes (number, invoked, completed, outcome), in batches."""
        columns = list(writes)
        for start in range(0, len(columns), 500):
            part = columns[start : start + 500]
            number = self.batches.get(name, 0)
            self.batches[name] = number + 1
            invoked = tuple(ns(write[1]) for write in part)
            completed = tuple(None if write[2] is None else ns(write[2]) for write in part)
            self.add(
                LedgerWritten(
                    at=max([*invoked, *(at for at in completed if at is not None)]),
                    ledger=name,
                    batch=number,
                    due=invoked,
                    number=tuple(write[0] for write in part),
                    invoked=invoked,
                    completed=completed,
                    outcome=tuple(write[3] for write in part),
                )
            )
        return self

    def read(
        self,
        at: float,
        numbers: Sequence[int],
        name: str = "orders",
        *,
        last: bool = True,
        chunk: int = 0,
        payloads: Sequence[str] | None = None,
        positions: Sequence[int] | None = None,
    ) -> Story:
        return self.add(
            LedgerRead(
                at=ns(at),
                ledger=name,
                step=f"ledger.{name}.read",
                source="db-b",
                sent=ns(at),
                chunk=chunk,
                last=last,
                number=tuple(numbers),
                payload=tuple(payloads or (payload(DRILL, name, number) for number in numbers)),
                position=tuple(positions or range(len(numbers))),
            )
        )

    def closed(self, at: float, ending: Ending = Ending.COMPLETED, *, restored: bool = True) -> Story:
        return self.add(
            DrillClosed(at=ns(at), ending=ending, restored=restored, residue=() if restored else ("crash on db-a",))
        )

    def history(self) -> History:
        body = plan_to_json(self.plan)
        opening = DrillOpened(
            at=ns(self.opened),
            drill=DRILL,
            scenario=self.plan.scenario,
            plan=body,
            plan_sha256=digest(canonical(body)),
            software="0.1.0",
            opened_by="lead",
            utc_ns=UTC,
            boot_id="boot",
        )
        return History([opening, *sorted(self.events, key=lambda event: event.at)])


def beat(
    start: float, end: float, every: float = 0.05, took: float = 0.004, *, ok: bool = True
) -> list[tuple[float, float, bool]]:
    """Return samples on a steady beat from `start` up to, not including, `end`."""
    count = round((end - start) / every)
    return [(start + here * every, start + here * every + took, ok) for here in range(count)]


def picture(story: str, every: float = 1.0, took: float = 0.1, start: float = 0.0) -> list[tuple[float, float, bool]]:
    """Return samples drawn as U (up), D (down) and . (no sample), one a beat."""
    return [
        (start + here * every, start + here * every + took, sign == "U")
        for here, sign in enumerate(story)
        if sign != "."
    ]


def prefixes(history: History) -> Iterable[History]:
    """Yield every beginning of a history, the empty one too."""
    return (History(history.events[:length]) for length in range(len(history.events) + 1))


def with_events(history: History, *events: Event) -> History:
    return replace(history, events=[*history.events, *events])
