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


def clock_of(
    one: Objective, streams: Iterable[StreamTold], since: int | None, closed_at: int | None, held_at: int | None = None
) -> Clock:
    """Return the clock of one service by its streams: the slowest of them stops it.

    A stream that never failed since the interruption does not hold it up; if none failed, it goes on to the end.
    `held_at` is where it was stopped before: what fails afterwards, as in a planned switch back, is another outage.
    """
    failed = _failed(one, streams, since)
    back = _back(failed) if held_at is None else held_at
    held = held_since(one, failed, since) if held_at is None else held_at
    return Clock(
        service=one.service,
        title=one.title,
        target_ns=one.rto_ns,
        state=_state(since, back, closed_at, is_held=held is not None),
        since=since,
        stopped_at=closed_at if held is None else held,
        answers_since=back,
        hold_ns=one.acceptable.hold_ns,
        was_down=bool(failed),
    )


def held_since(one: Objective, streams: Iterable[StreamTold], since: int | None) -> int | None:
    """Return when a service came back that has answered for its hold time since; None where it has not."""
    failed = _failed(one, streams, since)
    back = _back(failed)
    newest = max((stream.last_sent for stream in failed if stream.last_sent is not None), default=None)
    is_held = back is not None and newest is not None and newest - back >= one.acceptable.hold_ns
    return back if is_held else None


def held_for_good(one: Objective, streams: Iterable[StreamTold], since: int | None) -> int | None:
    """Return the same only once every stream of the service has told of the whole hold time: no record changes it."""
    own = [stream for stream in streams if stream.service == one.service]
    held = held_since(one, own, since)
    if held is None or any(s.last_sent is None or s.last_sent - held < one.acceptable.hold_ns for s in own):
        return None
    return held


def _failed(one: Objective, streams: Iterable[StreamTold], since: int | None) -> list[StreamTold]:
    """Return the service's streams that failed since the interruption."""
    if since is None:
        return []
    return [s for s in streams if s.service == one.service and s.last_failed is not None and s.last_failed >= since]


def _back(failed: list[StreamTold]) -> int | None:
    """Return since when all of them answer again, None where one does not, or none has failed."""
    answers = [stream.up_since for stream in failed]
    return None if None in answers else max((at for at in answers if at is not None), default=None)


def _state(since: int | None, back: int | None, closed_at: int | None, *, is_held: bool) -> ClockState:
    if since is None:
        return "waiting"
    if is_held:
        return "held"
    if closed_at is not None:
        return "stopped"
    return "running" if back is None else "answering"
