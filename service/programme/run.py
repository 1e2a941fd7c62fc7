"""One run of a schedule: claimed once, its dossier opened ahead, started at its time or visibly not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from service.book import Family, Head, Told
from service.denial import ConflictError, Reason, because
from service.programme.moments import told as told_at

Status: TypeAlias = Literal[
    "claimed", "prepared", "starting", "started", "waiting", "asked", "uncertain", "skipped", "withdrawn"
]
OPEN: Final[tuple[Status, ...]] = ("claimed", "prepared", "starting", "waiting", "asked", "uncertain")
"""Runs of which something may still become."""
Why: TypeAlias = Literal["refused", "late", "unprepared", "uncertain", "given_up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunClaimed:
    """This run exists; whoever wrote the entry looks after it. It can be written once, and that is the fence."""

    schedule: str
    due: str
    due_ns: int
    services: tuple[str, ...]
    kind: Literal["run_claimed"] = "run_claimed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPreparing:
    """Its dossier is being opened: written before it is, so that nobody opens two."""

    kind: Literal["run_preparing"] = "run_preparing"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPrepared:
    """Its dossier is open; `aim` is the digest of what the schedule drilled then."""

    dossier: str
    aim: str = ""
    kind: Literal["run_prepared"] = "run_prepared"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunUnprepared:
    """Its dossier could not be opened; it is tried again until the run's time."""

    reasons: tuple[Reason, ...]
    kind: Literal["run_unprepared"] = "run_unprepared"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarting:
    """The start is asked for now: written before it is, so that nobody asks twice."""

    kind: Literal["run_starting"] = "run_starting"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted:
    """The drill has its first record."""

    drill: str
    kind: Literal["run_started"] = "run_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMissed:
    """It did not start in its time; nothing was touched, or (uncertain) nobody knows."""

    why: Why
    then: Literal["skip", "next_window", "ask"]
    reasons: tuple[Reason, ...] = ()
    kind: Literal["run_missed"] = "run_missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDecided:
    """Somebody decided on a missed run: start it as soon as the guard lets it, or leave it."""

    decision: Literal["run", "skip"]
    reason: str
    kind: Literal["run_decided"] = "run_decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunWithdrawn:
    """Its schedule no longer has it."""

    reason: str
    kind: Literal["run_withdrawn"] = "run_withdrawn"


RunEvent: TypeAlias = Annotated[
    RunClaimed
    | RunPreparing
    | RunPrepared
    | RunUnprepared
    | RunStarting
    | RunStarted
    | RunMissed
    | RunDecided
    | RunWithdrawn,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run now. Instants are UTC ns. `waits_since_ns`: since when it waits for its next window."""

    id: str
    schedule: str
    due: str
    due_ns: int
    services: tuple[str, ...]
    status: Status
    dossier: str | None = None
    aim: str = ""
    drill: str | None = None
    why: Why | None = None
    missed: bool = False
    reasons: tuple[Reason, ...] = ()
    preparing_ns: int = 0
    starting_ns: int = 0
    waits_since_ns: int = 0
    said: str = ""


def run_name(schedule: str, due: str) -> str:
    """Return the name of a run: the same for everybody who finds it due."""
    return f"{schedule}@{due.replace(' ', '@').replace('/', '-')}"


def fold(name: str, told: Sequence[Told[RunEvent]]) -> Run:
    """Return what the run is after everything that was told of it."""
    first = told[0].event
    assert isinstance(first, RunClaimed)  # noqa: S101  every stream begins with what it is
    run = Run(
        id=name,
        schedule=first.schedule,
        due=first.due,
        due_ns=first.due_ns,
        services=first.services,
        status="claimed",
    )
    for one in told[1:]:
        run = _after(run, one)
    return run


_THEN: Final[Mapping[str, Status]] = {"skip": "skipped", "next_window": "waiting", "ask": "asked"}


def _after(run: Run, told: Told[RunEvent]) -> Run:
    match told.event:
        case RunClaimed():  # a run that was withdrawn is the schedule's again
            return replace(run, status="claimed", dossier=None, aim="", said="", preparing_ns=0)
        case RunPreparing():
            return replace(run, preparing_ns=told.utc_ns)
        case RunPrepared(dossier=dossier, aim=aim):
            status = "prepared" if run.status == "claimed" else run.status
            return replace(run, status=status, dossier=dossier, aim=aim, reasons=())
        case RunUnprepared(reasons=reasons):
            return replace(run, reasons=reasons)
        case RunStarting():
            return replace(run, status="starting", starting_ns=told.utc_ns)
        case RunStarted(drill=drill):
            return replace(run, status="started", drill=drill, reasons=())
        case RunMissed() as missed:
            status = "uncertain" if missed.why == "uncertain" else _THEN[missed.then]
            since = run.waits_since_ns or told.utc_ns
            return replace(
                run, status=status, why=missed.why, missed=True, reasons=missed.reasons, waits_since_ns=since
            )
        case RunDecided(decision=decision, reason=reason):
            status = "waiting" if decision == "run" else "skipped"
            return replace(run, status=status, said=reason, waits_since_ns=told.utc_ns)
        case RunWithdrawn(reason=reason):
            return replace(run, status="withdrawn", said=reason)


def head(run: Run) -> Head:
    """Return the run for lists."""
    tags = {f"schedule:{run.schedule}", *(f"service:{name}" for name in run.services)}
    return Head(
        stream=f"run/{run.id}",
        family="run",
        status=run.status,
        order_ns=run.due_ns,
        due_ns=run.due_ns,
        tags=frozenset({*tags, *_more_tags(run)}),
        shown=shown(run),
    )


def _more_tags(run: Run) -> Iterator[str]:
    if run.missed:
        yield "missed:yes"
    if run.dossier is not None:
        yield f"dossier:{run.dossier}"


def shown(run: Run) -> dict[str, object]:
    """Return the run as JSON-ready data."""
    return {
        "schedule": run.schedule,
        "due": run.due,
        "due_at": told_at(run.due_ns),
        "services": list(run.services),
        "dossier": run.dossier,
        "drill": run.drill,
        "missed": run.missed,
        "why": run.why,
        "said": run.said,
        "reasons": [{"code": one.code, "zh": one.text.zh, "en": one.text.en} for one in run.reasons],
    }


def decided(run: Run, decision: Literal["run", "skip"], reason: str) -> list[RunEvent]:
    """Return what somebody's decision changes; raises ConflictError where none is waited for."""
    if run.status not in {"asked", "uncertain", "waiting"}:
        raise ConflictError(because("run_not_asked", run=run.id, status=run.status))
    if run.status == "uncertain" and decision == "run":
        raise ConflictError(because("run_uncertain", run=run.id))
    return [RunDecided(decision=decision, reason=reason)]


RUNS: Final[Family[RunEvent, Run]] = Family(name="run", events=TypeAdapter(RunEvent), fold=fold, head=head)
