"""What must hold between the steps of a scenario."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.faults import FaultInput
from scenarios.order import cycles, waits_of
from scenarios.plan import Phase
from scenarios.problems import Problem
from scenarios.quantities import show_duration
from scenarios.question import Question, WrittenStep
from scenarios.steps import CheckCommandInput, CheckStreamInput, RunInput, UndoInput, WaitForInput
from scenarios.suggest import nearest
from scenarios.tree import Path

RESERVED = "ledger."
_PHASES = list(Phase)


def check_steps(question: Question) -> Iterator[Problem]:
    """Yield everything that is wrong between steps, and between a step and the names it uses."""
    steps = list(question.steps())
    yield from _names(question)
    yield from _interruption(question)
    yield from _cycles(question, steps)
    yield from _undone(question, steps)
    for step in steps:
        yield from _needs(question, step)
        yield from _phase(question, step)
        yield from _roles(question, step)
        yield from _stream(question, step)
        yield from _time(question, step)


def _names(question: Question) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for name, place in question.places():
        path: Path = (str(place.phase), place.index, name)
        if name in first:
            yield question.scenario.problem_of_key(path, "duplicate_step", name=name, line=str(first[name]))
        if name.startswith(RESERVED):
            yield question.scenario.problem_of_key(path, "reserved_id")
        first.setdefault(name, place.mark.line)


def _interruption(question: Question) -> Iterator[Problem]:
    model = question.model
    if model is None or model.form != "live" or not question.scenario.is_whole("inject"):
        return
    if not any(place.phase is Phase.INJECT for _, place in question.places()):
        yield question.scenario.problem_of_key(("inject",), "no_inject")


def _cycles(question: Question, steps: list[WrittenStep]) -> Iterator[Problem]:
    paths = {step.id: step.path for step in steps}
    for cycle in cycles(waits_of(steps)):
        step = next(step for step in steps if step.id == cycle[0])
        field = "when" if step.body.needs is None and step.body.when else "needs"
        told = " -> ".join(cycle)
        yield question.scenario.problem((*paths[cycle[0]], field), "cycle", cycle=told)


def _needs(question: Question, step: WrittenStep) -> Iterator[Problem]:
    """Steps named by needs and when exist, and do not belong to a later phase."""
    phases = {name: place.phase for name, place in question.places()}
    named: list[tuple[Path, str]] = [
        ((*step.path, "needs", index), name) for index, name in enumerate(step.body.needs or ())
    ]
    named += [((*step.path, "when", name), name) for name in step.body.when or ()]
    for path, name in named:
        if name not in phases:
            yield question.scenario.problem(path, "needs_unknown", name=name, hint=nearest(name, phases))
        elif _PHASES.index(phases[name]) > _PHASES.index(step.phase):
            yield question.scenario.problem(path, "needs_later", name=name)


def _undone(question: Question, steps: list[WrittenStep]) -> Iterator[Problem]:
    faults = {step.id for step in steps if isinstance(step.body, FaultInput)}
    whole = {step.id for step in steps}
    known = [name for name, _ in question.places()]
    first: dict[str, int] = {}
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


def _phase(question: Question, step: WrittenStep) -> Iterator[Problem]:
    """Undo belongs to restore and faults do not; nothing is touched at a table."""
    draft, body = question.scenario, step.body
    if isinstance(body, UndoInput) and step.phase is not Phase.RESTORE:
        yield draft.problem_of_key((*step.path, "undo"), "undo_outside_restore")
    if isinstance(body, FaultInput) and step.phase is Phase.RESTORE:
        yield draft.problem_of_key((*step.path, "fault"), "fault_in_restore")
    if question.model is not None and question.model.form == "tabletop" and step.roles:
        yield draft.problem_of_key(step.path, "tabletop_touches")


def _roles(question: Question, step: WrittenStep) -> Iterator[Problem]:
    known = question.scenario.names("hosts")
    whole = isinstance(step.body, RunInput | FaultInput | CheckCommandInput) and isinstance(step.body.on, str)
    for index, role in enumerate(step.roles):
        if role not in known:
            path: Path = (*step.path, "on") if whole else (*step.path, "on", index)
            facts = {"name": role, "hint": nearest(role, known), "known": ", ".join(known) or "-"}
            yield question.scenario.problem(path, "unknown_role", **facts)


def _stream(question: Question, step: WrittenStep) -> Iterator[Problem]:
    """The stream that is waited for or checked exists."""
    probes, ledgers = question.scenario.names("probes"), question.scenario.names("ledger")
    match step.body:
        case WaitForInput(wait_for=name):
            path, known = (*step.path, "wait_for"), (*probes, *ledgers)
        case CheckStreamInput(check=check) if check.probe is not None:
            name, path, known = check.probe, (*step.path, "check", "probe"), probes
        case CheckStreamInput(check=check):
            name, path, known = check.stream, (*step.path, "check", "ledger"), ledgers
        case _:
            return
    if name not in known:
        facts = {"name": name, "hint": nearest(name, known), "known": ", ".join(known) or "-"}
        yield question.scenario.problem(path, "unknown_stream", **facts)


def _time(question: Question, step: WrittenStep) -> Iterator[Problem]:
    """A deadline leaves room for what must hold, and lies within the drill's own."""
    within = step.body.within
    if within is None or question.model is None:
        return
    path, longest = (*step.path, "within"), question.model.safeguards.longest
    if within > longest:
        facts = {"within": show_duration(within), "longest": show_duration(longest)}
        yield question.scenario.problem(path, "within_longer_than_drill", **facts)
    if isinstance(step.body, CheckStreamInput) and step.body.check.hold > within:
        facts = {"hold": show_duration(step.body.check.hold), "within": show_duration(within)}
        yield question.scenario.problem(path, "hold_longer_than_within", **facts)
