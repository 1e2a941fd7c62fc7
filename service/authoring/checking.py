"""What is wrong with a text while it is written, and the plan that it comes to; bounded in size, number and time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from scenarios.asking import Beside, ask
from scenarios.bia import BiaInput
from scenarios.describe import describe
from scenarios.documents import Document, document_of, load
from scenarios.draft import understand
from scenarios.inventory import InventoryInput, read_inventory
from scenarios.plan import Plan
from scenarios.planner import plan_of_document, problems_in
from scenarios.problems import Problem, Problems, in_order
from service.authoring.places import Places
from service.authoring.reading import LARGEST
from service.denial import NoRoomError, TooLargeError, because
from service.words import Lang

T = TypeVar("T")
_AT_ONCE: Final = 2
_PATIENCE_S: Final = 20.0
_AGAIN_S: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text that somebody writes. `folder` is where its scripts and included scenarios lie, `file` its name."""

    text: str
    file: str
    folder: Path

    @property
    def document(self) -> Document:
        """Return it as the loader reads files."""
        return document_of(self.text.encode("utf-8", "replace"), self.file, self.folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The files beside a scenario; None is one that was not chosen."""

    inventory: Path | None = None
    bia: Path | None = None


class Checks:
    """Looks at texts, two at a time; whoever comes in between is told to come again."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._free = asyncio.Semaphore(_AT_ONCE)

    def draft(self, text: str, scenario: str | None) -> Draft:
        """Return a text as if it stood in the file of that name; raises NoSuchError, TooLargeError. Blocking.

        A text that belongs to no file of the library or of the folder that this service keeps stands in that folder:
        a scenario may name files beside it, and nobody reads the files of a folder by writing their names.
        """
        if len(text.encode("utf-8", "replace")) > LARGEST:
            raise TooLargeError(because("too_large", most=LARGEST))
        filed = None if scenario is None else self._places.find(scenario)
        if filed is not None and filed.place in {"library", "own"}:
            return Draft(text=text, file=filed.path.name, folder=filed.path.parent)
        name = "scenario.yaml" if filed is None else filed.path.name
        return Draft(text=text, file=name, folder=self._places.own or Path("/nonexistent"))

    async def problems(self, text: str, scenario: str | None, beside: Surroundings) -> tuple[Problem, ...]:
        """Return what is wrong in a text, in order; beside what was chosen. Raises NoSuchError, NoRoomError."""
        return await self._aside(lambda: problems_of(self.draft(text, scenario), beside))

    async def plan(
        self, text: str, scenario: str | None, inventory: Path, bia: Path, parameters: Mapping[str, str]
    ) -> Plan:
        """Return the plan of a text; raises Problems with everything that is wrong, NoSuchError, NoRoomError."""

        def work() -> Plan:
            return plan_of_document(self.draft(text, scenario).document, inventory, bia, parameters)

        return await self._aside(work)

    async def _aside(self, work: Callable[[], T]) -> T:
        if self._free.locked():
            raise NoRoomError(_AGAIN_S, because("checks_busy", seconds=_AGAIN_S))
        await self._free.acquire()
        begun = asyncio.ensure_future(asyncio.to_thread(work))
        begun.add_done_callback(self._done)
        try:
            return await asyncio.wait_for(asyncio.shield(begun), _PATIENCE_S)
        except TimeoutError:
            raise NoRoomError(_AGAIN_S, because("check_too_long", seconds=round(_PATIENCE_S))) from None

    def _done(self, begun: asyncio.Future[T]) -> None:
        """Let the next one in; what a thread found after its time is of no interest any more."""
        self._free.release()
        if not begun.cancelled():
            begun.exception()


def problems_of(draft: Draft, beside: Surroundings) -> tuple[Problem, ...]:
    """Return what is wrong in a scenario beside the files that are given; parameters stand for any value."""
    known = Beside(
        bia=None if beside.bia is None else understand(BiaInput, load(beside.bia)),
        inventory=None if beside.inventory is None else understand(InventoryInput, read_inventory(beside.inventory)),
        are_all=False,
    )
    return in_order(problems_in(ask(draft.document, known, None)))


def told(plan: Plan, lang: Lang) -> list[str]:
    """Return a plan as `drillproof plan` tells it."""
    return describe(plan, lang)


__all__ = ["Checks", "Draft", "Problems", "Surroundings", "problems_of", "told"]
