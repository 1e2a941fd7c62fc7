"""From which hosts a fault keeps the runner itself away, and what that forbids."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.faults import FaultInput
from scenarios.faults.registry import kind_of_fault
from scenarios.plan import Phase
from scenarios.problems import Problem
from scenarios.quantities import show_duration
from scenarios.question import Question, WrittenStep
from scenarios.scenario import ScenarioInput


def check_reaching(question: Question) -> Iterator[Problem]:
    """Yield each fault that cuts a host off from itself, or off from the runner for longer than the undo may take.

    Yields each step, too, that has to reach a host while a fault keeps the runner from it.
    """
    model, steps = question.model, list(question.steps())
    for index, step in enumerate(steps):
        if model is None or not isinstance(step.body, FaultInput):
            continue
        yield from _both_sides(question, step, step.body)
        if kind_of_fault(step.body).isolates(step.body):
            yield from _too_long(question, model, step, step.body)
            yield from _unreachable(question, step, steps[index + 1 :])


def _both_sides(question: Question, step: WrittenStep, form: FaultInput) -> Iterator[Problem]:
    others = {host for role in kind_of_fault(form).roles(form) for host in question.roles.get(role, ())}
    both = next((host for host in question.hosts_on(step) if host in others), None)
    if both is not None:
        yield question.scenario.problem((*step.path, "fault"), "fault_on_both_sides", host=both)


def _too_long(question: Question, model: ScenarioInput, step: WrittenStep, form: FaultInput) -> Iterator[Problem]:
    """A lease that nobody can renew has to run out while the undo is still tried."""
    guards = model.safeguards
    lease = guards.lease if form.lease is None else form.lease
    if (
        not kind_of_fault(form).on_controller
        and question.scenario.is_whole("safeguards")
        and lease >= guards.undo_within
    ):
        facts = {"lease": show_duration(lease), "within": show_duration(guards.undo_within)}
        yield question.scenario.problem((*step.path, "fault"), "isolated_too_long", **facts)


def _unreachable(question: Question, fault: WrittenStep, later: list[WrittenStep]) -> Iterator[Problem]:
    hosts = set(question.hosts_on(fault))
    for step in later:
        lost = next((host for host in question.hosts_on(step) if host in hosts), None)
        is_reached = not isinstance(step.body, FaultInput) or not kind_of_fault(step.body).on_controller
        if lost is not None and is_reached and step.phase is not Phase.RESTORE:
            facts = {"step": step.id, "host": lost, "fault": fault.id}
            yield question.scenario.problem(step.path, "unreachable_step", **facts)
