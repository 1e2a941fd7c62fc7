"""Scenarios of one service as people find, read, check and keep them; each method is one thing that somebody may do."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

from scenarios.composer import compose
from scenarios.plan import Plan
from scenarios.problems import Problem, errors_in
from scenarios.tree import data_of
from service.access import Caller, Right
from service.authoring.checking import Checks, Surroundings
from service.authoring.keeping import Keeping, Kept, own_name
from service.authoring.places import LIBRARY, Filed, Places
from service.authoring.reading import Kind
from service.authoring.versions import Version, text_of, versions_of
from service.cards import Card
from service.denial import NoSuchError, because
from service.firm import Firm
from service.index.listing import Line, Wanted

CardOf = Callable[[str], Awaitable[Card]]
_DRILLS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The last run of a scenario: in this service, or where the library was proved before it shipped.

    `drill` is empty for the library's; `same` tells whether the text is still the one that was run, None: unknown.
    """

    drill: str
    at: str
    verdict: str
    against: str = ""
    same: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A scenario as it is read: its file, its text, and the digest that a new version is held against."""

    filed: Filed
    text: str
    sha256: str


class Authoring:
    """All scenarios of one service."""

    def __init__(self, firm: Firm) -> None:
        self.firm = firm
        self.places = Places(firm.files.roots, firm.home)
        self.keeping = Keeping(firm.book, self.places.own)
        self.checks = Checks(self.places)

    async def files(self, caller: Caller, kind: Kind | None = None) -> list[Filed]:
        """Return the files of the language that the caller may see, by place and name."""
        every = await asyncio.to_thread(self.places.every)
        return [one for one in every if kind in {None, one.heading.kind} and _is_seen(caller, one)]

    async def find(self, caller: Caller, name: str, kind: Kind = "scenario") -> Filed:
        """Return one file; raises NoSuchError, ForbiddenError."""
        filed = await asyncio.to_thread(self.places.find, name)
        if filed.heading.kind != kind:
            raise NoSuchError(because("no_such", family=kind, name=name[:200]))
        if not _is_seen(caller, filed):
            caller.require(Right.READ, filed.heading.services)
        return filed

    async def read(self, caller: Caller, name: str) -> Reading:
        """Return a scenario with its text; raises NoSuchError, ForbiddenError."""
        filed = await self.find(caller, name)
        raw = await asyncio.to_thread(filed.path.read_bytes)
        return Reading(filed=filed, text=raw.decode("utf-8-sig", "replace"), sha256=hashlib.sha256(raw).hexdigest())

    async def proof(self, caller: Caller, filed: Filed, card: CardOf) -> Proof | None:
        """Return the last run of a scenario that the caller may see, None where there is none."""
        lines = await self._drills(caller, filed, card, 1)
        if lines:
            return _proof(lines[0])
        return await asyncio.to_thread(_shipped, filed) if filed.place == LIBRARY else None

    async def proofs(self, caller: Caller, files: Sequence[Filed], card: CardOf) -> list[Proof | None]:
        """Return the last run of each scenario."""
        last = await self.firm.index.newest_of([one.heading.name for one in files], caller.seen_services(), card)
        return await asyncio.to_thread(lambda: [_last(one, last.get(one.heading.name)) for one in files])

    async def versions(self, caller: Caller, name: str, card: CardOf) -> list[Version]:
        """Return the versions of a scenario, each kind the newest first; raises NoSuchError, ForbiddenError."""
        filed = await self.find(caller, name)
        return await versions_of(filed, self.keeping, await self._drills(caller, filed, card, _DRILLS))

    async def version(self, caller: Caller, name: str, version: str, card: CardOf) -> str:
        """Return the text of a version; of a drill only where the caller may see it. Raises NoSuchError."""
        filed = await self.find(caller, name)
        if version.startswith("drill-"):
            seen = {one.card.id for one in await self._drills(caller, filed, card, _DRILLS)}
            if version.removeprefix("drill-") not in seen:
                raise NoSuchError(because("no_such", family="version", name=version[:200]))
        return await text_of(version, filed, self.keeping, self.firm.home / "drills")

    async def problems(
        self, caller: Caller, text: str, scenario: str | None, inventory: str | None = None, bia: str | None = None
    ) -> tuple[Problem, ...]:
        """Return what is wrong in a text; raises NoSuchError, TooLargeError, NoRoomError."""
        if scenario is not None:
            await self.find(caller, scenario)
        beside = Surroundings(
            inventory=None if inventory is None else (await self.find(caller, inventory, "inventory")).path,
            bia=None if bia is None else (await self.find(caller, bia, "bia")).path,
        )
        return await self.checks.problems(text, scenario, beside)

    async def plan(
        self, caller: Caller, text: str, scenario: str | None, inventory: str, bia: str, parameters: Mapping[str, str]
    ) -> Plan:
        """Return the plan of a text; raises Problems, NoSuchError, TooLargeError, NoRoomError."""
        if scenario is not None:
            await self.find(caller, scenario)
        hosts = (await self.find(caller, inventory, "inventory")).path
        analysis = (await self.find(caller, bia, "bia")).path
        return await self.checks.plan(text, scenario, hosts, analysis, parameters)

    async def save(self, caller: Caller, file: str, text: str, expected: str) -> Kept:
        """Keep a text in the service's own folder; raises what `Keeping.save` raises, ForbiddenError.

        Whoever keeps it prepares drills of its services, those of the present version included.
        """
        name = own_name(file)
        known = await asyncio.to_thread(self._services, name)
        problems = await self.checks.problems(text, name if known is not None else None, Surroundings())
        caller.require(Right.PREPARE, (*(known or ()), *_services_in(text)))
        return await asyncio.to_thread(self.keeping.save, caller.author, file, text, expected, len(errors_in(problems)))

    def _services(self, name: str) -> tuple[str, ...] | None:
        try:
            return self.places.find(name).heading.services
        except NoSuchError:
            return None

    async def _drills(self, caller: Caller, filed: Filed, card: CardOf, most: int) -> list[Line]:
        wanted = Wanted(scenario=filed.heading.name, seen=caller.seen_services(), limit=most)
        return list((await self.firm.index.page(wanted, card)).lines)


def _last(filed: Filed, line: Line | None) -> Proof | None:
    """Return the last run of a scenario: in this service, else the library's own; blocking."""
    if line is not None:
        return _proof(line)
    return _shipped(filed) if filed.place == LIBRARY else None


