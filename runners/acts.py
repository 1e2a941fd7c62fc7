"""How one step stands on one host, and on all its hosts together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, Literal

from measurements.events import CONTROLLER, Outcome
from runners.actions import Settle
from scenarios.plan import (
    Approve,
    Inject,
    LedgerAct,
    Manual,
    Measure,
    Notify,
    PlannedStep,
    Ready,
    Reconcile,
    Run,
    Undo,
)

Ended = Literal["ok", "failed", "unknown", "skipped"]


class Stage(Enum):
    """Where one step on one host is. AGAIN: it did not end well, and a repeat is harmless and still to come."""

    OPEN = auto()
    AGAIN = auto()
    UNVERIFIED = auto()
    GOOD = auto()
    BAD = auto()


_UNDER_WAY: Final = {Stage.OPEN, Stage.AGAIN, Stage.UNVERIFIED}


@dataclass(slots=True, kw_only=True)
class Tries:
    """Attempts at undoing in this run of the runner: how many, and since when."""

    count: int = 0
    since: int = 0

    def add(self, at: int) -> None:
        """Count one more."""
        self.since = self.since if self.count else at
        self.count += 1


@dataclass(slots=True, kw_only=True)
class Act:
    """One try of one step on one host, from its intent on; a repeat is an act of its own, which takes its place.

    `met_at`: when the look was seen to be true. `in_doubt`: a runner died between intent and outcome.
    `again`: it ended badly at `ended_at` and is to be tried once more. `captured` holds values that later steps name.
    `tries` counts attempts at undoing, `last_tries` those after every restore step; `undone_at` is the last one's end.
    """

    step: PlannedStep
    host: str
    invoked_at: int
    run: str
    attempt: int = 1
    outcome: Outcome | None = None
    ended_at: int = 0
    again: bool = False
    captured: dict[str, str] = field(default_factory=dict[str, str])
    in_doubt: bool = False
    met_at: int | None = None
    took: Outcome | None = None
    tries: Tries = field(default_factory=Tries)
    last_tries: Tries = field(default_factory=Tries)
    undoing: bool = False
    undone_at: int | None = None
    looked_since: bool = True
    proved: Outcome | None = None

    @property
    def name(self) -> str:
        """Return what people call it."""
        return f"{self.step.id} on {self.host}" if self.host else self.step.id

    @property
    def stage(self) -> Stage:
        """Return where this stands for the drill's forward progress."""
        if self.outcome is None:
            return Stage.OPEN
        if self.outcome is not Outcome.OK:
            return Stage.AGAIN if self.again else Stage.BAD
        if not isinstance(self.step.action, Inject) or self.took is Outcome.OK:
            return Stage.GOOD
        return Stage.UNVERIFIED if self.took is None else Stage.BAD

    @property
    def is_gone(self) -> bool:
        """Tell whether this fault was seen to be gone."""
        return self.proved is Outcome.OK

    def interrupt(self) -> None:
        """Take in that the runner died: what was under way is in doubt, and undoing begins afresh."""
        self.in_doubt = self.outcome is None and has_effect(self.step)
        self.tries, self.last_tries = Tries(), Tries()
        self.undoing = False


@dataclass(slots=True, kw_only=True)
class StepState:
    """One step on all its hosts.

    `pending` holds the hosts where it has not begun, `alive` the acts of which something is still to come, `stages`
    counts all acts by stage; `begun_at` is the first intent, from which the step's whole time runs.
    """

    step: PlannedStep
    acts: dict[str, Act] = field(default_factory=dict[str, Act])
    stages: Counter[Stage] = field(default_factory=Counter[Stage])
    pending: dict[str, None] = field(default_factory=dict[str, None])
    alive: dict[str, Act] = field(default_factory=dict[str, Act])
    begun_at: int | None = None
    skipped: str | None = None
    has_effect: bool = False

    def __post_init__(self) -> None:
        self.pending = dict.fromkeys(hosts_of(self.step))
        self.has_effect = has_effect(self.step)

    def begin(self, act: Act) -> None:
        """Take in a new act; a repeat takes the place of the try before it."""
        before = self.acts.get(act.host)
        if before is not None:
            self.stages[before.stage] -= 1
        self.begun_at = act.invoked_at if self.begun_at is None else self.begun_at
        self.pending.pop(act.host, None)
        self.acts[act.host] = act
        self.enter(act)

    def leave(self, act: Act) -> None:
        """Take an act out of the count before it changes."""
        self.stages[act.stage] -= 1

    def enter(self, act: Act) -> None:
        """Count an act again after it has changed."""
        self.stages[act.stage] += 1
        if act.stage in _UNDER_WAY:
            self.alive[act.host] = act
        else:
            self.alive.pop(act.host, None)

    @property
    def whole_until(self) -> int | None:
        """Return when all tries on all hosts have to be over, None where nothing bounds them or none has begun."""
        if self.step.whole_ns is None or self.begun_at is None:
            return None
        return self.begun_at + self.step.whole_ns

    def is_out_of_time(self, now: int) -> bool:
        """Tell whether the time for all tries on all hosts is over."""
        return self.whole_until is not None and now >= self.whole_until

    def may_repeat(self, act: Act, at: int) -> bool:
        """Tell whether an act that ends badly at `at` may be tried again, as far as its own step knows."""
        repeat = self.step.repeat
        if repeat is None or isinstance(self.step.action, Approve | Manual | Undo):
            return False
        return act.attempt < repeat.tries and not self.is_out_of_time(at + repeat.pause_ns)

    @property
    def is_begun_everywhere(self) -> bool:
        """Tell whether it was begun on each of its hosts."""
        return not self.pending

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing is left to come of it, a fault's verification included."""
        return self.has_ended and not self.stages[Stage.UNVERIFIED]

    @property
    def has_ended(self) -> bool:
        """Tell whether it will not begin anywhere else and is under way nowhere."""
        is_begun = self.is_begun_everywhere or self.skipped is not None
        return is_begun and not self.stages[Stage.OPEN] and not self.stages[Stage.AGAIN]

    @property
    def ended(self) -> Ended | None:
        """Return how it ended on the whole, the worst of its hosts, or None while it has not."""
        if not self.has_ended:
            return None
        if not self.acts:
            return "skipped"
        outcomes = {act.outcome for act in self.acts.values()}
        if Outcome.UNKNOWN in outcomes:
            return "unknown"
        return "failed" if Outcome.FAILED in outcomes or not self.is_begun_everywhere else "ok"


def hosts_of(step: PlannedStep) -> tuple[str, ...]:
    """Return where a step runs: on its hosts, or on the controller."""
    return step.hosts or (CONTROLLER,)


def has_effect(step: PlannedStep) -> bool:
    """Tell whether doing it twice could do harm; looks, gates, manual steps and undos can be taken up again."""
    return isinstance(step.action, Run | Inject | LedgerAct | Notify | Reconcile | Measure | Ready)


def settle(act: Act, outcome: Outcome, reason: str) -> Settle:
    """Return the action that ends a begun act."""
    return Settle(step=act.step.id, host=act.host, outcome=outcome, reason=reason)
