"""Looking at what the judgement of the service's health rests on; a look at what hangs ends in time all the same."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from runners.clock import Clock, SystemClock
from runners.enduring import Endurance
from runners.journal import JournalError
from scenarios.plan import SECOND
from service.archive.chore import last_check
from service.desk import Desk
from service.guard.ready import astray, full
from service.health.judging import judge
from service.health.key import complaint
from service.health.parts import ArchiveSeen, ChoreSeen, ClockSeen, DatabaseSeen, DrillSeen, Facts, Part
from service.health.room import free_places, short_places
from service.health.stored import Stored, look_stored
from service.health.workers import QueueWatch
from service.logs import log
from service.rounds import Roll, Rounds
from service.running.here import Here

PATIENCE_S: Final = 1.0
"""So long a look waits for the database; whoever asks has an answer within two seconds."""
_EVERY_S: Final = 15.0
_STORED: Final = ("queue", "workers", "prober")
"""Parts that only the database tells of."""
_STEP_NS: Final = SECOND
_TOLD_S: Final = 3600.0


@dataclass(slots=True)
class ClockWatch:
    """How UTC goes beside the monotonic clock, from look to look."""

    clock: Clock
    utc_ns: Callable[[], int]
    _last: tuple[int, int] | None = None
    _worst: tuple[int, int] = (0, 0)

    def look(self) -> ClockSeen:
        """Return the largest step of the last hour; a minute's drift is none."""
        now, utc = self.clock.now(), self.utc_ns()
        before, self._last = self._last, (now, utc)
        stepped = 0 if before is None else (utc - before[1]) - (now - before[0])
        stale = now - self._worst[1] > _TOLD_S * SECOND
        if abs(stepped) >= _STEP_NS and (stale or abs(stepped) >= abs(self._worst[0])):
            self._worst, stale = (stepped, now), False
        size, at = (0, now) if stale else self._worst
        return ClockSeen(stepped_ns=size, ago_s=(now - at) / SECOND)


