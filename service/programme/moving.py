"""What is to be done with a run now: decided from its state, its schedule and the time alone, with no memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from scenarios.canonical import canonical, digest
from scenarios.plan import Calendar
from service.policy.programme import ProgrammePolicy
from service.programme.run import Run, Why
from service.programme.schedule import Aim, Missed, Schedule
from service.programme.timing import occurrences

_HOUR: Final = 3600 * 10**9
_DAY: Final = 24 * _HOUR
_TENTH: Final = 600 * 10**9
"""Ten minutes: how long an attempt to open a dossier is waited for, and how soon one that failed is repeated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepare:
    """Open its dossier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Ask for its start; one that `waits` is only asked for where the guard has nothing against it."""

    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """Say that it was missed."""

    why: Why
    then: Missed


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """Take it back: `because` is a code of the words `run.withdrawn.*`."""

    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Nothing."""


Move: TypeAlias = Prepare | Start | Miss | Withdraw | Wait


def aim_digest(aim: Aim) -> str:
    """Return what tells whether a dossier was opened for this aim."""
    return digest(canonical(aim.model_dump(mode="json")))


def lead_ns(schedule: Schedule) -> int:
    """Return how long before a run its dossier is opened."""
    return schedule.spec.lead_days * _DAY


def is_planned(schedule: Schedule, run: Run, calendars: Sequence[Calendar]) -> bool:
    """Tell whether the schedule as it is now has this run; one from before its last edit it need not have."""
    if run.due_ns <= schedule.since_ns:
        return True
    found = occurrences(schedule.spec.timing, run.due_ns - 1, run.due_ns, calendars)
    return any(one.due == run.due for one in found)


def next_move(run: Run, schedule: Schedule, now_ns: int, policy: ProgrammePolicy, *, planned: bool) -> Move:
    """Return what is to be done; `planned` says whether the schedule has this run at all."""
    if run.status == "starting":
        return Miss(why="uncertain", then="ask") if now_ns > run.starting_ns + policy.start_within else Wait()
    if run.status not in {"claimed", "prepared", "waiting", "asked"}:
        return Wait()
    if schedule.status == "ended":
        return Withdraw(because="ended")
    if not planned and run.status in {"claimed", "prepared"}:
        return Withdraw(because="changed")
    if schedule.status == "paused":
        return Withdraw(because="paused") if now_ns >= run.due_ns and run.status != "asked" else Wait()
    match run.status:
        case "claimed" | "prepared":
            return _ahead(run, schedule, now_ns, policy)
        case "waiting":
            return _waiting(run, schedule, now_ns)
        case _:
            return Wait()


def _ahead(run: Run, schedule: Schedule, now_ns: int, policy: ProgrammePolicy) -> Move:
    if now_ns > run.due_ns + policy.lateness:
        return Miss(why="unprepared" if run.dossier is None else "late", then=schedule.spec.missed)
    if run.dossier is None or run.aim != aim_digest(schedule.spec.aim):
        return _preparing(run, now_ns)
    return Start() if now_ns >= run.due_ns else Wait()


def _waiting(run: Run, schedule: Schedule, now_ns: int) -> Move:
    if now_ns > run.waits_since_ns + schedule.spec.give_up_hours * _HOUR:
        return Miss(why="given_up", then="skip")
    return _preparing(run, now_ns) if run.dossier is None else Start(waits=True)


def _preparing(run: Run, now_ns: int) -> Move:
    """Return the next attempt at a dossier: each hour while the run is far away, then every ten minutes."""
    pause = _HOUR if run.due_ns - now_ns > _DAY else _TENTH
    return Prepare() if now_ns >= run.preparing_ns + pause else Wait()
