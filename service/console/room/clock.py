"""The clock of the room: how long ago the interruption was, against the target, and what stops it.

It is for those who watch. The figure that counts is the report's, an interval (docs/measurement.md, section 3).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from scenarios.plan import Objective, Text
from service.console.room.watching import StreamTold

ClockState: TypeAlias = Literal["waiting", "running", "answering", "held", "stopped"]
"""waiting: nothing was interrupted yet; running; answering: it answers, not yet for the hold time; held: it answered
for the hold time, and the clock stands where that began; stopped: the drill is over and it was not held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One service's clock. Times are the controller's, ns; `stopped_at` is where it stands, None while it runs."""

    service: str
    title: Text
    target_ns: int
    state: ClockState
    since: int | None
    stopped_at: int | None
    answers_since: int | None
    hold_ns: int
    was_down: bool

    def elapsed_ns(self, now: int) -> int | None:
        """Return what it shows at `now`, None before the interruption."""
        if self.since is None:
            return None
        return max(0, (now if self.stopped_at is None else self.stopped_at) - self.since)

    def is_over(self, now: int) -> bool:
        """Tell whether more time has passed than the target allows."""
        elapsed = self.elapsed_ns(now)
        return elapsed is not None and elapsed > self.target_ns


def clock_of(one: Objective, streams: Iterable[StreamTold], since: int | None, closed_at: int | None) -> Clock:
    """Return the clock of one service by its streams: the slowest of them stops it.

    A stream that never failed since the interruption does not hold it up; if none failed, it goes on to the end.
    """
    own = [stream for stream in streams if stream.service == one.service]
    failed = [s for s in own if since is not None and s.last_failed is not None and s.last_failed >= since]
    answers = [stream.up_since for stream in failed]
    back = None if not failed or None in answers else max(at for at in answers if at is not None)
    newest = max((stream.last_sent for stream in failed if stream.last_sent is not None), default=None)
    hold = one.acceptable.hold_ns
    is_held = back is not None and newest is not None and newest - back >= hold
    return Clock(
        service=one.service,
        title=one.title,
        target_ns=one.rto_ns,
        state=_state(since, back, closed_at, is_held=is_held),
        since=since,
        stopped_at=back if is_held else closed_at,
        answers_since=back,
        hold_ns=hold,
        was_down=bool(failed),
    )


def _state(since: int | None, back: int | None, closed_at: int | None, *, is_held: bool) -> ClockState:
    if since is None:
        return "waiting"
    if is_held:
        return "held"
    if closed_at is not None:
        return "stopped"
    return "running" if back is None else "answering"
