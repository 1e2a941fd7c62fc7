"""What must hold between the steps of a scenario."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.actions import ActionInput, ActionStepInput
from scenarios.actions.registry import kind_of_action
from scenarios.faults import FaultInput
from scenarios.faults.registry import kind_of_fault
from scenarios.order import cycles
from scenarios.plan import Phase
from scenarios.problems import Problem
from scenarios.quantities import show_duration
from scenarios.question import Entry, Question, WrittenStep
from scenarios.sequence import graph_of, sequence
from scenarios.steps import (
    CONTROLLER,
    CheckStreamInput,
    ReconcileInput,
    RunInput,
    WaitForInput,
)
from scenarios.steps.kinds import CheckActionInput, GroupInput, IncludeLineInput, UndoInput
from scenarios.suggest import nearest
from scenarios.tree import Path

RESERVED = ("ledger.", "ready.")
_PHASES = list(Phase)


def check_steps(question: Question) -> Iterator[Problem]:
    """Yield everything that is wrong between steps, and between a step and the names it uses."""
    steps = list(question.steps())
    yield from _names(question)
    yield from _interruption(question)
    yield from _unguarded(question, steps)
    yield from _cycles(question)
    yield from _undone(question, steps)
    yield from _needs(question)
    for step in steps:
        yield from _phase(question, step)
        yield from _roles(question, step)
        yield from _stream(question, step)
        yield from _time(question, step)


def _names(question: Question) -> Iterator[Problem]:
    first: dict[str, int] = {}
    included = question.scenario.names("include")
    for name, place in question.places():
        if place.include == name:
            continue
        if name in first:
            yield question.scenario.problem_of_key(place.path, "duplicate_step", name=name, line=str(first[name]))
        if name in included:
            yield question.scenario.problem_of_key(place.path, "include_name_taken", name=name)
        prefix = next((each for each in RESERVED if name.startswith(each)), None)
        if prefix is not None:
            yield question.scenario.problem_of_key(place.path, "reserved_id", prefix=prefix)
        first.setdefault(name, place.mark.line)


def _interruption(question: Question) -> Iterator[Problem]:
    model = question.model
    if model is None or model.form != "live" or not question.scenario.is_whole("inject"):
        return
    own = any(place.phase is Phase.INJECT for _, place in question.places())
    if not own and not any(step.phase is Phase.INJECT for _, step, _ in question.foreign()):
        yield question.scenario.problem_of_key(("inject",), "no_inject")


def _unguarded(question: Question, steps: list[WrittenStep]) -> Iterator[Problem]:
    """A command that interrupts has no lease, unlike a fault; and something has to bring back what it took away."""
    model = question.model
    if model is None or model.form != "live":
        return
    restores = any(place.phase is Phase.RESTORE for _, place in question.places())
    restores = restores or any(step.phase is Phase.RESTORE for _, step, _ in question.foreign())
    for step in steps:
        if step.phase is Phase.INJECT and isinstance(step.body, RunInput | ActionStepInput):
            key = "unguarded_interruption" if restores else "nothing_restores"
            word = "run" if isinstance(step.body, RunInput) else "action"
            yield question.scenario.problem((*step.path, word), key, name=step.id)


def _cycles(question: Question) -> Iterator[Problem]:
    bodies = {step.id: (step.path, step.body.needs is None and bool(step.body.when)) for step in question.steps()}
    bodies |= {
        f"{entry.phase}/{entry.body.include}": (entry.path, False)
        for entry in question.entries()
        if isinstance(entry.body, IncludeLineInput)
    }
    for cycle in cycles(graph_of(question, sequence(question))):
        path, by_when = next((bodies[name] for name in cycle if name in bodies), ((), False))
        field = "when" if by_when else "needs"
        told = " -> ".join(name.rpartition("/")[2] for name in cycle)
        yield question.scenario.problem((*path, field), "cycle", cycle=told)


def _needs(question: Question) -> Iterator[Problem]:
    """Steps named by needs and when exist, do not belong to a later phase, and are not in the same group."""
    phases = {name: place.phase for name, place in question.places() if place.include != name}
    phases |= {name: step.phase for name, step, _ in question.foreign()}
    phases |= dict.fromkeys(question.scenario.names("include"), Phase.PREPARE)
    for path, phase, name in _named(question):
        if name not in phases:
            yield question.scenario.problem(path, "needs_unknown", name=name, hint=nearest(name, phases))
        elif _PHASES.index(phases[name]) > _PHASES.index(phase):
            yield question.scenario.problem(path, "needs_later", name=name)
    yield from _members(question)


def _named(question: Question) -> Iterator[tuple[Path, Phase, str]]:
    """Yield every name under needs and when, with its place and the phase in which it is named."""
    for entry in question.entries():
        for index, name in enumerate(entry.body.needs or ()):
            yield (*entry.path, "needs", index), entry.phase, name
    for step in question.steps():
        for index, name in enumerate((step.body.needs or ()) if step.group is not None else ()):
            yield (*step.path, "needs", index), step.phase, name
        for name in step.body.when or ():
            yield (*step.path, "when", name), step.phase, name


def _members(question: Question) -> Iterator[Problem]:
    groups = _groups(question)
    for step in question.steps():
        beside = groups.get(step.group or "", ())
        for index, name in enumerate(step.body.needs or ()):
            if name in beside:
                yield question.scenario.problem((*step.path, "needs", index), "member_needs_member", name=name)
        for name in step.body.when or ():
            if name in beside:
                yield question.scenario.problem((*step.path, "when", name), "member_needs_member", name=name)


def _groups(question: Question) -> dict[str, tuple[str, ...]]:
    """Return for each group its own name and those of its members."""

    def inside(entry: Entry) -> tuple[str, ...]:
        body = entry.body
        return tuple(name for member in body.parallel for name in member) if isinstance(body, GroupInput) else ()

    return {entry.id: (entry.id, *inside(entry)) for entry in question.entries() if inside(entry)}


def _undone(question: Question, steps: list[WrittenStep]) -> Iterator[Problem]:
    faults = {step.id for step in steps if isinstance(step.body, FaultInput)}
    faults |= {name for name, step, _ in question.foreign() if isinstance(step.body, FaultInput)}
    whole = {step.id for step in steps} | {name for name, _, _ in question.foreign()}
    known = {name for name, _ in question.places()} | whole
    first: dict[str, int] = _undone_inside(question)
    lines = {name: place.mark.line for name, place in question.places()}
    for step in steps:
        if not isinstance(step.body, UndoInput):
            continue
        path, fault = (*step.path, "undo"), step.body.undo
        if fault not in known:
            yield question.scenario.problem(path, "needs_unknown", name=fault, hint=nearest(fault, faults))
        elif fault in whole - faults:
            yield question.scenario.problem(path, "undo_of_no_fault", name=fault, hint=nearest(fault, faults))
        elif fault in first:
            yield question.scenario.problem(path, "undone_twice", name=fault, line=str(first[fault]))
        first.setdefault(fault, lines.get(step.id, 0))


def _undone_inside(question: Question) -> dict[str, int]:
    """Return the faults that included scenarios undo themselves, each with the line there."""
    undone: dict[str, int] = {}
    for name, step, whose in question.foreign():
        if isinstance(step.body, UndoInput):
            prefix = name.removesuffix(step.id)
            lines = {each: place.mark.line for each, place in whose.places()}
            undone[prefix + step.body.undo] = lines.get(step.id, 0)
    return undone


def _phase(question: Question, step: WrittenStep) -> Iterator[Problem]:
    """Undo belongs to restore and faults do not; nothing is touched at a table."""
    draft, body = question.scenario, step.body
    if isinstance(body, UndoInput) and step.phase is not Phase.RESTORE:
        yield draft.problem_of_key((*step.path, "undo"), "undo_outside_restore")
    if isinstance(body, FaultInput) and step.phase is Phase.RESTORE:
        yield draft.problem_of_key((*step.path, "fault"), "fault_in_restore")
    if isinstance(body, ReconcileInput) and _PHASES.index(step.phase) < _PHASES.index(Phase.VERIFY):
        yield draft.problem_of_key((*step.path, "reconcile"), "reconciled_too_early")
    if question.model is not None and question.model.form == "tabletop" and step.on:
        yield draft.problem_of_key(step.path, "tabletop_touches")


def _roles(question: Question, step: WrittenStep) -> Iterator[Problem]:
    whole = isinstance(getattr(step.body, "on", None), str)
    for index, role in enumerate(step.on):
        path: Path = (*step.path, "on") if whole else (*step.path, "on", index)
        if role == CONTROLLER:
            yield from _controller(question, step, path)
        else:
            yield from _unknown_role(question, path, role)
    for path, role in _further_roles(step):
        yield from _unknown_role(question, path, role)


def _unknown_role(question: Question, path: Path, role: str) -> Iterator[Problem]:
    known = question.scenario.names("hosts")
    if role not in known:
        facts = {"name": role, "hint": nearest(role, known), "known": ", ".join(known) or "-"}
        yield question.scenario.problem(path, "unknown_role", **facts)


def _further_roles(step: WrittenStep) -> Iterator[tuple[Path, str]]:
    """Yield the roles that a fault or an action names besides its own hosts', each with the field that names it."""
    match step.body:
        case FaultInput() as form:
            below, named = step.path, kind_of_fault(form).roles(form)
        case ActionInput() as form:
            below, named = step.path, kind_of_action(form).roles(form)
        case CheckActionInput(check=form):
            below, named = (*step.path, "check"), kind_of_action(form).roles(form)
        case _:
            return
    known = type(form).model_fields.items()
    fields = [(field.alias or name, getattr(form, name)) for name, field in known if name != "on"]
    for role in named:
        yield (*below, next((name for name, said in fields if role == said or _among(role, said)), "on")), role


