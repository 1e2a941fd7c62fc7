"""Log-in with the firm's OpenID Connect provider: code flow with PKCE, state and nonce, bound to the browser."""

from __future__ import annotations

import asyncio
import hmac
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from sqlmodel import Session, col, delete

from service.access.access import Access
from service.access.caller import Grant
from service.access.events import UserAdded
from service.access.sessions import Opened
from service.access.tables import PendingRow
from service.access.tokens import sha256
from service.access.user import USER_ID
from service.access.users import grants_of
from service.book import Author, Book
from service.denial import ConflictError, DeniedError, ForbiddenError, NoSuchError, UnfitError, because
from service.policy.access import OidcPolicy, RoleOfClaim

if TYPE_CHECKING:
    from service.access.provider import Provider

_SECONDS: Final = 600
"""So long may a person take at the provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Where the browser is sent, and the cookie that it has to bring back."""

    url: str
    binding: str
    seconds: int = _SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the provider says somebody is; `values` are what may give roles."""

    subject: str
    user: str
    name: str
    values: frozenset[str]


class Oidc:
    """Log-ins by one provider, or by none where the policy names none."""

    def __init__(self, access: Access, book: Book, home: Path) -> None:
        self._access, self._book, self._policy = access, book, access.policy.oidc
        self._provider = None if self._policy is None else _provider(self._policy, home, book)

    async def begin(self) -> Sent:
        """Begin a log-in; raises NoSuchError where no provider is configured, ConflictError where it is silent."""
        _, provider = self._configured()
        place = await provider.places()
        state, nonce, binding, verifier = (secrets.token_urlsafe(32) for _ in range(4))
        until = self._book.utc_ns() + _SECONDS * 10**9
        row = PendingRow(state=sha256(state), bound=sha256(binding), nonce=nonce, verifier=verifier, until_ns=until)
        await asyncio.to_thread(self._remember, row)
        url = provider.way_in(place, state=state, nonce=nonce, verifier=verifier)
        return Sent(url=url, binding=binding)

    async def finish(self, state: str, binding: str, code: str, error: str, address: str) -> Identity:
        """Return who came back; raises DeniedError, which is entered. A `state` can be brought back once."""
        _, provider = self._configured()
        try:
            row = await asyncio.to_thread(self._recall, state, binding)
            if error or not code:
                raise ForbiddenError(because("oidc_refused", why=error[:100] or "no code"))
            return self._identity(await provider.claims(code, nonce=row.nonce, verifier=row.verifier))
        except DeniedError as denied:
            await asyncio.to_thread(self._access.note_failure, "", "oidc", address, denied.reasons[0].code)
            raise

    def admit(self, identity: Identity, address: str) -> Opened:
        """Begin a session for who came back, with the roles that the policy gives; blocking.

        Raises ForbiddenError (no role, disabled), ConflictError (the name is another account's).
        """
        try:
            user = self._enlisted(identity)
        except DeniedError as denied:
            self._access.note_failure(identity.user, "oidc", address, denied.reasons[0].code)
            raise
        return self._access.sessions.open(user, address, "oidc")

    def _configured(self) -> tuple[OidcPolicy, Provider]:
        if self._policy is None or self._provider is None:
            raise NoSuchError(because("oidc_off"))
        return self._policy, self._provider

    def _enlisted(self, identity: Identity) -> str:
        policy, _ = self._configured()
        author = Author(user="system", via="oidc")
        grants = tuple(granted(policy.roles, identity.values))
        known = self._access.users.row_of(policy.issuer, identity.subject)
        if not grants:
            raise ForbiddenError(because("oidc_no_role", user=identity.user))
        if known is None:
            if self._access.users.row(identity.user) is not None:
                raise ConflictError(because("oidc_name_taken", user=identity.user))
            event = UserAdded(name=identity.name, grants=grants, origin=policy.issuer, subject=identity.subject)
            self._access.users.add(author, identity.user, event)
            return identity.user
        if known.disabled:
            raise ForbiddenError(because("user_cannot_act", user=known.id))
        if (known.name, grants_of(known)) != (identity.name, grants):
            self._access.users.change(author, known.id, identity.name, grants)
        return known.id

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        policy, _ = self._configured()
        user = str(claims.get(policy.user_claim, "")).casefold()
        if re.fullmatch(USER_ID, user) is None:
            raise UnfitError(because("user_name", user=user[:80]))
        found: Any = claims.get(policy.roles_claim, [])
        values = frozenset(map(str, cast("list[Any]", found) if isinstance(found, list) else [found]))
        name = str(claims.get("name") or user)[:200]
        return Identity(subject=str(claims["sub"])[:255], user=user, name=name, values=values)

    def _remember(self, row: PendingRow) -> None:
        with Session(self._book.engine) as session:
            session.exec(delete(PendingRow).where(col(PendingRow.until_ns) <= self._book.utc_ns()))
            session.add(row)
            session.commit()

    def _recall(self, state: str, binding: str) -> PendingRow:
        """Take what was remembered under a state; raises ForbiddenError where it is not this browser's, or too old."""
        with Session(self._book.engine, expire_on_commit=False) as session:
            row = session.get(PendingRow, sha256(state))
            gone = session.exec(delete(PendingRow).where(col(PendingRow.state) == sha256(state)))
            session.commit()
        if row is None or gone.rowcount != 1 or row.until_ns <= self._book.utc_ns():
            raise ForbiddenError(because("oidc_lost"))
        if not hmac.compare_digest(row.bound, sha256(binding)):
            raise ForbiddenError(because("oidc_lost"))
        return row


def _provider(policy: OidcPolicy, home: Path, book: Book) -> Provider:
    """Return who speaks to the provider; what that takes is loaded where the policy names one."""
    from service.access.provider import Provider  # noqa: PLC0415

    return Provider(policy, home, book.utc_ns)


def granted(roles: list[RoleOfClaim], values: frozenset[str]) -> Iterator[Grant]:
    """Yield the roles that the policy gives for these values, each once, in the policy's order. Pure."""
    seen: set[Grant] = set()
    for one in roles:
        grant = Grant(role=one.role, services=tuple(one.services), sites=tuple(one.sites))
        if one.value in values and grant not in seen:
            seen.add(grant)
            yield grant
