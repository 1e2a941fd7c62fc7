"""Every stream of a drill, gathered from its history in one pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from measurements.events import LedgerRead, LedgerReplayed, LedgerWritten
from measurements.history import History
from measurements.samples import Samples, of_ledger, of_taken
from measurements.taken import Taken
from measurements.writes import ReadBack, Writes, gather_last_read_back, gather_read_back, gather_writes
from scenarios.plan import Plan, PlannedLedger


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerStream:
    """One ledger: its writes, the same as samples of the write side, and what was read back.

    `found` is from before anything was written again; `replays` tell of that, and `again` is what was read after it.
    """

    ledger: PlannedLedger
    writes: Writes
    samples: Samples
    found: ReadBack | None
    replays: tuple[tuple[int, LedgerReplayed], ...]
    again: ReadBack | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Streams:
    """Probes with the service that each belongs to (None: a bystander's), and ledgers."""

    probes: tuple[tuple[str | None, Samples], ...]
    ledgers: tuple[LedgerStream, ...]

    def all(self) -> list[Samples]:
        """Return the samples of every stream."""
        return [*(samples for _, samples in self.probes), *(one.samples for one in self.ledgers)]

    def of_service(self, service: str) -> list[Samples]:
        """Return the samples of every stream of one service, probes first."""
        probes = [samples for owner, samples in self.probes if owner == service]
        return [*probes, *(one.samples for one in self.ledgers if one.ledger.service == service)]


@dataclass(frozen=True, slots=True)
class _Batches:
    writes: dict[str, list[tuple[int, LedgerWritten]]] = field(default_factory=lambda: defaultdict(list))
    reads: dict[str, list[tuple[int, LedgerRead]]] = field(default_factory=lambda: defaultdict(list))
    replays: dict[str, list[tuple[int, LedgerReplayed]]] = field(default_factory=lambda: defaultdict(list))
    reads_again: dict[str, list[tuple[int, LedgerRead]]] = field(default_factory=lambda: defaultdict(list))


def gather(history: History, plan: Plan) -> Streams:
    """Return every stream that the plan names; one that reported nothing is there without samples."""
    batches, taken, is_closed = _sort(history), history.taken(), history.closed is not None
    probes = (
        (
            probe.service,
            of_taken(probe.name, probe.every_ns, probe.timeout_ns, taken.get(probe.name, Taken()), closed=is_closed),
        )
        for probe in plan.probes
    )
    ledgers = (_ledger(ledger, batches, is_closed=is_closed) for ledger in plan.ledgers)
    return Streams(probes=tuple(probes), ledgers=tuple(ledgers))


def _sort(history: History) -> _Batches:
    # Whatever is read after the first lost write was written again says nothing of the loss, marked so or not.
    batches = _Batches()
    for seq, event in history.told():
        match event:
            case LedgerWritten():
                batches.writes[event.ledger].append((seq, event))
            case LedgerRead() if event.replayed or batches.replays[event.ledger]:
                batches.reads_again[event.ledger].append((seq, event))
            case LedgerRead():
                batches.reads[event.ledger].append((seq, event))
            case LedgerReplayed():
                batches.replays[event.ledger].append((seq, event))
            case _:
                pass
    return batches


def _ledger(ledger: PlannedLedger, batches: _Batches, *, is_closed: bool) -> LedgerStream:
    writes = gather_writes(batches.writes[ledger.name])
    found = gather_read_back(batches.reads[ledger.name])
    settled = None if is_closed or found is not None else _latest(writes)
    samples = of_ledger(ledger.name, ledger.every_ns, ledger.timeout_ns, writes, settled)
    return LedgerStream(
        ledger=ledger,
        writes=writes,
        samples=samples,
        found=found,
        replays=tuple(batches.replays[ledger.name]),
        again=gather_last_read_back(batches.reads_again[ledger.name]),
    )


def _latest(writes: Writes) -> int:
    answered: Iterable[int] = (at for at in writes.completed if at is not None)
    return max([*answered, *writes.invoked[-1:]], default=0)
