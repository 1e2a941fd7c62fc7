"""Plans for the watch, and a runner that only listens to it and writes a journal, so that it can be killed."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from measurements.codec import decode, encode
from measurements.events import LedgerWritten, SamplesTaken, WatchReported, WriteOutcome
from runners.clock import SystemClock
from runners.supervise import ProcessWatch
from runners.watch import News, Watch, journaled
from scenarios.plan import (
    SECOND,
    Plan,
    PlannedLedger,
    PlannedProbe,
    PostgresStoreSpec,
    Safeguards,
    SecretRef,
    TcpProbe,
    Text,
    plan_from_json,
    plan_to_json,
)

DRILL = "d-watch"
MILLISECOND = 1_000_000


def plan_of(*, probes: tuple[PlannedProbe, ...] = (), ledgers: tuple[PlannedLedger, ...] = ()) -> Plan:
    """Return a plan of which only probes and ledgers matter."""
    return Plan(
        scenario="watched",
        title=Text(zh="观测", en="Watched"),
        form="live",
        threats=(),
        clauses=(),
        tasks=(),
        objectives=(),
        hosts=(),
        parameters={},
        probes=probes,
        ledgers=ledgers,
        safeguards=Safeguards(environments=("test",), longest_ns=60 * SECOND, lease_ns=SECOND, undo_within_ns=SECOND),
        on_interruption="restore",
        steps=(),
    )


def port_probe(port: int, name: str = "port", *, every_ms: int = 20, timeout_ms: int = 300) -> PlannedProbe:
    """Return a probe of a port on loopback."""
    return PlannedProbe(
        name=name,
        service=None,
        target=TcpProbe(address="127.0.0.1", port=port),
        every_ns=every_ms * MILLISECOND,
        timeout_ns=timeout_ms * MILLISECOND,
    )


def ledger(dsn: SecretRef, *, every_ms: int = 10, timeout_ms: int = 1000) -> PlannedLedger:
    """Return the ledger `orders` behind `dsn`."""
    return PlannedLedger(
        name="orders",
        service="trading-db",
        store=PostgresStoreSpec(dsn=dsn),
        every_ns=every_ms * MILLISECOND,
        timeout_ns=timeout_ms * MILLISECOND,
    )


def dues(events: Iterable[object], stream: str) -> list[int]:
    """Return when the samples of a stream were due, in the order of the journal."""
    return [due for event in events if isinstance(event, SamplesTaken) and event.stream == stream for due in event.due]


def answers(events: Iterable[object]) -> dict[int, tuple[WriteOutcome, int | None]]:
    """Return outcome and completion of each write, as last reported."""
    found: dict[int, tuple[WriteOutcome, int | None]] = {}
    for event in events:
        if isinstance(event, LedgerWritten):
            found |= dict(zip(event.number, zip(event.outcome, event.completed, strict=True), strict=True))
    return found


def reports(events: Iterable[object], stream: str) -> list[str]:
    """Return what was reported of a stream's process, in order."""
    return [event.what for event in events if isinstance(event, WatchReported) and event.stream == stream]


def fortunes(events: Iterable[object], stream: str) -> list[str]:
    """Return the same without the silences, of which a busy machine has some of its own."""
    return [what for what in reports(events, stream) if what != "stalled"]


async def collect(watch: Watch, into: list[News]) -> None:
    """Append the news until they end."""
    async for news in watch.news():
        into.append(news)  # noqa: PERF401  each is wanted as soon as it is there


def read_journal(path: Path) -> list[News]:
    """Return what the listening runner wrote down."""
    events = [decode(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    return [event for event in events if isinstance(event, SamplesTaken | LedgerWritten | WatchReported)]


def write_order(path: Path, directory: Path, journal: Path, plan: Plan) -> None:
    """Write down what `python -m tests.support.watching` is to do."""
    order = {"directory": str(directory), "journal": str(journal), "plan": plan_to_json(plan)}
    path.write_text(json.dumps(order), encoding="utf-8")


async def listen(order: Path) -> None:
    """Watch and write every batch to the journal file, line by line, until killed."""
    told = json.loads(order.read_text(encoding="utf-8"))  # noqa: ASYNC240  before anything runs
    plan, journal = plan_from_json(told["plan"]), Path(told["journal"])
    watch = ProcessWatch(directory=Path(told["directory"]), drill=DRILL, plan=plan, clock=SystemClock())
    await watch.start(journaled(read_journal(journal)))
    for planned in plan.ledgers:
        await watch.open_ledger(planned.name)
    with journal.open("a", encoding="utf-8", buffering=1) as file:  # noqa: ASYNC230  a small local file
        async for news in watch.news():
            file.write(encode(news) + "\n")


if __name__ == "__main__":
    asyncio.run(listen(Path(sys.argv[1])))
