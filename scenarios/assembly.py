"""How a question without problems becomes steps of a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scenarios.actions import ActionStepInput
from scenarios.actions.registry import kind_of_action
from scenarios.faults import FaultInput, specified
from scenarios.faults.registry import kind_of_fault
from scenarios.fields import as_text, both
from scenarios.plan import (
    SECOND,
    Action,
    Approve,
    Capture,
    Captured,
    CheckCommand,
    CheckStream,
    Inject,
    Manual,
    Measure,
    Notify,
    PlannedStep,
    Reconcile,
    Repeat,
    Run,
    Safeguards,
    SecretRef,
    Undo,
    WaitFor,
    When,
)
from scenarios.programs import program_of
from scenarios.question import Question, WrittenStep
from scenarios.scripts import PLAY, environment_of
from scenarios.sequence import sequence
from scenarios.steps import (
    ApproveInput,
    CaptureInput,
    CheckCommandInput,
    CheckStreamInput,
    ManualInput,
    MeasureInput,
    NotifyInput,
    Playbook,
    ReconcileInput,
    RepeatInput,
    RunInput,
    ScriptFile,
    WaitForInput,
)
from scenarios.steps.kinds import Body, CheckActionInput, GroupInput, UndoInput
from scenarios.surroundings import Around
from scenarios.titles import titled

MINUTE: Final = 60 * SECOND
WITHIN: Final[dict[str, int]] = {
    "run": MINUTE,
    "fault": MINUTE // 2,
    "check_stream": MINUTE,
    "check_command": MINUTE,
    "wait_for": MINUTE,
    "approve": 30 * MINUTE,
    "manual": 30 * MINUTE,
    "notify": MINUTE // 2,
    "reconcile": 5 * MINUTE,
    "measure": MINUTE // 2,
}
"""How long a step may take that does not say it; an undo has the safeguards' own deadline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the steps of one scenario stand on."""

    scripts: Mapping[str, str]
    sums: Mapping[str, str]
    folder: Path
    environment: Mapping[str, str]
    secrets: Mapping[str, SecretRef]
    safeguards: Safeguards
    around: Around


def planned_steps(question: Question, ground: Ground) -> tuple[PlannedStep, ...]:
    """Return the scenario's own steps as written; what they need may be a part of an included scenario."""
    needs = sequence(question).needs
    return tuple(_planned(question, step, needs[step.id], ground) for step in question.steps())


def bounds_of(question: Question) -> dict[str, int]:
    """Return how many acts of each group may be under way at one time, of those groups that have a bound."""
    groups = {entry.id: entry.body for entry in question.entries() if isinstance(entry.body, GroupInput)}
    return {name: group.at_most for name, group in groups.items() if group.at_most is not None}


def _planned(question: Question, step: WrittenStep, needs: tuple[str, ...], ground: Ground) -> PlannedStep:
    body = step.body
    action = _action(body, ground)
    when = next((When(step=name, was=tuple(was)) for name, was in (body.when or {}).items()), None)
    return PlannedStep(
        id=step.id,
        phase=step.phase,
        action=action,
        hosts=question.hosts_on(step),
        needs=needs,
        within_ns=body.within or _within(action, ground.safeguards),
        title=titled(step.id, action, step.roles) if body.title is None else both(body.title),
        when=when,
        repeat=_repeat(body.repeat_is_harmless),
        whole_ns=body.whole,
        planned_ns=body.planned,
        at_once=body.at_once,
        essential=not isinstance(action, Notify) if body.essential is None else body.essential,
        group=step.group,
    )


def _repeat(written: RepeatInput | None) -> Repeat | None:
    return None if written is None else Repeat(tries=written.tries, pause_ns=written.pause)


def _within(action: Action, safeguards: Safeguards) -> int:
    if isinstance(action, Undo):
        return safeguards.undo_within_ns
    hold = action.hold_ns if isinstance(action, CheckStream) else 0
    return min(WITHIN[action.kind] + hold, max(safeguards.longest_ns, hold))


def _action(body: Body, ground: Ground) -> Action:
    match body:
        case RunInput() | CheckCommandInput():
            return _command(body, ground)
        case ActionStepInput() | CheckActionInput():
            return _named(body, ground)
        case CheckStreamInput(check=check):
            return CheckStream(stream=check.stream, state=check.state, hold_ns=check.hold)
        case WaitForInput():
            return WaitFor(stream=body.wait_for, state=body.state, in_a_row=body.failures or body.successes or 1)
        case ReconcileInput():
            return Reconcile(ledger=body.reconcile, replay=body.replay)
        case MeasureInput():
            return _measure(body, ground)
        case UndoInput(undo=fault):
            return Undo(fault=fault)
        case FaultInput():
            fault = specified(kind_of_fault(body), body, ground.around)
            return Inject(fault=fault, lease_ns=body.lease or ground.safeguards.lease_ns)
        case _:
            return _of_people(body)


