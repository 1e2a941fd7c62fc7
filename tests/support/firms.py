"""A whole service in this process: its parts over a database of its own, people with roles, a clock to set."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx
from fastapi import FastAPI

from service.access import Caller, Grant, Role
from service.access.access import Access
from service.api.app import create_app
from service.book import Author, Book
from service.policy import Policy
from tests.support.databases import journal_in

SETUP: Final = Author(user="system", via="test")
PEOPLE: Final[Mapping[str, tuple[Role, ...]]] = {
    "olga": (Role.OPERATOR,),
    "omar": (Role.OPERATOR,),
    "anna": (Role.APPROVER,),
    "amir": (Role.APPROVER,),
    "aldo": (Role.APPROVER,),
    "boss": (Role.OPERATOR, Role.APPROVER),
    "udo": (Role.AUDITOR,),
    "vera": (Role.VIEWER,),
    "root": (Role.ADMIN,),
}


@dataclass(slots=True)
class HandClock:
    """A clock that stands until it is set."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 7, 2, 0, tzinfo=UTC))  # a Saturday, 10:00 Shanghai

    def __call__(self) -> int:
        return int(self.at.timestamp()) * 10**9


def caller(user: str, *grants: Grant) -> Caller:
    """Return one of PEOPLE as a caller, or whoever has these grants."""
    return Caller(user=user, name=user.title(), grants=grants or _grants(user), via="test")


def _grants(user: str) -> tuple[Grant, ...]:
    return tuple(Grant(role=role) for role in PEOPLE[user])


def book_at(folder: Path, clock: HandClock | None = None) -> Book:
    """Return a book in a new database in `folder`."""
    return Book(journal_in(folder).engine, clock or HandClock())


@dataclass(frozen=True, slots=True)
class Served:
    """An application that lives in this process, with a client for everybody."""

    app: FastAPI
    tokens: Mapping[str, str]
    home: Path

    def client(self, user: str | None) -> httpx.AsyncClient:
        """Return a client that speaks as `user`, or without a token."""
        headers = {} if user is None else {"Authorization": f"Bearer {self.tokens[user]}"}
        transport = httpx.ASGITransport(self.app)
        return httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers, timeout=60)


@asynccontextmanager
async def firm_served(
    folder: Path, policy: Policy | None = None, roots: Sequence[Path] = ()
) -> AsyncGenerator[Served, None]:
    """Let an application live; everybody of PEOPLE is a user of it with a token. `roots` as `create_app` has them."""
    journal = journal_in(folder)
    app = create_app(journal, folder, policy=policy, roots=roots)
    async with app.router.lifespan_context(app):
        yield Served(app, enlist(app.state.firm.access), folder)
    journal.close()


def enlist(access: Access) -> dict[str, str]:
    """Make everybody of PEOPLE a user with a token, and return the tokens."""
    for user in PEOPLE:
        access.add_user(SETUP, user, user.title(), _grants(user))
    return {user: access.issue(SETUP, user, "test") for user in PEOPLE}
