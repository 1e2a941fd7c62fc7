"""Tokens in the book, and beside it the SHA-256 by which each is recognised."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlmodel import Session, select

from runners.database import reading
from service.access.events import TokenIssued
from service.access.rights import Right
from service.access.tables import TokenRow
from service.access.token import TOKENS, Token, revoked, spent
from service.book import Author, Book, HeadPage, Query, Shelf
from service.denial import UnknownCallerError, because

PREFIX: Final = "drp_"
ONCE: Final = "drp_once_"
DAY_NS: Final = 86_400 * 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A new token: the secret, which is shown this one time, and what is known of it."""

    secret: str
    token: Token


class Tokens:
    """All tokens of one service; every method blocks. Each change and its row are one transaction."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._shelf = Shelf(book, TOKENS)

    def issue(
        self,
        author: Author,
        user: str,
        label: str,
        lives_ns: int,
        rights: Sequence[Right] | None = None,
        *,
        once: bool = False,
    ) -> Issued:
        """Make a token of `user` that lives for so long."""
        secret = (ONCE if once else PREFIX) + secrets.token_urlsafe(32)
        name, expires_ns = secrets.token_hex(8), self._book.utc_ns() + lives_ns
        row = TokenRow(
            id=name,
            user=user,
            sha256=sha256(secret),
            rights=None if rights is None else json.dumps([right.value for right in rights]),
            expires_ns=expires_ns,
            once=once,
        )
        told = None if rights is None else tuple(rights)
        event = TokenIssued(user=user, label=label, expires_ns=expires_ns, rights=told, once=once)
        token = self._shelf.open_now(name, author, [event], also=lambda session: session.add(row))
        return Issued(secret=secret, token=token)

    def get(self, token: str) -> Token:
        """Return a token; raises NoSuchError."""
        return self._shelf.read_now(token)[0]

    def page(self, query: Query) -> HeadPage:
        """Return one page of tokens."""
        return self._book.heads(query)

    def revoke(self, author: Author, token: str, reason: str) -> Token:
        """Let a token not be taken any more; raises NoSuchError."""
        return self._shelf.change_now(token, author, partial(revoked, reason=reason), also=partial(_end, token))

    def exchange(self, secret: str, address: str, label: str, lives_ns: int) -> Issued:
        """Return a normal token for one that can be used once, which it was now.

        Raises UnknownCallerError (it is not known, or too old), ConflictError (it was used before).
        """
        row = self.row(secret)
        if row is None or not row.once or row.expires_ns <= self._book.utc_ns():
            raise UnknownCallerError(because("first_token_unknown"))
        author = Author(user=row.user, via=f"token:{row.id}", address=address)
        self._shelf.change_now(row.id, author, partial(spent, became=label), also=partial(_end, row.id))
        return self.issue(author, row.user, label, lives_ns)

    def row(self, secret: str) -> TokenRow | None:
        """Return what a token is recognised by, None where nobody gave it out."""
        with reading(self._book.engine) as session:
            return session.exec(select(TokenRow).where(TokenRow.sha256 == sha256(secret))).first()

    def unspent(self, user: str) -> tuple[str, ...]:
        """Return the tokens of a user that wait for their one use."""
        page = self._book.heads(Query(family=TOKENS.name, status=("active",), tags=(f"owner:{user}",), limit=200))
        return tuple(head.stream.partition("/")[2] for head in page.heads if head.shown["once"])


def _end(token: str, session: Session) -> None:
    session.get_one(TokenRow, token).revoked = True


def rights_of(row: TokenRow) -> frozenset[Right] | None:
    """Return what a token may be used for, None for all that its user may."""
    return None if row.rights is None else frozenset(Right(one) for one in json.loads(row.rights))


def sha256(secret: str) -> str:
    """Return what is kept of 256 random bits; they need no salt and no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
