"""What happens to those who run drills, told to people: interrupted, taken over, waiting for a decision, stopped."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from typing import Final

from measurements.codec import decode
from measurements.events import DrillOpened, Event
from runners.journal import Journal
from scenarios.plan import Plan, Text, plan_from_json
from service.happenings import DrillEnded, Happening
from service.logs import log
from service.notices.teller import Teller
from service.running.stopping import Stop, Stops
from service.tenures import Held, is_undecided, tenures
from service.words import say

_BEAT_S: Final = 2.0
_TELLING: Final = (
    "drill_opened",
    "runner_started",
    "runner_handed_over",
    "step_invoked",
    "abort_asked",
    "safeguard_tripped",
    "interruption_decided",
    "undo_invoked",
)
_KINDS: Final = {"resumed": "interrupted", "taken_over": "taken_over"}


class RunnerNews:
    """Tells of every interruption of a drill once, and of every emergency stop and its end.

    A drill that was taken up and over between two looks is told of when its end is (it listens, service.happenings).
    """

    def __init__(self, journal: Journal, teller: Teller, live: Callable[[], tuple[str, ...]], stops: Stops) -> None:
        self._journal, self._teller, self._live, self._stops = journal, teller, live, stops
        self._known: dict[str, int] = {}
        """How many runners of each drill were told of."""
        self._read: dict[str, int] = {}
        """How many records that may tell of runners were read of each drill, without its first."""

    async def run(self) -> None:
        """Watch for ever."""
        while True:
            await self.look()
            await asyncio.sleep(_BEAT_S)

    async def hear(self, what: Happening) -> None:
        """Tell of what happened to a drill that has ended meanwhile."""
        if isinstance(what, DrillEnded):
            await self._drill(what.drill)
            self._known.pop(what.drill, None)
            self._read.pop(what.drill, None)

    async def look(self) -> None:
        """Tell of what was not told yet."""
        for drill in self._live():
            await self._drill(drill)
        for stop in await asyncio.to_thread(self._stops.newest, 5):
            await self._stop(stop)

    async def _drill(self, drill: str) -> None:
        for place, held, told in await asyncio.to_thread(lambda: list(self._new(drill))):
            plan = _plan(told)
            if plan is None:
                continue
            facts: dict[str, Text | str] = {
                "drill": drill,
                "title": plan.title,
                "runner": held.runner,
                "then": say("notice.runner.undecided" if is_undecided(told) else "notice.runner.goes_on"),
            }
            services = tuple(objective.service for objective in plan.objectives)
            kind = _KINDS[held.why]
            log(kind.replace("_", " "), level=logging.WARNING, drill=drill, runner=held.runner, why=held.why)
            await self._teller.tell(kind, f"drill/{drill}", facts, services, key=f"{kind}/{drill}/{place}")

    def _new(self, drill: str) -> Iterator[tuple[int, Held, list[Event]]]:
        later = self._journal.records(drill, 1, kinds=_TELLING)  # the first one holds the plan, and is long
        if self._read.get(drill) == len(later):
            return
        self._read[drill] = len(later)
        told = [decode(record.text) for record in self._journal.records(drill, kinds=_TELLING)]
        runs = tenures(told)
        before, self._known[drill] = self._known.get(drill, 0), len(runs)
        for place, held in enumerate(runs):
            if place >= before and held.why in _KINDS:
                yield place, held, told

    async def _stop(self, stop: Stop) -> None:
        facts: dict[str, Text | str] = {"stop": stop.stop, "by": stop.by, "reason": stop.reason}
        about, services = f"stop/{stop.stop}", stop.services or ()
        await self._teller.tell("emergency_stop", about, facts, services, key=f"stopped/{stop.stop}")
        if not stop.is_in_force:
            facts |= {"lifted_by": stop.lifted_by or "", "why": stop.lifted_reason or ""}
            await self._teller.tell("stop_lifted", about, facts, services, key=f"lifted/{stop.stop}")


def _plan(told: list[Event]) -> Plan | None:
    opened = next((event for event in told if isinstance(event, DrillOpened)), None)
    return None if opened is None else plan_from_json(opened.plan)
