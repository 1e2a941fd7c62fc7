"""The policy's section `programme`: how often services are to be drilled, and what happens to a missed run."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from scenarios.bia.words import Importance
from scenarios.fields import Duration, Input, Line, Name, lasting
from scenarios.plan import SECOND

_MINUTE = 60 * SECOND
_DAY = 1440 * _MINUTE


class ServicePolicy(Input):
    """One service of the firm."""

    importance: Importance = Field("core", description="Some rules are about core or important services only.")
    rules: Annotated[list[Line], Field(max_length=50)] = Field(
        [], description="Rules of the profiles that are about it, as profile/rule; none: all that fit its importance."
    )


class ProgrammePolicy(Input):
    """What the firm decided of this: how often services are to be drilled, and what happens to a missed run."""

    profiles: Annotated[list[Line], Field(max_length=20)] = Field(
        ["baseline"], description="Frequency rules that count: names of shipped profiles, or paths of copies."
    )
    services: Annotated[dict[Name, ServicePolicy], Field(max_length=1000)] = Field(
        {}, description="Services that are to be drilled, beside those that were drilled, changed or scheduled here."
    )
    full_scenarios: Annotated[list[Name], Field(max_length=100)] = Field(
        [], description="Scenarios that count as a full drill, beside those that drill every service of a rule."
    )
    due_ahead: Annotated[Duration, lasting("0s", "366d")] = Field(
        60 * _DAY, description="How long before the end of its period a service is shown as due."
    )
    after_change: Annotated[Duration, lasting("0s", "366d")] = Field(
        30 * _DAY, description="Within what time after a change a service is to be drilled."
    )
    workdays: Line = Field("china", description="Working days: the name of a shipped file, or the path of one.")
    calendars: Annotated[list[Line], Field(max_length=20)] = Field(
        [], description="Trading calendars that say what a non-trading day is; none: those of the guard, its files too."
    )
    report_ahead: Annotated[Duration, lasting("0s", "60d")] = Field(
        3 * _DAY, description="How long before the deadline of a report people are told."
    )
    lateness: Annotated[Duration, lasting("1m", "4h")] = Field(
        15 * _MINUTE, description="How long after its time a run may still start; later it is missed."
    )
    start_within: Annotated[Duration, lasting("1m", "4h")] = Field(
        15 * _MINUTE, description="After this long a start whose end nobody heard of is uncertain, and never repeated."
    )
    compare_every: Annotated[Duration, lasting("1m", "31d")] = Field(
        60 * _MINUTE, description="How often the files of schedules are compared with what was proved last."
    )
