"""The policy's section `incidents`: how real interruptions are graded and reported."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from scenarios.fields import Duration, Input, LocalPath, lasting
from scenarios.registers.words import TimeOfDay, Weekday, Zone


class HoursInput(Input):
    """Hours in which the firm does business, on some days of the week (none: on every day)."""

    days: list[Weekday] = Field([], description="Days of the week; none: every day.")
    start: TimeOfDay = Field(alias="from", description="Local time, as 09:00.")
    end: TimeOfDay = Field(alias="to", description="Local time; one that is not after the start is the next day's.")


class IncidentsPolicy(Input):
    """What the firm decided of this: how real interruptions are graded and reported."""

    profile: LocalPath = Field(
        "rural-cooperative",
        description="Levels and report deadlines: a shipped profile by name, or a file (its path counts from the "
        "service's home directory). Copy a shipped one and change it.",
    )
    zone: Zone = Field("Asia/Shanghai", description="Time zone of the business hours.")
    business_hours: Annotated[list[HoursInput], Field(max_length=50)] = Field(
        [],
        description="Hours that count where a level asks for business hours; none: every hour, the strict way.",
    )
    remind_before: Annotated[Duration, lasting("0s", "12h")] = Field(
        900_000_000_000, description="How long before a report is due people are reminded of it."
    )
    oldest: Annotated[Duration, lasting("1d", "3650d")] = Field(
        400 * 86_400_000_000_000, description="An interruption that began longer ago than this cannot be declared."
    )
