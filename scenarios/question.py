"""A scenario beside the BIA and the inventory that it is asked of, each as far as it could be understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scenarios.bia import BiaInput
from scenarios.documents import Document
from scenarios.draft import STOCK, Draft, understand
from scenarios.faults import FaultInput
from scenarios.inventory import InventoryInput
from scenarios.plan import Phase
from scenarios.problems import Mark, Problem
from scenarios.scenario import ScenarioInput
from scenarios.settings import Settings, settle
from scenarios.steps import ApproveInput, CheckCommandInput, CheckStreamInput, RunInput, UndoInput, WaitForInput
from scenarios.tree import Listing, Path, Table, node_at

Body = RunInput | FaultInput | CheckCommandInput | CheckStreamInput | WaitForInput | ApproveInput | UndoInput


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenStep:
    """A step as it stands in the scenario, and where."""

    id: str
    phase: Phase
    path: Path
    body: Body

    @property
    def roles(self) -> tuple[str, ...]:
        """Return the roles that it runs on, each once."""
        match self.body:
            case RunInput() | FaultInput() | CheckCommandInput():
                on = self.body.on
                return (on,) if isinstance(on, str) else tuple(dict.fromkeys(on))
            case _:
                return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a step's name stands, whether or not the step is right."""

    phase: Phase
    index: int
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked; BIA and inventory are None where a scenario is looked at alone."""

    scenario: Draft[ScenarioInput]
    settings: Settings
    bia: Draft[BiaInput] | None = None
    inventory: Draft[InventoryInput] | None = None

    @property
    def model(self) -> ScenarioInput | None:
        """Return the scenario without its wrong parts, or None if nothing is left of it."""
        return self.scenario.model

    def steps(self) -> Iterator[WrittenStep]:
        """Yield every step that is right in itself, phase by phase as written."""
        if self.model is None:
            return
        for phase in Phase:
            items: list[dict[str, Body]] = getattr(self.model, phase)
            for index, item in zip(self.scenario.kept.get(phase, ()), items, strict=False):
                for name, body in item.items():
                    yield WrittenStep(id=name, phase=phase, path=(str(phase), index, name), body=body)

    def places(self) -> Iterator[tuple[str, Place]]:
        """Yield every name of a step with its place, in order."""
        root = self.scenario.document.root
        for phase in Phase:
            node = node_at(root, (str(phase),)) if root is not None else None
            for index, item in enumerate(node.items if isinstance(node, Listing) else ()):
                if isinstance(item, Table):
                    for name, mark in item.marks.items():
                        yield name, Place(phase=phase, index=index, mark=mark)

    def known(self, problem: Problem) -> bool:
        """Whether a problem is only what follows from a parameter whose value is not known."""
        mark = Mark(line=problem.line, column=problem.column)
        in_scenario = problem.file == self.scenario.document.file
        return in_scenario and mark in self.settings.doubtful and problem.key != "unknown_parameter"


def ask(
    scenario: Document, bia: Document | None, inventory: Document | None, given: Mapping[str, str] | None
) -> Question:
    """Return what the three files say; `given` is None where no parameter values are to come."""
    settings = settle(scenario, given)
    return Question(
        scenario=understand(ScenarioInput, scenario, settings.values, STOCK),
        settings=settings,
        bia=None if bia is None else understand(BiaInput, bia),
        inventory=None if inventory is None else understand(InventoryInput, inventory),
    )
