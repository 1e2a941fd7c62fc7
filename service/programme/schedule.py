"""A schedule: what is drilled again and again, when, and what becomes of a run that was missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from service.book import Family, Head, Told
from service.denial import ConflictError, because
from service.dossiers.wish import FilePath, Form, Span, Task, Wish
from service.programme.moments import moment
from service.programme.timing import Timing

Missed: TypeAlias = Literal["skip", "next_window", "ask"]
"""What becomes of a missed run: nothing; it starts as soon as the guard lets it; somebody decides."""
ServiceName: TypeAlias = Annotated[str, Field(min_length=1, max_length=100)]


class Aim(BaseModel):
    """What a schedule drills: the files of a wish without its window, and for how long each run's window is open."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scenario: FilePath = Field(examples=["scenarios/library/pg-crash-async.yaml"])
    inventory: FilePath = Field(examples=["inventory.yaml"])
    bia: FilePath = Field(examples=["bia.yaml"])
    contacts: FilePath | None = Field(default=None, examples=["contacts.yaml"])
    risks: FilePath | None = Field(default=None, examples=["risks.yaml"])
    procedures: FilePath | None = Field(default=None, examples=["plans.yaml"])
    calendar: FilePath | None = Field(default=None, examples=["shanghai-stocks"])
    parameters: dict[Annotated[str, Field(max_length=63)], Annotated[str, Field(max_length=4000)]] = Field(
        default_factory=dict[str, str], max_length=200, examples=[{"lag_kbit": "400"}]
    )
    open_hours: int = Field(default=8, ge=1, le=72, description="for how long the window of each run is open")
    form: Form | None = Field(default=None, description="what the scenario must say of itself")
    tasks: tuple[Task, ...] = Field(default=(), max_length=7, description="beside those of the scenario")

    def wish(self, opens_ns: int, hours: int) -> Wish:
        """Return the wish of a run whose window opens at that instant, for so many hours."""
        opens = moment(opens_ns)
        told = self.model_dump(exclude={"open_hours"})
        return Wish(**told, window=Span(opens=opens, closes=opens + timedelta(hours=hours)))


class ScheduleSpec(BaseModel):
    """A schedule as it is written: its name, what it drills and when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1, max_length=200, examples=["Quarterly failover of the trading database"])
    services: tuple[ServiceName, ...] = Field(min_length=1, max_length=100, examples=[["trading-db"]])
    sites: tuple[ServiceName, ...] = Field(default=(), max_length=100, examples=[["shanghai"]])
    aim: Aim
    timing: Timing = Field(
        examples=[{"kind": "non_trading_day", "which": "first", "weekday": "sat", "of": "quarter", "at": "09:00"}]
    )
    lead_days: int = Field(default=14, ge=0, le=180, description="how long before a run its dossier is opened")
    missed: Missed = Field(default="ask", description="what becomes of a run that could not start in its time")
    give_up_hours: int = Field(default=72, ge=1, le=720, description="how long a missed run waits for its next window")

    def wish(self, opens_ns: int) -> Wish:
        """Return the wish of the run whose window opens then.

        Where a missed run waits for its next window, the window is open for as long as it waits: approvals are bound
        to it.
        """
        waits = self.give_up_hours if self.missed == "next_window" else 0
        return self.aim.wish(opens_ns, max(self.aim.open_hours, waits))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSet:
    """The schedule is this from now on, in the name of whoever wrote this entry."""

    spec: ScheduleSpec
    kind: Literal["schedule_set"] = "schedule_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulePaused:
    """Nothing starts by it until it is resumed."""

    reason: str
    kind: Literal["schedule_paused"] = "schedule_paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleResumed:
    """It runs again; what fell into the pause is not made up for."""

    reason: str
    kind: Literal["schedule_resumed"] = "schedule_resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleEnded:
    """It never runs again."""

    reason: str
    kind: Literal["schedule_ended"] = "schedule_ended"


ScheduleEvent: TypeAlias = Annotated[
    ScheduleSet | SchedulePaused | ScheduleResumed | ScheduleEnded, Field(discriminator="kind")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A schedule now. `owner` wrote it last, and its starts are the owner's; it runs from `since_ns` (UTC) on."""

    id: str
    spec: ScheduleSpec
    owner: str
    made_ns: int
    since_ns: int
    status: Literal["active", "paused", "ended"]
    reason: str = ""


def fold(name: str, told: Sequence[Told[ScheduleEvent]]) -> Schedule:
    """Return what the schedule is after everything that was told of it."""
    spec: ScheduleSpec | None = None
    owner, since_ns, reason = "", 0, ""
    status: Literal["active", "paused", "ended"] = "active"
    for one in told:
        match one.event:
            case ScheduleSet():
                spec, owner, since_ns = one.event.spec, one.author.user, one.utc_ns
            case SchedulePaused():
                status, reason = "paused", one.event.reason
            case ScheduleResumed():
                status, reason, since_ns = "active", one.event.reason, one.utc_ns
            case ScheduleEnded():
                status, reason = "ended", one.event.reason
    assert spec is not None  # noqa: S101  every stream begins with what it is
    return Schedule(
        id=name, spec=spec, owner=owner, made_ns=told[0].utc_ns, since_ns=since_ns, status=status, reason=reason
    )


def head(schedule: Schedule) -> Head:
    """Return the schedule for lists."""
    spec = schedule.spec
    return Head(
        stream=f"schedule/{schedule.id}",
        family="schedule",
        status=schedule.status,
        order_ns=schedule.made_ns,
        tags=frozenset({*(f"service:{name}" for name in spec.services), f"owner:{schedule.owner}"}),
        shown=shown(schedule),
    )


def shown(schedule: Schedule) -> dict[str, object]:
    """Return the schedule as JSON-ready data."""
    return {
        **schedule.spec.model_dump(mode="json"),
        "owner": schedule.owner,
        "since": moment(schedule.since_ns).isoformat(),
        "reason": schedule.reason,
    }


def set_again(schedule: Schedule, spec: ScheduleSpec) -> list[ScheduleEvent]:
    """Return what an edit changes; raises ConflictError for a schedule that has ended."""
    _living(schedule)
    return [ScheduleSet(spec=spec)]


def turn(schedule: Schedule, to: Literal["pause", "resume", "end"], reason: str) -> list[ScheduleEvent]:
    """Return what pausing, resuming or ending changes; raises ConflictError."""
    _living(schedule)
    wanted: Final = {"pause": "paused", "resume": "active", "end": "ended"}[to]
    if wanted == schedule.status:
        raise ConflictError(because("schedule_is_so", schedule=schedule.id, status=schedule.status))
    made: dict[str, ScheduleEvent] = {
        "pause": SchedulePaused(reason=reason),
        "resume": ScheduleResumed(reason=reason),
        "end": ScheduleEnded(reason=reason),
    }
    return [made[to]]


def _living(schedule: Schedule) -> None:
    if schedule.status == "ended":
        raise ConflictError(because("schedule_ended", schedule=schedule.id))


SCHEDULES: Final[Family[ScheduleEvent, Schedule]] = Family(
    name="schedule", events=TypeAdapter(ScheduleEvent), fold=fold, head=head
)
