"""The door of access: who comes in, by what, and who somebody is who has come in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeGuard

from service.access.caller import Caller, Grant
from service.access.events import LOCAL, UserAdded
from service.access.passwords import Hasher, Passwords, check_password
from service.access.rights import RIGHTS, Right
from service.access.sessions import Opened, Sessions
from service.access.tables import UserRow, make_tables
from service.access.throttle import Throttle, keys_of
from service.access.tokens import DAY_NS, Issued, Tokens, rights_of
from service.access.users import Users, grants_of
from service.book import Author, Book, Note
from service.denial import (
    ConflictError,
    ForbiddenError,
    NoSuchError,
    Reason,
    UnfitError,
    UnknownCallerError,
    because,
    deny_any,
)
from service.policy.access import AccessPolicy
from service.policy.section import defaults

NOBODY: Final = "nobody"


class Access:
    """Users, tokens and sessions of one service. Every method blocks; every change is in the book."""

    def __init__(self, book: Book, policy: AccessPolicy | None = None, hasher: Hasher | None = None) -> None:
        self._book = book
        self.policy = policy or defaults(AccessPolicy)
        make_tables(book.engine)
        self.users, self.tokens = Users(book), Tokens(book)
        self.sessions = Sessions(book, self.policy.session)
        self.throttle = Throttle(book.engine, book.utc_ns, self.policy.throttle)
        self.passwords = Passwords(hasher)

    def add_user(self, author: Author, user: str, name: str, grants: Sequence[Grant], *, machine: bool = False) -> None:
        """Add a user who has no password and no token yet; raises UnfitError, ConflictError."""
        self.users.add(author, user, UserAdded(name=name, grants=tuple(grants), machine=machine))

    def issue(
        self, author: Author, user: str, label: str, days: int = 90, rights: Sequence[Right] | None = None
    ) -> str:
        """Return a new token of `user`, shown this one time. Who may ask for it is `issue_for`'s question."""
        return self.tokens.issue(author, user, label, days * DAY_NS, rights).secret

    def recognise(self, token: str, address: str) -> Caller:
        """Return who a bearer token stands for; raises UnknownCallerError."""
        row = self.tokens.row(token)
        user = None if row is None else self.users.row(row.user)
        if row is None or row.revoked or row.once or row.expires_ns <= self._book.utc_ns() or not _may_enter(user):
            raise UnknownCallerError(because("token_unknown"))
        return _caller(user, f"token:{row.id}", address, rights_of(row), row.expires_ns)

    def recognise_session(self, cookie: str, address: str) -> Caller:
        """Return who a session's cookie stands for; raises UnknownCallerError."""
        row = self.sessions.row(cookie)
        user = None if row is None else self.users.row(row.user)
        if row is None or not _may_enter(user):
            raise UnknownCallerError(because("session_unknown"))
        return _caller(user, f"session:{row.id}", address, None, row.ends_ns)

    def caller(self, user: str, via: str) -> Caller:
        """Return a user as the one in whose name something is done (a schedule); raises UnknownCallerError."""
        row = self.users.row(user)
        if not _may_enter(row):
            raise UnknownCallerError(because("user_cannot_act", user=user[:80]))
        return _caller(row, via, "", None, None)

    def log_in(self, user: str, password: str, address: str) -> Opened:
        """Begin a session for a password.

        Raises TooOftenError, UnknownCallerError (whatever was wrong: it says the same and takes as long),
        ForbiddenError (passwords are not taken here).
        """
        if not self.policy.local_log_in:
            raise ForbiddenError(because("log_in_elsewhere"))
        row = self._checked(user, password, address)
        if row is None or not _may_enter(row):
            self.note_failure(user, "password", address)
            raise UnknownCallerError(because("log_in_failed"))
        self._forgive(user, address)
        return self.sessions.open(row.id, address, "password")

    def note_failure(self, user: str, how: str, address: str, code: str = "log_in_failed") -> None:
        """Enter a log-in that failed. What was given as a name is kept only where it is one: it may be a password."""
        known = user if self.users.row(user) is not None else ""
        body = {"kind": "log_in_failed", "user": known, "how": how, "code": code}
        author = Author(user=NOBODY, via="log-in", address=address)
        self._book.store(author, [Note(stream="door/log-in", kind="log_in_failed", body=body)])

    def log_out(self, caller: Caller) -> None:
        """End the session that the caller came by; raises ConflictError where it was a token."""
        kind, _, name = caller.via.partition(":")
        if kind != "session":
            raise ConflictError(because("no_session"))
        self.sessions.close(caller.author, name)

    def change_password(self, caller: Caller, current: str, new: str) -> None:
        """Give the caller another password; raises DeniedError where the current one is not it, or the new one unfit.

        All other sessions of the caller end. Who has none yet, and came with a token for everything, needs none.
        """
        check_password(new, caller.user, self.policy.password_least)
        row = self.users.row(caller.user)
        if row is not None and row.password is not None:
            if self._checked(caller.user, current, caller.address) is None:
                self.note_failure(caller.user, "password-change", caller.address)
                raise ForbiddenError(because("password_wrong"))
            self._forgive(caller.user, caller.address)
        elif caller.rights is not None:
            raise ForbiddenError(because("narrow_token"))
        kept = caller.via.partition(":")[2]
        self.users.set_password(caller.author, caller.user, self.passwords.hashed(new), kept)

    def give_password(self, author: Author, user: str, new: str) -> None:
        """Give somebody a password that opens nothing but its change."""
        self.users.get(user)
        if author.user == user:
            raise ConflictError(because("own_password"))
        check_password(new, user, self.policy.password_least)
        self.users.set_password(author, user, self.passwords.hashed(new))

    def issue_for(
        self, caller: Caller, label: str, days: int, rights: Sequence[Right] | None = None, user: str | None = None
    ) -> Issued:
        """Return a new token of the caller, or of a program that the caller administers; raises DeniedError.

        A token that is bounded makes none, and one that a token made does not outlive it.
        """
        owner = user or caller.user
        self._may_issue(caller, owner)
        row = self.users.row(owner)
        if row is None:
            raise NoSuchError(because("no_such", family="user", name=owner[:80]))
        if owner != caller.user and not row.machine:
            raise ConflictError(because("token_for_person", user=owner))
        deny_any([*self._days_wrong(days), *_rights_wrong(row, rights)], UnfitError)
        lives_ns = days * DAY_NS
        if caller.until_ns is not None and caller.via.startswith("token:"):
            lives_ns = min(lives_ns, caller.until_ns - self._book.utc_ns())
        return self.tokens.issue(caller.author, owner, label, lives_ns, rights)

    def exchange(self, secret: str, address: str) -> Issued:
        """Return a normal token for the one that was printed at the first start; raises as `Tokens.exchange`."""
        return self.tokens.exchange(secret, address, "first", self.policy.token_days_longest * DAY_NS)

    def revoke_for(self, caller: Caller, token: str, reason: str) -> None:
        """Revoke a token of the caller's, or anybody's where the caller administers; raises NoSuchError."""
        if self.tokens.get(token).user != caller.user and not caller.has(Right.ADMINISTER):
            raise NoSuchError(because("no_such", family="token", name=token[:80]))
        self.tokens.revoke(caller.author, token, reason)

    def _may_issue(self, caller: Caller, owner: str) -> None:
        if caller.barred:
            raise ForbiddenError(because(caller.barred))
        if owner != caller.user:
            caller.require(Right.ADMINISTER)
        if caller.rights is not None:
            raise ForbiddenError(because("narrow_token"))

    def _days_wrong(self, days: int) -> list[Reason]:
        longest = self.policy.token_days_longest
        return [] if 1 <= days <= longest else [because("token_days", longest=longest)]

    def _checked(self, user: str, password: str, address: str) -> UserRow | None:
        """Return the user whose password it is, None where it is not; every attempt is counted before it is made."""
        self.throttle.charge(*keys_of(user, address))
        row = self.users.row(user)
        stored = None if row is None or row.machine or row.origin != LOCAL else row.password
        return row if self.passwords.fits(password, stored) else None

    def _forgive(self, user: str, address: str) -> None:
        name, place = keys_of(user, address)
        self.throttle.forgive(name, all_of_them=True)
        self.throttle.forgive(place, all_of_them=False)


def _rights_wrong(row: UserRow, rights: Sequence[Right] | None) -> list[Reason]:
    has = frozenset(right for grant in grants_of(row) for right in RIGHTS[grant.role])
    more = sorted(set(rights or ()) - has)
    return [because("token_rights", user=row.id, rights=", ".join(more))] if more else []


def _may_enter(row: UserRow | None) -> TypeGuard[UserRow]:
    return row is not None and not row.disabled


def _caller(row: UserRow, via: str, address: str, rights: frozenset[Right] | None, until_ns: int | None) -> Caller:
    kept = via.startswith("session:") and row.temporary
    return Caller(
        user=row.id,
        name=row.name,
        grants=grants_of(row),
        via=via,
        address=address,
        rights=rights,
        until_ns=until_ns,
        barred="password_temporary" if kept else "",
    )
