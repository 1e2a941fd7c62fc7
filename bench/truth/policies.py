"""How the same would have been measured by the usual ways, given the target's own log of the truth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from measurements.events import StepCompleted, StepInvoked
from measurements.history import History
from scenarios.plan import SECOND

POLL_NS: Final = 5 * SECOND
BUSINESS: Final = "greatest business timestamp that survived"


def polled_rto(turns: Sequence[tuple[int, bool]], phase_ns: int) -> int | None:
    """Return what "poll every 5 s, first failure to first success" says; None if no poll saw a failure.

    `turns` are instants at which the target went down or up, in order; `phase_ns` is the first poll's offset.
    """
    first = turns[0][0] - POLL_NS + phase_ns
    failed_at: int | None = None
    for poll in range(first, turns[-1][0] + 2 * POLL_NS, POLL_NS):
        up = _is_up(turns, poll)
        if failed_at is None and not up:
            failed_at = poll
        if failed_at is not None and up:
            return poll - failed_at
    return None


def _is_up(turns: Sequence[tuple[int, bool]], at: int) -> bool:
    before = [up for instant, up in turns if instant <= at]
    return before[-1] if before else True


def business_rpo(survivors: Sequence[int], failure_noticed: int) -> int:
    """Return what "maximum business timestamp" says: from the newest surviving record's second to the noticed failure.

    `survivors` are commit instants in nanoseconds; business records carry whole seconds.
    """
    newest = max(survivors, default=failure_noticed) // SECOND * SECOND
    return max(0, failure_noticed - newest)


def run_clock(history: History, first: str, last: str) -> int:
    """Return what the run's own clock says: from the beginning of step `first` to the end of step `last`."""
    begun = [event.at for event in history.events if isinstance(event, StepInvoked) and event.step == first]
    ended = [event.at for event in history.events if isinstance(event, StepCompleted) and event.step == last]
    return max(ended) - min(begun)
