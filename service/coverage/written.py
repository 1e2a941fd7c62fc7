"""What a scenario file says that it touches; no host, BIA or inventory is needed to know that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scenarios.documents import Document, load
from scenarios.problems import Problems
from scenarios.tree import Listing, Node, Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The names that one scenario, or the plan of one drill, cites."""

    name: str
    services: tuple[str, ...]
    threats: tuple[str, ...]
    risks: tuple[str, ...]
    procedures: tuple[str, ...]


def written_in(path: Path) -> Written:
    """Return what the scenario at `path` cites; raises Problems for a file that cannot be read."""
    document = load(path)
    if document.root is None:
        raise Problems(document.problems)
    return Written(
        name=next(_texts(document, "scenario"), path.stem),
        services=tuple(_texts(document, "services")),
        threats=tuple(_texts(document, "threats")),
        risks=tuple(_texts(document, "risks")),
        procedures=tuple(_texts(document, "procedures")),
    )


def _texts(document: Document, key: str) -> Iterator[str]:
    """Yield the text, or the texts of the list, under a key; `drillproof validate` tells of what is neither."""
    node: Node | None = None if document.root is None else document.root.entries.get(key)
    for one in node.items if isinstance(node, Listing) else (node,):
        if isinstance(one, Scalar):
            yield one.text
