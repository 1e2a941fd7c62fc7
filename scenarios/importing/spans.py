"""How long something takes, as people write it in a table: 5分钟, 1小时30分, 1h30m, 90秒, 0:05:00."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import Final

from scenarios.plan import SECOND

MINUTE: Final = 60 * SECOND
DAY: Final = 24 * 60 * MINUTE
_UNITS: Final[dict[str, int]] = {
    **dict.fromkeys(("天", "日", "d", "day", "days"), DAY),
    **dict.fromkeys(("小时", "个小时", "时", "h", "hr", "hrs", "hour", "hours"), 60 * MINUTE),
    **dict.fromkeys(("分钟", "分", "m", "min", "mins", "minute", "minutes", "'"), MINUTE),
    **dict.fromkeys(("秒钟", "秒", "s", "sec", "secs", "second", "seconds"), SECOND),
    **dict.fromkeys(("毫秒", "ms"), SECOND // 1000),
}
_NUMBER: Final = r"[0-9]{1,6}(?:\.[0-9]{1,6})?"
_PART: Final = re.compile(
    rf"({_NUMBER})({'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})(?![a-z])", re.ASCII
)
_CLOCK: Final = re.compile(r"([0-9]{1,4}):([0-5][0-9]):([0-5][0-9])(?:\.0+)?", re.ASCII)
_HOUR: Final = re.compile(r"([0-2]?[0-9]):([0-5][0-9])(?::([0-5][0-9]))?", re.ASCII)
_AROUND: Final = re.compile(r"^(约|大约|不超过|小于等于|小于|最多|<=|<|≤|~)|(左右|以内|之内|内)$")
_TO: Final = re.compile(r"[-~—–至到]+")
_BRACKETS: Final = re.compile(r"[(\[【]([^)\]】]*)[)\]】]")


def plainly(text: str) -> str:
    """Return `text` in half-width small letters without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def unit_in(heading: str) -> int | None:
    """Return the nanoseconds of the unit that a heading names in brackets, as in 预计用时 [分钟]."""
    named = (_UNITS.get(found.strip()) for found in _BRACKETS.findall(plainly(heading)))
    return next((unit for unit in named if unit is not None), None)


def read_span(text: str, unit: int | None = None) -> int | None:
    """Return nanoseconds; None if it cannot be told. A bare number counts in `unit`, without one it says nothing.

    Of a range (5-10分钟) the longer end counts. Two parts with a colon are not taken: 1:30 is hours to some and minutes
    to others.
    """
    told = _AROUND.sub("", plainly(text))
    if (clock := _CLOCK.fullmatch(told)) is not None:
        hours, minutes, seconds = (int(part) for part in clock.groups())
        return ((hours * 60 + minutes) * 60 + seconds) * SECOND
    if "半小时" in (told, told.removesuffix("钟")) or told == "半个小时":
        return 30 * MINUTE
    ends = _TO.split(told)
    if len(ends) == 2 and ends[0]:  # noqa: PLR2004  from and to
        told = ends[1]
    return _sum(told, unit)


def _sum(told: str, unit: int | None) -> int | None:
    if re.fullmatch(_NUMBER, told, re.ASCII):
        return None if unit is None else _whole(Fraction(told) * unit)
    parts = _PART.findall(told)
    if not parts or "".join(number + name for number, name in parts) != told:
        return None
    sizes = [_UNITS[name] for _, name in parts]
    if sizes != sorted(set(sizes), reverse=True):
        return None
    return _whole(sum((Fraction(number) * _UNITS[name] for number, name in parts), Fraction()))


def _whole(value: Fraction) -> int | None:
    return value.numerator if value.denominator == 1 else None


def between(begin: str, end: str) -> int | None:
    """Return the nanoseconds from one time of day to the next such time (09:00 to 09:05); None if one is no time."""
    first, last = _HOUR.fullmatch(_of_day(begin)), _HOUR.fullmatch(_of_day(end))
    if first is None or last is None:
        return None
    apart = _seconds(last) - _seconds(first)
    return (apart if apart > 0 else apart + 24 * 3600) * SECOND


def _of_day(text: str) -> str:
    """Return the time of a moment like 2026-11-21 20:00."""
    return unicodedata.normalize("NFKC", text).strip().rpartition(" ")[2]


def _seconds(match: re.Match[str]) -> int:
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return (hours * 60 + minutes) * 60 + seconds


def shown_span(ns: int) -> str:
    """Return a duration of the language, rounded up to whole seconds: 90s, 5m, 2h."""
    seconds = -(-ns // SECOND)
    for size, unit in ((3600, "h"), (60, "m")):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
