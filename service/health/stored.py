"""What the database itself tells of the service's health; every function blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from measurements.codec import decode
from measurements.events import InterruptionDecided, RunnerStarted, SamplesTaken, WatchReported
from runners.clock import Clock
from runners.journal import Journal, history_of
from runners.state import fold
from scenarios.plan import SECOND, plan_from_json
from service.archive.chore import LastCheck
from service.database.revisions import HEAD, stamped
from service.denial import Reason
from service.guard.ready import unwritable
from service.health.parts import DatabaseSeen, DrillSeen, WorkersSeen

_TELLING: Final = ("runner_started", "watch_reported", "interruption_decided")
_BROKEN: Final = frozenset(("stalled", "lost"))
_BACK: Final = 300
"""So many records back the newest samples of a drill are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What one look at the database told."""

    database: DatabaseSeen
    against: tuple[Reason, ...] = ()
    workers: WorkersSeen | None = None
    drills: tuple[DrillSeen, ...] = ()
    archive: LastCheck | None = None


def look_stored(journal: Journal, running: Sequence[str], clock: Clock) -> Stored:
    """Look at the database and at the running drills; raises JournalError, SQLAlchemyError."""
    before = clock.now()
    against = tuple(unwritable(journal))
    if against:
        return Stored(database=DatabaseSeen(revision=HEAD, newest=HEAD), against=against)
    with journal.engine.connect() as connection:
        revision = stamped(connection)
    seen = DatabaseSeen(latency_s=(clock.now() - before) / SECOND, revision=revision, newest=HEAD)
    return Stored(database=seen, drills=tuple(_drill(journal, drill, clock) for drill in running))


def _drill(journal: Journal, drill: str, clock: Clock) -> DrillSeen:
    """Return how a running drill is watched, and whether it waits for a person."""
    told = [decode(record.text) for record in journal.records(drill, kinds=_TELLING)]
    started = next((event for event in reversed(told) if isinstance(event, RunnerStarted)), None)
    if started is None:
        return DrillSeen(drill=drill)
    broken = {event.stream: event for event in told if isinstance(event, WatchReported)}
    complaints = (f"{one.stream} {one.what} {one.detail}".strip() for one in broken.values() if one.what in _BROKEN)
    return DrillSeen(
        drill=drill,
        silent_s=_silent_s(journal, drill, started, clock),
        broken="; ".join(complaints),
        asks=started.resumed and not _is_decided(told, started) and _asks(journal, drill),
    )


def _is_decided(told: Sequence[object], started: RunnerStarted) -> bool:
    return any(
        isinstance(event, InterruptionDecided) and event.at >= started.at and event.holds_for(started.run)
        for event in told
    )


def _asks(journal: Journal, drill: str) -> bool:
    history = history_of(drill, journal.records(drill))
    if history.opened is None:
        return False
    plan = plan_from_json(history.opened.plan)
    state = fold(plan, history)
    return plan.on_interruption == "ask" and state.is_forward and state.awaits_decision


def _silent_s(journal: Journal, drill: str, started: RunnerStarted, clock: Clock) -> float:
    """Return how old the newest samples are, 0 where there are none or they are of another machine."""
    last = journal.last(drill)
    if last is None or started.boot_id != clock.boot_id():
        return 0.0
    recent = journal.records(drill, max(0, last.seq - _BACK), kinds=("samples_taken",))
    taken = [event for record in recent if isinstance(event := decode(record.text), SamplesTaken)]
    newest = max((event.at for event in taken), default=None)
    return 0.0 if newest is None else max(0.0, (clock.now() + started.offset_ns - newest) / SECOND)
