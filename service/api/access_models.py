"""What crosses the HTTP door about users, tokens, log-ins and the book, both ways."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.access import Caller, Grant, Right, Role
from service.access.passwords import LONGEST
from service.access.user import USER_ID

UserId = Annotated[str, Field(min_length=1, max_length=63, pattern=USER_ID, examples=["li.wei"])]
Scope = Annotated[list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=200)]
Reason = Annotated[str, Field(max_length=2000, examples=["left the department"])]
Password = Annotated[str, Field(min_length=1, max_length=LONGEST, examples=["correct-horse-battery"])]


class Asked(BaseModel):
    """What is sent to us: nothing that we do not know is taken."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


class LogIn(Asked):
    """Who wants to come in, and the password."""

    user: str = Field(min_length=1, max_length=100, examples=["li.wei"])
    password: Password


class GrantForm(Asked):
    """A role, for some services and sites or (none named) for all."""

    role: Role = Field(examples=["operator"])
    services: Scope = Field(default_factory=list[str], examples=[["trading-db"]])
    sites: Scope = Field(default_factory=list[str], examples=[[]])

    def grant(self) -> Grant:
        """Return it as access knows it."""
        return Grant(role=self.role, services=tuple(self.services), sites=tuple(self.sites))


class UserEdit(Asked):
    """What a user is to be called and may do."""

    name: str = Field(min_length=1, max_length=200, examples=["Li Wei"])
    grants: list[GrantForm] = Field(max_length=50)

    def given(self) -> tuple[Grant, ...]:
        """Return the roles."""
        return tuple(one.grant() for one in self.grants)


class NewUser(UserEdit):
    """Somebody, or a program, who is to be a user."""

    id: UserId
    machine: bool = Field(default=False, description="A program: no password, never approver or administrator.")


class Because(Asked):
    """Why something is done to a user."""

    reason: Reason = ""


class NewPassword(Asked):
    """A password that its user has to change at once."""

    password: Password


class OwnPassword(Asked):
    """The password that one has, and the one to have."""

    current: str = Field(default="", max_length=LONGEST, description="empty where there is none yet")
    new: Password


class NewToken(Asked):
    """A token to be made."""

    label: str = Field(min_length=1, max_length=200, examples=["release pipeline"])
    days: int = Field(default=30, ge=1, le=400)
    rights: list[Right] | None = Field(
        default=None, max_length=20, examples=[["read", "change"]], description="what it may be used for; null: all"
    )
    user: UserId | None = Field(default=None, description="a program's; null: one's own")


class GrantShown(BaseModel):
    """A role, and for what."""

    role: Role
    services: list[str]
    sites: list[str]


class UserShown(BaseModel):
    """One user."""

    id: str
    status: Literal["active", "disabled"]
    name: str
    grants: list[GrantShown]
    machine: bool
    origin: str = Field(description="`local`, or the provider's issuer")
    password: Literal["none", "temporary", "own"]


class TokenShown(BaseModel):
    """One token, without the secret."""

    id: str
    status: Literal["active", "revoked", "spent"]
    user: str
    label: str
    rights: list[str] | None
    once: bool
    issued_at: str
    expires_at: str


class TokenMade(TokenShown):
    """A new token; `token` is shown this one time."""

    token: str


class Me(BaseModel):
    """Who asks, and what that person may do."""

    user: str
    name: str
    via: str
    grants: list[GrantShown]
    rights: list[Right]
    must_change_password: bool


class SessionShown(Me):
    """A log-in. Writes that come by its cookie carry `csrf` in the header X-CSRF-Token; null for a token."""

    csrf: str | None


class EntryShown(BaseModel):
    """One entry of the book, with everything that its hash is made of."""

    number: int
    stream: str
    seq: int
    at: str
    utc_ns: int
    user: str
    via: str
    address: str
    kind: str
    body: dict[str, Any]
    prev: str
    hash: str


class LastEntry(BaseModel):
    """The end of the book: noted elsewhere, it shows later whether the book was cut."""

    number: int
    hash: str


class Verified(BaseModel):
    """Whether the book's chain holds; where not, why."""

    holds: bool
    entries: int
    last: LastEntry | None
    flaw: str | None = None
    flaw_zh: str | None = None


def me_of(caller: Caller) -> dict[str, Any]:
    """Return what a caller is told of itself."""
    return {
        "user": caller.user,
        "name": caller.name,
        "via": caller.via.partition(":")[0],
        "grants": [
            {"role": grant.role, "services": list(grant.services), "sites": list(grant.sites)}
            for grant in caller.grants
        ],
        "rights": [right for right in Right if caller.has(right)],
        "must_change_password": bool(caller.barred),
    }
