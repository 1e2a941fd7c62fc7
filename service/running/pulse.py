"""Who has stopped beating: judged by numbers that move or stand still, never by anybody's wall clock. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from scenarios.plan import SECOND
from service.settings import Settings

_SHARE: Final = 3
"""One look that came late counts for no more than such a part of what makes a worker dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The times of holding a drill, in seconds.

    A worker beats every `beat_s`, begins acts only until `act_s` after its last good beat began, and is taken for dead
    once its number stood still for `takeover_s` of unbroken looking. Between the last two lies the time that a command
    may take from the last look at the clock to the wire.

    Whoever watches looks `look_s` after the look before ended. Where that and the look itself take no more than a third
    of `takeover_s` together, a death is found `takeover_s`, two pauses and three looks after it at the latest: the look
    that just missed the last beat, the one that sees it, the one before which it was not yet too old.
    """

    beat_s: float = 1.0
    act_s: float = 3.0
    takeover_s: float = 5.0
    look_s: float = 0.25

    def __post_init__(self) -> None:
        """Refuse bounds with which two could act at once, or nobody for long."""
        if not 0 < self.beat_s < self.act_s <= self.takeover_s - 1:
            msg = "beat_s < act_s <= takeover_s - 1 must hold, else two workers could act on one drill"
            raise ValueError(msg)


@dataclass(slots=True)
class _Seen:
    beats: int
    stood_s: float = 0.0


@dataclass(slots=True)
class Pulse:
    """The numbers of all workers as one watcher sees them; `now_s` is the watcher's own monotonic clock.

    Only time between successive good looks counts, and of a look that came late no more than a third of what makes a
    worker dead: the watcher itself stood still. Where a look failed everybody's count begins anew, so that a database
    that was away makes nobody look dead.
    """

    bounds: Bounds = field(default_factory=Bounds)
    _seen: dict[str, _Seen] = field(default_factory=dict[str, _Seen])
    _looked_s: float | None = None

    def look(self, now_s: float, beats: Mapping[str, int]) -> frozenset[str]:
        """Take a good look, and return the workers that are dead by it."""
        passed = self._passed(now_s)
        for gone in set(self._seen) - set(beats):
            del self._seen[gone]
        for name, number in beats.items():
            seen = self._seen.get(name)
            if seen is None or seen.beats != number:
                self._seen[name] = _Seen(number)
            else:
                seen.stood_s += passed
        return self.dead

    def missed(self) -> None:
        """Take note that a look failed."""
        self._looked_s = None
        for seen in self._seen.values():
            seen.stood_s = 0.0

    @property
    def dead(self) -> frozenset[str]:
        """Return the workers whose number stood still for too long."""
        return frozenset(name for name, seen in self._seen.items() if seen.stood_s >= self.bounds.takeover_s)

    def stood_s(self, name: str) -> float:
        """Return for how long a worker's number has stood still, as far as that was watched."""
        seen = self._seen.get(name)
        return 0.0 if seen is None else seen.stood_s

    def beats(self, name: str) -> int:
        """Return the number that was seen last, -1 for a worker that was never seen."""
        seen = self._seen.get(name)
        return -1 if seen is None else seen.beats

    def _passed(self, now_s: float) -> float:
        before, self._looked_s = self._looked_s, now_s
        if before is None:
            return 0.0
        return min(max(0.0, now_s - before), self.bounds.takeover_s / _SHARE)


def bounds_of(settings: Settings) -> Bounds:
    """Return when a worker may act, and when another takes over, as the settings say."""
    told = settings.takeover
    return Bounds(beat_s=told.beat / SECOND, act_s=told.act / SECOND, takeover_s=told.after / SECOND)
