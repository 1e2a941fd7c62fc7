"""How one step stands on one host, and on all its hosts together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal

from measurements.events import CONTROLLER, Outcome
from scenarios.plan import Inject, LedgerAct, PlannedStep, Run

Ended = Literal["ok", "failed", "unknown", "skipped"]


class Stage(Enum):
    """Where one step on one host is."""

    OPEN = auto()
    UNVERIFIED = auto()
    GOOD = auto()
    BAD = auto()


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
    """One step on one host, from its intent on.

    `met_at`: when the look was seen to be true. `in_doubt`: a runner died between intent and outcome.
    `tries` counts attempts at undoing, `last_tries` those after every restore step; `undone_at` is the last one's end.
    """

    step: PlannedStep
    host: str
    invoked_at: int
    run: str
    outcome: Outcome | None = None
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
    def stage(self) -> Stage:
        """Return where this stands for the drill's forward progress."""
        if self.outcome is None:
            return Stage.OPEN
        if self.outcome is not Outcome.OK:
            return Stage.BAD
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
    """One step on all its hosts; `stages` counts its acts by stage."""

    step: PlannedStep
    acts: dict[str, Act] = field(default_factory=dict[str, Act])
    stages: Counter[Stage] = field(default_factory=Counter[Stage])
    skipped: str | None = None

    @property
    def is_begun_everywhere(self) -> bool:
        """Tell whether it was begun on each of its hosts."""
        return len(self.acts) == len(hosts_of(self.step))

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing is left to come of it, a fault's verification included."""
        return self.has_ended and not self.stages[Stage.UNVERIFIED]

    @property
    def has_ended(self) -> bool:
        """Tell whether it will not begin anywhere else and is under way nowhere."""
        return (self.is_begun_everywhere or self.skipped is not None) and not self.stages[Stage.OPEN]

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
    """Tell whether doing it twice could do harm; looks, gates and undos can be taken up again."""
    return isinstance(step.action, Run | Inject | LedgerAct)
