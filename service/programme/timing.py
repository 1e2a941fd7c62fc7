"""When a schedule runs: three typed forms, each a pure function from a stretch of time to its occurrences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import Annotated, Any, Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from scenarios.plan import Calendar
from scenarios.registers.words import is_zone
from service.programme.periods import Period, day_in, periods_from

_MINUTE: Final = timedelta(minutes=1)
_MOST: Final = 400
"""Occurrences that are looked at in one go; the rest is looked at in the next."""
_ALLOWED: Final = frozenset(
    {"FREQ", "INTERVAL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "WKST", "COUNT", "UNTIL"}
)
_NUMBERS: Final = {"INTERVAL": "[1-9][0-9]{0,2}", "COUNT": "[1-9][0-9]{0,3}", "UNTIL": "2[0-9]{7}(T[0-9]{6})?"}
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_YEARS: Final = range(2000, 2200)
_FAR: Final = timedelta(days=19 * 146_097)
"""19 times the 400 years after which the calendar repeats itself: from there a rule that never holds is soon found out,
because the calendar ends with the year 9999."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One time at which a schedule runs. `due` names it among those of its schedule, whatever zones later say."""

    due: str
    """The local time as it was meant, with its zone: 2026-10-10T09:00 Asia/Shanghai."""
    utc_ns: int


def _zone(name: str) -> str:
    if not is_zone(name):
        msg = f"this machine does not know the time zone {name!r}; write for example Asia/Shanghai"
        raise ValueError(msg)
    return name


def _local(text: str) -> str:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None or moment.second or moment.microsecond or moment.year not in _YEARS:
        msg = "a local time to the minute without zone, as 2026-01-10T09:00"
        raise ValueError(msg)
    return f"{moment:%Y-%m-%dT%H:%M}"


Zone = Annotated[str, Field(max_length=64, examples=["Asia/Shanghai"]), AfterValidator(_zone)]
LocalTime = Annotated[str, Field(max_length=25, examples=["2026-01-10T09:00"]), AfterValidator(_local)]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["09:00"])]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OnDates(_Form):
    """At each of these local times."""

    kind: Literal["dates"]
    at: tuple[LocalTime, ...] = Field(min_length=1, max_length=200)
    zone: Zone = "Asia/Shanghai"


class OnNonTradingDay(_Form):
    """On the n-th non-trading day of that name in each period: for example the first free Saturday of a quarter.

    A day that a calendar does not know is never one, and no later day stands in for it.
    """

    kind: Literal["non_trading_day"]
    which: Literal["first", "second", "third", "last"] = "first"
    weekday: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = "sat"
    of: Literal["month", "quarter", "half_year", "year"] = "quarter"
    at: Clock = "09:00"
    zone: Zone = "Asia/Shanghai"


class ByRule(_Form):
    """By a recurrence rule of RFC 5545 (days, weeks, months, years), from a first local time on."""

    kind: Literal["rrule"]
    rrule: str = Field(max_length=300, examples=["FREQ=MONTHLY;INTERVAL=3;BYDAY=2SA"])
    start: LocalTime
    zone: Zone = "Asia/Shanghai"

    @model_validator(mode="after")
    def is_a_rule(self) -> ByRule:
        """Refuse what dateutil does not understand, runs more often than daily, or never."""
        parts = {part.partition("=")[0]: part.partition("=")[2] for part in self.rrule.upper().split(";")}
        strange = sorted(parts.keys() - _ALLOWED)
        if strange or parts.get("FREQ") not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}:
            msg = f"write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY with {', '.join(sorted(_ALLOWED))}; not {strange}"
            raise ValueError(msg)
        if any(not re.fullmatch(r"[A-Z0-9,+-]{1,60}", value) for value in parts.values()):
            msg = "each part of a rule is written KEY=VALUE, as BYDAY=2SA"
            raise ValueError(msg)
        wrong = next((key for key, form in _NUMBERS.items() if not re.fullmatch(form, parts.get(key, "1"))), None)
        if wrong is not None and parts.get(wrong, "1") != "1":
            msg = f"{wrong} is written as {_NUMBERS[wrong]}"
            raise ValueError(msg)
        if self._first() is None:
            msg = "the rule has no occurrence at all"
            raise ValueError(msg)
        return self

    def _first(self) -> datetime | None:
        """Return the first local time; where there is none, that is found out in less than a second."""
        unending = ";".join(part for part in self.rrule.split(";") if not part.upper().startswith("UNTIL"))
        try:
            met: Any = rrulestr(unending, dtstart=datetime.fromisoformat(self.start) + _FAR)
            return None if next(iter(met), None) is None else next(self.times(), None)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError) as error:
            msg = f"no recurrence rule: {error}"
            raise ValueError(msg) from None

    def times(self) -> Iterator[datetime]:
        """Yield the local times, for at most 100 years after the first."""
        start = datetime.fromisoformat(self.start)
        last = start + timedelta(days=36_525)
        rule: Any = rrulestr(self.rrule, dtstart=start)  # its result is a union that no caller can tell apart
        yield from takewhile(lambda moment: moment <= last, rule)


