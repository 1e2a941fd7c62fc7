"""When drills may not run, asked often: stretches of one calendar, put together once for some weeks at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from scenarios.plan import SECOND, Calendar, Text
from scenarios.stretches import Stretch, blackout_of, closed_on, days_around

_BLOCK_NS: Final = 64 * 86_400 * SECOND
_MOST_BLOCKS: Final = 64
"""So many are kept; whoever asks about two centuries makes them anew."""
Begun: TypeAlias = Callable[[date], Iterable[Stretch]]


@dataclass(frozen=True, slots=True)
class _Runs:
    """Stretches that do not touch one another, by their starts and their ends."""

    starts: list[int]
    ends: list[int]


class ClosedTimes:
    """When `name` is closed to drills. `begun_on` gives the stretches that begin on a day; `fixed` are all others."""

    def __init__(self, name: str, title: Text, zone: ZoneInfo, begun_on: Begun, fixed: Iterable[Stretch] = ()) -> None:
        self.name, self.title, self.zone = name, title, zone
        self._begun_on, self._fixed = begun_on, tuple(fixed)
        self._blocks: dict[int, _Runs] = {}

    def is_closed(self, start_ns: int, end_ns: int) -> bool:
        """Tell whether any of the time from `start_ns` until before `end_ns` is closed."""
        return self.closed_until(start_ns, end_ns) is not None

    def closed_until(self, start_ns: int, end_ns: int) -> int | None:
        """Return when the first run of closed time that these instants touch is over, None where they touch none."""
        for number in range(start_ns // _BLOCK_NS, (end_ns - 1) // _BLOCK_NS + 1):
            runs = self._runs(number)
            place = bisect_right(runs.ends, start_ns)
            if place < len(runs.starts) and runs.starts[place] < end_ns:
                return runs.ends[place]
        return None

    def closes_at(self, start_ns: int, end_ns: int) -> int:
        """Return when the first closed time begins that these instants touch, `end_ns` where they touch none."""
        return min((one.start_ns for one in self.touched(start_ns, end_ns)), default=end_ns)

    def touched(self, start_ns: int, end_ns: int) -> tuple[Stretch, ...]:
        """Return every stretch that these instants touch, in order; those of one meaning that overlap are one."""
        if not self.is_closed(start_ns, end_ns):
            return ()
        found = (one for one in self._around(start_ns, end_ns) if one.start_ns < end_ns and start_ns < one.end_ns)
        return tuple(_joined(sorted(found, key=lambda one: (one.start_ns, one.end_ns))))

    def _around(self, start_ns: int, end_ns: int) -> Iterator[Stretch]:
        for day in days_around(start_ns, end_ns, self.zone):
            yield from self._begun_on(day)
        yield from self._fixed

    def _runs(self, number: int) -> _Runs:
        """Return one block; two threads may make the same one, and both are right."""
        runs = self._blocks.get(number)
        if runs is None:
            first_ns = number * _BLOCK_NS
            runs = _merged(self._around(first_ns, first_ns + _BLOCK_NS))
            if len(self._blocks) >= _MOST_BLOCKS:
                self._blocks.clear()
            self._blocks[number] = runs
        return runs


def calendar_times(calendar: Calendar, title: Text) -> ClosedTimes:
    """Return when a calendar's market trades, its blackouts, and the days that it does not know."""
    zone = ZoneInfo(calendar.zone)
    fixed = (blackout_of(one, zone) for one in calendar.blackouts)
    return ClosedTimes(calendar.name, title, zone, lambda day: closed_on(calendar, day, zone), fixed)


def first_clear(times: Iterable[ClosedTimes], at_ns: int, longest_ns: int, until_ns: int) -> int | None:
    """Return the first instant from `at_ns` on at which a drill of that length fits, None where none is before."""
    everyone = tuple(times)
    while at_ns < until_ns:
        later = max((one.closed_until(at_ns, at_ns + longest_ns) or 0 for one in everyone), default=0)
        if later <= at_ns:
            return at_ns
        at_ns = later
    return None


def _merged(stretches: Iterable[Stretch]) -> _Runs:
    runs = _Runs([], [])
    for one in sorted(stretches, key=lambda each: each.start_ns):
        if runs.ends and one.start_ns <= runs.ends[-1]:
            runs.ends[-1] = max(runs.ends[-1], one.end_ns)
        elif one.start_ns < one.end_ns:
            runs.starts.append(one.start_ns)
            runs.ends.append(one.end_ns)
    return runs


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    kept: Stretch | None = None
    for one in stretches:
        if kept is not None and one.what == kept.what and one.start_ns <= kept.end_ns:
            kept = replace(kept, end_ns=max(kept.end_ns, one.end_ns))
            continue
        if kept is not None:
            yield kept
        kept = one
    if kept is not None:
        yield kept