def _of_people(body: ApproveInput | ManualInput | NotifyInput) -> Approve | Manual | Notify:
    match body:
        case ApproveInput(approve=gate):
            return Approve(role=gate.role, people=gate.people)
        case ManualInput(manual=work):
            return Manual(
                instruction=both(work.text),
                role=work.role,
                dual_control=work.dual_control,
                confirm_role=(work.confirm_role or work.role) if work.dual_control else None,
                manual=work.manual,
            )
        case NotifyInput(notify=notice):
            groups = tuple(dict.fromkeys(notice.groups))
            return Notify(groups=groups, subject=both(notice.subject), text=both(notice.text))


def _command(body: RunInput | CheckCommandInput, ground: Ground) -> Run | CheckCommand:
    run = body.run if isinstance(body, RunInput) else body.check.run
    script = PLAY if isinstance(run, Playbook) else _text(run, ground)
    env = _environment(body.env, ground)
    if isinstance(run, Playbook):
        env = as_text({**env, **environment_of(run, ground.folder, ground.sums)})
    secrets = _secrets(body.secrets, ground)
    inputs = {name: _captured(wanted) for name, wanted in sorted(body.inputs.items())}
    exits, expect, become = tuple(body.exits), body.expect, body.become
    if isinstance(body, CheckCommandInput):
        return CheckCommand(
            script=script, env=env, secrets=secrets, exits=exits, expect=expect, every_ns=body.every,
            inputs=inputs, become=become,
        )  # fmt: skip
    return Run(
        script=script, env=env, secrets=secrets, exits=exits, expect=expect, captures=_captures(body.captures),
        inputs=inputs, become=become,
    )  # fmt: skip


def _named(body: ActionStepInput | CheckActionInput, ground: Ground) -> Run | CheckCommand:
    form = body.check if isinstance(body, CheckActionInput) else body
    kind = kind_of_action(form)
    said = kind.specify(form, ground.around)
    script, env, secrets = program_of(kind.program), _environment(said.env, ground), _secrets(said.secrets, ground)
    inputs = {name: _captured(wanted) for name, wanted in sorted(body.inputs.items())}
    if isinstance(body, CheckActionInput):
        return CheckCommand(
            script=script, env=env, secrets=secrets, expect=body.expect, every_ns=body.every,
            inputs=inputs, become=body.become, action=kind.name, detail=said.detail,
        )  # fmt: skip
    return Run(
        script=script, env=env, secrets=secrets, expect=body.expect, captures=_captures(body.captures),
        inputs=inputs, become=body.become, action=kind.name, detail=said.detail,
    )  # fmt: skip


def _captures(written: Mapping[str, CaptureInput]) -> tuple[Capture, ...]:
    return tuple(Capture(name=name, type=one.type, after=one.after) for name, one in written.items())


def _captured(wanted: str) -> Captured:
    step, _, name = wanted.rpartition(".")
    return Captured(step=step, name=name)


def _measure(body: MeasureInput, ground: Ground) -> Measure:
    marker = body.measure
    return Measure(
        service=marker.service,
        marker=marker.marker,
        side=marker.side,
        dsn=None if marker.dsn is None else ground.secrets[marker.dsn],
        query=marker.query,
        script=None if marker.run is None else _text(marker.run, ground),
        env={} if marker.run is None else _environment(body.env, ground),
    )


def _text(script: str | ScriptFile, ground: Ground) -> str:
    return script if isinstance(script, str) else ground.scripts[script.file]


def _environment(own: Mapping[str, str], ground: Ground) -> dict[str, str]:
    """Return the parameters and the step's own variables; what a step says itself comes first."""
    return as_text({**ground.environment, **own})


def _secrets(named: Mapping[str, str], ground: Ground) -> dict[str, SecretRef]:
    return {variable: ground.secrets[name] for variable, name in named.items()}


def notified(question: Question) -> Iterator[str]:
    """Yield the contact groups that a scenario's own steps tell."""
    for step in question.steps():
        if isinstance(step.body, NotifyInput):
            yield from step.body.notify.groups
