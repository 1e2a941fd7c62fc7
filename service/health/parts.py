"""What is looked at to tell whether the service is well, and what is told of each part."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from scenarios.plan import Text
from service.denial import Reason

State: TypeAlias = Literal["ok", "degraded", "failing"]
"""`degraded`: drills can start, and somebody should look. `failing`: no drill could start now."""
Finding: TypeAlias = tuple[str, dict[str, str | int | Text]]
"""The code of what is wrong, under `health.<code>` in the catalogue, and what its sentence needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How one part is; `text` says what is so, `todo` what to do, None where nothing is."""

    name: str
    state: State
    text: Text
    todo: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSeen:
    """The database as one look found it. `error` is empty where it answered; times in seconds."""

    latency_s: float = 0.0
    revision: str | None = None
    newest: str = ""
    error: str = ""
    silent_s: float = 0.0
    """For how long a look has had no answer, 0 where there was one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSeen:
    """How far UTC went from the monotonic clock between looks, at most, within the last hour; nanoseconds."""

    stepped_ns: int = 0
    ago_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkersSeen:
    """Workers and what they are to run; None in `Facts` where drills run in this process."""

    failure: str = ""
    alive: tuple[tuple[str, str], ...] = ()
    """Name and site of those that beat."""
    stale: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """Workers of another version than this process."""
    lonely: tuple[str, ...] = ()
    """Sites whose hosts no living worker reaches."""
    waiting: int = 0
    oldest_s: float = 0.0
    """For how long the drill that waits longest has waited for a worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillSeen:
    """A drill that is not closed. `silent_s` is how old its newest samples are, `broken` the watch's last complaint."""

    drill: str
    waits_s: float = 0.0
    """For how long its runner has waited for the journal."""
    why: str = ""
    silent_s: float = 0.0
    broken: str = ""
    asks: bool = False
    """Whether it waits for a person after an interruption."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoreSeen:
    """A chore of this process: seconds since it began, since its last good round (None: none yet), its failures."""

    name: str
    every_s: float
    since_s: float
    well_ago_s: float | None
    count: int
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSeen:
    """How the archive of bundles was found when all of it was verified last; `ago_s` None: never yet."""

    due_s: float
    ago_s: float | None = None
    count: int = 0
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that the judgement rests on. `against` is what the guard says of the service itself."""

    database: DatabaseSeen
    against: tuple[Reason, ...] = ()
    free: tuple[tuple[str, str, int], ...] = ()
    """Each place that room is needed in: what lies there, its path, and the bytes that are free."""
    least_free: int = 0
    """The bytes that have to be free in each for a start."""
    short: tuple[tuple[str, int], ...] = ()
    """Places with less than twice the room that a start needs, and how many MiB are free there."""
    clock: ClockSeen = field(default_factory=ClockSeen)
    workers: WorkersSeen | None = None
    drills: tuple[DrillSeen, ...] = ()
    ended_badly: tuple[tuple[str, str], ...] = ()
    chores: tuple[ChoreSeen, ...] = ()
    leads: bool = True
    key: str | None = None
    """What is wrong with the evidence key, empty where nothing is, None where none is set."""
    archive: ArchiveSeen | None = None
    """None where no archive is set."""
    calendars: tuple[tuple[str, str], ...] = ()
    """Calendars that cannot be read, and why."""
    unlooked: tuple[str, ...] = ()
    """Parts that could not be looked at now."""
