"""A drill for the cases of policy: each method is something that happens, and it tells what is to be done now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from measurements.events import (
    AbortAsked,
    ApprovalGiven,
    DrillOpened,
    Event,
    FaultVerified,
    Outcome,
    RunnerStarted,
    SamplesTaken,
    StepCompleted,
    StepInvoked,
    StepSkipped,
    UndoCompleted,
    UndoInvoked,
    UndoProved,
)
from runners.actions import Action, AskInterruption, Close, Invoke, Look, Prove, Settle, Skip, Trip, UndoFault, Verify
from runners.policy import decide_from
from runners.state import DrillState
from scenarios.plan import Plan

OK = Outcome.OK


def opened() -> DrillOpened:
    return DrillOpened(
        at=0, drill="d", scenario="s", plan={}, plan_sha256="", software="", opened_by="", utc_ns=0, boot_id=""
    )


@dataclass
class Drill:
    """A drill at the moment `now`; each method is something that happens then."""

    plan: Plan
    now: int = 0
    batches: int = 0
    state: DrillState = field(init=False)

    def __post_init__(self) -> None:
        self.state = DrillState(self.plan)
        self.tell(opened(), self._started(resumed=False))

    def _started(self, run: str = "r", *, resumed: bool) -> RunnerStarted:
        return RunnerStarted(at=self.now, run=run, pid=1, boot_id="", resumed=resumed)

    def tell(self, *events: Event) -> Drill:
        for event in events:
            self.state.apply(event)
        return self

    def begin(self, name: str, host: str = "") -> Drill:
        return self.tell(StepInvoked(at=self.now, step=name, host=host, run="r"))

    def end(self, name: str, host: str = "", outcome: Outcome = OK) -> Drill:
        return self.tell(StepCompleted(at=self.now, step=name, host=host, outcome=outcome))

    def do(self, name: str, host: str = "", outcome: Outcome = OK) -> Drill:
        return self.begin(name, host).end(name, host, outcome)

    def took(self, name: str, host: str = "a", took: Outcome = OK) -> Drill:
        return self.tell(FaultVerified(at=self.now, step=name, host=host, took=took, detail=""))

    def undo(self, name: str, host: str = "a", proved: Outcome | None = OK) -> Drill:
        self.tell(UndoInvoked(at=self.now, step=name, host=host, run="r", because=""))
        self.tell(UndoCompleted(at=self.now, step=name, host=host, outcome=OK))
        if proved is not None:
            self.tell(UndoProved(at=self.now, step=name, host=host, proved=proved, detail=""))
        return self

    def skip(self, name: str) -> Drill:
        return self.tell(StepSkipped(at=self.now, step=name, reason=""))

    def samples(self, story: str, stream: str = "entry") -> Drill:
        sent = tuple(range(self.now, self.now + len(story)))
        oks = tuple(letter == "U" for letter in story)
        batch, self.batches, self.now = self.batches, self.batches + 1, self.now + len(story)
        return self.tell(
            SamplesTaken(at=self.now, stream=stream, batch=batch, due=sent, sent=sent, received=sent, ok=oks)
        )

    def say(self, person: str, decision: Literal["approve", "refuse"] = "approve", *, waived: bool = False) -> Drill:
        return self.tell(
            ApprovalGiven(
                at=self.now, step="gate", person=person, decision=decision, reason="", channel="api", waived=waived
            )
        )

    def crash(self, run: str = "r") -> Drill:
        return self.tell(self._started(run, resumed=True))

    def abort(self) -> Drill:
        return self.tell(AbortAsked(at=self.now, by="li", reason="enough"))

    def at(self, now: int) -> Drill:
        self.now = now
        return self

    @property
    def actions(self) -> tuple[Action, ...]:
        return decide_from(self.plan, self.state, self.now)

    @property
    def doing(self) -> list[str]:
        """What is to be done now, waits left out."""
        return [told for action in self.actions if (told := _told(action))]


def _told(action: Action) -> str:
    match action:
        case Settle():
            return f"settle {action.step}@{action.host} {action.outcome}"
        case Invoke() | Look() | Verify() | UndoFault() | Prove():
            return f"{type(action).__name__.lower()} {action.step}@{action.host}"
        case Skip():
            return f"skip {action.step}"
        case Trip():
            return f"trip {action.safeguard}"
        case AskInterruption():
            return "ask"
        case Close():
            return f"close {action.ending} {action.restored} {','.join(action.residue)}"
        case _:
            return ""
