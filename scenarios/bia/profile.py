"""A level table that a register is held against: every figure is either given with its source, or 未核实.

The shipped tables are files in scenarios/profiles; a copy of one, with figures read from the official text, is named by
its path in the register. No figure is built into the program.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, Field, Tag

from scenarios.bia.words import Class, Day, Level
from scenarios.fields import Duration, Input, Line, Name, Share, Title, lasting, one_or, refuse

UNVERIFIED: Final = "未核实"
"""Nobody has read the figure in the official text yet, so nothing is held against it."""
NO_DEMAND: Final = "不适用"
"""The standard asks nothing of the kind at this level."""
Certainty: TypeAlias = Literal["C", "S", "D", "U"]
"""C: the clause was read; S: from a secondary source; D: derived; U: not confirmed."""


class SourcedInput(Input):
    """Where a figure was read, and by whom it was checked against the official text."""

    source: Line
    certainty: Certainty = "C"
    verified_by: Line | None = None
    verified_on: Day | None = None


class PeriodInput(SourcedInput):
    """A longest time."""

    value: Annotated[Duration, lasting("0s", "3650d")]


class ShareInput(SourcedInput):
    """A least share, for example of the peak load."""

    value: Share


class RuleInput(SourcedInput):
    """A demand in words."""

    value: Title


class LeastInput(SourcedInput):
    """A least level."""

    value: Level


_Open: TypeAlias = Annotated[Literal["未核实", "不适用"], Tag("<text>")]
Period = Annotated[_Open | Annotated[PeriodInput, Tag("<figure>")], one_or("<figure>")]
Capacity = Annotated[_Open | Annotated[ShareInput, Tag("<figure>")], one_or("<figure>")]
Rule = Annotated[_Open | Annotated[RuleInput, Tag("<figure>")], one_or("<figure>")]
Least = Annotated[_Open | Annotated[LeastInput, Tag("<figure>")], one_or("<figure>")]


class RowInput(Input):
    """What one level asks of one class of systems."""

    rto: Period = UNVERIFIED
    rpo: Period = UNVERIFIED
    capacity: Capacity = UNVERIFIED
    backup_frequency: Period = UNVERIFIED
    media: Rule = UNVERIFIED
    restore_verification: Rule = UNVERIFIED


class LevelInput(Input):
    """One level; without a title, its name is 未核实."""

    level: Level
    title: Title | None = None
    capability: Literal["data_backup", "fault", "disaster", "major_disaster"] | None = None
    source: Line | None = None
    certainty: Certainty = "U"
    real_time: RowInput = RowInput.model_construct()
    non_real_time: RowInput = RowInput.model_construct()

    def row(self, kind: Class) -> RowInput:
        """Return what the level asks of a class of systems."""
        return self.real_time if kind == "real_time" else self.non_real_time


class NoteInput(Input):
    """Something that a reader of the table must know."""

    text: Title
    source: Line | None = None
    certainty: Certainty = "D"


def _each_once(levels: list[LevelInput]) -> list[LevelInput]:
    numbers = [level.level for level in levels]
    twice = next((number for number in numbers if numbers.count(number) > 1), None)
    return levels if twice is None else refuse("profile_level_twice", level=twice)


class ProfileInput(Input):
    """A profile file; an empty list of levels says that the standard's own table is 未核实."""

    profile: Name
    title: Title
    standard: Line
    in_force: Day | None = None
    least: Annotated[dict[Class, Least], Field(description="The least level of each class of systems.")] = Field({})
    levels: Annotated[list[LevelInput], Field(max_length=6), AfterValidator(_each_once)] = Field([])
    notes: list[NoteInput] = Field([])

    def by_number(self) -> Mapping[int, LevelInput]:
        """Return the levels by their number."""
        return {level.level: level for level in self.levels}
