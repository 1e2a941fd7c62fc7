"""The programme as one part of the service: schedules, services, reports that are owed, years; and its chores."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from scenarios.frequencies import rules_of
from scenarios.plan import Calendar, Plan
from scenarios.problems import Problems
from scenarios.registers.calendars import shipped, shipped_calendars
from scenarios.workdays import Workdays, read_workdays, shipped_workdays
from service.access import Caller
from service.book import Author, Book, Query
from service.denial import DeniedError
from service.dossiers import Dossiers
from service.dossiers.wish import Wish
from service.happenings import DrillEnded, DrillStarted, Happening
from service.notices import Teller
from service.policy.programme import ProgrammePolicy
from service.programme.duties import Duties
from service.programme.ports import Callers, Ports, Starter
from service.programme.run import Run, RunEvent, RunStarted
from service.programme.schedules import Schedules
from service.programme.services import Services
from service.programme.ticking import Ticker
from service.programme.years import Years
from service.rounds import Rounds
from service.words import say

_PATIENCE_S: Final = 300.0
_TICK_S: Final = 60.0


@dataclass(slots=True)
class Programme:
    """What is drilled when, and what is due; `rounds` and `ticks` tell how its two chores go."""

    schedules: Schedules
    services: Services
    duties: Duties
    years: Years
    dossiers: Dossiers
    policy: ProgrammePolicy
    teller: Teller
    rounds: Rounds = field(default_factory=lambda: Rounds("programme", _PATIENCE_S))
    ticks: Rounds = field(default_factory=lambda: Rounds("ticker", _TICK_S))
    _compared_ns: int = 0

    @property
    def failures(self) -> list[str]:
        """Return what went wrong in looking around."""
        return self.rounds.failures

    async def hear(self, what: Happening) -> None:
        """Take note of what happens to drills: which run it is, what it proves, what report it owes."""
        match what:
            case DrillStarted(dossier=str(dossier)):
                await self._started(dossier, what.drill)
            case DrillEnded():
                told = await self.services.ended(what)
                if told:
                    await self.duties.arise(told[0])
            case _:
                return

    async def _started(self, dossier: str, drill: str) -> None:
        page = await self.schedules.page(Query(family="run", tags=(f"dossier:{dossier}",), limit=1))
        for head in page.heads:
            if head.status in {"starting", "uncertain"}:
                author = Author(user="system", via=f"dossier:{dossier}")
                events: list[RunEvent] = [RunStarted(drill=drill)]
                await self.schedules.runs.change(head.stream.partition("/")[2], author, partial(_same, events))

    async def run(self) -> None:
        """Look around every five minutes, for ever."""
        self.rounds.begin()
        while True:
            await self.look()
            self.rounds.end()
            await asyncio.sleep(_PATIENCE_S)

    async def look(self) -> None:
        """Do the chores, each whatever became of the others: what is known, stale, late, due."""
        for chore in (self.services.know, self._compare, self.duties.look, self._remind):
            try:
                await chore()
            except Exception as error:  # noqa: BLE001  a chore that fails is done again in five minutes
                self.rounds.fail(error)

    async def _compare(self) -> None:
        """Note what the files of every living schedule come to now, so that what was proved can grow stale."""
        now = self.services.book.utc_ns()
        if abs(now - self._compared_ns) < self.policy.compare_every:
            return
        self._compared_ns = now
        cursor: str | None = None
        while True:
            page = await self.schedules.page(Query(family="schedule", status=("active", "paused"), cursor=cursor))
            for head in page.heads:
                await self._compare_one(head.stream.partition("/")[2])
            cursor = page.next
            if cursor is None:
                return

    async def _compare_one(self, name: str) -> None:
        schedule = await self.schedules.shelf.get(name)
        try:
            plan: Plan = await self.dossiers.files.plan(schedule.spec.wish(self.services.book.utc_ns()))
        except (DeniedError, Problems):
            return  # files that are wrong are told when a run's dossier is opened
        await self.services.seen(name, plan)

    async def _remind(self) -> None:
        """Tell people of every service that is due or overdue, once for each deadline and standing."""
        for one in await self.services.due(None):
            for row in one.rules:
                if row.status in {"due", "overdue"} and row.until is not None:
                    until = row.until.isoformat()
                    facts = {
                        "service": one.service,
                        "status": say(f"due.{row.status}"),
                        "deadline": until,
                        "basis": row.title,
                    }
                    key = f"due/{one.service}/{row.rule}/{until}/{row.status}"
                    await self.teller.tell("due", f"service/{one.service}", facts, (one.service,), key=key)

    def ticker(self, starter: Starter, callers: Callers) -> Ticker:
        """Return what looks after the runs in a process that starts drills."""
        ports = Ports(opener=_Opener(self.dossiers), starter=starter, callers=callers)
        return Ticker(self.schedules, ports, self.policy, self.teller, rounds=self.ticks)


def _same(events: list[RunEvent], _: Run) -> list[RunEvent]:
    return events


@dataclass(frozen=True, slots=True)
class _Opener:
    """The dossiers, as schedules see them."""

    dossiers: Dossiers

    async def open_dossier(self, caller: Caller, wish: Wish) -> str:
        """Open a dossier and return its id."""
        return (await self.dossiers.open(caller, wish)).id


def programme_of(
    book: Book, policy: ProgrammePolicy, dossiers: Dossiers, teller: Teller, calendars: Sequence[Calendar] = ()
) -> Programme:
    """Return the programme part over a book; raises Problems where a file that the policy names is wrong.

    `calendars` are those of the guard, the firm's own files among them.
    """
    workdays = workdays_of(policy)
    services = Services(book, policy, rules_of(policy.profiles), workdays)
    return Programme(
        schedules=Schedules(book, calendars_of(policy, calendars)),
        services=services,
        duties=Duties(book, services, teller),
        years=Years(book, workdays.zone),
        dossiers=dossiers,
        policy=policy,
        teller=teller,
    )


def workdays_of(policy: ProgrammePolicy) -> Workdays:
    """Return the working days that the policy names; raises Problems."""
    path = Path(policy.workdays)
    return read_workdays(path) if path.suffix else shipped_workdays(policy.workdays)


def calendars_of(policy: ProgrammePolicy, calendars: Sequence[Calendar] = ()) -> tuple[Calendar, ...]:
    """Return the trading calendars that say what a non-trading day is; one that nobody has knows no day."""
    given = {calendar.name: calendar for calendar in calendars}
    names = policy.calendars or list(given) or list(shipped_calendars())
    return tuple(given.get(name) or shipped(name) or _unknown(name) for name in names)


def _unknown(name: str) -> Calendar:
    return Calendar(name=name, zone="UTC", known_from="", known_until="", sessions=())
