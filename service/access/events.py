"""What can happen to users and tokens, as the book keeps it. No secret and no hash of one is ever among it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from service.access.caller import Grant
from service.access.rights import Right

LOCAL: Final = "local"
"""The origin of users who are known by a password or tokens only; otherwise it is the provider's issuer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserAdded:
    """Somebody, or a program (`machine`), is a user from now on; `subject` is what the provider calls a user."""

    name: str
    grants: tuple[Grant, ...]
    machine: bool = False
    origin: str = LOCAL
    subject: str | None = None
    kind: Literal["user_added"] = "user_added"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserChanged:
    """A user has this name and these roles from now on, and no others."""

    name: str
    grants: tuple[Grant, ...]
    kind: Literal["user_changed"] = "user_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserDisabled:
    """A user may not come in any more; every session ended and no token is taken."""

    reason: str
    kind: Literal["user_disabled"] = "user_disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserEnabled:
    """A user may come in again."""

    reason: str
    kind: Literal["user_enabled"] = "user_enabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordSet:
    """A user has another password; one that somebody else chose is `temporary`: it opens nothing but its change."""

    temporary: bool
    kind: Literal["password_set"] = "password_set"


UserEvent: TypeAlias = Annotated[
    UserAdded | UserChanged | UserDisabled | UserEnabled | PasswordSet, Field(discriminator="kind")
]
USER_EVENTS: Final[TypeAdapter[UserEvent]] = TypeAdapter(UserEvent)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenIssued:
    """A user has a token; `rights` None: for everything that the user may. One that is `once` is only exchanged."""

    user: str
    label: str
    expires_ns: int
    rights: tuple[Right, ...] | None = None
    once: bool = False
    kind: Literal["token_issued"] = "token_issued"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked:
    """A token is not taken any more."""

    reason: str
    kind: Literal["token_revoked"] = "token_revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSpent:
    """A token that could be used once was exchanged for another."""

    became: str
    kind: Literal["token_spent"] = "token_spent"


TokenEvent: TypeAlias = Annotated[TokenIssued | TokenRevoked | TokenSpent, Field(discriminator="kind")]
TOKEN_EVENTS: Final[TypeAdapter[TokenEvent]] = TypeAdapter(TokenEvent)
