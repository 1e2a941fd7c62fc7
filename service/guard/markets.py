"""The calendars that a firm keeps clear of, from its policy: shipped ones, its own files, and its blackouts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from scenarios.closed import ClosedTimes, calendar_times
from scenarios.documents import load
from scenarios.draft import understand
from scenarios.fields import both
from scenarios.plan import Blackout, Calendar, DaySpan, Text
from scenarios.problems import Problems
from scenarios.registers.calendar import CalendarInput
from scenarios.registers.calendars import calendar_of, shipped_calendars
from scenarios.registers.words import day_span
from scenarios.stretches import Stretch, blackout_of, wide
from service.policy.guarding import GuardingPolicy
from service.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """One calendar: its file as it was written, and when it is closed to drills."""

    written: CalendarInput
    times: ClosedTimes


@dataclass(frozen=True, slots=True, kw_only=True)
class Markets:
    """Everything that the firm keeps clear of; `missing` names calendars that cannot be read, and why."""

    markets: tuple[Market, ...]
    own: ClosedTimes | None
    missing: tuple[tuple[str, str], ...]

    @property
    def calendars(self) -> tuple[Calendar, ...]:
        """Return all calendars, the firm's own files among them."""
        return tuple(calendar_of(market.written) for market in self.markets)

    @property
    def times(self) -> tuple[ClosedTimes, ...]:
        """Return all closed times, the firm's own blackouts last."""
        return (*(market.times for market in self.markets), *(() if self.own is None else (self.own,)))


def markets_of(policy: GuardingPolicy) -> Markets:
    """Return what the policy names; whatever cannot be read is told in `missing`, and nothing starts then."""
    files = shipped_calendars()
    found, missing = dict[str, Market](), list[tuple[str, str]]()
    for name in policy.calendars:
        if name not in files:
            missing.append((name, "no calendar of that name ships"))
    wanted = [files[name] for name in policy.calendars if name in files]
    for path in (*wanted, *map(Path, policy.calendar_files)):
        try:
            market = _shipped(path) if path in wanted else _read(path)
        except (Problems, OSError) as error:
            missing.append((str(path), str(error).splitlines()[0] if str(error) else "unreadable"))
        else:
            found[market.times.name] = market
    return Markets(markets=tuple(found.values()), own=_own(policy), missing=tuple(missing))


@cache
def _shipped(path: Path) -> Market:
    """Return what a file of ours says, which is the same as long as this process lives."""
    return _read(path)


def _read(path: Path) -> Market:
    draft = understand(CalendarInput, load(path))
    if draft.model is None or draft.problems:
        raise Problems(draft.problems)
    calendar, title = calendar_of(draft.model), draft.model.title
    told = Text(zh=calendar.name, en=calendar.name) if title is None else both(title)
    return Market(written=draft.model, times=calendar_times(calendar, told))


def _own(policy: GuardingPolicy) -> ClosedTimes | None:
    if not policy.blackouts and not policy.daily_blackouts:
        return None
    zone = ZoneInfo(policy.zone)
    fixed = (
        blackout_of(Blackout(start=one.from_, end=one.to, reason=_one_line(both(one.reason))), zone)
        for one in policy.blackouts
    )
    daily = [(day_span(one.days, one.from_, one.to), both(one.reason)) for one in policy.daily_blackouts]
    return ClosedTimes("blackouts", say("guard.firm"), zone, lambda day: _daily(daily, day, zone), fixed)


def _daily(daily: list[tuple[DaySpan, Text]], day: date, zone: ZoneInfo) -> Iterator[Stretch]:
    for span, reason in daily:
        if day.weekday() in span.weekdays:
            yield wide(day, span, zone, say("guard.settlement", reason=reason), is_blackout=True)


def _one_line(text: Text) -> str:
    return text.zh if text.zh == text.en else f"{text.zh} / {text.en}"
