"""Streams and ledgers made ready for drawing: runs of one state, and counts in bins of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import compress, count, pairwise
from operator import ne
from typing import Final, Literal, TypeAlias

from measurements.events import WriteOutcome
from measurements.losses import Loss
from measurements.report import LedgerView, Strip
from measurements.samples import Samples, gaps, longest_beat
from measurements.seconds import SECOND, lower_s, upper_s

State: TypeAlias = Literal["up", "down", "unknown"]

MOST_BINS: Final = 200
_ROUND: Final = (1, 2, 5)


def strip(samples: Samples, bounds: Sequence[int], origin: int) -> Strip:
    """Return a stream as runs of one state in seconds since `origin`; a gap in the samples is unknown.

    `bounds` are the instants to be marked.
    """
    return Strip(
        stream=samples.stream,
        runs=tuple(_run(piece, origin) for piece in _runs(samples)),
        bounds=tuple(lower_s(bound - origin) for bound in bounds),
    )


def _run(run: tuple[int, int, State], origin: int) -> tuple[float, float, State]:
    start, end, state = run
    return lower_s(start - origin), upper_s(end - origin), state


def _runs(samples: Samples) -> Iterator[tuple[int, int, State]]:
    """Yield start, end and state of each run; a run goes on until the next one begins unless a gap follows it."""
    patience, pieces = longest_beat(samples), _pieces(samples)
    for here, (first, last) in enumerate(pieces):
        state: State = "up" if samples.ok[first] else "down"
        following = samples.sent[pieces[here + 1][0]] if here + 1 < len(pieces) else None
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
    turns = compress(count(1), map(ne, samples.ok[1:], samples.ok))
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
    bins = range((end - start) // width + 1)
    binned = Counter((fate, (at - start) // width) for fate, at in zip(_fates(loss), writes.invoked, strict=True))
    return LedgerView(
        ledger=loss.ledger.name,
        bin_s=width / SECOND,
        start_s=lower_s(start - origin),
        kept=tuple(binned["kept", place] for place in bins),
        lost=tuple(binned["lost", place] for place in bins),
        unknown=tuple(binned["unknown", place] for place in bins),
    )


def _fates(loss: Loss) -> Iterator[Literal["kept", "lost", "unknown", "refused"]]:
    lost = set[int]() if loss.fates is None else set(loss.fates.lost)
    judged = set[int]() if loss.fates is None else set(loss.fates.acknowledged)
    for number, outcome in zip(loss.writes.number, loss.writes.outcome, strict=True):
        if outcome is WriteOutcome.FAIL:
            yield "refused"
        elif number not in judged:
            yield "unknown"
        else:
            yield "lost" if number in lost else "kept"


def bin_width(span_ns: int) -> int:
    """Return the smallest of 1, 2, 5, 10, 20 ... ms, in ns, that needs no more than MOST_BINS bins."""
    unit = 1_000_000
    while True:
        for factor in _ROUND:
            if span_ns // (factor * unit) < MOST_BINS:
                return factor * unit
        unit *= 10
