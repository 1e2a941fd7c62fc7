"""Somebody who starts drill after drill over the API, waits for each, and decides on what was interrupted."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, Protocol, TypeVar

import httpx
from sqlalchemy.exc import SQLAlchemyError

from measurements.codec import decode
from measurements.events import RunnerStarted
from runners.journal import Journal, JournalError, history_of
from runners.state import fold
from scenarios.plan import plan_from_json

_DRILLS: Final = "/api/v1/drills"
_DOSSIERS: Final = "/api/v1/dossiers"
_LOOK_S: Final = 0.4
_OK: Final = 200
_CREATED: Final = 201
_FIRST_WORDS: Final = ("runner_started", "drill_closed")


class Wishing(Protocol):
    """Files that one service is drilled by."""

    def wish(self, ticket: int) -> dict[str, Any]:
        """Return the wish for one more drill."""
        ...


F = TypeVar("F", bound=Wishing)


@dataclass(slots=True, kw_only=True)
class Flight:
    """One drill of the campaign: its ticket, and what became of it."""

    ticket: int
    dossier: str = ""
    drill: str = ""
    refusals: list[str] = field(default_factory=list[str])
    decided: list[str] = field(default_factory=list[str])
    card: dict[str, Any] = field(default_factory=dict[str, Any])


class Driver(Generic[F]):
    """Starts `wanted` drills, one at a time of each of the services whose files it has.

    `ready` is waited for before each. Tickets begin above `first`. Each drill is looked at every `look_s`.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        journal: Journal,
        files: Sequence[F],
        wanted: int,
        *,
        ready: Callable[[F], Awaitable[None]] | None = None,
        first: int = 0,
        look_s: float = _LOOK_S,
    ) -> None:
        self._client, self._journal, self._files, self._wanted = client, journal, files, wanted
        self._ready, self._first, self._look_s = ready, first, look_s
        self._random = random.Random(wanted)  # noqa: S311  no secret
        self.flights: list[Flight] = []
        self.over = 0
        self.errors: list[str] = []

    async def run(self) -> None:
        """Return when all are over."""
        async with asyncio.TaskGroup() as group:
            for files in self._files:
                group.create_task(self._one_by_one(files))

    def enough(self) -> None:
        """Begin no further drill."""
        self._wanted = 0

    async def _one_by_one(self, files: F) -> None:
        while len(self.flights) < self._wanted:
            flight = Flight(ticket=self._first + len(self.flights) + 1)
            self.flights.append(flight)
            if self._ready is not None:
                await self._ready(files)
            await self._opened(flight, files)
            await self._started(flight)
            await self._ended(flight)
            self.over += 1

    async def _opened(self, flight: Flight, files: F) -> None:
        wish = json.loads(json.dumps(files.wish(flight.ticket), default=lambda when: when.isoformat()))
        while not flight.dossier:
            answer = await self._ask("POST", _DOSSIERS, wish)
            if answer is not None and answer.status_code == _CREATED:
                flight.dossier = answer.json()["id"]
            else:
                await self._kept(answer)

    async def _started(self, flight: Flight) -> None:
        """Start it; where the answer was lost or bad, ask the dossier what became of it before trying again."""
        while not flight.drill:
            answer = await self._ask("POST", _DRILLS, {"dossier": flight.dossier})
            if answer is not None and answer.status_code == _CREATED:
                flight.drill = answer.json()["id"]
                return
            if answer is not None:
                flight.refusals.append(f"{answer.status_code} {answer.text[:600]}")
            await asyncio.sleep(_LOOK_S)
            told = await self._ask("GET", f"{_DOSSIERS}/{flight.dossier}")
            if told is not None and told.status_code == _OK and told.json()["drill"] is not None:
                drill = str(told.json()["drill"]["id"])
                if await asyncio.to_thread(self._is_there, drill):
                    flight.drill = drill

    async def _ended(self, flight: Flight) -> None:
        while True:
            answer = await self._ask("GET", f"{_DRILLS}/{flight.drill}")
            if answer is not None and answer.status_code == _OK:
                flight.card = answer.json()
                if flight.card["ended_at"] and flight.card["verdict"]:
                    return
            if await asyncio.to_thread(self._waits_for_word, flight.drill):
                await self._decide(flight)
            await asyncio.sleep(self._look_s)

    async def _decide(self, flight: Flight) -> None:
        decision = self._random.choice(("restore", "continue"))
        told = {"decision": decision, "reason": "the campaign says so"}
        answer = await self._ask("POST", f"{_DRILLS}/{flight.drill}/interruption", told)
        if answer is not None and answer.is_success:
            flight.decided.append(decision)
            await asyncio.sleep(1)
        else:
            await self._kept(answer)

    def _is_there(self, drill: str) -> bool:
        try:
            return self._journal.last(drill) is not None
        except (JournalError, SQLAlchemyError):
            return False

    def _waits_for_word(self, drill: str) -> bool:
        """Tell whether the drill waits for somebody to decide on its interruption."""
        try:
            told = [decode(record.text) for record in self._journal.records(drill, kinds=_FIRST_WORDS)]
            if not (told and isinstance(told[-1], RunnerStarted) and told[-1].resumed):
                return False
            history = history_of(drill, self._journal.records(drill))
        except (JournalError, SQLAlchemyError):
            return False
        opened = history.opened
        plan = None if opened is None else plan_from_json(opened.plan)
        return plan is not None and plan.on_interruption == "ask" and fold(plan, history).awaits_decision

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response | None:
        """Return the answer, None where there is nobody; a bad answer is kept."""
        try:
            answer = await self._client.request(method, path, json=body)
        except httpx.TransportError:
            return None
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            self.errors.append(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer

    async def _kept(self, answer: httpx.Response | None) -> None:
        if answer is not None:
            self.errors.append(
                f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:300]}"
            )
        await asyncio.sleep(_LOOK_S)
