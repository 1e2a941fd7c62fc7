"""Streams and ledgers made ready for drawing: runs of one state, and counts in bins of time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import compress, count, groupby, pairwise, repeat
from operator import is_, sub
from typing import Final, Literal, TypeAlias

from measurements.columns import steps
from measurements.events import WriteOutcome
from measurements.losses import Loss
from measurements.report import LedgerView, Strip
from measurements.samples import Samples, gaps, longest_beat
from measurements.seconds import SECOND, lower_s, upper_s

State: TypeAlias = Literal["up", "down", "unknown"]
Run: TypeAlias = tuple[int, int, State]

MOST_BINS: Final = 200
MOST_RUNS: Final = 2000
_STATES: Final[tuple[State, ...]] = ("up", "unknown", "down")
_ROUND: Final = (1, 2, 5)


def strip(samples: Samples, bounds: Sequence[int], origin: int) -> Strip:
    """Return a stream as runs of one state in seconds since `origin`; a gap in the samples is unknown.

    `bounds` are the instants to be marked. More than MOST_RUNS runs are drawn coarser.
    """
    runs = list(_runs(samples))
    return Strip(
        stream=samples.stream,
        runs=tuple(_shown(run, origin) for run in (runs if len(runs) <= MOST_RUNS else _coarser(runs))),
        bounds=tuple(lower_s(bound - origin) for bound in bounds),
    )


def _shown(run: Run, origin: int) -> tuple[float, float, State]:
    start, end, state = run
    return lower_s(start - origin), upper_s(end - origin), state


def _coarser(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield the runs on a grid of MOST_RUNS cells; the worst state in a cell is the one that shows."""
    start, end = runs[0][0], runs[-1][1]
    width = -(-(end - start) // MOST_RUNS)
    worst = [0] * (MOST_RUNS + 1)
    for first, last, state in runs:
        for cell in range((first - start) // width, (last - start) // width + 1):
            worst[cell] = max(worst[cell], _STATES.index(state))
    for rank, cells in groupby(range(MOST_RUNS), key=worst.__getitem__):
        group = list(cells)
        yield start + group[0] * width, start + (group[-1] + 1) * width, _STATES[rank]


def _runs(samples: Samples) -> Iterator[Run]:
    """Yield start, end and state of each run; a run goes on until the next one begins unless a gap follows it."""
    patience, pieces = longest_beat(samples), _pieces(samples)
    followers = (*(samples.sent[first] for first, _ in pieces[1:]), None)[: len(pieces)]
    for (first, last), following in zip(pieces, followers, strict=True):
        state: State = "up" if samples.ok[first] else "down"
        if following is None:
            yield samples.sent[first], samples.received[last], state
        elif following - samples.sent[last] <= patience:
            yield samples.sent[first], following, state
        else:
            silent = min(following, samples.received[last])
            yield samples.sent[first], silent, state
            yield silent, following, "unknown"


def _pieces(samples: Samples) -> list[tuple[int, int]]:
    """Return first and last place of each stretch of one state without a gap."""
    turns = compress(count(1), steps(samples.ok))
    ends = sorted({0, len(samples), *turns, *gaps(samples)})
    return [(first, following - 1) for first, following in pairwise(ends)]


def ledger_view(loss: Loss, origin: int) -> LedgerView:
    """Return a ledger's writes in bins of the time when they were invoked, in seconds since `origin`.

    An acknowledged write counts as unknown until it is read back; a refused one does not count.
    """
    writes = loss.writes
    if not writes.invoked:
        return LedgerView(ledger=loss.ledger.name, bin_s=1.0, start_s=0.0, kept=(), lost=(), unknown=())
    start, end = min(writes.invoked), max(writes.invoked)
    width = bin_width(end - start)
    edges = range(start, end + width + 1, width)
    lost, unknown, refused = (_binned(instants, edges) for instants in _not_kept(loss))
    total = _binned(writes.invoked, edges)
    return LedgerView(
        ledger=loss.ledger.name,
        bin_s=width / SECOND,
        start_s=lower_s(start - origin),
        kept=tuple(map(sub, total, map(sum, zip(lost, unknown, refused, strict=True)))),
        lost=lost,
        unknown=unknown,
    )


def _not_kept(loss: Loss) -> tuple[list[int], list[int], list[int]]:
    """Return when the lost, the unknown and the refused writes were invoked."""
    writes = loss.writes
    lost = set[int]() if loss.fates is None else set(loss.fates.lost)
    until, info, fail = _judged_until(loss), WriteOutcome.INFO, WriteOutcome.FAIL
    answers = zip(writes.outcome, writes.completed, writes.invoked, strict=True)
    return (
        list(compress(writes.invoked, map(lost.__contains__, writes.number))),
        [at for how, done, at in answers if how is not fail and (how is info or done is None or done > until)],
        list(compress(writes.invoked, map(is_, writes.outcome, repeat(fail)))),
    )


def _judged_until(loss: Loss) -> int:
    return -1 if loss.fates is None or loss.found is None else loss.found.sent


def _binned(instants: list[int], edges: range) -> tuple[int, ...]:
    """Return how many of the instants lie from each edge up to, not including, the next."""
    ordered = sorted(instants)
    below = [bisect_left(ordered, edge) for edge in edges]
    return tuple(following - first for first, following in pairwise(below))


def bin_width(span_ns: int) -> int:
    """Return the smallest of 1, 2, 5, 10, 20 ... ms, in ns, that needs no more than MOST_BINS bins."""
    unit = 1_000_000
    while True:
        for factor in _ROUND:
            if span_ns // (factor * unit) < MOST_BINS:
                return factor * unit
        unit *= 10
