"""The fields that several registers share: days of the week, times of the day, zones, and where a line was read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from scenarios.bia.words import Day
from scenarios.fields import Input, Line, refuse
from scenarios.plan import DaySpan
from scenarios.problems import shown

DAY_S: Final = 86_400
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Certainty: TypeAlias = Literal["C", "S", "D", "U"]
"""C: the clause was read; S: from a secondary source; D: derived; U: not confirmed."""
_TIME: Final = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00"


def _time_of_day(value: object) -> int:
    if not isinstance(value, str) or re.fullmatch(_TIME, value, re.ASCII) is None:
        refuse("not_a_time_of_day", value=shown(value))
    hours, minutes = value.split(":")
    return int(hours) * 3600 + int(minutes) * 60


TimeOfDay = Annotated[int, BeforeValidator(_time_of_day), WithJsonSchema({"type": "string", "pattern": f"^({_TIME})$"})]
"""Seconds since local midnight, written `09:15`; `24:00` is the end of the day."""


def _moment(value: str) -> str:
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        refuse("not_a_moment", value=shown(value))
    local = read.tzinfo is None and read.microsecond == 0
    return read.isoformat() if local else refuse("not_a_moment", value=shown(value))


Moment = Annotated[str, AfterValidator(_moment), WithJsonSchema({"type": "string", "examples": ["2026-11-21 08:00"]})]
"""A local date and time without zone, as 2026-11-21 08:00."""


def is_zone(name: str) -> bool:
    """Whether this machine knows the time zone of that name (IANA)."""
    try:
        return bool(ZoneInfo(name).key)
    except (ValueError, OSError, LookupError):
        return False


def _zone(value: str) -> str:
    return value if is_zone(value) else refuse("unknown_zone", value=shown(value))


Zone = Annotated[str, Field(max_length=64), AfterValidator(_zone)]
"""The name of a time zone, as Asia/Shanghai."""


def day_span(days: Sequence[Weekday], start_s: int, end_s: int) -> DaySpan:
    """Return the span on each of `days` (none: every day); an end that is not after the start is the next day's."""
    weekdays = tuple(sorted({WEEKDAYS.index(day) for day in days})) or tuple(range(7))
    return DaySpan(weekdays=weekdays, start_s=start_s, end_s=end_s if end_s > start_s else end_s + DAY_S)


class ReadInput(Input):
    """Where a line was read, how certain it is, and who checked it against the official text."""

    source: Line
    certainty: Certainty = "U"
    verified_by: Line | None = None
    verified_on: Day | None = None
