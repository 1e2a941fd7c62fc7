"""Which registers there are, what each file says, and everything that is wrong within one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from scenarios.documents import Document, load
from scenarios.draft import Draft, understand
from scenarios.problems import Problem, in_order
from scenarios.registers.calendar import CalendarInput
from scenarios.registers.calendars import calendar_path
from scenarios.registers.checks import check_calendar, check_contacts, check_plans, check_risks
from scenarios.registers.contacts import ContactsInput
from scenarios.registers.procedures import PlansInput
from scenarios.registers.risks import RisksInput
from scenarios.tree import Listing

RegisterKind: TypeAlias = Literal["contacts", "risks", "procedures", "calendar"]
_KEYS: Final[Mapping[str, RegisterKind]] = {
    "people": "contacts",
    "channels": "contacts",
    "outside": "contacts",
    "groups": "contacts",
    "plans": "procedures",
    "calendar": "calendar",
    "sessions": "calendar",
    "blackouts": "calendar",
    "risks": "risks",
    "threats": "risks",
    "matrix": "risks",
    "ruled_out": "risks",
    "lists": "risks",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """The files of the registers that are given beside scenario, inventory and BIA; None: not given.

    `calendar` may also be the name of a shipped calendar (`shanghai-stocks`).
    """

    contacts: Path | None = None
    risks: Path | None = None
    procedures: Path | None = None
    calendar: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterDocuments:
    """The same files as read, before anybody asks what they mean."""

    contacts: Document | None = None
    risks: Document | None = None
    procedures: Document | None = None
    calendar: Document | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSet:
    """What the registers say, each as far as it could be understood; None: not given."""

    contacts: Draft[ContactsInput] | None = None
    risks: Draft[RisksInput] | None = None
    procedures: Draft[PlansInput] | None = None
    calendar: Draft[CalendarInput] | None = None

    def drafts(self) -> dict[RegisterKind, Draft[Any]]:
        """Return those that are given, by kind."""
        each: dict[RegisterKind, Draft[Any] | None] = {
            "contacts": self.contacts,
            "risks": self.risks,
            "procedures": self.procedures,
            "calendar": self.calendar,
        }
        return {kind: draft for kind, draft in each.items() if draft is not None}

    def sources(self) -> dict[str, str]:
        """Return the SHA-256 of each file that is given, by kind (for Plan.sources)."""
        return {kind: draft.document.sha256 for kind, draft in self.drafts().items()}


def load_registers(registers: Registers) -> RegisterDocuments:
    """Return the files as read; what is wrong with them stands in their problems, nothing is raised."""
    calendar = None if registers.calendar is None else calendar_path(registers.calendar)
    return RegisterDocuments(
        contacts=None if registers.contacts is None else load(registers.contacts),
        risks=None if registers.risks is None else load(registers.risks),
        procedures=None if registers.procedures is None else load(registers.procedures),
        calendar=None if calendar is None else load(calendar),
    )


def understand_registers(documents: RegisterDocuments) -> RegisterSet:
    """Return what the documents say."""
    given = documents
    return RegisterSet(
        contacts=None if given.contacts is None else understand(ContactsInput, given.contacts),
        risks=None if given.risks is None else understand(RisksInput, given.risks),
        procedures=None if given.procedures is None else understand(PlansInput, given.procedures),
        calendar=None if given.calendar is None else understand(CalendarInput, given.calendar),
    )


def register_problems(read: RegisterSet) -> tuple[Problem, ...]:
    """Return everything that is wrong in the registers themselves, warnings included, and not in what cites them."""
    return in_order(_problems(read))


def _problems(read: RegisterSet) -> Iterator[Problem]:
    for draft in read.drafts().values():
        yield from draft.problems
    if read.contacts is not None:
        yield from check_contacts(read.contacts)
    if read.risks is not None:
        yield from check_risks(read.risks)
    if read.procedures is not None:
        yield from check_plans(read.procedures)
    if read.calendar is not None:
        yield from check_calendar(read.calendar)


def register_kind(document: Document) -> RegisterKind | None:
    """Return which register a file is by its keys, or None if it is none (a scenario cites `risks` as a list)."""
    entries = {} if document.root is None else document.root.entries
    for key, kind in _KEYS.items():
        if key in entries and not _cites(key, entries[key]):
            return kind
    return None


def _cites(key: str, node: object) -> bool:
    return key in {"risks", "threats"} and isinstance(node, Listing)
