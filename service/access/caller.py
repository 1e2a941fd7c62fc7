"""Who asks, and what that person may do: rights come from roles, within the services and sites of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from service.access.rights import RIGHTS, Right, Role
from service.book import Author
from service.denial import ForbiddenError, because


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role, for the named services and sites only; an empty tuple means all of them."""

    role: Role
    services: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()

    def covers(self, right: Right, services: Iterable[str], sites: Iterable[str]) -> bool:
        """Tell whether it gives the right for all of these services and sites together."""
        return (
            right in RIGHTS[self.role]
            and (not self.services or set(services) <= set(self.services))
            and (not self.sites or set(sites) <= set(self.sites))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody who was recognised. `rights` bounds what the token may be used for; None: everything of the user's."""

    user: str
    name: str
    grants: tuple[Grant, ...]
    via: str
    address: str = ""
    rights: frozenset[Right] | None = None
    until_ns: int | None = None
    """When the token or session ends (UTC)."""
    barred: str = ""
    """Why nothing at all may be done yet (a code of `denied.`): the password is one that somebody else chose."""

    @property
    def author(self) -> Author:
        """Return the caller as the book writes it."""
        return Author(user=self.user, via=self.via, address=self.address)

    def has(self, right: Right) -> bool:
        """Tell whether the caller has the right for anything at all."""
        return self._within(right) and any(right in RIGHTS[grant.role] for grant in self.grants)

    def may(self, right: Right, services: Iterable[str] = (), sites: Iterable[str] = ()) -> bool:
        """Tell whether the caller has the right for all these services and sites; several grants add up."""
        wanted, places = tuple(services), tuple(sites)
        if not self._within(right):
            return False
        pairs = [((one,), (site,)) for one in wanted or (None,) for site in places or (None,)]
        return all(
            any(
                grant.covers(right, [s for s in some if s is not None], [p for p in others if p is not None])
                for grant in self.grants
            )
            for some, others in pairs
        )

    def require(self, right: Right, services: Iterable[str] = (), sites: Iterable[str] = ()) -> None:
        """Raise ForbiddenError where the caller may not."""
        wanted, places = tuple(services), tuple(sites)
        if self.barred:
            raise ForbiddenError(because(self.barred))
        if not self.may(right, wanted, places):
            where = ", ".join((*wanted, *places)) or "-"
            raise ForbiddenError(because("forbidden", user=self.user, right=right.value, where=where))

    def require_everywhere(self, right: Right) -> None:
        """Raise ForbiddenError where the caller has not the right for all services and sites: what has no service."""
        self.require(right)
        if not any(right in RIGHTS[g.role] and not (g.services or g.sites) for g in self.grants):
            raise ForbiddenError(because("forbidden_in_part", user=self.user, right=right.value))

    def seen_services(self) -> tuple[str, ...] | None:
        """Return the services that the caller may read, None for all of them."""
        readable = [grant for grant in self.grants if Right.READ in RIGHTS[grant.role]]
        if any(not grant.services for grant in readable):
            return None
        return tuple(dict.fromkeys(name for grant in readable for name in grant.services))

    def _within(self, right: Right) -> bool:
        return not self.barred and (self.rights is None or right in self.rights)
