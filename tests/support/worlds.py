"""Plans drawn at random, and a world in which everything may fail, for the laws of policy."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from measurements.events import (
    AbortAsked,
    ApprovalGiven,
    DrillOpened,
    Event,
    FaultVerified,
    InterruptionDecided,
    ManualReported,
    Outcome,
    RunnerStarted,
    SamplesTaken,
    StepCompleted,
    StepSettled,
    UndoCompleted,
    UndoInvoked,
    UndoProved,
)
from runners.actions import (
    Action,
    AskApproval,
    AskInterruption,
    AskManual,
    Close,
    DecideRestore,
    Invoke,
    Look,
    Prove,
    Settle,
    Skip,
    Trip,
    UndoFault,
    Verify,
    Wait,
)
from runners.acts import has_effect
from runners.intents import event_of, is_lawful
from runners.policy import decide_from
from runners.state import DrillState
from scenarios.plan import (
    SECOND,
    Approve,
    Bystander,
    CheckCommand,
    CheckStream,
    Inject,
    LedgerAct,
    Manual,
    Person,
    Phase,
    Plan,
    PlannedStep,
    Repeat,
    Run,
    Text,
    Undo,
    WaitFor,
    When,
)
from scenarios.plan import Action as StepAction
from tests.support.scripted_drills import fault, plan, step

FORWARD = [phase for phase in Phase if phase is not Phase.RESTORE]
Key = tuple[str, str]


def drawn_plan(rnd: Random) -> Plan:
    """A plan as the planner could make it: needs and conditions point backwards, an undo step names a fault."""
    steps: list[PlannedStep] = []
    for phase in Phase:
        for _ in range(rnd.randint(0, 4)):
            steps.append(_drawn_step(rnd, phase, steps))
    bystanders = [Bystander(probe="page", stop_after=3)] if rnd.random() < 0.3 else []
    drawn = plan(*steps, bystanders=bystanders, asks=rnd.random() < 0.5)
    return _bounded(rnd, drawn) if rnd.random() < 0.6 else drawn


def _bounded(rnd: Random, drawn: Plan) -> Plan:
    guards = replace(drawn.safeguards, most_hosts_at_once=rnd.choice([None, 1]))
    groups = {"g": rnd.randint(1, 2), "h": 1}
    people = PEOPLE if rnd.random() < 0.5 else ()
    return replace(drawn, safeguards=guards, groups=groups, parallel=rnd.choice([None, 1, 2]), people=people)


PEOPLE = tuple(
    Person(id=name, title=Text(zh=name, en=name), names=(name.upper(),), accounts=(f"{name}@firm",), roles=roles)
    for name, roles in [("li", ("commander", "operator")), ("wang", ("commander", "checker")), ("zhang", ("operator",))]
)
SPOKEN = [spelled for name in ("li", "wang", "zhang", "zhao") for spelled in (name, f" {name.upper()}", f"{name}@firm")]


def _drawn_step(rnd: Random, phase: Phase, before: list[PlannedStep]) -> PlannedStep:
    action = _drawn_action(rnd, phase, before)
    earlier = [other.id for other in before if other.phase is phase]
    needs = rnd.sample(earlier, rnd.randint(0, len(earlier))) if rnd.random() < 0.6 else earlier[-1:]
    when = None
    if before and rnd.random() < 0.2:
        when = When(step=rnd.choice(before).id, was=(rnd.choice(["ok", "failed", "unknown", "skipped"]), "ok"))
    hosts = rnd.choice([["a"], ["b"], ["a", "b"]]) if isinstance(action, Run | Inject | CheckCommand) else []
    drawn = step(f"s{len(before)}", phase, action, on=hosts, needs=needs, when=when)
    return _with_limits(rnd, drawn)


def _with_limits(rnd: Random, drawn: PlannedStep) -> PlannedStep:
    may_repeat = not isinstance(drawn.action, Approve | Manual | Undo | Inject)
    must = isinstance(drawn.action, Inject | Approve | Undo) or (
        isinstance(drawn.action, Manual) and drawn.action.dual_control
    )
    return replace(
        drawn,
        repeat=Repeat(tries=rnd.randint(2, 3), pause_ns=SECOND // 5) if may_repeat and rnd.random() < 0.4 else None,
        whole_ns=rnd.choice([SECOND, 3 * SECOND]) if not must and rnd.random() < 0.2 else None,
        at_once=1 if rnd.random() < 0.3 else None,
        group=rnd.choice(["g", "h"]) if rnd.random() < 0.4 else None,
        essential=must or rnd.random() < 0.8,
    )


def _drawn_action(rnd: Random, phase: Phase, before: list[PlannedStep]) -> StepAction:
    faults = [other.id for other in before if isinstance(other.action, Inject)]
    undone = {other.action.fault for other in before if isinstance(other.action, Undo)}
    choices: list[StepAction] = [
        Run(script="run"),
        CheckCommand(script="look"),
        CheckStream(stream="entry", state="up", hold_ns=SECOND),
        WaitFor(stream="entry", state="down"),
        Approve(role="commander", people=rnd.randint(1, 2)),
        LedgerAct(ledger="orders", act=rnd.choice(["open", "read", "drop"])),
        Manual(
            instruction=Text(zh="打电话", en="call"),
            role="operator",
            dual_control=rnd.random() < 0.6,
            confirm_role=rnd.choice([None, "checker"]),
        ),
    ]
    if phase is not Phase.RESTORE:
        choices += [fault(), fault()]
    choices += [Undo(fault=name) for name in faults if name not in undone]
    return rnd.choice(choices)


@dataclass(kw_only=True)
class World:
    """A drill under way; `events` is its journal, `flying` what was begun and has not ended."""

    rnd: Random
    plan: Plan
    kindness: float
    now: int = 0
    events: list[Event] = field(default_factory=list[Event])
    flying: dict[Key, str] = field(default_factory=dict[Key, str])
    batches: dict[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        self.state = DrillState(self.plan)
        self.write(
            DrillOpened(
                at=0,
                drill="d",
                scenario="s",
                plan={},
                plan_sha256="",
                software="",
                opened_by="",
                utc_ns=0,
                boot_id="",
            )
        )
        self.write(RunnerStarted(at=0, run="0", pid=1, boot_id="", resumed=False))

    def write(self, event: Event) -> None:
        self.events.append(event)
        self.state.apply(event)

    def live(self, turns: int = 3_000) -> None:
        """Let things happen until the drill is closed, or for so many turns."""
        for _ in range(turns):
            if self.state.closed is not None:
                return
            self._happen()
            self._act(decide_from(self.plan, self.state, self.now))

    def _outcome(self) -> Outcome:
        if self.rnd.random() < self.kindness:
            return Outcome.OK
        return self.rnd.choice([Outcome.FAILED, Outcome.UNKNOWN])

    def _happen(self) -> None:
        """Something from outside: time, answers, samples, people, a crash."""
        self.now += self.rnd.choice([0, SECOND // 100, SECOND // 2])
        for key in [key for key in self.flying if self.rnd.random() < 0.5]:
            self._land(key)
        for stream in ("entry", "page"):
            if self.rnd.random() < 0.5:
                self._sample(stream, ok=self.rnd.random() < 0.7)
        chance = self.rnd.random() * (1 - self.kindness)
        if chance > 0.29:
            self.write(AbortAsked(at=self.now, by="somebody", reason="enough"))
        elif chance > 0.27:
            self.crash()

    def crash(self) -> None:
        """The runner dies, and another one takes the drill."""
        self.flying.clear()
        self.now += SECOND
        self.write(RunnerStarted(at=self.now, run="1", pid=2, boot_id="", resumed=True))

    def _land(self, key: Key) -> None:
        name, host = key
        match self.flying.pop(key):
            case "undo":
                self.write(UndoCompleted(at=self.now, step=name, host=host, outcome=self._outcome()))
            case _:
                self.write(StepCompleted(at=self.now, step=name, host=host, outcome=self._outcome()))

    def _sample(self, stream: str, *, ok: bool) -> None:
        batch = self.batches.get(stream, 0)
        self.batches[stream] = batch + 1
        at = (self.now,)
        self.write(SamplesTaken(at=self.now, stream=stream, batch=batch, due=at, sent=at, received=at, ok=(ok,)))

    def _act(self, actions: tuple[Action, ...]) -> None:
        """Do some of what may be done, in any order; at least let time pass where there is nothing else."""
        doing = [action for action in actions if not isinstance(action, Wait)]
        chosen = [action for action in doing if self.rnd.random() < 0.7]
        self.rnd.shuffle(chosen)
        for action in chosen:
            self._do(action)
        untils = [action.until for action in actions if isinstance(action, Wait) and action.until is not None]
        if not doing and not self.flying and untils and self.rnd.random() < 0.2:
            self.now = max(self.now, min(untils))

    def _do(self, action: Action) -> None:
        event = event_of(action, self.state.steps, "0", self.now)
        if event is not None:
            if not is_lawful(event, self.state):
                return
            self.write(event)
        match action:
            case Invoke(step=name, host=host):
                if has_effect(self.plan.step(name)):
                    self.flying[name, host] = "step"
            case UndoFault(step=name, host=host):
                self.flying[name, host] = "undo"
            case Settle(step=name, host=host):
                self.flying.pop((name, host), None)
            case Look() | Verify() | Prove():
                self._look(action)
            case AskApproval() | AskManual() | AskInterruption():
                self._answer(action)
            case Skip() | Trip() | DecideRestore() | Close() | Wait():
                pass

    def _look(self, action: Look | Verify | Prove) -> None:
        name, host, outcome = action.step, action.host, self._outcome()
        match action:
            case Look() if self.state.steps[name].acts[host].outcome is None:
                self.write(StepCompleted(at=self.now, step=name, host=host, outcome=outcome))
            case Verify():
                self.write(FaultVerified(at=self.now, step=name, host=host, took=outcome, detail=""))
            case Prove():
                self.write(UndoProved(at=self.now, step=name, host=host, proved=outcome, detail=""))
            case _:
                pass

    def _answer(self, question: AskApproval | AskManual | AskInterruption) -> None:
        match question:
            case AskManual(step=name):
                self.write(
                    ManualReported(
                        at=self.now,
                        step=name,
                        person=self.rnd.choice(SPOKEN),
                        what=self.rnd.choice(["done", "done", "done", "confirmed", "confirmed", "failed", "refused"]),
                        note="",
                        channel="test",
                    )
                )
            case AskApproval(step=name):
                self.write(
                    ApprovalGiven(
                        at=self.now,
                        step=name,
                        person=self.rnd.choice(SPOKEN),
                        decision="approve" if self.rnd.random() < 0.9 else "refuse",
                        reason="",
                        channel="test",
                    )
                )
            case AskInterruption(in_doubt=in_doubt):
                for name, host in in_doubt:
                    outcome = self._outcome()
                    self.write(StepSettled(at=self.now, step=name, host=host, outcome=outcome, by="li", reason=""))
                decision = "continue" if self.rnd.random() < 0.6 else "restore"
                self.write(InterruptionDecided(at=self.now, decision=decision, by="li", reason=""))


__all__ = ["FORWARD", "UndoInvoked", "World", "drawn_plan"]
