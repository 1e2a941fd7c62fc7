"""Which fields fit which kind of step: what may be repeated, left to fail, counted by hosts, or given variables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from scenarios.actions import ActionStepInput
from scenarios.actions.registry import kind_of_action
from scenarios.faults import FaultInput
from scenarios.plan import Phase
from scenarios.problems import Problem
from scenarios.question import Question, WrittenStep
from scenarios.steps import (
    CONTROLLER,
    ApproveInput,
    CheckCommandInput,
    CheckStreamInput,
    ManualInput,
    MeasureInput,
    NotifyInput,
    Playbook,
    ReconcileInput,
    RunInput,
    WaitForInput,
)
from scenarios.steps.kinds import Body, CheckActionInput, UndoInput

_JINJA = ("{{", "{%", "{#")


def check_fitting(question: Question) -> Iterator[Problem]:
    """Yield every field that does not fit the kind of its step, its hosts or its phase."""
    for step in question.steps():
        yield from _repeat(question, step)
        yield from _essential(question, step)
        yield from _bounds(question, step)
        yield from _playbook(question, step)
        yield from _variables(question, step)
        yield from _marker(question, step)
        yield from _looks(question, step)
    yield from _compared(question)
    yield from _once(question)


def _why_never_again(body: Body) -> str | None:
    """Return the message that says why a step of that kind is never repeated, None where it may be."""
    match body:
        case RunInput() | ActionStepInput() | NotifyInput() | MeasureInput():
            return None
        case CheckCommandInput() | CheckActionInput() | CheckStreamInput() | WaitForInput():
            return "repeat_of_a_look"
        case ApproveInput() | ManualInput():
            return "repeat_of_a_word"
        case ReconcileInput():
            return "repeat_of_reconcile"
        case UndoInput():
            return "repeat_of_an_undo"
        case FaultInput():
            return "repeat_of_a_fault"


def _repeat(question: Question, step: WrittenStep) -> Iterator[Problem]:
    why = _why_never_again(step.body)
    if step.body.repeat_is_harmless is not None and why is not None:
        yield question.scenario.problem((*step.path, "repeat_is_harmless"), why)


def _essential(question: Question, step: WrittenStep) -> Iterator[Problem]:
    why = _why_essential(step.body)
    if step.body.essential is False and why is not None:
        yield question.scenario.problem((*step.path, "essential"), why)


def _why_essential(body: Body) -> str | None:
    """Return the message that says why a step of that kind must not fail, None where it may."""
    match body:
        case FaultInput():
            return "essential_fault"
        case ApproveInput():
            return "essential_gate"
        case UndoInput():
            return "essential_undo"
        case ManualInput(manual=work) if work.dual_control:
            return "essential_dual"
        case _:
            return None


def _bounds(question: Question, step: WrittenStep) -> Iterator[Problem]:
    """A bound over hosts needs hosts; a second deadline needs more than one act."""
    if step.body.at_once is not None and not step.roles:
        yield question.scenario.problem((*step.path, "at_once"), "at_once_without_hosts")
    single = isinstance(step.body, CheckStreamInput | WaitForInput | ApproveInput | ManualInput | ReconcileInput)
    if step.body.whole is not None and (single or isinstance(step.body, UndoInput | FaultInput)):
        yield question.scenario.problem((*step.path, "whole"), "whole_does_not_fit")


def _playbook(question: Question, step: WrittenStep) -> Iterator[Problem]:
    """A playbook runs on the controller, and its variables hold nothing that Ansible would run."""
    run = step.body.run if isinstance(step.body, RunInput) else None
    if not isinstance(run, Playbook):
        return
    if step.on != (CONTROLLER,):
        yield question.scenario.problem((*step.path, "on"), "playbook_needs_controller")
    for name, value in run.variables.items():
        if any(mark in text for text in _texts(value) for mark in _JINJA):
            yield question.scenario.problem((*step.path, "run", "variables", name), "playbook_template")


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for each in cast("list[Any]", value):
                yield from _texts(each)
        case dict():
            for key, each in cast("dict[str, Any]", value).items():
                yield key
                yield from _texts(each)
        case _:
            pass


def _variables(question: Question, step: WrittenStep) -> Iterator[Problem]:
    """Every environment variable has one source, and none is called like those that the plan adds."""
    first: dict[str, str] = {}
    for section in ("env", "secrets", "inputs"):
        for name in cast("dict[str, str]", getattr(step.body, section, {})):
            path = (*step.path, section, name)
            if name in first:
                places = f"{first[name]}, {section}"
                yield question.scenario.problem_of_key(path, "named_twice", name=name, places=places)
            if name.upper().startswith(("DRILL_", "DRILLPROOF_")):
                yield question.scenario.problem_of_key(path, "reserved_variable")
            first.setdefault(name, section)


def _marker(question: Question, step: WrittenStep) -> Iterator[Problem]:
    """A marker is read on the right side of the fault, and by a script on one host or by a query on none."""
    if not isinstance(step.body, MeasureInput):
        return
    marker, told = step.body.measure, question.scenario.problem
    right = (Phase.PREPARE,) if marker.side == "before" else (Phase.SWITCH, Phase.VERIFY, Phase.RESTORE)
    if step.phase not in right:
        facts = {"side": marker.side, "right": ", ".join(right)}
        yield told((*step.path, "measure", "side"), "marker_on_wrong_side", **facts)
    model = question.model
    if model is not None and question.scenario.is_whole("services") and marker.service not in model.services:
        yield told((*step.path, "measure", "service"), "service_not_drilled", name=marker.service, hint="")
    if marker.run is None and step.body.on is not None:
        yield told((*step.path, "on"), "measure_with_hosts")
    elif marker.run is not None and step.body.on is None:
        yield question.scenario.problem_of_key((*step.path, "measure"), "measure_on_nothing")
    elif marker.run is not None:
        count = len(question.hosts_on(step))
        known = all(role in question.roles for role in step.roles)
        if CONTROLLER in step.on or (known and count != 1):
            yield told((*step.path, "on"), "measure_one_host", count=str(count))


def _looks(question: Question, step: WrittenStep) -> Iterator[Problem]:
    """What is asked again and again only looks."""
    if isinstance(step.body, CheckActionInput) and not kind_of_action(step.body.check).looks:
        path = (*step.path, "check", "action")
        yield question.scenario.problem(path, "check_that_acts", name=step.body.check.called)


def _compared(question: Question) -> Iterator[Problem]:
    """A log position says nothing by itself: one was read before the fault."""
    markers = [(step, step.body.measure) for step in question.steps() if isinstance(step.body, MeasureInput)]
    before = {(marker.service, marker.marker) for _, marker in markers if marker.side == "before"}
    for step, marker in markers:
        is_alone = marker.side == "after" and (marker.service, marker.marker) not in before
        if marker.marker == "log_position" and is_alone and question.has_all_steps:
            facts = {"marker": marker.marker, "name": marker.service}
            yield question.scenario.problem((*step.path, "measure", "side"), "marker_without_before", **facts)


def _once(question: Question) -> Iterator[Problem]:
    """Each ledger is reconciled at most once."""
    lines = {name: place.mark.line for name, place in question.places()}
    first: dict[str, str] = {}
    for step in question.steps():
        if isinstance(step.body, ReconcileInput):
            name = step.body.reconcile
            if name in first:
                facts = {"name": name, "line": str(lines.get(first[name], 0))}
                yield question.scenario.problem((*step.path, "reconcile"), "reconciled_twice", **facts)
            first.setdefault(name, step.id)
