"""The service's database, opened by whoever sits at the machine: no log-in, and every change is in the book."""

from __future__ import annotations

import getpass
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import typer

from runners.journal import Journal, JournalError
from service.access import Grant, Role
from service.access.access import Access
from service.book import Author, Book
from service.cli.output import RefusedError
from service.policy import read_policy
from service.settings.model import DATABASE

Database: TypeAlias = Annotated[
    str, typer.Option("--db", help="The service's database: a file, or postgresql://user@host:5432/database.")
]
PolicyFile: TypeAlias = Annotated[Path | None, typer.Option("--policy", help="What the firm decided.")]
Roles: TypeAlias = Annotated[
    list[str], typer.Option("--role", help="A role; for some services only: operator:trading-db,quote; sites after @.")
]
WHERE: Final = DATABASE
"""Where the service's database is unless somebody says otherwise."""


def at_terminal() -> Author:
    """Return who writes: the service, by the hand of the account that runs this command."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError):
        account = "unknown"
    return Author(user="system", via=f"terminal:{account}")


def home_of(db: str) -> Path:
    """Return where the service's files lie: beside an SQLite file, in the usual place for a PostgreSQL database."""
    return Path(DATABASE if "://" in db else db).parent


@contextmanager
def book_in(db: str) -> Generator[Book]:
    """Give the book of a service; raises RefusedError where there is none."""
    try:
        journal = Journal.existing(db)
    except JournalError as error:
        raise RefusedError(str(error)) from error
    try:
        yield Book(journal.engine)
    finally:
        journal.close()


@contextmanager
def access_in(db: str, policy: Path | None = None) -> Generator[Access]:
    """Give the access of a service; raises RefusedError where there is none."""
    with book_in(db) as book:
        yield Access(book, read_policy(policy).access)


def grants_in(roles: Sequence[str]) -> tuple[Grant, ...]:
    """Return what `--role` says: `role`, `role:service,service`, `role@site`; raises RefusedError."""
    return tuple(map(_grant, roles))


def _grant(told: str) -> Grant:
    rest, _, sites = told.partition("@")
    role, _, services = rest.partition(":")
    if role not in set(Role):
        msg = f"--role {told}: {role!r} is no role; there are {', '.join(Role)}"
        raise RefusedError(msg)
    return Grant(role=Role(role), services=_listed(services), sites=_listed(sites))


def _listed(told: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in told.split(",") if each.strip())
