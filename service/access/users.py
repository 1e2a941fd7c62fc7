"""Users in the book, and beside it the row by which each is recognised."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqlmodel import Session, col, delete, select

from runners.database import reading
from service.access.caller import Grant
from service.access.events import PasswordSet, UserAdded, UserChanged, UserDisabled, UserEnabled, UserEvent
from service.access.rights import Role
from service.access.tables import SessionRow, UserRow
from service.access.user import USERS, User, added, barred, changed, given_password, let_in
from service.book import Author, Book, HeadPage, Query, Shelf
from service.denial import ConflictError, because


class Users:
    """All users of one service; every method blocks. Each change and its row are one transaction."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._shelf = Shelf(book, USERS)

    def add(self, author: Author, user: str, event: UserAdded) -> User:
        """Make somebody a user; raises UnfitError, ConflictError where there is one of that name."""
        events = added(user, event)
        if self.row(user) is not None:
            raise ConflictError(because("user_exists", user=user))
        row = UserRow(
            id=user,
            name=event.name,
            grants=written(event.grants),
            machine=event.machine,
            administrator=_administers(event.grants),
            origin=event.origin,
            subject=event.subject,
            created_ns=self._book.utc_ns(),
        )
        return self._shelf.open_now(user, author, events, also=lambda session: session.add(row))

    def get(self, user: str) -> tuple[User, int]:
        """Return a user and the seq of its last event; raises NoSuchError."""
        return self._shelf.read_now(user)

    def page(self, query: Query) -> HeadPage:
        """Return one page of users."""
        return self._book.heads(query)

    def row(self, user: str) -> UserRow | None:
        """Return what a user is recognised by, None where there is none of that name."""
        with reading(self._book.engine) as session:
            return session.get(UserRow, user)

    def row_of(self, origin: str, subject: str) -> UserRow | None:
        """Return the user that a provider knows as `subject`."""
        wanted = select(UserRow).where(UserRow.origin == origin, UserRow.subject == subject)
        with reading(self._book.engine) as session:
            return session.exec(wanted).first()

    def any(self) -> bool:
        """Tell whether there is a user at all."""
        with reading(self._book.engine) as session:
            return session.exec(select(UserRow.id).limit(1)).first() is not None

    def change(
        self, author: Author, user: str, name: str, grants: tuple[Grant, ...], expected: int | None = None
    ) -> User:
        """Give a user another name and other roles; raises DeniedError with every reason."""
        return self._decide(author, user, partial(changed, by=author.user, name=name, grants=grants), expected)

    def bar(self, author: Author, user: str, reason: str, expected: int | None = None) -> User:
        """Disable a user and end its sessions; raises ConflictError for oneself and the last administrator."""
        return self._decide(author, user, partial(barred, by=author.user, reason=reason), expected)

    def let_in(self, author: Author, user: str, reason: str, expected: int | None = None) -> User:
        """Enable a user again."""
        return self._decide(author, user, partial(let_in, reason=reason), expected)

    def set_password(self, author: Author, user: str, password: str, keep: str = "") -> User:
        """Keep the hash of a user's password and end its sessions but `keep`; temporary where another chose it."""
        temporary = author.user != user

        def put(session: Session) -> None:
            row = session.get_one(UserRow, user)
            row.password, row.temporary = password, temporary
            _end_sessions(session, user, keep)

        return self._decide(author, user, partial(given_password, temporary=temporary), None, put)

    def _decide(
        self,
        author: Author,
        user: str,
        decide: Callable[[User], Sequence[UserEvent]],
        expected: int | None,
        more: Callable[[Session], None] | None = None,
    ) -> User:
        decided: list[UserEvent] = []

        def deciding(state: User) -> Sequence[UserEvent]:
            decided[:] = decide(state)
            return decided

        def mirror(session: Session) -> None:
            for event in decided:
                _mirror(session, session.get_one(UserRow, user), event)
            if more is not None:
                more(session)

        return self._shelf.change_now(user, author, deciding, expected, mirror)


def _mirror(session: Session, row: UserRow, event: UserEvent) -> None:
    administered = row.administrator and not row.disabled
    match event:
        case UserAdded() | PasswordSet():
            return
        case UserChanged(name=name, grants=grants):
            row.name, row.grants, row.administrator = name, written(grants), _administers(grants)
        case UserDisabled():
            row.disabled = True
            _end_sessions(session, row.id, "")
        case UserEnabled():
            row.disabled = False
            return
    session.flush()
    if administered:
        _keep_one_administrator(session)


def _keep_one_administrator(session: Session) -> None:
    """Raise ConflictError, which undoes the transaction, where nobody could administer the service any more.

    The entry was written before, so that of two who disable each other one sees what the other did.
    """
    wanted = select(UserRow.id).where(col(UserRow.administrator).is_(True), col(UserRow.disabled).is_(False)).limit(1)
    if session.exec(wanted).first() is None:
        raise ConflictError(because("last_administrator"))


def _end_sessions(session: Session, user: str, keep: str) -> None:
    session.exec(delete(SessionRow).where(col(SessionRow.user) == user, col(SessionRow.id) != keep))


def _administers(grants: Sequence[Grant]) -> bool:
    return any(grant.role is Role.ADMIN for grant in grants)


def written(grants: Sequence[Grant]) -> str:
    """Return grants as a row keeps them."""
    return json.dumps([{"role": g.role.value, "services": g.services, "sites": g.sites} for g in grants])


def grants_of(row: UserRow) -> tuple[Grant, ...]:
    """Return the grants that a row keeps."""
    return tuple(_grant(told) for told in json.loads(row.grants))


def _grant(told: dict[str, Any]) -> Grant:
    return Grant(role=Role(told["role"]), services=tuple(told["services"]), sites=tuple(told["sites"]))
