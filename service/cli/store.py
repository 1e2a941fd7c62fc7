"""The service's database, opened by whoever sits at the machine: no log-in, and every change is in the book."""

from __future__ import annotations

import getpass
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import typer

from runners.journal import Journal, JournalError
from runners.secrets import SecretMissingError
from service.access import Grant, Role
from service.access.access import Access
from service.book import Author, Book
from service.cli.output import RefusedError
from service.database import prepare
from service.policy import read_policy
from service.settings import Settings, database_of, read_settings
from service.settings import home_of as home_beside


def _where(told: str) -> str:
    """Return the database that an option or else the settings name; raises RefusedError and Problems."""
    return told or database_in(read_settings())


def _policy(told: Path | None) -> Path | None:
    """Return the policy that an option or else the settings name; raises Problems."""
    return told or read_settings().policy


def database_in(settings: Settings) -> str:
    """Return the database that the settings name; raises RefusedError where its secret cannot be read."""
    try:
        return database_of(settings)
    except SecretMissingError as error:
        raise RefusedError(str(error)) from None


Database: TypeAlias = Annotated[
    str,
    typer.Option(
        "--db",
        help="The service's database: a file, or postgresql://user@host:5432/database; none: as the settings say.",
        callback=_where,
    ),
]
PolicyFile: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--policy",
        help="What the firm decided; none: as the settings say.",
        callback=_policy,
    ),
]
Roles: TypeAlias = Annotated[
    list[str], typer.Option("--role", help="A role; for some services only: operator:trading-db,quote; sites after @.")
]
WHERE: Final = ""
"""Where the service's database is unless somebody says otherwise: where the settings say."""


def at_terminal() -> Author:
    """Return who writes: the service, by the hand of the account that runs this command."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError):
        account = "unknown"
    return Author(user="system", via=f"terminal:{account}")


def home_of(db: str) -> Path:
    """Return where the service's files lie: where the settings say, else beside an SQLite file."""
    return home_beside(read_settings(), db)


def opened(db: str, *, is_new: bool = False) -> Journal:
    """Return the journal of a service in its newest form, made where it may be new; raises RefusedError."""
    try:
        journal = Journal.open(db) if is_new else Journal.existing(db)
        with ExitStack() as stack:
            stack.callback(journal.close)
            prepare(journal.engine)
            stack.pop_all()
    except JournalError as error:
        raise RefusedError(str(error)) from error
    return journal


@contextmanager
def book_in(db: str) -> Generator[Book]:
    """Give the book of a service; raises RefusedError where there is none."""
    journal = opened(db)
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
