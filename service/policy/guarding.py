"""The policy's section `guarding`: when and where drills may run at all."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from scenarios.fields import Duration, Input, Line, Name, Size, Title, lasting
from scenarios.registers.calendar import BlackoutInput
from scenarios.registers.words import TimeOfDay, Weekday, Zone

EXCHANGES: Final = ("sse", "szse", "bse", "shfe", "ine", "dce", "czce", "gfex", "cffex")
Overridable = Literal["in_trading", "day_unknown", "blackout", "outside_window", "findings_open"]
"""What two people can set aside; nothing else of the guard can be."""


class DailyBlackout(Input):
    """Hours of the week in which nothing may run, for example the settlement after trading."""

    days: list[Weekday] = Field(
        default=["mon", "tue", "wed", "thu", "fri"], min_length=1, description="The days on which it begins."
    )
    from_: TimeOfDay = Field(alias="from", description="Local time at which it begins.")
    to: TimeOfDay = Field(description="Local time at which it ends; one that is not later is the next day's.")
    reason: Title = Field(description="What goes on then.")


class GuardingPolicy(Input):
    """What the firm decided of this: when and where drills may run at all."""

    free_environments: list[Name] = Field(
        default=["test", "simulation"],
        max_length=50,
        description="Environments that no market sees. Drills whose hosts all lie in them need no dossier, and neither "
        "calendars nor blackouts bind them.",
    )
    environments: list[Name] | None = Field(
        default=None, max_length=50, description="Where drills may run at all; none: wherever their scenario allows."
    )
    forbidden_hosts: list[Line] = Field(
        default_factory=list[str], max_length=2000, description="Names or addresses of hosts that no drill may touch."
    )
    calendars: list[Name] = Field(
        default=list(EXCHANGES), max_length=50, description="Shipped calendars whose trading is kept clear of."
    )
    calendar_files: list[Line] = Field(
        default_factory=list[str],
        max_length=50,
        description="The firm's own calendar files. One with the name of a calendar takes its place: so the next "
        "year's days are added.",
    )
    zone: Zone = Field(default="Asia/Shanghai", description="The zone of the blackouts.")
    blackouts: list[BlackoutInput] = Field(
        default_factory=list[BlackoutInput], max_length=2000, description="Stretches of time in which nothing may run."
    )
    daily_blackouts: list[DailyBlackout] = Field(
        default_factory=list[DailyBlackout],
        max_length=200,
        description="Hours in which nothing may ever run, as settlement. There is no default: they are the firm's own.",
    )
    open_findings: Literal["refuse", "allow"] = Field(
        default="refuse", description="Whether open findings of the last drill of a service keep it from the next."
    )
    overridable: list[Overridable] = Field(
        default=["in_trading", "day_unknown", "blackout", "outside_window", "findings_open"],
        description="Reasons that two people may set aside for one start.",
    )
    least_free: Size = Field(default=100 * 1024 * 1024, description="Room on the disk that a start needs.")
    clock_tolerance: Annotated[Duration, lasting("0s", "1h")] = Field(
        default=5 * 10**9, description="How far the clock may lie before the newest entry of the book."
    )
