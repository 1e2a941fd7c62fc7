"""What became of every write, and so how far back the loss reaches.

Definitions: docs/measurement.md, section 4; JR/T 0251 3.6. At most O(n log n) in the number of writes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, compress, count, repeat
from operator import gt, is_, lt, ne, not_

from measurements.events import WriteOutcome
from measurements.intervals import Interval
from measurements.ledger import payloads
from measurements.reading import Reading
from measurements.writes import ReadBack, Writes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fates:
    """What became of the writes; each list holds write numbers in ascending order.

    `acknowledged` are those that are judged: acknowledged before the read-back began. `lost` holds the split-brain
    losses too; `holes` are among the other lost ones. `alien` are rows that no recorded write explains.
    """

    acknowledged: list[int]
    lost: list[int]
    holes: list[int]
    split_brain: list[int]
    duplicated: list[int]
    altered: list[int]
    resurrected: list[int]
    unknown: list[int]
    recovered_unknown: list[int]
    reordered: list[int]
    alien: list[int]


@dataclass(frozen=True, slots=True)
class _Judged:
    """Places of the acknowledged writes, apart by whether the store has them and by when they were invoked."""

    acknowledged: list[int]
    lost: list[int]
    kept: list[int]


def classify(drill: str, ledger: str, writes: Writes, found: ReadBack, fault: Interval | None) -> Fates:
    """Return what became of the writes of `ledger`, judged by a complete read-back.

    A lost write that was invoked after the fault is a split-brain loss: only the side that lost can have
    acknowledged it. A hole is another lost write below (in number) a kept write that was invoked no later than the
    fault; writes kept from after the recovery make no holes. `found` must be complete.
    """
    there = Counter(found.number)
    judged = _judge(writes, found.sent, there)
    last_normal = fault.upper if fault is not None else found.sent
    normal = [place for place in judged.lost if writes.invoked[place] <= last_normal]
    kept = [place for place in judged.kept if writes.invoked[place] <= last_normal]
    unknown = _numbers(writes, _with_outcome(writes, WriteOutcome.INFO))
    refused = _numbers(writes, _with_outcome(writes, WriteOutcome.FAIL))
    return Fates(
        acknowledged=_numbers(writes, judged.acknowledged),
        lost=_numbers(writes, judged.lost),
        holes=_numbers(writes, normal[: bisect_left(normal, kept[-1])]) if kept else [],
        split_brain=[writes.number[place] for place in judged.lost if writes.invoked[place] > last_normal],
        duplicated=_duplicated(there, len(found.number)),
        altered=altered(drill, ledger, found),
        resurrected=[number for number in refused if number in there],
        unknown=unknown,
        recovered_unknown=[number for number in unknown if number in there],
        reordered=_reordered(writes, judged.kept, found),
        alien=sorted(set(there).difference(writes.number)),
    )


def _duplicated(there: Counter[int], rows: int) -> list[int]:
    return [] if len(there) == rows else sorted(number for number, times in there.items() if times > 1)


def _judge(writes: Writes, read_sent: int, there: Counter[int]) -> _Judged:
    acknowledged = [
        place
        for place in _with_outcome(writes, WriteOutcome.OK)
        if (completed := writes.completed[place]) is not None and completed <= read_sent
    ]
    is_there = list(map(there.__contains__, _numbers(writes, acknowledged)))
    lost = list(compress(acknowledged, map(not_, is_there)))
    return _Judged(acknowledged, lost, kept=list(compress(acknowledged, is_there)))


def _with_outcome(writes: Writes, outcome: WriteOutcome) -> list[int]:
    return list(compress(count(), map(is_, writes.outcome, repeat(outcome))))


def _numbers(writes: Writes, places: Iterable[int]) -> list[int]:
    return list(map(writes.number.__getitem__, places))


def altered(drill: str, ledger: str, found: ReadBack) -> list[int]:
    """Return the numbers that are there with another payload than was written, ascending."""
    expected = payloads(drill, ledger, found.number)
    return sorted(set(compress(found.number, map(ne, expected, found.payload))))


def _reordered(writes: Writes, kept: Sequence[int], found: ReadBack) -> list[int]:
    """Return the kept writes that the store put before a write which was done before they were begun.

    Positions of a write that is there twice count in its favour.
    """
    if _is_rising(found.number) and _is_rising([-1, *found.position]) and _is_in_order(writes, kept):
        return []
    first, last = _positions(found)
    placed = [place for place in kept if writes.number[place] in first]
    finished = sorted((writes.completed[place] or 0, first[writes.number[place]]) for place in placed)
    reordered: list[int] = []
    latest, done = -1, 0
    for place in sorted(placed, key=writes.invoked.__getitem__):
        while finished[done][0] < writes.invoked[place]:
            latest, done = max(latest, finished[done][1]), done + 1
        if last[writes.number[place]] < latest:
            reordered.append(writes.number[place])
    return sorted(reordered)


def _is_rising(column: Sequence[int]) -> bool:
    return all(map(lt, column, column[1:]))


def _is_in_order(writes: Writes, stored: Sequence[int]) -> bool:
    """Tell whether none of the writes, in order of their positions, was done before an earlier one was begun."""
    begun = list(map(writes.invoked.__getitem__, stored))
    latest = begun if _is_rising(begun) else accumulate(begun, max)
    return not any(map(gt, latest, (done or 0 for done in map(writes.completed.__getitem__, stored))))


def _positions(found: ReadBack) -> tuple[dict[int, int], dict[int, int]]:
    """Return the first and the last position of each number, where the store has an order."""
    rows = sorted(row for row in zip(found.position, found.number, strict=True) if row[0] >= 0)
    last = {number: position for position, number in rows}
    first = {number: position for position, number in reversed(rows)}
    return first, last


def loss_window(writes: Writes, fates: Fates, fault: Interval) -> Reading | None:
    """Return how far before the fault the loss reaches, never below 0; None where no acknowledged write bounds it.

    From the earliest lost write w1 and the last kept write w0 before it. With nothing lost (split-brain losses are
    told apart), w0 is the last write that was acknowledged before the fault for certain, and the lower bound is 0.
    """
    split, lost = set(fates.split_brain), set(fates.lost)
    earliest = next((number for number in fates.lost if number not in split), None)
    if earliest is None:
        kept = (bisect_left(writes.number, number) for number in reversed(fates.acknowledged) if number not in lost)
        w0 = next((here for here in kept if (writes.completed[here] or 0) <= fault.lower), None)
        return None if w0 is None else _window(writes, fault, None, w0)
    earlier = fates.acknowledged[: bisect_left(fates.acknowledged, earliest)]
    last = next((number for number in reversed(earlier) if number not in lost), None)
    w0 = None if last is None else bisect_left(writes.number, last)
    return _window(writes, fault, bisect_left(writes.number, earliest), w0)


def _window(writes: Writes, fault: Interval, w1: int | None, w0: int | None) -> Reading:
    lower = 0 if w1 is None else max(0, fault.lower - (writes.completed[w1] or 0))
    upper = None if w0 is None else max(0, fault.upper - writes.invoked[w0])
    evidence = tuple(sorted({writes.evidence[place] for place in (w0, w1) if place is not None}))
    return Reading(lower=lower, upper=upper, evidence=evidence)


def split_brain_span(writes: Writes, fates: Fates, fault: Interval) -> Reading | None:
    """Return how long after the fault the side that lost went on acknowledging; None if it did not."""
    if not fates.split_brain:
        return None
    split = set(fates.split_brain)
    answers = (
        (completed or 0, seq)
        for number, completed, seq in zip(writes.number, writes.completed, writes.evidence, strict=True)
        if number in split
    )
    completed, seq = max(answers)
    return Reading(lower=completed, upper=completed, evidence=(seq,)).since(fault)


def spelled(numbers: Sequence[int], most: int = 10) -> str:
    """Return write numbers as ranges, for example `7, 49991-50000`, with an ellipsis after `most` ranges."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    texts = [str(first) if first == last else f"{first}-{last}" for first, last in ranges[:most]]
    return ", ".join([*texts, "…"] if len(ranges) > most else texts)
