"""Samples of one stream as columns, in order of sending; a ledger's writes are samples of the write side.

Columns are of equal length, and may be longer than memory: a day at a 50 ms beat is 1.7 million samples.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import compress, count
from operator import not_, sub
from typing import Final, Literal, TypeVar

from measurements.columns import Column, Room, between, in_memory, in_order, steps
from measurements.events import SamplesTaken, WriteOutcome
from measurements.taken import Taken
from measurements.writes import Writes

T = TypeVar("T")

GAP_BEATS: Final = 4
GAP_LEAST: Final = 250_000_000
"""A silence longer than so many beats, and than so many ns, is called a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """Looks that say nothing of the service, because the way to it was broken; in order of sending."""

    due: Column = field(default_factory=in_memory)
    sent: Column = field(default_factory=in_memory)
    evidence: Column = field(default_factory=in_memory)


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """One stream. `ok` is true for a success in time, `evidence` the number of the event that each sample stands in."""

    stream: str
    kind: Literal["probe", "ledger"]
    every_ns: int
    due: Column
    sent: Column
    received: Column
    ok: Column
    evidence: Column
    failed: Column
    """Places of the failures, in order."""
    blind: Blind = field(default_factory=Blind)
    """What is in no column: silence, as far as the service is concerned."""
    room: Room = in_memory
    """Where what is made of these columns is kept."""

    def __len__(self) -> int:
        """Return how many samples there are."""
        return len(self.sent)


def of_probe(
    stream: str, every_ns: int, timeout_ns: int, events: Iterable[tuple[int, SamplesTaken]], *, closed: bool
) -> Samples:
    """Return a probe's samples as `of_taken` does, from the batches that they stand in."""
    taken = Taken()
    taken.take_all(list(events))
    return of_taken(stream, every_ns, timeout_ns, taken, closed=closed)


def of_taken(stream: str, every_ns: int, timeout_ns: int, taken: Taken, *, closed: bool) -> Samples:
    """Return a probe's samples in order of sending, whatever batch they stood in.

    While the drill is not closed, a slow sample may still come in after faster ones that were sent later. So the
    last samples are left out then: those that were sent less than a time-out before the latest answer. A look whose
    way was broken is no sample: it is silence, which proves nothing.
    """
    settled = None if closed or taken.latest is None else taken.latest - timeout_ns
    looked = (taken.sent, taken.due, taken.received, taken.ok, taken.evidence)
    sent, due, received, ok, evidence = _settled(in_order(looked, taken.room), settled, taken.room)
    blind_sent, blind_due, blind_evidence = _settled(in_order(taken.blind, taken.room), settled, taken.room)
    return Samples(
        stream=stream,
        kind="probe",
        every_ns=every_ns,
        due=due,
        sent=sent,
        received=received,
        ok=ok,
        evidence=evidence,
        failed=_failed(ok, taken.room),
        blind=Blind(due=blind_due, sent=blind_sent, evidence=blind_evidence),
        room=taken.room,
    )


def _settled(columns: Sequence[Column], until: int | None, room: Room) -> Sequence[Column]:
    """Return the rows of which the first number is not above `until` (None: all)."""
    end = len(columns[0]) if until is None else bisect_right(columns[0], until)
    if end == len(columns[0]):
        return columns
    kept = [room() for _ in columns]
    for column, whole in zip(kept, columns, strict=True):
        column.extend(between(whole, 0, end))
    return kept


def of_ledger(ledger: str, every_ns: int, timeout_ns: int, writes: Writes, settled: int | None) -> Samples:
    """Return a ledger's writes as samples of the write side: a success is a write acknowledged within its time-out.

    A write that got no answer, or a late one, failed at its time-out. `settled` is the time up to which every answer
    is known (None: for good). The first write that may still be answered in time ends the samples, because whatever
    follows it could be judged differently once the answer is there.
    """
    ends = [invoked + timeout_ns for invoked in writes.invoked]
    known = len(ends) if settled is None else _first_open(writes.completed, ends, settled)
    received = [
        end if completed is None or completed > end else completed
        for completed, end in zip(writes.completed[:known], ends, strict=False)
    ]
    ok = [
        outcome is WriteOutcome.OK and completed is not None and completed <= end
        for outcome, completed, end in zip(writes.outcome[:known], writes.completed, ends, strict=False)
    ]
    order = (
        None
        if min(steps(writes.invoked[:known]), default=0) >= 0
        else sorted(range(known), key=writes.invoked.__getitem__)
    )
    right: Column = list(map(int, _ordered(ok, order)))
    return Samples(
        stream=ledger,
        kind="ledger",
        every_ns=every_ns,
        due=_ordered(writes.due[:known], order),
        sent=_ordered(writes.invoked[:known], order),
        received=_ordered(received, order),
        ok=right,
        evidence=_ordered(writes.evidence[:known], order),
        failed=_failed(right, in_memory),
    )


def _first_open(completed: list[int | None], ends: list[int], settled: int) -> int:
    waiting = (
        place for place, (at, end) in enumerate(zip(completed, ends, strict=True)) if at is None and end > settled
    )
    return next(waiting, len(ends))


def _ordered(column: list[T], order: list[int] | None) -> list[T]:
    return column if order is None else [column[place] for place in order]


def _failed(ok: Column, room: Room) -> Column:
    failed = room()
    failed.extend(compress(count(), map(not_, ok)))
    return failed


def failures_within(samples: Samples, start: int, end: int) -> Iterator[int]:
    """Return the places of the failures from place `start` up to, not including, place `end`."""
    return between(samples.failed, bisect_left(samples.failed, start), bisect_left(samples.failed, end))


def latencies(samples: Samples) -> Iterator[int]:
    """Return how long each sample took, in ns."""
    return map(sub, samples.received, samples.sent)


def worst_lateness(samples: Samples) -> int:
    """Return the longest time between a beat and the sending of its sample, 0 where there is none."""
    return max(map(sub, samples.sent, samples.due), default=0)


def late_beats(samples: Samples) -> list[int]:
    """Return the places of the samples that were sent more than a whole beat late."""
    return list(each_late(samples))


def each_late(samples: Samples) -> Iterator[int]:
    """Return what `late_beats` returns, one by one."""
    late = map(samples.every_ns.__lt__, map(sub, samples.sent, samples.due))
    return compress(count(), late)


def missed_beats(samples: Samples) -> int:
    """Return how many beats went by without a look between the first and the last; a blind look is one."""
    beat, room = samples.every_ns, samples.room
    due, blind = (in_order((column,), room)[0] for column in (samples.due, samples.blind.due))
    long_steps = filter((3 * beat // 2).__lt__, steps(merge(due, blind) if len(blind) else due))
    return sum(round(step / beat) - 1 for step in long_steps)


def longest_beat(samples: Samples) -> int:
    """Return the longest silence, in ns, that is not yet called a gap."""
    return max(GAP_BEATS * samples.every_ns, GAP_LEAST)


def gaps(samples: Samples) -> list[int]:
    """Return the places of the samples that come after a gap."""
    return list(compress(count(1), map(longest_beat(samples).__lt__, steps(samples.sent))))
