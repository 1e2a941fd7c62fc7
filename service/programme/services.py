"""The services as they are kept: what ended drills prove of them, what changed since, and what is due."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from measurements.report import Report, ServiceFigures
from scenarios.frequencies import Rule
from scenarios.plan import Plan
from scenarios.workdays import Workdays
from service.access import Caller, Right
from service.book import Author, Book, Shelf
from service.denial import NoSuchError, StaleError, UnfitError, because
from service.happenings import DrillEnded
from service.policy.programme import ProgrammePolicy
from service.programme.dueness import Frame, ServiceDue, dueness
from service.programme.parts import parts_of
from service.programme.proofs import (
    SERVICES,
    PartsSeen,
    Proofs,
    ServiceChanged,
    ServiceDrilled,
    ServiceEvent,
    ServiceKnown,
    heard,
    proofs_of,
)

_TRIES: Final = 20
_SYSTEM: Final = Author(user="system", via="programme")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldChange:
    """A change as somebody tells it; the services are named, or found by the hosts of their last drills."""

    reference: str
    source: str
    what: str
    summary: str
    services: tuple[str, ...]
    hosts: tuple[str, ...]
    at_ns: int


class Services:
    """Every service that is to be drilled."""

    def __init__(self, book: Book, policy: ProgrammePolicy, rules: tuple[Rule, ...], workdays: Workdays) -> None:
        self.book, self.policy, self.rules, self.workdays = book, policy, rules, workdays
        self.shelf: Shelf[ServiceEvent, Proofs] = Shelf(book, SERVICES)

    def known(self) -> list[Proofs]:
        """Return what is known of every service; blocking."""
        return [proofs_of(text) for text in self.book.shown("service")]

    async def due(self, seen: Sequence[str] | None) -> tuple[ServiceDue, ...]:
        """Return how every service stands, of those in `seen` (None: all)."""
        found = await asyncio.to_thread(self.standing)
        return tuple(one for one in found if seen is None or one.service in seen)

    def standing(self) -> tuple[ServiceDue, ...]:
        """Return how every service stands; blocking."""
        return dueness(self.known(), self.frame())

    async def one(self, service: str) -> ServiceDue:
        """Return how one service stands; raises NoSuchError."""
        found = next((one for one in await self.due(None) if one.service == service), None)
        if found is None:
            raise NoSuchError(because("no_such", family="service", name=service))
        return found

    def frame(self) -> Frame:
        """Return what everything is held against now."""
        return Frame(rules=self.rules, policy=self.policy, workdays=self.workdays, now_ns=self.book.utc_ns())

    async def change(self, caller: Caller, told: ToldChange) -> tuple[str, ...]:
        """Take note of a change and return the services that it is about; the same reference is kept once.

        Raises UnfitError where no service can be found, ForbiddenError.
        """
        services = told.services or await asyncio.to_thread(self._on, told.hosts)
        if not services:
            raise UnfitError(because("hosts_unknown", hosts=", ".join(told.hosts)[:500] or "-"))
        caller.require(Right.CHANGE, services)
        event = ServiceChanged(
            reference=told.reference, source=told.source, what=told.what, summary=told.summary, at_ns=told.at_ns
        )
        for name in dict.fromkeys(services):
            await self.tell(name, event, caller.author)
        return tuple(dict.fromkeys(services))

    def _on(self, hosts: Sequence[str]) -> tuple[str, ...]:
        wanted = set(hosts)
        known = ((one.service, one.newest) for one in self.known())
        return tuple(name for name, drill in known if drill is not None and wanted & set(drill.hosts))

    async def ended(self, what: DrillEnded) -> tuple[ServiceDrilled, ...]:
        """Take note of a completed drill, for each of its services, and return what was noted."""
        told = tuple(drilled(what)) if what.report.completed else ()
        for name, event in zip((one.service for one in what.plan.objectives), told, strict=bool(told)):
            await self.tell(name, event)
        return told

    async def seen(self, schedule: str, plan: Plan) -> None:
        """Take note of what the files of a schedule come to now."""
        for objective in plan.objectives:
            parts = await asyncio.to_thread(parts_of, plan, objective.service)
            await self.tell(objective.service, PartsSeen(schedule=schedule, parts=parts))

    async def know(self) -> None:
        """Take note of services that the policy names, so that their first period runs from now on."""
        known = {one.service for one in await asyncio.to_thread(self.known)}
        for name in self.policy.services:
            if name not in known:
                await self.tell(name, ServiceKnown())

    async def tell(self, service: str, event: ServiceEvent, author: Author = _SYSTEM) -> None:
        """Write an event once, however often and from wherever it is told."""
        for attempt in range(_TRIES):
            told = await asyncio.to_thread(self.shelf.told, service)
            if told and heard(told, event):
                return
            try:
                if told:
                    await self.shelf.change(service, author, lambda _: [event], told[-1].seq)
                else:
                    await self.shelf.open(service, author, [event])
            except StaleError:
                if attempt + 1 == _TRIES:
                    raise
            else:
                return


def drilled(what: DrillEnded) -> Iterator[ServiceDrilled]:
    """Yield what a drill says of each of its services, in the plan's order."""
    figures = {one.service: one for one in what.report.services}
    names = tuple(one.service for one in what.plan.objectives)
    for name in names:
        yield ServiceDrilled(
            drill=what.drill,
            scenario=what.plan.scenario,
            form=what.plan.form,
            services=names,
            ended_ns=what.utc_ns,
            proved=what.plan.form != "tabletop" and _proves(what.report, figures.get(name)),
            parts=parts_of(what.plan, name),
            hosts=_hosts(what.plan),
        )


def _proves(report: Report, figures: ServiceFigures | None) -> bool:
    if figures is None or not report.restored:
        return False
    kept = figures.rpo.verdict == "met" or (figures.rpo.verdict == "inconclusive" and not figures.writes)
    return figures.rto.verdict == "met" and kept


def _hosts(plan: Plan) -> tuple[str, ...]:
    return tuple(_each(host.name for host in plan.hosts))


def _each(names: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(names)
