"""The file form of working days, and those that ship."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, model_validator

from scenarios.bia.words import Day
from scenarios.documents import load
from scenarios.draft import understand
from scenarios.fields import Input, Name, Title, refuse
from scenarios.problems import Problems
from scenarios.registers.words import ReadInput, Zone
from scenarios.workdays.counting import Workdays

SHIPPED: Final = Path(str(files("scenarios").joinpath("workdays")))
Days = Annotated[list[Day], Field(max_length=2000)]


class WorkdaysInput(Input):
    """A file of working days."""

    workdays: Name
    title: Title | None = None
    zone: Zone
    known_from: Day = Field(description="First day that is known.")
    known_until: Day = Field(description="Last day that is known; a day after it is counted as worked.")
    closed: Days = Field([], description="Weekdays on which nobody works.")
    open: Days = Field([], description="Weekend days that are worked in place of others.")
    read: Annotated[list[ReadInput], Field(max_length=50)] = Field([], description="Where all this was read.")

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> WorkdaysInput:
        """Refuse a file that knows nothing."""
        if self.known_from > self.known_until:
            refuse("calendar_ends_before", first=self.known_from, last=self.known_until)
        return self


def read_workdays(path: Path) -> Workdays:
    """Return what the file says; raises Problems."""
    draft = understand(WorkdaysInput, load(path))
    if draft.model is None or draft.problems:
        raise Problems(draft.problems)
    told = draft.model
    return Workdays(
        name=told.workdays,
        zone=told.zone,
        known_from=date.fromisoformat(told.known_from),
        known_until=date.fromisoformat(told.known_until),
        closed=frozenset(map(date.fromisoformat, told.closed)),
        open=frozenset(map(date.fromisoformat, told.open)),
    )


@cache
def shipped_workdays(name: str = "china") -> Workdays:
    """Return the working days that ship under that name; raises Problems where none do."""
    return read_workdays(SHIPPED / f"{name}.yaml")
