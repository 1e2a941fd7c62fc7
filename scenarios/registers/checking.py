"""What is wrong within one register, beyond the form of its file."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.draft import Draft
from scenarios.problems import Problem
from scenarios.registers.calendar import CalendarInput
from scenarios.registers.contacts import ContactsInput
from scenarios.registers.procedures import PlansInput
from scenarios.registers.risks import RisksInput


def check_contacts(draft: Draft[ContactsInput]) -> Iterator[Problem]:
    """Yield names that two people share, deputies, people and channels that are not there."""
    yield from ()


def check_risks(draft: Draft[RisksInput]) -> Iterator[Problem]:
    """Yield threats that nobody knows, levels that the matrix does not give, residual risks above the risk."""
    yield from ()


def check_plans(draft: Draft[PlansInput]) -> Iterator[Problem]:
    """Yield procedures with the same id, parts of 10.6 that are missing, documents that are not as reviewed."""
    yield from ()


def check_calendar(draft: Draft[CalendarInput]) -> Iterator[Problem]:
    """Yield bases that do not ship, and days outside what the calendar knows."""
    yield from ()
