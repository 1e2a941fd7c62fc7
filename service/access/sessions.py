"""Sessions of people who logged in: an opaque cookie, only its SHA-256 kept, and the word against forgery."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, delete, select, update

from service.access.tables import SessionRow
from service.access.tokens import sha256
from service.book import Author, Book, Note
from service.policy.access import SessionPolicy

_SEEN_EVERY_NS: Final = 60 * 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A new session: its cookie, which is shown this one time, and what a write has to carry besides."""

    id: str
    cookie: str
    csrf: str
    ends_ns: int


def csrf_of(cookie: str) -> str:
    """Return what a write that comes by this cookie has to carry in a header.

    It follows from the cookie, which scripts cannot read and other sites cannot send the header of.
    """
    return hashlib.sha256(b"csrf:" + cookie.encode("utf-8", "surrogatepass")).hexdigest()


def is_meant(cookie: str, told: str) -> bool:
    """Tell whether `told` is the word that belongs to the cookie."""
    return hmac.compare_digest(csrf_of(cookie).encode(), told.encode("utf-8", "surrogatepass"))


class Sessions:
    """All sessions of one service; every method blocks."""

    def __init__(self, book: Book, policy: SessionPolicy) -> None:
        self._book, self._policy = book, policy

    def open(self, user: str, address: str, how: str) -> Opened:
        """Begin a session of somebody who was recognised `how` (`password`, an issuer)."""
        name, cookie, now = secrets.token_hex(8), secrets.token_urlsafe(32), self._book.utc_ns()
        ends_ns = now + self._policy.longest
        row = SessionRow(id=name, sha256=sha256(cookie), user=user, seen_ns=now, ends_ns=ends_ns)
        self._tell(Author(user=user, via=f"session:{name}", address=address), "logged_in", {"how": how}, row)
        return Opened(id=name, cookie=cookie, csrf=csrf_of(cookie), ends_ns=ends_ns)

    def _tell(self, author: Author, kind: str, body: dict[str, str], row: SessionRow) -> None:
        note = Note(stream=f"session/{row.id}", kind=kind, body={"kind": kind, **body})
        now = self._book.utc_ns()

        def also(session: Session) -> None:
            session.exec(delete(SessionRow).where(col(SessionRow.ends_ns) <= now))
            session.add(SessionRow.model_validate(row.model_dump()))

        self._book.store(author, [note], also=also)

    def row(self, cookie: str) -> SessionRow | None:
        """Return the session of a cookie where it has neither ended nor been idle too long; it is used now."""
        now = self._book.utc_ns()
        with Session(self._book.engine, expire_on_commit=False) as session:
            row = session.exec(select(SessionRow).where(SessionRow.sha256 == sha256(cookie))).first()
            if row is None or row.ends_ns <= now or row.seen_ns + self._policy.idle <= now:
                return None
            if row.seen_ns > now or row.seen_ns + min(_SEEN_EVERY_NS, self._policy.idle // 4) <= now:
                session.exec(update(SessionRow).where(col(SessionRow.id) == row.id).values(seen_ns=now))
                session.commit()  # not by the row, which somebody may have ended meanwhile
            return row

    def close(self, author: Author, session_id: str) -> None:
        """End a session."""
        note = Note(stream=f"session/{session_id}", kind="logged_out", body={"kind": "logged_out"})

        def also(session: Session) -> None:
            session.exec(delete(SessionRow).where(col(SessionRow.id) == session_id))

        self._book.store(author, [note], also=also)
