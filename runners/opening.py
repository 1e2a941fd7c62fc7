"""How a drill's journal begins, and begins again: which plan holds, and what the first records say."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from measurements.codec import canonical, digest
from measurements.events import DrillGoverned, DrillOpened, Event, Governance, RunnerStarted
from measurements.history import History
from runners.clock import Clock
from runners.continuity import ContinuedClock, check_same_boot
from runners.enduring import Endurance
from runners.journal import Journal, JournalAwayError, Writer, history_of
from scenarios.plan import Plan, plan_from_json, plan_to_json

_SOME_S: Final = 10.0


class PlanChangedError(Exception):
    """A drill was to be resumed with another plan than it was opened with."""

    def __init__(self, drill: str) -> None:
        super().__init__(f"drill {drill} was opened with another plan; resume it with plan None, or open a new drill")


class DrillUnknownError(Exception):
    """There is nothing to resume."""

    def __init__(self, drill: str) -> None:
        super().__init__(f"the journal has no drill {drill}; open it with a plan")


async def recorded_plan(journal: Journal, drill: str) -> Plan:
    """Return the plan that a drill was opened with; raises DrillUnknownError or JournalError.

    Only that record is read.
    """
    first = await asyncio.to_thread(journal.records, drill, most=1)
    opened = history_of(drill, first).opened
    if opened is None:
        raise DrillUnknownError(drill)
    return plan_from_json(opened.plan)


def checked_plan(plan: Plan | None, drill: str, history: History, clock: Clock) -> Plan:
    """Return the plan that the drill has, or begins with.

    Raises PlanChangedError, DrillUnknownError, or ClockRestartedError where `clock` cannot go on with the history.
    """
    check_same_boot(clock, history)
    opened = history.opened
    if opened is None:
        if plan is None:
            raise DrillUnknownError(drill)
        return plan
    if plan is not None and digest(canonical(plan_to_json(plan))) != opened.plan_sha256:
        raise PlanChangedError(drill)
    return plan_from_json(opened.plan)


def opening(plan: Plan, drill: str, clock: Clock, opened_by: str, software: str) -> DrillOpened:
    """Return the first event of a drill."""
    data = plan_to_json(plan)
    return DrillOpened(
        at=clock.now(),
        drill=drill,
        scenario=plan.scenario,
        plan=data,
        plan_sha256=digest(canonical(data)),
        software=software,
        opened_by=opened_by,
        utc_ns=clock.utc_ns(),
        boot_id=clock.boot_id(),
    )


def first_events(
    plan: Plan, drill: str, clock: Clock, opened_by: str, software: str, governance: Governance | None
) -> list[Event]:
    """Return what is written when a drill is opened, all at once: the opening, and its dossier where it has one."""
    return [opening(plan, drill, clock, opened_by, software), *governed(governance, clock)]


def governed(governance: Governance | None, clock: Clock) -> Iterator[DrillGoverned]:
    """Yield the second event of a drill that has a dossier, which is written together with the first."""
    if governance is not None:
        yield DrillGoverned(at=clock.now(), governance=governance)


async def write_first(writer: Writer, events: Sequence[Event], patient: Endurance) -> None:
    """Write the first records of a drill.

    A start waits for no database; but whether it began, where the answer was lost, is worth some seconds.
    Raises JournalError; where the database stays away, whether there is a drill now is seen once it is back.
    """
    try:
        await writer.append_many(events)
    except JournalAwayError:
        short = replace(patient, patience_s=min(patient.patience_s, _SOME_S))
        if await short.outlast(lambda: writer.settled([events])) is None:
            raise


def start(run: str, clock: Clock, runner: str, *, resumed: bool) -> RunnerStarted:
    """Return the event with which a run of the runner of this name begins."""
    offset, gap = (clock.offset_ns, clock.gap_ns) if isinstance(clock, ContinuedClock) else (0, 0)
    return RunnerStarted(
        at=clock.now(),
        run=run,
        pid=os.getpid(),
        boot_id=clock.boot_id(),
        resumed=resumed,
        gap_ns=gap,
        offset_ns=offset,
        runner=runner,
    )
