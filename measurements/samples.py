"""Samples of one stream as columns, in order of sending; a ledger's writes are samples of the write side.

Columns are plain lists of equal length: a day at a 50 ms beat is 1.7 million samples.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, compress, count, repeat
from operator import not_, sub
from typing import Final, Literal, TypeVar

from measurements.events import SamplesTaken, WriteOutcome
from measurements.writes import Writes

T = TypeVar("T")

GAP_BEATS: Final = 4
GAP_LEAST: Final = 250_000_000
"""A silence longer than so many beats, and than so many ns, is called a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """Looks that say nothing of the service, because the way to it was broken; in order of sending."""

    due: list[int] = field(default_factory=list[int])
    sent: list[int] = field(default_factory=list[int])
    evidence: list[int] = field(default_factory=list[int])


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """One stream. `ok` is a success in time; `evidence` is the number of the event that each sample stands in."""

    stream: str
    kind: Literal["probe", "ledger"]
    every_ns: int
    due: list[int]
    sent: list[int]
    received: list[int]
    ok: list[bool]
    evidence: list[int]
    failed: list[int]
    """Places of the failures, in order."""
    blind: Blind = field(default_factory=Blind)
    """What is in no column: silence, as far as the service is concerned."""

    def __len__(self) -> int:
        """Return how many samples there are."""
        return len(self.sent)


def of_probe(
    stream: str, every_ns: int, timeout_ns: int, events: Iterable[tuple[int, SamplesTaken]], *, closed: bool
) -> Samples:
    """Return a probe's samples in order of sending, whatever batch they stand in.

    While the drill is not closed, a slow sample may still come in after faster ones that were sent later. So the
    last samples are left out then: those that were sent less than a time-out before the latest answer. A look whose
    way was broken is no sample: it is silence, which proves nothing.
    """
    columns = _in_order(_columns(list(events)))
    latest = max(columns.received, default=0)
    settled = len(columns.sent) if closed else bisect_right(columns.sent, latest - timeout_ns)
    looked = _kept(columns, [ok is not None for ok in columns.ok[:settled]])
    blind = _kept(columns, [ok is None for ok in columns.ok[:settled]])
    ok = list(map(bool, looked.ok))
    return Samples(
        stream=stream,
        kind="probe",
        every_ns=every_ns,
        due=looked.due,
        sent=looked.sent,
        received=looked.received,
        ok=ok,
        evidence=looked.evidence,
        failed=_failed(ok),
        blind=Blind(due=blind.due, sent=blind.sent, evidence=blind.evidence),
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    due: list[int]
    sent: list[int]
    received: list[int]
    ok: list[bool | None]
    evidence: list[int]


def _columns(numbered: list[tuple[int, SamplesTaken]]) -> _Columns:
    """Return the columns of all batches, one after the other."""
    return _Columns(
        due=list(chain.from_iterable(event.due for _, event in numbered)),
        sent=list(chain.from_iterable(event.sent for _, event in numbered)),
        received=list(chain.from_iterable(event.received for _, event in numbered)),
        ok=list(chain.from_iterable(event.ok for _, event in numbered)),
        evidence=list(chain.from_iterable(repeat(seq, len(event.sent)) for seq, event in numbered)),
    )


def _in_order(columns: _Columns) -> _Columns:
    """Return the columns in order of sending."""
    if _is_sorted(columns.sent):
        return columns
    order = sorted(range(len(columns.sent)), key=columns.sent.__getitem__)
    return _Columns(
        due=_ordered(columns.due, order),
        sent=_ordered(columns.sent, order),
        received=_ordered(columns.received, order),
        ok=_ordered(columns.ok, order),
        evidence=_ordered(columns.evidence, order),
    )


def _kept(columns: _Columns, wanted: list[bool]) -> _Columns:
    """Return the rows that are wanted; those beyond the end of `wanted` are not."""
    return _Columns(
        due=list(compress(columns.due, wanted)),
        sent=list(compress(columns.sent, wanted)),
        received=list(compress(columns.received, wanted)),
        ok=list(compress(columns.ok, wanted)),
        evidence=list(compress(columns.evidence, wanted)),
    )


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
    order = None if _is_sorted(writes.invoked[:known]) else sorted(range(known), key=writes.invoked.__getitem__)
    ok = _ordered(ok, order)
    return Samples(
        stream=ledger,
        kind="ledger",
        every_ns=every_ns,
        due=_ordered(writes.due[:known], order),
        sent=_ordered(writes.invoked[:known], order),
        received=_ordered(received, order),
        ok=ok,
        evidence=_ordered(writes.evidence[:known], order),
        failed=_failed(ok),
    )


def _first_open(completed: list[int | None], ends: list[int], settled: int) -> int:
    waiting = (
        place for place, (at, end) in enumerate(zip(completed, ends, strict=True)) if at is None and end > settled
    )
    return next(waiting, len(ends))


def _ordered(column: list[T], order: list[int] | None) -> list[T]:
    return column if order is None else [column[place] for place in order]


def _is_sorted(column: list[int]) -> bool:
    return all(map(int.__le__, column, column[1:]))


def _failed(ok: list[bool]) -> list[int]:
    return list(compress(count(), map(not_, ok)))


def failures_within(samples: Samples, start: int, end: int) -> list[int]:
    """Return the places of the failures from place `start` up to, not including, place `end`."""
    return samples.failed[bisect_left(samples.failed, start) : bisect_left(samples.failed, end)]


def latencies(samples: Samples) -> list[int]:
    """Return how long each sample took, in ns."""
    return list(map(sub, samples.received, samples.sent))


def worst_lateness(samples: Samples) -> int:
    """Return the longest time between a beat and the sending of its sample, 0 where there is none."""
    return max(map(sub, samples.sent, samples.due), default=0)


def late_beats(samples: Samples) -> list[int]:
    """Return the places of the samples that were sent more than a whole beat late."""
    late = map(samples.every_ns.__lt__, map(sub, samples.sent, samples.due))
    return list(compress(count(), late))


def missed_beats(samples: Samples) -> int:
    """Return how many beats went by without a look between the first and the last; a blind look is one."""
    due, beat = sorted((*samples.due, *samples.blind.due)), samples.every_ns
    long_steps = [step for step in map(sub, due[1:], due) if 2 * step > 3 * beat]
    return sum(round(step / beat) - 1 for step in long_steps)


def longest_beat(samples: Samples) -> int:
    """Return the longest silence, in ns, that is not yet called a gap."""
    return max(GAP_BEATS * samples.every_ns, GAP_LEAST)


def gaps(samples: Samples) -> list[int]:
    """Return the places of the samples that come after a gap."""
    silences = map(sub, samples.sent[1:], samples.sent)
    return list(compress(count(1), map(longest_beat(samples).__lt__, silences)))
