"""Where `$name` stands for a parameter: as a whole value, anywhere but in a script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from scenarios.parameters import Value, render
from scenarios.plan import Phase
from scenarios.tree import Listing, Node, Path, Scalar, Table, value_of

REFERENCE: Final = r"\$[a-z][a-z0-9_]*"
_PHASES: Final = frozenset(str(phase) for phase in Phase)
_SCRIPTS: Final = frozenset(("run", "restart", "start", "stop", "status", "off", "on_again"))
_OF_NAMES: Final = frozenset(("env", "variables"))
"""Mappings whose keys are the author's own names, whatever they are called."""


def reference(path: Path, scalar: Scalar) -> str | None:
    """Return the name of the parameter that stands at `path`, or None.

    In a script `$name` is the shell's own variable: a parameter's text never becomes part of one.
    """
    in_step = bool(path) and path[0] in _PHASES
    is_script = in_step and path[-1] in _SCRIPTS and path[-2] not in _OF_NAMES
    if path[:1] == ("parameters",) or is_script:
        return None
    return scalar.text[1:] if re.fullmatch(REFERENCE, scalar.text, re.ASCII) else None


def references(node: Node, path: Path = ()) -> Iterator[tuple[Path, Scalar, str]]:
    """Yield every reference with its path, its node and the name of its parameter."""
    match node:
        case Scalar():
            name = reference(path, node)
            if name is not None:
                yield path, node, name
        case Listing():
            for index, item in enumerate(node.items):
                yield from references(item, (*path, index))
        case Table():
            for key, value in node.entries.items():
                yield from references(value, (*path, key))


def fill(node: Node, values: Mapping[str, Value], path: Path = ()) -> Any:
    """Return the tree as plain data, each reference replaced by its value (as text in an environment)."""
    match node:
        case Scalar():
            name = reference(path, node)
            if name is None or name not in values:
                return value_of(node)
            in_env = path[-2:-1] == ("env",)
            return render(values[name]) if in_env else values[name]
        case Listing():
            return [fill(item, values, (*path, index)) for index, item in enumerate(node.items)]
        case Table():
            return {key: fill(value, values, (*path, key)) for key, value in node.entries.items()}
