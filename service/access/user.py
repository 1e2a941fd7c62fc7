"""What a user is, by what was told of it; and whether it may become what somebody wants. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final, Literal

from service.access.caller import Grant
from service.access.events import (
    LOCAL,
    USER_EVENTS,
    PasswordSet,
    UserAdded,
    UserChanged,
    UserDisabled,
    UserEnabled,
    UserEvent,
)
from service.access.rights import Role
from service.book import Family, Head, Told
from service.denial import ConflictError, Reason, UnfitError, because, deny_any

USER_ID: Final = r"^[a-z0-9][a-z0-9._@-]{0,62}$"
_RESERVED: Final = frozenset(("system", "nobody", "service", "schedule", "terminal", "unknown"))
_FOR_PEOPLE: Final = frozenset((Role.APPROVER, Role.ADMIN))


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One user as it is now. `password` tells what it has, never the password."""

    id: str
    name: str
    grants: tuple[Grant, ...]
    since_ns: int
    machine: bool = False
    origin: str = LOCAL
    subject: str | None = None
    disabled: bool = False
    password: Literal["none", "temporary", "own"] = "none"  # noqa: S105  what kind, not which

    @property
    def is_administrator(self) -> bool:
        """Tell whether it could administer the service now."""
        return not self.disabled and any(grant.role is Role.ADMIN for grant in self.grants)


def folded(user: str, told: Sequence[Told[UserEvent]]) -> User:
    """Return the user that these events make, of which the first is UserAdded."""
    first = told[0].event
    assert isinstance(first, UserAdded)  # noqa: S101  decided so by `added`
    begun = User(
        id=user,
        name=first.name,
        grants=first.grants,
        since_ns=told[0].utc_ns,
        machine=first.machine,
        origin=first.origin,
        subject=first.subject,
    )
    return reduce(_after, (each.event for each in told[1:]), begun)


def _after(user: User, event: UserEvent) -> User:
    match event:
        case UserAdded():
            return user
        case UserChanged(name=name, grants=grants):
            return replace(user, name=name, grants=grants)
        case UserDisabled():
            return replace(user, disabled=True)
        case UserEnabled():
            return replace(user, disabled=False)
        case PasswordSet(temporary=temporary):
            return replace(user, password="temporary" if temporary else "own")


def head(user: User) -> Head:
    """Return the user as lists show it."""
    tags = {f"role:{grant.role.value}" for grant in user.grants}
    tags |= {f"service:{name}" for grant in user.grants for name in grant.services}
    return Head(
        stream=USERS.stream(user.id),
        family=USERS.name,
        status="disabled" if user.disabled else "active",
        order_ns=user.since_ns,
        tags=frozenset(tags),
        shown=shown(user),
    )


def shown(user: User) -> dict[str, object]:
    """Return the user as JSON shows it; never with anything that lets somebody in."""
    return {
        "name": user.name,
        "grants": [
            {"role": grant.role.value, "services": list(grant.services), "sites": list(grant.sites)}
            for grant in user.grants
        ],
        "machine": user.machine,
        "origin": user.origin,
        "password": user.password,
    }


USERS: Final[Family[UserEvent, User]] = Family(name="user", events=USER_EVENTS, fold=folded, head=head)


def added(user: str, event: UserAdded) -> list[UserEvent]:
    """Return what happens where somebody is made a user; raises UnfitError with every reason."""
    deny_any([*_of_the_name(user, event.name), *_of_grants(event.grants, machine=event.machine)], UnfitError)
    return [event]


def changed(state: User, by: str, name: str, grants: tuple[Grant, ...]) -> list[UserEvent]:
    """Return what happens where `by` gives a user another name and other roles; raises with every reason.

    Nobody changes one's own roles, administrators included.
    """
    reasons = [*_of_the_name(state.id, name), *_of_grants(grants, machine=state.machine)]
    deny_any(reasons, UnfitError)
    if by == state.id and set(grants) != set(state.grants):
        raise ConflictError(because("own_roles", user=by))
    return [] if (name, grants) == (state.name, state.grants) else [UserChanged(name=name, grants=grants)]


def barred(state: User, by: str, reason: str) -> list[UserEvent]:
    """Return what happens where `by` disables a user; nobody disables oneself."""
    if by == state.id:
        raise ConflictError(because("own_account", user=by))
    return [] if state.disabled else [UserDisabled(reason=reason)]


def let_in(state: User, reason: str) -> list[UserEvent]:
    """Return what happens where a user is enabled again."""
    return [UserEnabled(reason=reason)] if state.disabled else []


def given_password(state: User, *, temporary: bool) -> list[UserEvent]:
    """Return what happens where a user gets another password; programs and a provider's users have none here."""
    reasons: list[Reason] = []
    if state.machine:
        reasons.append(because("machine_password", user=state.id))
    if state.origin != LOCAL:
        reasons.append(because("foreign_password", user=state.id, origin=state.origin))
    deny_any(reasons)
    return [PasswordSet(temporary=temporary)]


def _of_the_name(user: str, name: str) -> Iterator[Reason]:
    if re.fullmatch(USER_ID, user) is None or user in _RESERVED:
        yield because("user_name", user=user[:80])
    if not name.strip():
        yield because("user_called_nothing", user=user[:80])


def _of_grants(grants: tuple[Grant, ...], *, machine: bool) -> Iterator[Reason]:
    if any(grant.role is Role.ADMIN and (grant.services or grant.sites) for grant in grants):
        yield because("administrator_of_a_part")
    if machine and any(grant.role in _FOR_PEOPLE for grant in grants):
        yield because("machine_role")
