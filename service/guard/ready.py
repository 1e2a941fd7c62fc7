"""Whether this service itself is fit to run a drill: its journal, its disk, its clock, and the secrets of the plan."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlmodel import col, select

from runners.database import reading
from runners.journal import Journal, JournalError
from runners.secrets import SecretMissingError, resolve, secrets_of
from scenarios.plan import SECOND, Plan, Text
from service.book import Book
from service.book.tables import EntryRow
from service.denial import Reason, because
from service.guard.asking import Held, Unfit
from service.guard.locks import held_here
from service.policy.guarding import GuardingPolicy

_MIB: Final = 1024 * 1024


def unready(journal: Journal, home: Path, policy: GuardingPolicy) -> Iterator[Reason]:
    """Yield what is wrong with the journal and the disk; blocking."""
    yield from unwritable(journal)
    yield from full(home, policy)


def unwritable(journal: Journal) -> Iterator[Reason]:
    """Yield that nothing can be written to the journal now; blocking."""
    try:
        journal.check_writable()
    except JournalError as error:
        yield because("journal_unwritable", why=str(error))


def full(home: Path, policy: GuardingPolicy) -> Iterator[Reason]:
    """Yield that there is less room than a start needs; blocking."""
    place = next(parent for parent in (home, *home.absolute().parents) if parent.exists())
    free = shutil.disk_usage(place).free
    if free < policy.least_free:
        yield because("disk_full", free=free // _MIB, place=str(place), least=-(-policy.least_free // _MIB))


def astray(book: Book, utc_ns: int, policy: GuardingPolicy) -> Iterator[Reason]:
    """Yield that the clock lies before what the book tells of already; blocking."""
    newest = select(EntryRow.utc_ns).order_by(col(EntryRow.number).desc()).limit(1)
    with reading(book.engine) as session:
        behind = (session.exec(newest).first() or 0) - utc_ns
    if behind > policy.clock_tolerance:
        yield because("clock_astray", seconds=-(-behind // SECOND))


def held_nearby(plan: Plan) -> tuple[tuple[Held, ...], tuple[Reason, ...]]:
    """Return the plan's hosts that some process of this machine drills, or that it cannot be told; blocking."""
    try:
        return held_here(plan), ()
    except OSError as error:
        return (), (because("locks_unusable", why=str(error)),)


def unfit_here(plan: Plan) -> Unfit:
    """Return the hosts that another drill of this machine has, and the secrets that cannot be read here; blocking."""
    held, why = held_nearby(plan)
    return Unfit(held=held, reasons=(*why, *unread_secrets(plan)))


def unread_secrets(plan: Plan) -> Iterator[Reason]:
    """Yield every secret of the plan that cannot be read; blocking. Keys made for the drill alone are not yet made."""
    for ref in secrets_of(plan):
        if ref.source == "signed":
            continue
        try:
            resolve(ref)
        except SecretMissingError as error:
            yield because("secret_missing", why=Text(zh=str(error), en=str(error)))
