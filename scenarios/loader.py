"""Whether files are right, alone and beside each other, before anybody plans with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Final, Literal, TypeAlias

from scenarios.bia.examine import examine
from scenarios.documents import Document, load
from scenarios.draft import understand
from scenarios.inventory import InventoryInput
from scenarios.plan import Phase
from scenarios.planner import problems_of
from scenarios.problems import START, Problem, found, in_order
from scenarios.question import ask
from scenarios.scripts import read_scripts
from scenarios.tree import Listing, Table

FileKind: TypeAlias = Literal["scenario", "bia", "inventory"]
Sorted: TypeAlias = tuple[Document, FileKind | None]
_SCENARIO: Final = frozenset(("scenario", "form", "safeguards", "probes", "ledger", "parameters", *map(str, Phase)))


def validate_files(paths: Iterable[Path]) -> list[Problem]:
    """Return everything that is wrong in the files, in order.

    What a file is shows in its keys. Scenarios are held against the one BIA and the one inventory given with them;
    where there are several of a kind, or none, that side is not looked at. A parameter without default stands for
    any value, so what depends on its value is left to the planner.
    """
    files: list[Sorted] = [(document, kind_of(document)) for document in map(load, paths)]
    bia, inventory = _only(files, "bia"), _only(files, "inventory")
    told = [_alone(document, kind) for document, kind in files if kind != "scenario"]
    asked = [ask(document, bia, inventory, None) for document, kind in files if kind == "scenario"]
    told += [problems_of(question, read_scripts(question)) for question in asked]
    order = [document.file for document, _ in files]
    return sorted(in_order(chain.from_iterable(told)), key=lambda problem: order.index(problem.file))


def kind_of(document: Document) -> FileKind | None:
    """Return what a file is by its keys, or None if they do not tell."""
    entries = {} if document.root is None else document.root.entries
    if _SCENARIO.intersection(entries) or isinstance(entries.get("services"), Listing):
        return "scenario"
    if "services" in entries:
        return "bia"
    return "inventory" if {"hosts", "secrets"}.intersection(entries) else None


def _only(files: Sequence[Sorted], wanted: FileKind) -> Document | None:
    fitting = [document for document, kind in files if kind == wanted]
    return fitting[0] if len(fitting) == 1 else None


def _alone(document: Document, kind: FileKind | None) -> Iterator[Problem]:
    match kind:
        case "bia":
            yield from examine(document)[1]
        case "inventory":
            yield from understand(InventoryInput, document).problems
        case _:
            yield from document.problems
            if isinstance(document.root, Table):
                yield found(document.file, START, "", "unknown_file_kind")
