"""What a token is, by what was told of it; and what may become of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final, Literal

from measurements.utc import utc_text
from service.access.events import TOKEN_EVENTS, TokenEvent, TokenIssued, TokenRevoked, TokenSpent
from service.access.rights import Right
from service.book import Family, Head, Told
from service.denial import ConflictError, because


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token as it is now; nobody can make the token itself of it."""

    id: str
    user: str
    label: str
    rights: tuple[Right, ...] | None
    once: bool
    since_ns: int
    expires_ns: int
    status: Literal["active", "revoked", "spent"] = "active"


def folded(token: str, told: Sequence[Told[TokenEvent]]) -> Token:
    """Return the token that these events make, of which the first is TokenIssued."""
    first = told[0].event
    assert isinstance(first, TokenIssued)  # noqa: S101  the only event that a token is opened with
    begun = Token(
        id=token,
        user=first.user,
        label=first.label,
        rights=first.rights,
        once=first.once,
        since_ns=told[0].utc_ns,
        expires_ns=first.expires_ns,
    )
    return reduce(_after, (each.event for each in told[1:]), begun)


def _after(token: Token, event: TokenEvent) -> Token:
    match event:
        case TokenIssued():
            return token
        case TokenRevoked():
            return replace(token, status="revoked")
        case TokenSpent():
            return replace(token, status="spent")


def head(token: Token) -> Head:
    """Return the token as lists show it."""
    return Head(
        stream=TOKENS.stream(token.id),
        family=TOKENS.name,
        status=token.status,
        order_ns=token.since_ns,
        due_ns=token.expires_ns,
        tags=frozenset((f"owner:{token.user}",)),
        shown=shown(token),
    )


def shown(token: Token) -> dict[str, object]:
    """Return the token as JSON shows it."""
    return {
        "user": token.user,
        "label": token.label,
        "rights": None if token.rights is None else [right.value for right in token.rights],
        "once": token.once,
        "issued_at": utc_text(token.since_ns),
        "expires_at": utc_text(token.expires_ns),
    }


TOKENS: Final[Family[TokenEvent, Token]] = Family(name="token", events=TOKEN_EVENTS, fold=folded, head=head)


def revoked(state: Token, reason: str) -> list[TokenEvent]:
    """Return what happens where a token is revoked; that it was already changes nothing."""
    return [TokenRevoked(reason=reason)] if state.status == "active" else []


def spent(state: Token, became: str) -> list[TokenEvent]:
    """Return what happens where a token is exchanged; raises ConflictError where it was before."""
    if state.status != "active":
        raise ConflictError(because("token_spent", token=state.id))
    return [TokenSpent(became=became)]
