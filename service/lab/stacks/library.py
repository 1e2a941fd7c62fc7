"""Which library scenarios were made for a stack, and which parameters each of them asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from scenarios.documents import load
from scenarios.tree import Table, node_at

_TWO_PEOPLE: Final = re.compile(r"\bdual_control: true\b|\bpeople: ([2-9]|1[0-9])\b")
_STACK: Final = re.compile(r"^#.*?\bStack: (?P<name>[a-z0-9_]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A scenario that ships, and the parameters that it declares."""

    path: Path
    parameters: tuple[str, ...]
    contacts: Path | None = None
    """The example register of people, where the scenario asks for two of them."""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.path.stem


def scenarios_of(stack: str) -> tuple[Made, ...]:
    """Return the scenarios whose first comments say `Stack:` and this name, in the order of their names."""
    return tuple(_made(path) for path in sorted(_library()) if stack in _stacks(path))


def _library() -> Iterator[Path]:
    folder = Path(str(files("scenarios").joinpath("library")))
    return folder.glob("*.yaml")


def _stacks(path: Path) -> list[str]:
    head = path.read_text(encoding="utf-8").partition("\nscenario:")[0]
    return [found["name"] for found in _STACK.finditer(head)]


def _made(path: Path) -> Made:
    root = load(path).root
    section = None if root is None else node_at(root, ("parameters",))
    two = _TWO_PEOPLE.search(path.read_text(encoding="utf-8"))
    return Made(
        path=path,
        parameters=tuple(section.entries) if isinstance(section, Table) else (),
        contacts=path.with_name("securities-contacts.yaml") if two else None,
    )
