"""Counting working days; where nobody knows yet whether a day is one, the earlier deadline counts, and that is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Workdays:
    """Which days are worked: weekdays but `closed`, and weekend days that are `open`; nothing is known of others.

    Known are the days from `known_from` to `known_until`, both included. Deadlines end with the day in `zone`.
    """

    name: str
    zone: str
    known_from: date
    known_until: date
    closed: frozenset[date] = frozenset()
    open: frozenset[date] = frozenset()

    def is_worked(self, day: date) -> bool | None:
        """Tell whether people work that day, None where it is not known."""
        if not self.known_from <= day <= self.known_until:
            return None
        return day in self.open if day.weekday() >= _SATURDAY else day not in self.closed

    def day_of(self, utc_ns: int) -> date:
        """Return the local day of an instant."""
        return datetime.fromtimestamp(utc_ns // 10**9, ZoneInfo(self.zone)).date()

    def end_of(self, day: date) -> int:
        """Return the instant (UTC ns) at which the local day is over."""
        after = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(self.zone))
        return int(after.astimezone(UTC).timestamp()) * 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The last day on which something may be done. `unknown` are days on the way that no calendar knows.

    Each of those was counted as worked, weekends too, so the true deadline is never earlier than `day`.
    """

    day: date
    unknown: tuple[date, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Tell whether every day up to it is known."""
        return not self.unknown


def within(workdays: Workdays, since: date, days: int) -> Deadline:
    """Return the last of the `days` working days (at least 1) after the day `since`, which itself is not counted."""
    day, left, unknown = since, days, list[date]()
    while left > 0:
        day += timedelta(days=1)
        worked = workdays.is_worked(day)
        if worked is None:
            unknown.append(day)
        left -= worked is not False
    return Deadline(day=day, unknown=tuple(unknown))
