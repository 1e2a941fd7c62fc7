"""What one step takes from another: the value is captured, before, and on hosts where it means something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from scenarios.actions import ActionStepInput
from scenarios.order import Graph, before
from scenarios.plan import Phase
from scenarios.problems import Problem
from scenarios.question import Question, WrittenStep
from scenarios.sequence import graph_of, node_of, sequence
from scenarios.steps import RunInput
from scenarios.suggest import nearest

_PHASES = list(Phase)


def check_passing(question: Question) -> Iterator[Problem]:
    """Yield every input that no earlier step surely captures for the hosts of the step that wants it."""
    takers = [step for step in question.steps() if getattr(step.body, "inputs", None)]
    if not takers:
        return
    makers = {step.id: (step, question) for step in question.steps()}
    makers |= {name: (step, whose) for name, step, whose in question.foreign()}
    known = (*makers, *(name for name, _ in question.places()))
    graph = graph_of(question, sequence(question))
    for taker in takers:
        for variable, wanted in cast("dict[str, str]", getattr(taker.body, "inputs", {})).items():
            name, _, capture = wanted.rpartition(".")
            path = (*taker.path, "inputs", variable)
            if name not in known:
                hint = nearest(name, makers)
                yield question.scenario.problem(path, "input_unknown_step", name=name, hint=hint)
            elif name in makers:
                for key, facts in _wrong(question, taker, (name, capture), makers, graph):
                    yield question.scenario.problem(path, key, name=name, **facts)


def _wrong(
    question: Question,
    taker: WrittenStep,
    wanted: tuple[str, str],
    makers: Mapping[str, tuple[WrittenStep, Question]],
    graph: Graph,
) -> Iterator[tuple[str, dict[str, str]]]:
    name, capture = wanted
    maker, whose = makers[name]
    captures = maker.body.captures if isinstance(maker.body, RunInput | ActionStepInput) else {}
    if capture not in captures:
        facts = {"capture": capture, "known": ", ".join(f"{name}.{each}" for each in captures) or "-"}
        yield "input_not_captured", {**facts, "hint": nearest(capture, captures)}
    if not _precedes(taker, name, maker.phase, graph):
        yield "input_not_before", {}
    made, taken = whose.hosts_on(maker), question.hosts_on(taker)
    if len(made) > 1 and not (taken and set(taken) <= set(made)):
        yield "input_other_hosts", {"count": str(len(made))}


def _precedes(taker: WrittenStep, name: str, phase: Phase, graph: Graph) -> bool:
    """Whether the step of that name has ended in any case where `taker` begins."""
    if phase is not taker.phase:
        return _PHASES.index(phase) < _PHASES.index(taker.phase)
    node = name if name in graph else node_of(phase, name.split(".", maxsplit=1)[0])
    return node in before(graph, taker.id)
