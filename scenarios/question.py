"""A scenario beside the BIA, the inventory and the registers that it is asked of, each as far as it was understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from scenarios.bia import BiaInput
from scenarios.draft import Draft
from scenarios.inventory import InventoryInput
from scenarios.plan import Phase
from scenarios.problems import Mark, Problem
from scenarios.registers import RegisterSet
from scenarios.scenario import ScenarioInput
from scenarios.settings import Settings
from scenarios.steps import CONTROLLER, roles_in
from scenarios.steps.kinds import Body, GroupInput, IncludeLineInput, Item
from scenarios.tree import Listing, Node, Path, Scalar, Table, node_at

Roles = Mapping[str, tuple[str, ...]]
"""The hosts of each role, each once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What stands in one place of a phase: a step, a group of steps, or a line for an included scenario."""

    id: str
    phase: Phase
    path: Path
    body: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenStep:
    """A step as it stands in the scenario, where, and in which group."""

    id: str
    phase: Phase
    path: Path
    body: Body
    group: str | None = None

    @property
    def on(self) -> tuple[str, ...]:
        """Return what it says under `on`, the controller included."""
        return roles_in(getattr(self.body, "on", None))

    @property
    def roles(self) -> tuple[str, ...]:
        """Return the roles that it runs on, each once."""
        return tuple(role for role in self.on if role != CONTROLLER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a step's name stands, whether or not the step is right; `include` is what it includes, if it does."""

    phase: Phase
    path: Path
    mark: Mark
    include: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked; BIA and inventory are None where a scenario is looked at without them.

    Where it is not `is_final`, registers that are not given may still come, and nobody asks for them yet.

    `given_roles` are the hosts of an included scenario's roles, given by the one that includes it. `included` are the
    scenarios that this one includes, and `inclusion` is what was wrong on the way to them.
    """

    scenario: Draft[ScenarioInput]
    settings: Settings
    bia: Draft[BiaInput] | None = None
    inventory: Draft[InventoryInput] | None = None
    registers: RegisterSet = field(default_factory=RegisterSet)
    is_final: bool = True
    given_roles: Roles | None = None
    included: Mapping[str, Question] = field(default_factory=dict[str, "Question"])
    inclusion: tuple[Problem, ...] = ()
    _entries: list[Entry] = field(default_factory=list["Entry"], init=False, repr=False, compare=False)
    _roles: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]], init=False, compare=False)
    _places: list[tuple[str, Place]] = field(default_factory=list[tuple[str, Place]], init=False, compare=False)
    """What `entries`, `roles` and `places` returned, because every check asks for them."""

    @property
    def model(self) -> ScenarioInput | None:
        """Return the scenario without its wrong parts, or None if nothing is left of it."""
        return self.scenario.model

    @property
    def has_all_steps(self) -> bool:
        """Whether no step was left out because it is wrong; else nobody knows what steps there are not."""
        phases = {str(phase) for phase in Phase}
        own = not any(path and path[0] in phases for path in self.scenario.broken)
        return own and all(child.has_all_steps for child in self.included.values())

    @property
    def roles(self) -> Roles:
        """Return the hosts of each role."""
        if self.given_roles is not None:
            return self.given_roles
        for role, names in self.model.hosts.items() if self.model is not None and not self._roles else ():
            self._roles[role] = tuple(dict.fromkeys(chain(*map(self.hosts_called, roles_in(names)))))
        return self._roles

    def hosts_called(self, name: str) -> tuple[str, ...]:
        """Return the hosts that a name under `hosts` stands for: a group of the inventory, unless a host has it."""
        model = None if self.inventory is None else self.inventory.model
        if model is None or name in model.hosts:
            return (name,)
        return tuple(model.groups.get(name, (name,)))

    def hosts_on(self, step: WrittenStep) -> tuple[str, ...]:
        """Return the hosts that a step runs on, those of unknown roles left out."""
        return tuple(dict.fromkeys(host for role in step.roles for host in self.roles.get(role, ())))

    def entries(self) -> tuple[Entry, ...]:
        """Return what is right in itself in every place, phase by phase as written."""
        if not self._entries:
            self._entries.extend(self._read())
        return tuple(self._entries)

    def _read(self) -> Iterator[Entry]:
        if self.model is None:
            return
        for phase in Phase:
            items: list[dict[str, Item]] = getattr(self.model, phase)
            for index, item in zip(self.scenario.kept.get(phase, ()), items, strict=False):
                for name, body in item.items():
                    yield Entry(id=name, phase=phase, path=(str(phase), index, name), body=body)

    def steps(self) -> Iterator[WrittenStep]:
        """Yield every step that is right in itself, those of groups too, phase by phase as written."""
        for entry in self.entries():
            yield from steps_of(entry)

    def places(self) -> tuple[tuple[str, Place], ...]:
        """Return every name of a step or group with its place, in order."""
        root = self.scenario.document.root
        if root is not None and not self._places:
            for phase in Phase:
                self._places.extend(_places(node_at(root, (str(phase),)), phase, (str(phase),)))
        return tuple(self._places)

    def known(self, problem: Problem) -> bool:
        """Whether a problem is only what follows from a parameter whose value is not known."""
        mark = Mark(line=problem.line, column=problem.column)
        in_scenario = problem.file == self.scenario.document.file
        return in_scenario and mark in self.settings.doubtful and problem.key != "unknown_parameter"

    def streams(self, section: str) -> tuple[str, ...]:
        """Return the names of the probes, or of the ledgers, those of included scenarios under their new names."""
        own = self.scenario.names(section)
        return (
            *own,
            *(renamed(section, at, name) for at, child in self.included.items() for name in child.streams(section)),
        )

    def measured(self) -> Iterator[str]:
        """Yield every service that a probe or ledger measures, in this scenario or an included one."""
        model = self.model
        streams = () if model is None else (*model.probes.values(), *model.ledger.values())
        yield from (stream.service for stream in streams if stream.service is not None)
        for child in self.included.values():
            yield from child.measured()

    def foreign(self) -> Iterator[tuple[str, WrittenStep, Question]]:
        """Yield every step of included scenarios with its new name and the scenario that it stands in."""
        for at, child in self.included.items():
            yield from ((f"{at}.{step.id}", step, child) for step in child.steps())
            yield from ((f"{at}.{name}", step, whose) for name, step, whose in child.foreign())


def steps_of(entry: Entry) -> Iterator[WrittenStep]:
    """Yield the step that an entry is, or those of its group; a line for an included scenario has none of its own."""
    match entry.body:
        case IncludeLineInput():
            return
        case GroupInput(parallel=members):
            for index, member in enumerate(members):
                for name, body in member.items():
                    path = (*entry.path, "parallel", index, name)
                    yield WrittenStep(id=name, phase=entry.phase, path=path, body=body, group=entry.id)
        case body:
            yield WrittenStep(id=entry.id, phase=entry.phase, path=entry.path, body=body)


def renamed(section: str, include: str, name: str) -> str:
    """Return what an included stream is called: a ledger's name ends up in a table's, which has no dots."""
    return f"{include}_{name}" if section == "ledger" else f"{include}.{name}"


def _places(node: Node | None, phase: Phase, path: Path) -> Iterator[tuple[str, Place]]:
    for index, item in enumerate(node.items if isinstance(node, Listing) else ()):
        if isinstance(item, Table):
            for name, mark in item.marks.items():
                here = (*path, index, name)
                body = item.entries[name]
                yield name, Place(phase=phase, path=here, mark=mark, include=_included(body))
                if isinstance(body, Table) and len(path) == 1:
                    yield from _places(body.entries.get("parallel"), phase, (*here, "parallel"))


def _included(body: Node) -> str | None:
    line = body.entries.get("include") if isinstance(body, Table) else None
    return line.text if isinstance(line, Scalar) else None
