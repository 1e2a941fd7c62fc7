"""Schedules as tests write them, and what they open dossiers and start drills with: each remembers what it did."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scenarios.plan import Calendar, Text
from scenarios.registers.calendars import shipped, shipped_calendars
from service.access import Caller
from service.denial import ConflictError, Reason, UnknownCallerError, because
from service.dossiers.wish import Wish
from service.policy import default_policy
from service.programme.ports import Ports
from service.programme.schedule import ScheduleSpec
from service.programme.schedules import Schedules
from service.programme.ticking import Ticker
from tests.support.firms import PEOPLE, HandClock, book_at, caller

QUARTERLY = {"kind": "non_trading_day", "which": "first", "weekday": "sat", "of": "quarter", "at": "09:00"}
AIM = {"scenario": "pg.yaml", "inventory": "inventory.yaml", "bia": "bia.yaml"}


def markets() -> tuple[Calendar, ...]:
    """Return the calendars that ship."""
    found = (shipped(name) for name in shipped_calendars())
    return tuple(one for one in found if one is not None)


def spec(**told: Any) -> ScheduleSpec:
    """Return a quarterly schedule of one service, but for what is told."""
    return ScheduleSpec.model_validate(
        {"title": "Quarterly", "services": ["trading-db"], "aim": AIM, "timing": QUARTERLY, **told}
    )


@dataclass(slots=True)
class Openings:
    """Opens dossiers that exist only by name; refuses while `wrong`."""

    wishes: list[Wish] = field(default_factory=list[Wish])
    wrong: bool = False

    async def open_dossier(self, caller: Caller, wish: Wish) -> str:
        if self.wrong:
            raise ConflictError(because("files_wrong", problems=f"{wish.scenario} for {caller.user}"))
        self.wishes.append(wish)
        return f"dossier-{len(self.wishes)}"


@dataclass(slots=True)
class Starts:
    """Starts drills that exist only by name; the guard refuses while `against` is not empty."""

    asked: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    against: tuple[Reason, ...] = ()
    dies: bool = False

    async def start(self, dossier: str, caller: Caller, path: str) -> str:
        if self.against:
            raise ConflictError(*self.against)
        self.asked.append((dossier, caller.user, path))
        if self.dies:
            raise asyncio.CancelledError
        return f"drill-{len(self.asked)}"

    async def check(self, dossier: str, caller: Caller) -> tuple[Reason, ...]:
        return self.against if dossier and caller.user else ()


@dataclass(slots=True)
class People:
    """Knows everybody of PEOPLE, but for those who are `gone`."""

    gone: set[str] = field(default_factory=set[str])

    def caller(self, user: str, via: str) -> Caller:
        if user in self.gone or user not in PEOPLE:
            raise UnknownCallerError(because("owner_gone", owner=user, via=via))
        return caller(user)


@dataclass(slots=True)
class Told:
    """Keeps what was told."""

    notices: list[tuple[str, str, Mapping[str, Text | str]]] = field(
        default_factory=list[tuple[str, str, Mapping[str, Text | str]]]
    )

    async def tell(
        self,
        kind: str,
        about: str,
        facts: Mapping[str, Text | str],
        services: tuple[str, ...] = (),
        people: tuple[str, ...] = (),
        key: str = "",
    ) -> None:
        assert services or people
        assert key
        self.notices.append((kind, about, facts))


@dataclass(slots=True)
class Planned:
    """A service that keeps schedules, on a clock to set."""

    folder: Path
    clock: HandClock = field(default_factory=HandClock)
    openings: Openings = field(default_factory=Openings)
    starts: Starts = field(default_factory=Starts)
    people: People = field(default_factory=People)
    told: Told = field(default_factory=Told)

    def schedules(self) -> Schedules:
        return Schedules(book_at(self.folder, self.clock), markets())

    def ticker(self, schedules: Schedules | None = None) -> Ticker:
        """Return a replica; each has its own connection to the book where `schedules` is not given."""
        ports = Ports(opener=self.openings, starter=self.starts, callers=self.people)
        return Ticker(schedules or self.schedules(), ports, default_policy().programme, self.told)
