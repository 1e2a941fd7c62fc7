"""By which rules an incident is graded and reported: levels, deadlines of reports, business hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from scenarios.plan import DaySpan, Text

Scope: TypeAlias = Literal["whole", "branches", "none"]
"""How much of a service's business cannot be done: all of it, that of one or more branches, or nothing."""
Harm: TypeAlias = Literal["none", "considerable", "severe", "extreme"]
HARMS: Final[tuple[Harm, ...]] = ("none", "considerable", "severe", "extreme")
SCOPES: Final[tuple[Scope, ...]] = ("none", "branches", "whole")
Certainty: TypeAlias = Literal["C", "S", "D", "U"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Where a rule was read, and how certain that is."""

    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageCriterion:
    """A service could not work, to this scope at least, for this long (inclusive), business hours only or any."""

    scope: Scope
    lasting_ns: int
    hours: Literal["business", "any"]
    of: Literal["important", "other", "any"]
    """Which services count: important ones, those that are not, or all."""
    basis: Basis
    kind: Literal["outage"] = "outage"


@dataclass(frozen=True, slots=True, kw_only=True)
class HarmCriterion:
    """People judged the harm to be at least this, or expect it to become that."""

    harm: Harm
    basis: Basis
    kind: Literal["harm"] = "harm"


Criterion: TypeAlias = OutageCriterion | HarmCriterion


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level; it is reached as soon as any of its criteria is met."""

    id: str
    title: Text
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Within what time reports are to be made; None: the rules ask for none of that kind."""

    first_ns: int
    """From when it was noticed."""
    progress_ns: int
    """From one report to the next, until the end."""
    written_ns: int | None
    """From when it was noticed."""
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything that an incident is graded and reported by. `levels` begin with the highest."""

    name: str
    title: Text
    levels: tuple[Level, ...]
    deadlines: Deadlines
    zone: str
    hours: tuple[DaySpan, ...]
    """Business hours; none: every hour is one."""

    def rank(self, level: str | None) -> int:
        """Return how high a level is: 0 for none, more for a higher one."""
        places = [one.id for one in self.levels]
        return 0 if level is None else len(places) - places.index(level)

    def level(self, name: str) -> Level:
        """Return the level of that id; raises StopIteration where there is none."""
        return next(level for level in self.levels if level.id == name)
