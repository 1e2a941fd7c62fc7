"""How a question without problems becomes steps of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from scenarios.faults import FaultInput, specify
from scenarios.fields import as_text, both
from scenarios.order import in_order, needs_of, waits_of
from scenarios.plan import (
    SECOND,
    Action,
    Approve,
    CheckCommand,
    CheckStream,
    Inject,
    LedgerAct,
    Phase,
    PlannedStep,
    Run,
    Safeguards,
    SecretRef,
    Undo,
    WaitFor,
    When,
)
from scenarios.question import Body, WrittenStep
from scenarios.scenario import ScenarioInput
from scenarios.steps import (
    ApproveInput,
    CheckCommandInput,
    CheckStreamInput,
    RunInput,
    ScriptFile,
    UndoInput,
    WaitForInput,
)
from scenarios.titles import titled

MINUTE: Final = 60 * SECOND
WITHIN: Final[dict[str, int]] = {
    "run": MINUTE,
    "fault": MINUTE // 2,
    "check_stream": MINUTE,
    "check_command": MINUTE,
    "wait_for": MINUTE,
    "approve": 30 * MINUTE,
}
"""How long a step may take that does not say it; an undo has the safeguards' own deadline."""
_Act: TypeAlias = Literal["open", "read", "drop"]
_LEDGER: Final[dict[_Act, tuple[Phase, int]]] = {
    "open": (Phase.PREPARE, MINUTE),
    "read": (Phase.VERIFY, 5 * MINUTE),
    "drop": (Phase.RESTORE, MINUTE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the steps of one scenario stand on."""

    hosts: Mapping[str, tuple[str, ...]]
    scripts: Mapping[str, str]
    environment: Mapping[str, str]
    secrets: Mapping[str, SecretRef]
    safeguards: Safeguards


def planned_steps(written: Iterable[WrittenStep], model: ScenarioInput, ground: Ground) -> tuple[PlannedStep, ...]:
    """Return every step of the plan in an order that respects phases and needs, those around the ledgers included."""
    listed = list(written)
    needs, waits = needs_of(listed), waits_of(listed)
    planned = {step.id: _planned(step, needs[step.id], ground) for step in listed}
    steps: list[PlannedStep] = []
    for phase in Phase:
        order = in_order({step.id: waits[step.id] for step in listed if step.phase is phase})
        steps += _with_ledgers([planned[name] for name in order], phase, tuple(model.ledger))
    return tuple(steps)


def _planned(step: WrittenStep, needs: tuple[str, ...], ground: Ground) -> PlannedStep:
    action = _action(step.body, ground)
    hosts = dict.fromkeys(host for role in step.roles for host in ground.hosts[role])
    when = next((When(step=name, was=tuple(was)) for name, was in (step.body.when or {}).items()), None)
    return PlannedStep(
        id=step.id,
        phase=step.phase,
        action=action,
        hosts=tuple(hosts),
        needs=needs,
        within_ns=step.body.within or _within(action, ground.safeguards),
        title=titled(step.id, action, step.roles) if step.body.title is None else both(step.body.title),
        when=when,
    )


def _within(action: Action, safeguards: Safeguards) -> int:
    if isinstance(action, Undo):
        return safeguards.undo_within_ns
    hold = action.hold_ns if isinstance(action, CheckStream) else 0
    return min(WITHIN[action.kind] + hold, max(safeguards.longest_ns, hold))


def _action(body: Body, ground: Ground) -> Action:
    match body:
        case RunInput(run=run):
            return Run(
                script=_text(run, ground),
                env=_environment(body.env, ground),
                secrets=_secrets(body.secrets, ground),
                exits=tuple(body.exits),
                expect=body.expect,
            )
        case CheckCommandInput():
            return _command(body, ground)
        case CheckStreamInput(check=check):
            return CheckStream(stream=check.stream, state=check.state, hold_ns=check.hold)
        case WaitForInput():
            return WaitFor(stream=body.wait_for, state=body.state, in_a_row=body.failures or body.successes or 1)
        case ApproveInput(approve=gate):
            return Approve(role=gate.role, people=gate.people)
        case UndoInput(undo=fault):
            return Undo(fault=fault)
        case FaultInput():
            return Inject(fault=specify(body), lease_ns=body.lease or ground.safeguards.lease_ns)


def _command(body: CheckCommandInput, ground: Ground) -> CheckCommand:
    return CheckCommand(
        script=_text(body.check.run, ground),
        env=_environment(body.env, ground),
        secrets=_secrets(body.secrets, ground),
        exits=tuple(body.exits),
        expect=body.expect,
        every_ns=body.every,
    )


def _text(script: str | ScriptFile, ground: Ground) -> str:
    return script if isinstance(script, str) else ground.scripts[script.file]


def _environment(own: Mapping[str, str], ground: Ground) -> dict[str, str]:
    """Return the parameters and the step's own variables; what a step says itself comes first."""
    return as_text({**ground.environment, **own})


def _secrets(named: Mapping[str, str], ground: Ground) -> dict[str, SecretRef]:
    return {variable: ground.secrets[name] for variable, name in named.items()}


def _with_ledgers(steps: list[PlannedStep], phase: Phase, ledgers: tuple[str, ...]) -> Iterator[PlannedStep]:
    """Yield the steps of a phase with those that open, read or drop ledgers."""
    acts: list[_Act] = [act for act in _LEDGER if _LEDGER[act][0] is phase]
    added = [_around(ledger, act) for act in acts for ledger in ledgers]
    if phase is not Phase.PREPARE:
        yield from steps
        yield from (replace(step, needs=tuple(other.id for other in steps)) for step in added)
        return
    yield from added
    here, opened = {step.id for step in steps}, tuple(step.id for step in added)
    for step in steps:
        yield step if here.intersection(step.needs) else replace(step, needs=(*opened, *step.needs))


def _around(ledger: str, act: _Act) -> PlannedStep:
    action = LedgerAct(ledger=ledger, act=act)
    name, (phase, within) = f"ledger.{ledger}.{act}", _LEDGER[act]
    return PlannedStep(
        id=name, phase=phase, action=action, hosts=(), needs=(), within_ns=within, title=titled(name, action, ())
    )
