"""Watches live drills from outside: whoever a drill waits for is told, from its journal, never by its engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from measurements.codec import decode
from measurements.counting import holds
from measurements.events import DrillOpened
from runners.journal import Journal
from scenarios.plan import Plan, Text, plan_from_json
from service.cards import Asked, Cards
from service.notices.teller import Teller
from service.words import say

_BEAT_S: Final = 5.0


class Waiting:
    """Tells of each question of a live drill once. `live` names the drills that run here."""

    def __init__(self, journal: Journal, home: Path, teller: Teller, live: Callable[[], tuple[str, ...]]) -> None:
        self._journal, self._cards, self._teller, self._live = journal, Cards(journal, home), teller, live
        self._read: dict[str, int] = {}
        """How far each drill's journal was read."""
        self._plans: dict[str, Plan] = {}

    async def run(self) -> None:
        """Watch for ever."""
        while True:
            await self.look()
            await asyncio.sleep(_BEAT_S)

    async def look(self) -> None:
        """Tell of what is asked now and was not told yet."""
        live = self._live()
        for drill in set(self._read) - set(live):
            del self._read[drill]
            self._plans.pop(drill, None)
        for drill in live:
            for asked, plan in await asyncio.to_thread(self._asked, drill):
                await self._tell(drill, plan, asked)

    def _asked(self, drill: str) -> list[tuple[Asked, Plan]]:
        last = self._journal.last(drill)
        if last is None or self._read.get(drill) == last.seq:
            return []
        self._read[drill] = last.seq
        card, plan = self._cards.of(drill, is_live=True), self._plan(drill)
        return [] if card is None or plan is None else [(asked, plan) for asked in card.questions]

    def _plan(self, drill: str) -> Plan | None:
        if drill not in self._plans:
            first = next(iter(self._journal.records(drill, kinds=("drill_opened",))), None)
            opened = None if first is None else decode(first.text)
            if isinstance(opened, DrillOpened):
                self._plans[drill] = plan_from_json(opened.plan)
        return self._plans.get(drill)

    async def _tell(self, drill: str, plan: Plan, asked: Asked) -> None:
        facts: dict[str, Text | str] = {
            "drill": drill,
            "step": asked.step,
            "title": asked.title,
            "what": say(f"notice.waiting.{asked.what}"),
            "role": asked.role,
            "until": asked.until,
        }
        able = [person for person in plan.people if holds(plan.people, person.id, asked.role)]
        people = tuple(person.id for person in able if person.id not in asked.but_not)
        key = f"waiting/{drill}/{asked.step}/{asked.what}/{asked.until}"
        services = tuple(objective.service for objective in plan.objectives)
        await self._teller.tell("waiting_for_you", f"drill/{drill}", facts, services, people, key)