Timing: TypeAlias = Annotated[OnDates | OnNonTradingDay | ByRule, Field(discriminator="kind")]


def occurrences(
    timing: OnDates | OnNonTradingDay | ByRule, after_ns: int, until_ns: int, calendars: Sequence[Calendar]
) -> tuple[Occurrence, ...]:
    """Return the first 400 occurrences after `after_ns`, until `until_ns` (UTC, included), in order.

    A local time that a change of clocks skips is the instant at which the clocks go on; one that comes twice is its
    first. `calendars` say what a non-trading day is.
    """
    zone = ZoneInfo(timing.zone)
    found: list[Occurrence] = []
    for local in _locals(timing, _day(after_ns, zone), _day(until_ns, zone), calendars):
        utc_ns = instant(local, zone)
        if after_ns < utc_ns <= until_ns and len(found) < _MOST:
            found.append(Occurrence(due=f"{local:%Y-%m-%dT%H:%M} {timing.zone}", utc_ns=utc_ns))
    return tuple(sorted(found, key=lambda one: (one.utc_ns, one.due)))


def instant(local: datetime, zone: ZoneInfo) -> int:
    """Return a local time as UTC ns: the first of two, and for one that does not exist the end of the gap."""
    aware = local.replace(tzinfo=zone, fold=0)
    back = aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    if back != local:  # in a gap: the offset before it puts the time as far beyond its end as it was in it
        while instant_exists(local - _MINUTE, zone) is False:
            local -= _MINUTE
        last = (local - _MINUTE).replace(tzinfo=zone).astimezone(UTC) + _MINUTE
        return _ns(last)
    return _ns(aware.astimezone(UTC))


def instant_exists(local: datetime, zone: ZoneInfo) -> bool:
    """Tell whether clocks in the zone ever show that local time."""
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local


def _locals(
    timing: OnDates | OnNonTradingDay | ByRule, first: date, last: date, calendars: Sequence[Calendar]
) -> Iterator[datetime]:
    """Yield the local times from a day to another, both included."""
    match timing:
        case OnDates():
            times = (datetime.fromisoformat(each) for each in sorted(set(timing.at)))
            yield from (local for local in times if first <= local.date() <= last)
        case OnNonTradingDay():
            clock = datetime.strptime(timing.at, "%H:%M").time()  # noqa: DTZ007  a time of the day has no zone
            days = (_chosen(timing, period, calendars) for period in periods_from(timing.of, first, last))
            yield from (datetime.combine(day, clock) for day in days if day is not None and first <= day <= last)
        case ByRule():
            times = takewhile(lambda local: local.date() <= last, timing.times())
            yield from (local for local in times if local.date() >= first)


def _chosen(timing: OnNonTradingDay, period: Period, calendars: Sequence[Calendar]) -> date | None:
    return day_in(period, _DAYS.index(timing.weekday), timing.which, calendars)


def _day(utc_ns: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(utc_ns // 10**9, zone).date()


def _ns(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1) * 10**9
