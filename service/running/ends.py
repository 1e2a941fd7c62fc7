"""The ends of drills: judged, filed and told by whoever serves, also of those that workers ran; refused ones let go."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from measurements.codec import decode
from measurements.events import DrillGoverned
from runners.opening import recorded_plan
from scenarios.plan import Plan
from service.filed import file_ended
from service.firm import Firm
from service.happenings import DrillEnded
from service.running.holding import AWAY
from service.running.lives import place_of
from service.running.resting import Rests
from service.running.runs import Run, Runs
from service.running.told import Told, from_json, keep_files
from service.stillborn import give_up

_EVERY_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 60.0


async def tell_end(firm: Firm, drill: str, dossier: str | None, plan: Plan) -> None:
    """Judge a closed drill, write report and evidence, and let everybody hear of its end."""
    report = await file_ended(firm, drill)
    utc_ns = firm.book.utc_ns()
    await firm.ears.tell(DrillEnded(drill=drill, dossier=dossier, plan=plan, report=report, utc_ns=utc_ns))


async def dossier_of(firm: Firm, drill: str) -> str | None:
    """Return the dossier of a drill by its journal, None for one that has none."""
    told = await asyncio.to_thread(firm.journal.records, drill, kinds=("drill_governed",))
    governed = (decode(record.text) for record in told)
    return next((event.governance.dossier for event in governed if isinstance(event, DrillGoverned)), None)


async def let_go(firm: Firm, runs: Runs, drill: str, dossier: str | None, why: str) -> None:
    """Let go of a drill that no worker begins: its dossier waits again, its claims are free, its run is filed."""
    await give_up(firm, drill, dossier, why)
    await asyncio.to_thread(runs.filed, drill)


class Ends:
    """The chore that files what workers ended. One that cannot be filed is tried again ever later."""

    def __init__(self, firm: Firm, runs: Runs) -> None:
        self._firm, self._runs = firm, runs
        self.failures: dict[str, str] = {}
        self._rests = Rests(_LONGEST_PAUSE_S)

    async def run(self) -> None:
        """File what ended, for ever."""
        while True:
            with suppress(*AWAY):
                await self.file()
            await asyncio.sleep(_EVERY_S)

    async def file(self) -> None:
        """File everything that ended and was not filed yet."""
        now = asyncio.get_running_loop().time()
        for run in await asyncio.to_thread(self._runs.unfiled):
            if self._rests.is_resting(run.drill, now):
                continue
            try:
                await self._filed(run)
            except Exception as error:  # noqa: BLE001  one drill's end must not keep the others' from being told
                self.failures[run.drill] = f"{type(error).__name__}: {error}"
                self._rests.put_off(run.drill, now)
            else:
                self.failures.pop(run.drill, None)
                self._rests.forget(run.drill)

    async def _filed(self, run: Run) -> None:
        told = from_json(await asyncio.to_thread(self._runs.told, run.drill), self._firm.book.utc_ns)
        if run.status == "refused":
            why = "; ".join(reason.text.en for reason in run.reasons)
            await let_go(self._firm, self._runs, run.drill, told.dossier, why)
            return
        await self._end(run.drill, told)
        await asyncio.to_thread(self._runs.filed, run.drill)

    async def _end(self, drill: str, told: Told) -> None:
        firm = self._firm
        await asyncio.to_thread(keep_files, place_of(firm, drill), told)
        await asyncio.to_thread(firm.guard.claims.settle, drill)
        await tell_end(firm, drill, await dossier_of(firm, drill), await recorded_plan(firm.journal, drill))
