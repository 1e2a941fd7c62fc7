"""Drills that began without workers and that nobody runs: from now on they wait for a worker."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from runners.opening import recorded_plan
from service.elsewhere import Elsewhere
from service.firm import Firm
from service.running.ends import dossier_of
from service.running.holding import AWAY
from service.running.pulse import Bounds
from service.running.roster import Roster, site_for
from service.running.runs import Run, Runs
from service.running.told import Told, to_json

_LOOK_S: Final = 1.0
_LOOKS: Final = 10
"""So many looks lie between two searches, so that who is found dead has surely stood still."""


class Adoption:
    """The chore of a service with workers that takes care of what its processes ran before it had any."""

    def __init__(self, firm: Firm, runs: Runs, bounds: Bounds) -> None:
        self._firm, self._runs = firm, runs
        self._others, self._roster = Elsewhere(firm.journal, bounds), Roster(firm.journal.engine)
        self._suspects = frozenset[str]()

    async def run(self) -> None:
        """Look who lives, and every ten seconds what nobody runs; for ever."""
        while True:
            for _ in range(_LOOKS):
                with suppress(*AWAY):
                    await asyncio.to_thread(self._others.look)
                await asyncio.sleep(_LOOK_S)
            with suppress(*AWAY):
                await self.adopt()

    async def adopt(self) -> tuple[str, ...]:
        """Let those drills wait for a worker that nobody was found to run twice; return them."""
        unclosed = await self._firm.journal.unclosed()
        orphans = [drill for drill in unclosed if await asyncio.to_thread(self._is_orphan, drill)]
        known, self._suspects = self._suspects, frozenset(orphans)
        adopted = [drill for drill in orphans if drill in known]
        for drill in adopted:
            await self._adopt(drill)
        return tuple(adopted)

    def _is_orphan(self, drill: str) -> bool:
        return self._runs.of(drill) is None and not self._others.has(drill)

    async def _adopt(self, drill: str) -> None:
        firm, plan = self._firm, await recorded_plan(self._firm.journal, drill)
        needs = tuple(sorted({host.site for host in plan.hosts}))
        site = site_for(needs, await asyncio.to_thread(self._roster.all), self._others.pulse.dead)
        told = Told(plan=plan, passed=None, dossier=await dossier_of(firm, drill))
        run = Run(
            drill=drill,
            site=site or next(iter(needs), ""),
            needs=needs,
            status="waiting",
            worker=None,
            turn=0,
            asked_ns=firm.book.utc_ns(),
        )
        await asyncio.to_thread(self._runs.add, run, to_json(told))
