"""Months, quarters and years as periods, and the n-th non-trading day of a name in one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

from scenarios.plan import Calendar

Length: TypeAlias = Literal["month", "quarter", "half_year", "year"]
MONTHS: Final[dict[Length, int]] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_PLACES: Final = {"first": 0, "second": 1, "third": 2, "last": -1}
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    def days(self) -> Iterator[date]:
        """Yield its days in order."""
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=number)

    def days_of(self, weekday: int) -> Iterator[date]:
        """Yield its days with that weekday (0 is Monday) in order."""
        day = self.first + timedelta(days=(weekday - self.first.weekday()) % 7)
        while day <= self.last:
            yield day
            day += timedelta(days=7)


def periods_from(length: Length, first: date, last: date) -> Iterator[Period]:
    """Yield every period of that length that touches the days from `first` to `last`."""
    months = MONTHS[length]
    begin = date(first.year, (first.month - 1) // months * months + 1, 1)
    while begin <= last:
        after = months_after(begin, months)
        yield Period(first=begin, last=after - timedelta(days=1))
        begin = after


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)  # noqa: PLR2004  December is 11 here
    return first.replace(day=min(day.day, (following - first).days))


def day_in(period: Period, weekday: int, which: str, calendars: Sequence[Calendar]) -> date | None:
    """Return the first (second, …) non-trading day with that weekday; None where there is none or nobody knows.

    A day that is not known where it would decide makes the answer unknown: nothing is chosen past it.
    """
    days = list(period.days_of(weekday))
    place = _PLACES[which]
    if place < 0:
        days.reverse()
    free: list[date] = []
    for day in days:
        trading = is_trading(day, calendars)
        if trading is None:
            return None
        if not trading:
            free.append(day)
        if len(free) > max(place, 0):
            return free[-1]
    return None


def is_trading(day: date, calendars: Sequence[Calendar]) -> bool | None:
    """Tell whether any of the markets trades on a day; None where one of them does not know it, or there is none."""
    told = [_trades(calendar, day) for calendar in calendars]
    return None if None in told or not told else any(told)


def _trades(calendar: Calendar, day: date) -> bool | None:
    iso = day.isoformat()
    if not calendar.known_from <= iso <= calendar.known_until:
        return None
    return iso in calendar.open or (day.weekday() < _SATURDAY and iso not in calendar.closed)
