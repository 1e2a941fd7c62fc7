"""How long ago somebody looked at what stands in a register; the day of today comes from outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from scenarios.draft import Draft
from scenarios.problems import Problem
from scenarios.registers.contacts import ContactsInput
from scenarios.registers.procedures import PlansInput
from scenarios.registers.reading import RegisterSet
from scenarios.registers.risks import RisksInput
from scenarios.tree import Path

CONTACT_DAYS: Final = 180
REVIEW_DAYS: Final = 366
"""House defaults; no clause that was read names a number of days."""


def check_freshness(
    read: RegisterSet, today: date, contact_days: int = CONTACT_DAYS, review_days: int = REVIEW_DAYS
) -> Iterator[Problem]:
    """Yield a warning for each contact, risk and plan that nobody verified, or not within so many days of `today`."""
    for draft, days in ((read.contacts, contact_days), (read.risks, review_days), (read.procedures, review_days)):
        if draft is not None and draft.model is not None:
            for path, day in _days(draft.model):
                yield from _old(draft, path, day, today, days)


def _days(model: ContactsInput | RisksInput | PlansInput) -> Iterator[tuple[Path, str | None]]:
    match model:
        case ContactsInput():
            yield from ((("people", name, "verified"), person.verified) for name, person in model.people.items())
            yield from ((("outside", name, "verified"), contact.verified) for name, contact in model.outside.items())
        case RisksInput():
            yield from ((("risks", name, "reviewed"), risk.reviewed) for name, risk in model.risks.items())
        case PlansInput():
            yield from ((("plans", name, "reviewed"), plan.reviewed) for name, plan in model.plans.items())


def _old(
    draft: Draft[ContactsInput] | Draft[RisksInput] | Draft[PlansInput],
    path: Path,
    day: str | None,
    today: date,
    days: int,
) -> Iterator[Problem]:
    name, word = str(path[1]), str(path[2])
    if day is None:
        yield draft.problem_of_key(path[:2], "never_verified", name=name, word=word)
    elif date.fromisoformat(day) > today:
        yield draft.problem(path, "verified_in_future", name=name, day=day)
    elif (age := (today - date.fromisoformat(day)).days) > days:
        yield draft.problem(path, "long_unverified", name=name, day=day, age=str(age), most=str(days))