@dataclass(slots=True)
class Looker:
    """Looks at one process of the service; `leads` tells whether this one does the chores."""

    desk: Desk
    roll: Roll
    leads: Callable[[], bool] = lambda: True
    clock: Clock = field(default_factory=SystemClock)
    _pending: Future[Stored] | None = None
    _since: int = 0
    _watch: ClockWatch | None = None
    _queue: QueueWatch = field(default_factory=QueueWatch)
    _states: dict[str, str] = field(default_factory=dict[str, str])
    newest: tuple[Part, ...] = ()
    """What the last look found; none before the first."""
    facts: Facts | None = None
    """What that judgement rests on."""
    archive: ArchiveSeen | None = None
    """How the archive was found, None where none is set."""

    async def run(self) -> None:
        """Look every few seconds and log what changed, for ever."""
        while True:
            for part in await self.look():
                if self._states.get(part.name, "ok") != part.state:
                    log("health changed", part=part.name, state=part.state, text=part.text.en)
                self._states[part.name] = part.state
            await asyncio.sleep(_EVERY_S)

    async def look(self) -> tuple[Part, ...]:
        """Return how every part is now, within two seconds."""
        stored = await self._stored()
        self.facts = facts = await asyncio.to_thread(self._facts, stored)
        self.newest = judge(facts)
        return self.newest

    async def _stored(self) -> Stored:
        """Return what the database tells; where it hangs, for how long. No second look begins while one hangs."""
        if self._pending is None or self._pending.done():
            self._since = self.clock.now()
            self._pending = _in_thread(self._look_stored)
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await asyncio.shield(asyncio.wrap_future(self._pending))
        except TimeoutError:
            return Stored(database=DatabaseSeen(silent_s=(self.clock.now() - self._since) / SECOND))
        except (SQLAlchemyError, JournalError, OSError) as error:
            return Stored(database=DatabaseSeen(error=str(error)))

    def _look_stored(self) -> Stored:
        firm = self.desk.firm
        stored = look_stored(firm.journal, self.desk.running, self.clock)
        if stored.against:
            return stored
        reasons = tuple(astray(firm.book, firm.book.utc_ns(), firm.policy.guarding))
        return replace(
            stored,
            against=(*stored.against, *reasons),
            archive=last_check(firm.book),
            workers=self._queue.look(self.desk.door, firm.journal.engine, self.clock),
        )

    def _facts(self, stored: Stored) -> Facts:
        firm, leads = self.desk.firm, self.leads()
        policy = firm.policy.guarding
        free = free_places(firm.home, firm.journal.engine.url)
        return Facts(
            database=stored.database,
            against=(*stored.against, *full(firm.home, policy)),
            free=free,
            least_free=policy.least_free,
            short=short_places(free, policy.least_free),
            clock=self._stepped(),
            workers=stored.workers,
            drills=self._drills(stored.drills),
            ended_badly=tuple(self.desk.failures.items()),
            chores=tuple(_chore(one) for one in self.roll.all if one.begun_s is not None) if leads else (),
            leads=leads,
            key=complaint(firm.settings.evidence_key, firm.settings.evidence_key_password_file),
            archive=self._archive(stored),
            unlooked=() if stored.database.revision and not stored.against else _STORED,
            calendars=tuple((name, str(why)) for name, why in firm.guard.markets.missing),
        )

    def _archive(self, stored: Stored) -> ArchiveSeen | None:
        told = self.desk.firm.settings.archive
        if told.to is None and told.bucket is None:
            return None
        if stored.archive is None:
            self.archive = ArchiveSeen(due_s=told.check / SECOND)
        else:
            ago_s = (self.desk.firm.book.utc_ns() - stored.archive.utc_ns) / SECOND
            last = stored.archive
            self.archive = ArchiveSeen(due_s=told.check / SECOND, ago_s=ago_s, count=last.count, wrong=last.wrong)
        return self.archive

    def _stepped(self) -> ClockSeen:
        if self._watch is None:
            self._watch = ClockWatch(self.clock, self.desk.firm.book.utc_ns)
        return self._watch.look()

    def _drills(self, told: tuple[DrillSeen, ...]) -> tuple[DrillSeen, ...]:
        """Return the drills with how long each waits for its journal, also where the journal tells nothing now."""
        waiting = self.desk.door.endurances if isinstance(self.desk.door, Here) else dict[str, Endurance]()
        known = {seen.drill: seen for seen in told}
        for drill, endurance in waiting.items():
            if endurance.is_waiting or endurance.waited_s > PATIENCE_S:
                seen = known.get(drill, DrillSeen(drill=drill))
                known[drill] = replace(seen, waits_s=endurance.waited_s, why=endurance.why or "no answer yet")
        return tuple(known.values())


def roll_of(desk: Desk) -> Roll:
    """Return the chores of a service whose rounds its parts keep; others are entered by whoever does them."""
    firm, roll = desk.firm, Roll()
    for rounds in (firm.notices.rounds, firm.index.rounds, firm.programme.rounds, firm.programme.ticks, desk.rounds):
        roll.enter(rounds)
    return roll


def _chore(rounds: Rounds) -> ChoreSeen:
    now = rounds.now()
    return ChoreSeen(
        name=rounds.name,
        every_s=rounds.every_s,
        since_s=now - (now if rounds.begun_s is None else rounds.begun_s),
        well_ago_s=None if rounds.well_s is None else now - rounds.well_s,
        count=rounds.count,
        last=rounds.last,
    )


def _in_thread(work: Callable[[], Stored]) -> Future[Stored]:
    """Do it in a thread of its own that keeps nobody from ending: what hangs may hang for long."""
    future: Future[Stored] = Future()

    def call() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001  it belongs to whoever waits for the result
            future.set_exception(error)

    threading.Thread(target=call, name="health", daemon=True).start()
    return future
