"""The form of a trading calendar: days and hours of trading, evenings without a session, and blackouts of the firm."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from scenarios.bia.words import Day
from scenarios.fields import Input, Line, Name, Title, refuse
from scenarios.registers.words import Certainty, Moment, ReadInput, TimeOfDay, Weekday, Zone

Days = Annotated[list[Day], Field(max_length=2000)]


class SpanInput(Input):
    """A span on some days of the week; a `to` that is not later than `from` is the next day's."""

    title: Title | None = None
    days: list[Weekday] = Field(["mon", "tue", "wed", "thu", "fri"])
    from_: TimeOfDay = Field(alias="from")
    to: TimeOfDay
    source: Line | None = None
    certainty: Certainty = "U"


class BlackoutInput(Input):
    """A stretch of local time in which nothing may run: clearing, a test of the whole market, a release."""

    from_: Moment = Field(alias="from", description="Local time at which it begins, 2026-11-07T18:00.")
    to: Moment = Field(description="Local time at which it ends.")
    reason: Title = Field(description="What goes on then.")

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> BlackoutInput:
        """Refuse an empty stretch."""
        return self if self.from_ < self.to else refuse("blackout_empty")


class CalendarInput(Input):
    """A calendar file; one with `base` adds to shipped calendars and never takes trading away from them."""

    calendar: Name
    title: Title | None = None
    base: Annotated[list[Name], Field(max_length=10)] = Field([], description="Shipped calendars that this adds to.")
    zone: Zone | None = None
    known_from: Day | None = Field(None, description="First day that is known; unknown days are closed to drills.")
    known_until: Day | None = Field(None, description="Last day that is known.")
    sessions: Annotated[list[SpanInput], Field(max_length=100)] = Field([], description="Hours of a trading day.")
    nights: Annotated[list[SpanInput], Field(max_length=100)] = Field(
        [], description="Night sessions; each belongs to the evening on which it begins."
    )
    closed: Days = Field([], description="Weekdays without trading.")
    open: Days = Field([], description="Weekend days with trading.")
    no_night: Days = Field([], description="Trading days whose evening has no night session.")
    blackouts: Annotated[list[BlackoutInput], Field(max_length=2000)] = Field([])
    read: Annotated[list[ReadInput], Field(max_length=50)] = Field([], description="Where all this was read.")

    @model_validator(mode="after")
    def says_what_it_knows(self) -> CalendarInput:
        """Refuse a calendar that says only one end of what it knows, or without base nothing of it."""
        told = {name: getattr(self, name) for name in ("zone", "known_from", "known_until")}
        wanted = tuple(told) if not self.base else ("known_from", "known_until") if self._half_known() else ()
        missing = next((name for name in wanted if told[name] is None), None)
        if missing is not None:
            refuse("calendar_lacks", name=missing)
        if (self.known_from or "") > (self.known_until or ""):
            refuse("calendar_ends_before", first=self.known_from, last=self.known_until)
        return self

    def _half_known(self) -> bool:
        return (self.known_from is None) != (self.known_until is None)
