"""How far one drill is, from its records as they come: phases, steps, who is down since when; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from measurements.events import (
    DrillClosed,
    DrillOpened,
    Event,
    LedgerWritten,
    Outcome,
    RunnerStarted,
    SamplesTaken,
    StepCompleted,
    StepInvoked,
    StepSettled,
    StepSkipped,
    WriteOutcome,
)
from scenarios.plan import SECOND, Approve, Inject, Manual, Phase, Plan, PlannedStep, plan_from_json

State: TypeAlias = Literal["planned", "running", "ok", "failed", "unknown", "skipped"]
STATES: Final[tuple[State, ...]] = ("planned", "running", "ok", "failed", "unknown", "skipped")
_WORST: Final = (Outcome.OK, Outcome.FAILED, Outcome.UNKNOWN)


@dataclass(slots=True)
class Stream:
    """What one probe or ledger saw last, after the interruption. Times are the drill's own nanoseconds."""

    is_up: bool | None = None
    seen_at: int = -1
    has_failed: bool = False
    back_at: int = 0
    """Since when it has answered well without a failure."""

    def hear(self, at: int, *, is_up: bool, interrupted: int | None) -> None:
        """Take in one look; a look that was sent before the newest says nothing of now."""
        if at < self.seen_at:
            return
        if interrupted is not None and at >= interrupted and not is_up:
            self.has_failed = True
        if is_up and not self.is_up:
            self.back_at = at
        self.is_up, self.seen_at = is_up, at


@dataclass(slots=True)
class Followed:
    """One drill as far as it was read. Times are nanoseconds on the clock that its records have."""

    drill: str
    opened: DrillOpened
    plan: Plan = field(init=False)
    steps: dict[str, PlannedStep] = field(init=False)
    services: dict[str, str] = field(init=False)
    """The service of each probe and ledger that has one."""
    streams: dict[str, Stream] = field(default_factory=dict[str, Stream])
    began: dict[Phase, int] = field(default_factory=dict[Phase, int])
    acts: dict[tuple[str, str], StepInvoked] = field(default_factory=dict[tuple[str, str], StepInvoked])
    """Steps on hosts that have begun and not ended."""
    ended: dict[str, Outcome] = field(default_factory=dict[str, Outcome])
    skipped: set[str] = field(default_factory=set[str])
    interrupted: int | None = None
    """When the first fault was begun."""
    closed: int | None = None
    boot_id: str = ""
    offset_ns: int = 0

    def __post_init__(self) -> None:
        """Read the plan."""
        self.plan = plan_from_json(self.opened.plan)
        self.boot_id = self.opened.boot_id
        self.steps = {step.id: step for step in self.plan.steps}
        watched = (*self.plan.probes, *self.plan.ledgers)
        self.services = {one.name: one.service for one in watched if one.service is not None}

    def hear(self, event: Event) -> None:
        """Take in one event; what does not matter here is passed over."""
        match event:
            case RunnerStarted():
                self.boot_id, self.offset_ns = event.boot_id, event.offset_ns
            case StepInvoked():
                self._begun(event)
            case StepCompleted() | StepSettled():
                self.acts.pop((event.step, event.host), None)
                before = self.ended.get(event.step, Outcome.OK)
                worse = isinstance(event, StepCompleted) and _WORST.index(before) > _WORST.index(event.outcome)
                self.ended[event.step] = before if worse else event.outcome
            case StepSkipped():
                self.skipped.add(event.step)
            case SamplesTaken() | LedgerWritten():
                self._looked(event)
            case DrillClosed():
                self.closed = event.at
            case _:
                pass

    def _begun(self, event: StepInvoked) -> None:
        step = self.steps.get(event.step)
        self.acts[event.step, event.host] = event
        if event.attempt > 1:
            self.ended.pop(event.step, None)
        if step is None:
            return
        self.began.setdefault(step.phase, event.at)
        if step.phase is Phase.INJECT and isinstance(step.action, Inject) and self.interrupted is None:
            self.interrupted = event.at

    def _looked(self, event: SamplesTaken | LedgerWritten) -> None:
        name = event.stream if isinstance(event, SamplesTaken) else event.ledger
        stream = self.streams.setdefault(name, Stream())
        for at, is_up in sorted(looks(event)):
            stream.hear(at, is_up=is_up, interrupted=self.interrupted)

    def phase(self) -> Phase | None:
        """Return the phase that began last, None where none has begun or all is over."""
        if self.closed is not None or not self.began:
            return None
        order = tuple(Phase)
        return max(self.began, key=lambda phase: (self.began[phase], order.index(phase)))

    def state_of(self, step: str) -> State:
        """Return how a step of the plan is, the worst of its hosts."""
        if any(name == step for name, _ in self.acts):
            return "running"
        if step in self.ended:
            return _NAMES[self.ended[step]]
        return "skipped" if step in self.skipped else "planned"

    def waits_since(self) -> int | None:
        """Return since when people have been asked for something, None where nobody is."""
        asked = (act.at for (name, _), act in self.acts.items() if self._asks(name))
        return None if self.closed is not None else min(asked, default=None)

    def _asks(self, step: str) -> bool:
        return step in self.steps and isinstance(self.steps[step].action, Approve | Manual)

    def newest_look(self) -> int | None:
        """Return when the newest look was sent that something is known of, None where there is none."""
        return max((stream.seen_at for stream in self.streams.values()), default=None)

    def is_up(self, service: str) -> bool | None:
        """Tell whether a service answers: by all that look at it, None where none has seen anything."""
        seen = [stream.is_up for stream in self._streams_of(service) if stream.is_up is not None]
        return all(seen) if seen else None

    def outage_ns(self, service: str, now: int) -> int:
        """Return the clock since the interruption: it stands where the service answers again, at 0 before it fails."""
        failed = [stream for stream in self._streams_of(service) if stream.has_failed]
        if self.interrupted is None or not failed:
            return 0
        end = max(stream.back_at for stream in failed) if all(stream.is_up for stream in failed) else now
        return max(0, (end if self.closed is None else min(end, self.closed)) - self.interrupted)

    def _streams_of(self, service: str) -> Iterator[Stream]:
        return (stream for name, stream in self.streams.items() if self.services.get(name) == service)


_NAMES: Final[dict[Outcome, State]] = {
    Outcome.OK: "ok",
    Outcome.FAILED: "failed",
    Outcome.UNKNOWN: "unknown",
}


def looks(event: SamplesTaken | LedgerWritten) -> Iterator[tuple[int, bool]]:
    """Yield when each look was sent and whether it was answered well; without an answer it says nothing."""
    if isinstance(event, SamplesTaken):
        yield from ((at, ok) for at, ok in zip(event.sent, event.ok, strict=True) if ok is not None)
        return
    for at, completed, outcome in zip(event.invoked, event.completed, event.outcome, strict=True):
        if completed is not None:
            yield at, outcome is WriteOutcome.OK


def seconds(nanoseconds: int) -> float:
    """Return nanoseconds as seconds."""
    return nanoseconds / SECOND
