"""What each step of a scenario needs: what it says, or the step before it, with groups and included scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scenarios.plan import Phase
from scenarios.question import Entry, Question, steps_of
from scenarios.steps.kinds import GroupInput, IncludeLineInput


def node_of(phase: Phase, include: str) -> str:
    """Return the name that stands for all steps which an included scenario has in one phase; no step is called so."""
    return f"{phase}/{include}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """For each step and each included part of a phase: what must have ended before it."""

    needs: Mapping[str, tuple[str, ...]]
    phases: Mapping[str, Phase]

    def in_phase(self, phase: Phase) -> tuple[str, ...]:
        """Return the names of a phase, as written."""
        return tuple(name for name, its in self.phases.items() if its is phase)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a name under `needs` may stand for beside a step: a group, or an included scenario."""

    groups: Mapping[str, tuple[str, ...]]
    lines: Mapping[str, str]
    parts: Mapping[str, frozenset[Phase]]

    def meant(self, name: str, phase: Phase) -> tuple[str, ...]:
        """Return the steps, or included parts, that `name` means for a step of `phase`."""
        include = self.lines.get(name, name)
        if name in self.groups:
            return self.groups[name]
        if include in self.parts:
            return (node_of(phase, include),) if phase in self.parts[include] else ()
        return (name,)


def names_of(question: Question) -> Names:
    """Return the groups and included parts of a scenario."""
    groups: dict[str, tuple[str, ...]] = {}
    lines: dict[str, str] = {}
    for entry in question.entries():
        if isinstance(entry.body, GroupInput):
            groups[entry.id] = tuple(step.id for step in steps_of(entry))
        elif isinstance(entry.body, IncludeLineInput):
            lines[entry.id] = entry.body.include
    parts = {at: frozenset(_phases(child)) for at, child in question.included.items()}
    return Names(groups=groups, lines=lines, parts=parts)


def _phases(question: Question) -> Iterator[Phase]:
    yield from (step.phase for step in question.steps())
    yield from (step.phase for _, step, _ in question.foreign())


def sequence(question: Question) -> Sequence:
    """Return what every step that is right in itself needs, and every included part of a phase."""
    names = names_of(question)
    needs: dict[str, tuple[str, ...]] = {}
    phases: dict[str, Phase] = {}
    entries = list(question.entries())
    for phase in Phase:
        here = dict(_in_order([entry for entry in entries if entry.phase is phase], names))
        for include, its in names.parts.items():
            if phase in its and node_of(phase, include) not in here:
                here[node_of(phase, include)] = tuple(here)
        needs |= here
        phases |= dict.fromkeys(here, phase)
    return Sequence(needs=needs, phases=phases)


def _in_order(entries: list[Entry], names: Names) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each name of one phase with what it needs."""
    last: tuple[str, ...] = ()
    for entry in entries:
        own = last if entry.body.needs is None else _meant(entry.body.needs, entry.phase, names)
        if isinstance(entry.body, IncludeLineInput):
            last = names.meant(entry.body.include, entry.phase)
            yield from ((name, own) for name in last)
        else:
            members = list(steps_of(entry))
            for step in members:
                further = _meant(step.body.needs or [], entry.phase, names) if step.group is not None else ()
                yield step.id, tuple(dict.fromkeys((*own, *further)))
            last = tuple(step.id for step in members)


def _meant(needs: list[str], phase: Phase, names: Names) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for name in needs for each in names.meant(name, phase)))


def graph_of(question: Question, found: Sequence) -> dict[str, tuple[str, ...]]:
    """Return what everything waits for: its needs and whens, an included step standing for its part of the phase."""
    steps = {step.id: step for step in question.steps()}
    foreign = {name: (node_of(step.phase, name.split(".")[0]), step.phase) for name, step, _ in question.foreign()}
    graph: dict[str, tuple[str, ...]] = {}
    for name, needs in found.needs.items():
        step = steps.get(name)
        waits = (*needs, *((step.body.when or ()) if step is not None else ()))
        phase = found.phases[name]
        graph[name] = tuple(dict.fromkeys(_own(each, phase, foreign) for each in waits))
    return graph


def _own(name: str, phase: Phase, foreign: Mapping[str, tuple[str, Phase]]) -> str:
    node, its = foreign.get(name, (name, None))
    return node if its is phase else name
