"""Whether files are right, alone and beside each other, before anybody plans with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Final, Literal, TypeAlias

from scenarios.asking import Beside, ask
from scenarios.bia import BiaInput
from scenarios.bia.examine import examine
from scenarios.documents import Document, load
from scenarios.draft import understand
from scenarios.inventory import InventoryInput
from scenarios.inventory.files import read_inventory
from scenarios.inventory.forms import is_foreign
from scenarios.plan import Phase
from scenarios.planner import problems_in
from scenarios.problems import START, Problem, found, in_order
from scenarios.registers import (
    RegisterDocuments,
    RegisterKind,
    register_kind,
    register_problems,
    understand_registers,
)
from scenarios.registers.checks.services import check_services
from scenarios.registers.freshness import check_freshness
from scenarios.tree import Listing, Table

FileKind: TypeAlias = Literal["scenario", "bia", "inventory"] | RegisterKind
Sorted: TypeAlias = tuple[Document, FileKind | None]
_SCENARIO: Final = frozenset(
    ("scenario", "form", "safeguards", "probes", "ledger", "parameters", "include", *map(str, Phase))
)


def validate_files(paths: Iterable[Path], today: date | None = None) -> list[Problem]:
    """Return everything that is wrong in the files, in order.

    What a file is shows in its keys. Scenarios are held against the one BIA, the one inventory and the one register of
    each kind given with them; where there are several of a kind, or none, that side is not looked at. A parameter
    without default stands for any value, so what depends on its value is left to the planner. With `today`, entries of
    the registers that nobody has verified for long are told of.
    """
    files = [_read(path) for path in paths]
    beside = _beside(files)
    told = [_alone(document, kind) for document, kind in files if kind != "scenario"]
    told += [problems_in(ask(document, beside, None)) for document, kind in files if kind == "scenario"]
    problems = in_order(chain.from_iterable((*told, _between(beside, today))))
    order = list(dict.fromkeys((*(document.file for document, _ in files), *(each.file for each in problems))))
    return sorted(problems, key=lambda problem: order.index(problem.file))


def _between(beside: Beside, today: date | None) -> Iterator[Problem]:
    registers = beside.registers
    if beside.bia is not None:
        yield from check_services(beside.bia, registers.risks, registers.procedures)
    if today is not None:
        yield from check_freshness(registers, today)


def _read(path: Path) -> Sorted:
    """Return a file and what it is; an inventory with its defaults and groups put in, whatever its form is."""
    if is_foreign(path):
        return read_inventory(path), "inventory"
    document = load(path)
    kind = kind_of(document)
    return (read_inventory(path), kind) if kind == "inventory" else (document, kind)


def kind_of(document: Document) -> FileKind | None:
    """Return what a file is by its keys, or None if they do not tell."""
    entries = {} if document.root is None else document.root.entries
    if _SCENARIO.intersection(entries) or isinstance(entries.get("services"), Listing):
        return "scenario"
    register = register_kind(document)
    if register is not None and not {"services", "hosts"}.intersection(entries):
        return register
    if "services" in entries:
        return "bia"
    return "inventory" if {"hosts", "secrets", "from"}.intersection(entries) else None


def _beside(files: Sequence[Sorted]) -> Beside:
    """Return what scenarios are held against; registers only where one is given."""
    bia, inventory = _only(files, "bia"), _only(files, "inventory")
    documents = RegisterDocuments(
        contacts=_only(files, "contacts"),
        risks=_only(files, "risks"),
        procedures=_only(files, "procedures"),
        calendar=_only(files, "calendar"),
    )
    return Beside(
        bia=None if bia is None else understand(BiaInput, bia),
        inventory=None if inventory is None else understand(InventoryInput, inventory),
        registers=understand_registers(documents),
        are_all=False,
    )


def _only(files: Sequence[Sorted], wanted: FileKind) -> Document | None:
    fitting = [document for document, kind in files if kind == wanted]
    return fitting[0] if len(fitting) == 1 else None


def _alone(document: Document, kind: FileKind | None) -> Iterator[Problem]:
    match kind:
        case "bia":
            yield from examine(document)[1]
        case "inventory":
            yield from understand(InventoryInput, document).problems
        case "contacts":
            yield from _register(RegisterDocuments(contacts=document))
        case "risks":
            yield from _register(RegisterDocuments(risks=document))
        case "procedures":
            yield from _register(RegisterDocuments(procedures=document))
        case "calendar":
            yield from _register(RegisterDocuments(calendar=document))
        case _:
            yield from document.problems
            if isinstance(document.root, Table):
                yield found(document.file, START, "", "unknown_file_kind")


def _register(documents: RegisterDocuments) -> Iterator[Problem]:
    yield from register_problems(understand_registers(documents))