def _proof(line: Line) -> Proof:
    card = line.card
    return Proof(drill=card.id, at=card.ended_at or card.started_at, verdict=card.verdict or card.status)


def _services_in(text: str) -> tuple[str, ...]:
    root, _ = compose("scenario", text)
    told: Any = {} if root is None else data_of(root)
    services = told.get("services")
    return tuple(str(one)[:100] for one in services) if isinstance(services, list) else ()  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _is_seen(caller: Caller, filed: Filed) -> bool:
    """Tell whether a caller may see a file: what ships, what has no service, and what is about services of theirs."""
    return filed.place == LIBRARY or caller.may(Right.READ, filed.heading.services)


def _shipped(filed: Filed) -> Proof | None:
    told = _proved(filed.path.with_name("proved.yaml")).get(filed.heading.name)
    if not isinstance(told, dict):
        return None
    run = cast("dict[str, Any]", told)
    same = hashlib.sha256(filed.path.read_bytes()).hexdigest() == str(run.get("scenario_sha256"))
    against: Any = run.get("against")
    shown = ", ".join(f"{name} {version}" for name, version in against.items()) if isinstance(against, dict) else ""  # pyright: ignore[reportUnknownVariableType]
    return Proof(drill="", at=str(run.get("ran_at", "")), verdict=str(run.get("verdict", "")), against=shown, same=same)


@cache
def _proved(path: Path) -> dict[str, Any]:
    """Return what is told of the library's runs; it ships, and does not change while this process lives."""
    root = compose(path.name, path.read_text("utf-8"))[0] if path.is_file() else None
    return {} if root is None else data_of(root)
