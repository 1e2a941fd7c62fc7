"""The door of access: users and tokens are made here, and callers recognised."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from typing import Final

from sqlmodel import Session, select

from service.access.caller import Caller, Grant
from service.access.rights import Right, Role
from service.access.tables import TokenRow, UserRow, make_tables
from service.book import Author, Book, Note
from service.denial import UnknownCallerError, because

PREFIX: Final = "drp_"
_DAY_NS: Final = 86_400 * 10**9


class Access:
    """Users and tokens of one service; every change is written to the book in the same transaction."""

    def __init__(self, book: Book) -> None:
        self._book = book
        make_tables(book.engine)

    def add_user(self, author: Author, user: str, name: str, grants: Sequence[Grant]) -> None:
        """Add a user; blocking."""
        told = [{"role": g.role.value, "services": list(g.services), "sites": list(g.sites)} for g in grants]
        row = UserRow(id=user, name=name, grants=json.dumps(told), created_ns=self._book.utc_ns())
        note = Note(stream=f"user/{user}", kind="user_added", body={"kind": "user_added", "name": name, "grants": told})
        self._book.store(author, [note], also=lambda session: session.add(row))

    def issue(
        self, author: Author, user: str, label: str, days: int = 90, rights: Sequence[Right] | None = None
    ) -> str:
        """Return a new token of `user`, shown this one time; blocking."""
        token = PREFIX + secrets.token_urlsafe(32)
        now = self._book.utc_ns()
        row = TokenRow(
            id=secrets.token_hex(8),
            user=user,
            sha256=_sha256(token),
            label=label,
            rights=None if rights is None else json.dumps([right.value for right in rights]),
            created_ns=now,
            expires_ns=now + days * _DAY_NS,
        )
        body = {"kind": "token_issued", "token": row.id, "label": label, "days": days}
        note = Note(stream=f"user/{user}", kind="token_issued", body=body)
        self._book.store(author, [note], also=lambda session: session.add(row))
        return token

    def recognise(self, token: str, address: str) -> Caller:
        """Return who a bearer token stands for; raises UnknownCallerError; blocking."""
        with Session(self._book.engine) as session:
            row = session.exec(select(TokenRow).where(TokenRow.sha256 == _sha256(token))).first()
            user = None if row is None else session.get(UserRow, row.user)
            if row is None or user is None or row.revoked or user.disabled or row.expires_ns <= self._book.utc_ns():
                raise UnknownCallerError(because("token_unknown"))
            return Caller(
                user=user.id,
                name=user.name,
                grants=tuple(_grant(told) for told in json.loads(user.grants)),
                via=f"token:{row.id}",
                address=address,
                rights=None if row.rights is None else frozenset(Right(one) for one in json.loads(row.rights)),
            )


def _grant(told: dict[str, list[str]]) -> Grant:
    return Grant(role=Role(str(told["role"])), services=tuple(told["services"]), sites=tuple(told["sites"]))


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
