"""The incidents of a firm: declared, told of, ended and closed by people; watched by the service itself."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scenarios.plan import SECOND
from scenarios.problems import Problems
from service.access import Caller, Right
from service.book import Book, HeadPage, Shelf, listed
from service.denial import ConflictError, NoSuchError, because
from service.incidents.deciding import close, declare, end, tell, withdraw
from service.incidents.events import Event, ImpactTold, IncidentDeclared, Said, Simulation
from service.incidents.incident import FAMILY, Incident
from service.incidents.rulebook import rules_for
from service.incidents.rules import Rules
from service.policy.incidents import IncidentsPolicy


def new_incident_name(utc_ns: int) -> str:
    """Return a name that no other incident has: UTC time and eight random hex digits; many are declared in a second."""
    return f"{datetime.fromtimestamp(utc_ns // SECOND, UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What somebody declares. Instants left out are now; impacts are made at the instant that it began.

    `simulated` is what a rehearsal's clock shows at the declaration, and how many times as fast as time it runs.
    """

    title: str
    course: str
    impacts: Callable[[int], tuple[ImpactTold, ...]]
    services: tuple[str, ...]
    occurred_ns: int | None = None
    noticed_ns: int | None = None
    simulated: tuple[int, int] | None = None
    drill: str = ""
    dossier: str = ""


class Incidents:
    """Every change asks for the right DECLARE on all services that the incident touches."""

    def __init__(self, book: Book, policy: IncidentsPolicy, home: Path) -> None:
        self.shelf: Shelf[Event, Incident] = Shelf(book, FAMILY)
        self.policy, self._home = policy, home

    @property
    def utc_ns(self) -> int:
        """Return the time."""
        return self.shelf.book.utc_ns()

    async def rules(self) -> Rules:
        """Return the rules of today; raises ConflictError where the profile cannot be read."""
        try:
            return await asyncio.to_thread(rules_for, self.policy, self._home)
        except Problems as problems:
            raise ConflictError(because("incident_rules_unreadable", problems=str(problems)[:500])) from None

    async def declare(self, caller: Caller, wish: Declaration) -> Incident:
        """Begin an incident; raises ForbiddenError, UnfitError, ConflictError."""
        caller.require(Right.DECLARE, wish.services)
        rules, utc_ns = await self.rules(), self.utc_ns
        simulation = (
            None
            if wish.simulated is None
            else Simulation(start_ns=wish.simulated[0], speed=wish.simulated[1], began_ns=utc_ns)
        )
        now = utc_ns if simulation is None else simulation.start_ns
        occurred = now if wish.occurred_ns is None else wish.occurred_ns
        declared = IncidentDeclared(
            title=wish.title,
            course=wish.course,
            occurred_ns=occurred,
            noticed_ns=now if wish.noticed_ns is None else wish.noticed_ns,
            declared_ns=now,
            impacts=wish.impacts(occurred),
            rules=rules,
            simulation=simulation,
            drill=wish.drill,
            dossier=wish.dossier,
        )
        return await self.shelf.open(new_incident_name(utc_ns), caller.author, declare(declared, self.policy.oldest))

    async def read(self, caller: Caller, name: str) -> tuple[Incident, int]:
        """Return an incident and its seq; raises NoSuchError, also where the caller may not see it."""
        state, seq = await self.shelf.read(name)
        seen = caller.seen_services()
        if seen is not None and set(seen).isdisjoint(state.services):
            raise NoSuchError(because("no_such", family=FAMILY.name, name=name[:200]))
        return state, seq

    async def tell(
        self, caller: Caller, name: str, make: Callable[[int], Said], expected: int | None = None
    ) -> Incident:
        """Take down what `make` says, given what the incident's clock shows; raises what `read` and `tell` raise."""

        def decide(state: Incident) -> Sequence[Event]:
            now = state.clock(self.utc_ns)
            said = make(now)
            if isinstance(said, ImpactTold):
                caller.require(Right.DECLARE, (said.service,))
            return tell(state, said, now)

        return await self._change(caller, name, decide, expected)

    async def end(self, caller: Caller, name: str, reason: str, expected: int | None = None) -> Incident:
        """Say that the emergency is over."""
        return await self._change(caller, name, lambda one: end(one, reason, one.clock(self.utc_ns)), expected)

    async def close(self, caller: Caller, name: str, expected: int | None = None) -> Incident:
        """Make the incident final."""
        return await self._change(caller, name, lambda one: close(one, one.clock(self.utc_ns)), expected)

    async def withdraw(self, caller: Caller, name: str, reason: str, expected: int | None = None) -> Incident:
        """Say that it was none."""
        return await self._change(caller, name, lambda one: withdraw(one, reason, one.clock(self.utc_ns)), expected)

    async def _change(
        self, caller: Caller, name: str, decide: Callable[[Incident], Sequence[Event]], expected: int | None
    ) -> Incident:
        state, _ = await self.read(caller, name)
        caller.require(Right.DECLARE, state.services)
        return await self.shelf.change(name, caller.author, decide, expected)

    async def page(
        self,
        *,
        seen: Sequence[str] | None,
        status: str | None = None,
        tags: Sequence[str] = (),
        cursor: str | None = None,
        limit: int = 50,
    ) -> HeadPage:
        """Return incidents, newest first; those that touch the services `seen` only, where it is not None."""
        query = listed(FAMILY.name, seen, status=status, tags=tags, cursor=cursor, limit=limit)
        return await self.shelf.page(query)
