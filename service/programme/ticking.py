"""The tick: each minute, what is due is claimed, prepared and started; on however many replicas, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from runners.clock import Clock, SystemClock
from scenarios.plan import Text
from scenarios.problems import Problems
from service.book import Author, Head, Note, Query
from service.denial import DeniedError, Reason, StaleError, because
from service.notices import Teller
from service.policy.programme import ProgrammePolicy
from service.programme.moving import Miss, Prepare, Start, Wait, Withdraw, aim_digest, is_planned, lead_ns, next_move
from service.programme.ports import Ports
from service.programme.run import (
    OPEN,
    Run,
    RunClaimed,
    RunEvent,
    RunMissed,
    RunPrepared,
    RunPreparing,
    RunStarted,
    RunStarting,
    RunUnprepared,
    RunWithdrawn,
    run_name,
)
from service.programme.schedule import Missed, Schedule
from service.programme.schedules import Schedules
from service.programme.timing import Occurrence, occurrences
from service.rounds import Rounds
from service.words import joined, same, say

_MINUTE: Final = 60 * 10**9
_JUMP: Final = 2 * _MINUTE
"""Wall clock and monotonic clock may drift apart by this much between two ticks."""
_AT_ONCE: Final = 4
"""So many ticks may be under way: a start takes its time, and the next minute does not wait for it."""
_PAGE: Final = 200


@dataclass(slots=True)
class Ticker:
    """Looks after every schedule and run; `rounds` tell how that goes."""

    schedules: Schedules
    ports: Ports
    policy: ProgrammePolicy
    teller: Teller
    clock: Clock = field(default_factory=SystemClock)
    rounds: Rounds = field(default_factory=lambda: Rounds("ticker", 60.0))
    _seen: dict[tuple[str, int], int] = field(default_factory=dict[tuple[str, int], int])
    _last: tuple[int, int] | None = None
    _ticking: int = 0

    async def run(self) -> None:
        """Tick at the beginning of every minute, for ever."""
        self.rounds.begin()
        async with asyncio.TaskGroup() as group:
            while True:
                if self._ticking < _AT_ONCE and await self._may_tick():
                    group.create_task(self._one())
                left = _MINUTE - self.schedules.book.utc_ns() % _MINUTE
                await asyncio.sleep(min(left, _MINUTE) / 10**9 + 0.01)

    async def _may_tick(self) -> bool:
        """Tell whether the clock goes as it should; where that cannot be entered, the next minute asks again."""
        try:
            return not await asyncio.to_thread(self.jumped)
        except Exception as error:  # noqa: BLE001  a database that is away must not end the chores
            self.rounds.fail(error)
            return False

    async def _one(self) -> None:
        self._ticking += 1
        try:
            await self.tick()
        except Exception as error:  # noqa: BLE001  a tick that fails is followed by the next
            self.rounds.fail(error)
        finally:
            self._ticking -= 1
            self.rounds.end()

    @property
    def failures(self) -> list[str]:
        """Return what went wrong without a reason."""
        return self.rounds.failures

    def jumped(self) -> bool:
        """Tell whether the wall clock jumped since this was last asked; nothing is started by a clock that just did."""
        now, wall = self.clock.now(), self.schedules.book.utc_ns()
        before, self._last = self._last, (now, wall)
        if before is None or abs((wall - before[1]) - (now - before[0])) <= _JUMP:
            return False
        body = {"kind": "clock_jumped", "by_s": ((wall - before[1]) - (now - before[0])) // 10**9}
        self.schedules.book.store(
            Author(user="system", via="schedule"), [Note(stream="clock/service", kind="clock_jumped", body=body)]
        )
        return True

    async def tick(self) -> None:
        """Claim every run that has come near, and do with each open one what is to be done now."""
        async for head in self._heads("schedule", ("active",)):
            schedule = await self.schedules.shelf.get(_id(head))
            await self._claim(schedule)
        async with asyncio.TaskGroup() as group:
            async for head in self._heads("run", OPEN):
                group.create_task(self._alone(_id(head)))

    async def _heads(self, family: str, status: Sequence[str]) -> AsyncIterator[Head]:
        cursor: str | None = None
        while True:
            page = await self.schedules.page(Query(family=family, status=tuple(status), cursor=cursor, limit=_PAGE))
            for head in page.heads:
                yield head
            cursor = page.next
            if cursor is None:
                return

    async def _claim(self, schedule: Schedule) -> None:
        place = (schedule.id, schedule.since_ns)
        after = max(schedule.since_ns, self._seen.get(place, 0))
        until = self.schedules.book.utc_ns() + lead_ns(schedule)
        found = await asyncio.to_thread(occurrences, schedule.spec.timing, after, until, self.schedules.calendars)
        for one in found:
            await self._claim_one(schedule, one)
            self._seen[place] = one.utc_ns

    async def _claim_one(self, schedule: Schedule, one: Occurrence) -> None:
        event = RunClaimed(schedule=schedule.id, due=one.due, due_ns=one.utc_ns, services=schedule.spec.services)
        name = run_name(schedule.id, one.due)
        there = await asyncio.to_thread(self.schedules.book.head, f"run/{name}")
        try:
            if there is None:
                await self.schedules.runs.open(name, _author(schedule), [event])
            elif there.status == "withdrawn" and one.utc_ns > self.schedules.book.utc_ns():
                await self.schedules.runs.change(name, _author(schedule), partial(_again, event))
        except StaleError:
            return  # another replica was first

    async def _alone(self, name: str) -> None:
        try:
            await self.step(name)
        except StaleError:
            return  # another replica took this step
        except Exception as error:  # noqa: BLE001  one run's failure is not another's
            self.rounds.fail(error)

    async def step(self, name: str) -> None:
        """Do with one run what is to be done now; raises StaleError where somebody else did it meanwhile."""
        run, seq = await self.schedules.runs.read(name)
        schedule = await self.schedules.shelf.get(run.schedule)
        planned = is_planned(schedule, run, self.schedules.calendars)
        match next_move(run, schedule, self.schedules.book.utc_ns(), self.policy, planned=planned):
            case Prepare():
                await self._prepare(run, seq, schedule)
            case Start(waits=waits):
                await self._start(run, seq, schedule, waits=waits)
            case Miss(why=why, then=then):
                await self._miss(run, seq, schedule, RunMissed(why=why, then=then, reasons=run.reasons))
            case Withdraw(because=why):
                told = RunWithdrawn(reason=say(f"run.withdrawn.{why}").en)
                await self._write(run, schedule, told, seq)
            case Wait():
                return

    async def _prepare(self, run: Run, seq: int, schedule: Schedule) -> None:
        await self._write(run, schedule, RunPreparing(), seq)
        try:
            caller = await asyncio.to_thread(self.ports.callers.caller, schedule.owner, f"schedule:{schedule.id}")
            now = self.schedules.book.utc_ns()
            dossier = await self.ports.opener.open_dossier(caller, schedule.spec.wish(max(run.due_ns, now)))
        except (DeniedError, Problems) as error:
            reasons = _reasons(error)
            if _codes(reasons) != _codes(run.reasons):
                await self._write(run, schedule, RunUnprepared(reasons=reasons), seq + 1)
            return
        await self._write(run, schedule, RunPrepared(dossier=dossier, aim=aim_digest(schedule.spec.aim)), seq + 1)

    async def _start(self, run: Run, seq: int, schedule: Schedule, *, waits: bool) -> None:
        assert run.dossier is not None  # noqa: S101  next_move starts only what was prepared
        then: Missed = "next_window" if waits else schedule.spec.missed
        try:
            caller = await asyncio.to_thread(self.ports.callers.caller, schedule.owner, f"schedule:{schedule.id}")
            if waits and await self.ports.starter.check(run.dossier, caller):
                return
        except DeniedError as error:
            if not waits:
                await self._miss(run, seq, schedule, RunMissed(why="refused", then=then, reasons=error.reasons))
            return
        await self._write(run, schedule, RunStarting(), seq)
        try:
            drill = await self.ports.starter.start(run.dossier, caller, "schedule")
        except (DeniedError, Problems) as error:
            await self._miss(run, seq + 1, schedule, RunMissed(why="refused", then=then, reasons=_reasons(error)))
            return
        await self._write(run, schedule, RunStarted(drill=drill), seq + 1)

    async def _miss(self, run: Run, seq: int, schedule: Schedule, event: RunMissed) -> None:
        await self._write(run, schedule, event, seq)
        facts: Mapping[str, Text | str] = {
            "title": schedule.spec.title,
            "due": run.due,
            "why": say(f"missed.{event.why}", reasons=_told(event.reasons)),
            "then": say(f"then.{'ask' if event.why == 'uncertain' else event.then}"),
        }
        people = (schedule.owner,)
        await self.teller.tell("missed", f"run/{run.id}", facts, run.services, people, f"missed/{run.id}/{event.why}")

    async def _write(self, run: Run, schedule: Schedule, event: RunEvent, seq: int) -> None:
        """Write an event at exactly the place after `seq`; raises StaleError where something else stands there."""
        decide: Callable[[Run], Sequence[RunEvent]] = lambda _: [event]  # noqa: E731  typed, where it is used
        await self.schedules.runs.change(run.id, _author(schedule), decide, seq)


def _again(event: RunClaimed, run: Run) -> Sequence[RunEvent]:
    """Return the claim of a run that the schedule has again; nothing where it was claimed meanwhile."""
    return [event] if run.status == "withdrawn" else []


def _id(head: Head) -> str:
    return head.stream.partition("/")[2]


def _author(schedule: Schedule) -> Author:
    return Author(user="system", via=f"schedule:{schedule.id}")


def _reasons(error: DeniedError | Problems) -> tuple[Reason, ...]:
    return error.reasons if isinstance(error, DeniedError) else (because("files_wrong", problems=str(error)[:1000]),)


def _codes(reasons: Iterable[Reason]) -> set[str]:
    return {one.code for one in reasons}


def _told(reasons: Sequence[Reason]) -> Text:
    return joined(one.text for one in reasons) if reasons else same("-")
