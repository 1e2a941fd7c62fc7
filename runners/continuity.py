"""How a drill's clock goes on after a reboot, when the monotonic clock has begun anew."""

from __future__ import annotations

from dataclasses import dataclass

from measurements.events import ClockRead, DrillOpened, RunnerStarted
from measurements.history import History
from runners.clock import Clock


class ClockRestartedError(Exception):
    """The machine was booted since the drill's last event, and the drill was given a clock that starts from 0 again."""

    def __init__(self) -> None:
        super().__init__("the machine was booted since the drill began; give the drill continued(clock, history)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinuedClock:
    """A clock that goes on where a history stopped.

    `offset_ns` is added to the monotonic clock; `gap_ns` is how much of the time across the reboot is not known
    (beyond that, the wall clock's own step, if it was set meanwhile, is in it unseen).
    """

    clock: Clock
    offset_ns: int = 0
    gap_ns: int = 0

    def now(self) -> int:
        """Return the drill's monotonic nanoseconds."""
        return self.clock.now() + self.offset_ns

    def utc_ns(self) -> int:
        """Return the wall clock."""
        return self.clock.utc_ns()

    def boot_id(self) -> str:
        """Return the present boot."""
        return self.clock.boot_id()


def continued(clock: Clock, history: History) -> ContinuedClock:
    """Return a clock on which this history lies in the past.

    On the boot of the last runner, its offset holds. On a new boot the wall clock bridges the gap: the time between
    the last ClockRead and now is the difference in UTC, and no event of the history may come to lie in the future.
    """
    last = _last_runner(history)
    if last is None or last.boot_id == clock.boot_id():
        return ContinuedClock(clock=clock, offset_ns=last.offset_ns if last else 0)
    before, utc, after = clock.now(), clock.utc_ns(), clock.now()
    anchor_at, anchor_utc, anchor_width = _anchor(history)
    newest = max(event.at for event in history.events)
    reached = anchor_at + max(0, utc - anchor_utc)
    offset = max(reached, newest + 1) - before
    gap = anchor_width + (after - before) + max(0, newest + 1 - reached)
    return ContinuedClock(clock=clock, offset_ns=offset, gap_ns=gap)


def check_same_boot(clock: Clock, history: History) -> None:
    """Raise ClockRestartedError if `clock` cannot go on with this history."""
    last = _last_runner(history)
    if isinstance(clock, ContinuedClock) or last is None:
        return
    if last.boot_id != clock.boot_id() or last.offset_ns:
        raise ClockRestartedError


def _last_runner(history: History) -> RunnerStarted | None:
    return next((event for event in reversed(history.events) if isinstance(event, RunnerStarted)), None)


def _anchor(history: History) -> tuple[int, int, int]:
    """Return the newest pair of drill time and UTC, and how far apart the drill time's two readings were."""
    for event in reversed(history.events):
        if isinstance(event, ClockRead):
            return event.at, event.utc_ns, event.at - event.before
        if isinstance(event, DrillOpened):
            return event.at, event.utc_ns, 0
    return 0, 0, 0
