"""A piece of evidence that a clause may ask for: where in the record it stands, and how it is looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from measurements.events.governed import Governance, Participant, Prepared
from measurements.report import Report
from scenarios.plan import Plan, Text
from service.report.records import DrillRecords
from service.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One drill as its evidence tells it: the report, the plan, and what the book knows."""

    report: Report
    plan: Plan
    records: DrillRecords

    @property
    def governance(self) -> Governance | None:
        """Return what stood in the dossier at the start."""
        return self.report.governance

    @property
    def participants(self) -> tuple[Participant, ...]:
        """Return who takes part, as the book has it now, else as it was at the start."""
        if self.records.dossier is not None:
            return tuple(self.records.dossier.participants.values())
        return () if self.governance is None else self.governance.participants

    def prepared(self, record: str) -> Prepared | None:
        """Return a preparation record as it stood at the start."""
        told = () if self.governance is None else self.governance.records
        return next((one for one in told if one.record == record), None)

    def numbers(self, *kinds: type[Any]) -> tuple[int, ...]:
        """Return the book's numbers of what was told of the dossier, of these kinds."""
        return tuple(one.number for one in self.records.told if isinstance(one.event, kinds))


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """The record has it; `evidence` are numbers of the journal, `book` of the book."""

    evidence: tuple[int, ...] = ()
    book: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Absent:
    """The record should have it and has not."""


@dataclass(frozen=True, slots=True)
class Moot:
    """It is not asked of this drill, and why."""

    because: Text


Answer: TypeAlias = Here | Absent | Moot
Look: TypeAlias = Callable[[Case], Answer]
ABSENT: Final = Absent()
OPENING: Final = (1,)
"""The plan stands in the journal's first record."""
GOVERNED: Final = (2,)
"""A governed drill tells its governance in its second record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece: `place` is where in report.json, the journal or the book's records it stands."""

    name: str
    place: str
    look: Look

    @property
    def title(self) -> Text:
        """Return what it is."""
        return say(f"trace.piece.{self.name}")


def here_if(has: object, evidence: Iterable[int] = (), book: Iterable[int] = ()) -> Answer:
    """Return Here with its numbers where `has` is true, else Absent."""
    return Here(evidence=tuple(sorted(set(evidence))), book=tuple(sorted(set(book)))) if has else ABSENT


def moot(reason: str) -> Moot:
    """Return that it is not asked of this drill, for a reason of `trace.moot.`."""
    return Moot(say(f"trace.moot.{reason}"))
