"""An instant as a machine prints it: read exactly, with how fine it was given, and written in one way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_SECOND: Final = 1_000_000_000
_DAY_S: Final = 86_400
_WRITTEN: Final = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})[T ]"
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
    r" ?(?:(?P<utc>Z|UTC)|(?P<sign>[+-])(?P<off_hour>[0-9]{2}):?(?P<off_minute>[0-9]{2})?)",
    re.ASCII,
)
_EPOCH: Final = {10: _SECOND, 13: 1_000_000, 16: 1_000, 19: 1}
"""How many digits an epoch of our time has, and the nanoseconds of its last one: s, ms, us, ns (years 2001 to 2286)."""
_MONTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MARCH, _FEBRUARY = 3, 2
_LAST_HOUR, _LAST_SIXTIETH, _LAST_OFFSET_HOUR = 23, 59, 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """UTC nanoseconds since 1970, and the width in nanoseconds of the last digit that was given."""

    utc_ns: int
    granularity_ns: int


def read_instant(text: str) -> Instant | None:
    """Return the instant that `text` names, None where it names none or not which zone it is in.

    Read are ISO 8601 with an offset (`T` or a space between, 1 to 9 digits of a fraction, seconds may be left out),
    as date, PostgreSQL and most logs print it, and an epoch in seconds, ms, us or ns, told apart by its digits.
    """
    if text.isascii() and text.isdecimal() and len(text) in _EPOCH:
        return Instant(utc_ns=int(text) * _EPOCH[len(text)], granularity_ns=_EPOCH[len(text)])
    found = _WRITTEN.fullmatch(text)
    return None if found is None else _composed(found)


def show_instant(instant: Instant) -> str:
    """Return the instant in UTC with as many digits as were given: `2026-11-21T02:03:04.5Z`."""
    seconds, rest = divmod(instant.utc_ns, _SECOND)
    days, of_day = divmod(seconds, _DAY_S)
    year, month, day = _date_of(days)
    hour, of_hour = divmod(of_day, 3600)
    digits = 9 - (len(str(instant.granularity_ns)) - 1) if instant.granularity_ns < _SECOND else 0
    fraction = f".{rest:09d}"[: digits + 1] if digits else ""
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{of_hour // 60:02d}:{of_hour % 60:02d}{fraction}Z"


def _composed(found: re.Match[str]) -> Instant | None:
    year, month, day = (int(found[part]) for part in ("year", "month", "day"))
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    off_hour, off_minute = (int(found[part] or 0) for part in ("off_hour", "off_minute"))
    if not _is_date(year, month, day) or hour > _LAST_HOUR or max(minute, second, off_minute) > _LAST_SIXTIETH:
        return None
    if off_hour > _LAST_OFFSET_HOUR:
        return None
    ahead = (off_hour * 3600 + off_minute * 60) * (-1 if found["sign"] == "-" else 1)
    of_day = hour * 3600 + minute * 60 + second
    fraction = found["fraction"] or ""
    whole = (_days_before(year, month, day) * _DAY_S + of_day - ahead) * _SECOND
    return Instant(utc_ns=whole + int(fraction.ljust(9, "0")), granularity_ns=_width(found["second"], fraction))


def _width(second: str | None, fraction: str) -> int:
    return 60 * _SECOND if second is None else 10 ** (9 - len(fraction))


def _is_date(year: int, month: int, day: int) -> bool:
    if not (year and 1 <= month <= len(_MONTHS) and day):
        return False
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return day <= _MONTHS[month - 1] + (is_leap and month == _FEBRUARY)


def _days_before(year: int, month: int, day: int) -> int:
    """Return the days since 1970-01-01 in the Gregorian calendar, counting years from March (as the leap day ends)."""
    year -= month < _MARCH
    months = (month - _MARCH) % 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * months + 2) // 5 + day - 1 - 719_468


def _date_of(days: int) -> tuple[int, int, int]:
    """Return year, month and day of so many days since 1970-01-01; the inverse of `_days_before`."""
    era, of_era = divmod(days + 719_468, 146_097)
    of_years = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * of_years + of_years // 4 - of_years // 100)
    months = (5 * of_year + 2) // 153
    month = (months + 2) % 12 + 1
    return era * 400 + of_years + (month < _MARCH), month, of_year - (153 * months + 2) // 5 + 1
