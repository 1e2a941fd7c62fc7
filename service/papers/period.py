"""A period of days, and a paper about one: its trends are drawn from the same readings that its tables tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from scenarios.plan import SECOND
from service.programme.periods import Period, periods_from
from service.report.blocks import Chart
from service.report.charts.trend import Trend, trend
from service.report.paper import Paper
from service.words import Lang

ZONE: Final = "Asia/Shanghai"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days from `first` to `last`, both included, of a place."""

    first: date
    last: date
    zone: str = ZONE

    @property
    def begin_ns(self) -> int:
        """Return when the first day begins (UTC)."""
        return self._midnight(self.first)

    @property
    def end_ns(self) -> int:
        """Return when the last day is over (UTC); that instant belongs to the next day."""
        return self._midnight(self.last + timedelta(days=1))

    @property
    def name(self) -> str:
        """Return the period in digits: the year where it is one, else first and last day."""
        is_year = (self.first, self.last) == (date(self.first.year, 1, 1), date(self.first.year, 12, 31))
        return str(self.first.year) if is_year else f"{self.first.isoformat()}/{self.last.isoformat()}"

    def holds(self, utc_ns: int) -> bool:
        """Tell whether an instant lies in it."""
        return self.begin_ns <= utc_ns < self.end_ns

    def quarters(self) -> Iterator[Days]:
        """Yield its quarters in order, the first and the last cut where it begins and ends."""
        for one in periods_from("quarter", self.first, self.last):
            yield self._cut(one)

    def _cut(self, one: Period) -> Days:
        return Days(first=max(one.first, self.first), last=min(one.last, self.last), zone=self.zone)

    def _midnight(self, day: date) -> int:
        return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.zone)).timestamp()) * SECOND


def year_of(year: int, zone: str = ZONE) -> Days:
    """Return a calendar year."""
    return Days(first=date(year, 1, 1), last=date(year, 12, 31), zone=zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodPaper(Paper):
    """A paper about a period."""

    trends: tuple[Trend, ...] = ()

    def drawn(self, chart: Chart, lang: Lang, uid: str) -> tuple[str, ...]:
        """Return the drawings of a trend."""
        return next((trend(one, lang, uid) for one in self.trends if one.of == chart.of and one.points), ())