def _among(role: str, said: object) -> bool:
    return isinstance(said, list | tuple) and role in said


def _controller(question: Question, step: WrittenStep, path: Path) -> Iterator[Problem]:
    if isinstance(step.body, FaultInput) and not kind_of_fault(step.body).also_here:
        yield question.scenario.problem(path, "fault_on_controller")
    elif len(step.on) > 1:
        yield question.scenario.problem(path, "controller_among_hosts")
    elif getattr(step.body, "become", False):
        yield question.scenario.problem((*step.path, "become"), "become_on_controller")


def _stream(question: Question, step: WrittenStep) -> Iterator[Problem]:
    """The stream that is waited for, checked or reconciled exists."""
    probes, ledgers = question.streams("probes"), question.streams("ledger")
    match step.body:
        case WaitForInput(wait_for=name):
            path, known = (*step.path, "wait_for"), (*probes, *ledgers)
        case CheckStreamInput(check=check) if check.probe is not None:
            name, path, known = check.probe, (*step.path, "check", "probe"), probes
        case CheckStreamInput(check=check):
            name, path, known = check.stream, (*step.path, "check", "ledger"), ledgers
        case ReconcileInput(reconcile=name):
            path, known = (*step.path, "reconcile"), ledgers
        case _:
            return
    if name not in known:
        facts = {"name": name, "hint": nearest(name, known), "known": ", ".join(known) or "-"}
        yield question.scenario.problem(path, "unknown_stream", **facts)


def _time(question: Question, step: WrittenStep) -> Iterator[Problem]:
    """A deadline leaves room for what must hold, and lies within the drill's own."""
    longest = None if question.model is None else question.model.safeguards.longest
    for field, value in (("within", step.body.within), ("whole", step.body.whole)):
        if value is not None and longest is not None and value > longest:
            facts = {"within": show_duration(value), "longest": show_duration(longest)}
            yield question.scenario.problem((*step.path, field), "within_longer_than_drill", **facts)
    within, whole = step.body.within, step.body.whole
    if within is not None and isinstance(step.body, CheckStreamInput) and step.body.check.hold > within:
        facts = {"hold": show_duration(step.body.check.hold), "within": show_duration(within)}
        yield question.scenario.problem((*step.path, "within"), "hold_longer_than_within", **facts)
    if within is not None and whole is not None and whole < within:
        facts = {"whole": show_duration(whole), "within": show_duration(within)}
        yield question.scenario.problem((*step.path, "whole"), "whole_shorter_than_within", **facts)
