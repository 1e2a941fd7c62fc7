"""How an inventory file is read, whatever form it has."""

from __future__ import annotations

from pathlib import Path

from scenarios.documents import Document, load


def is_foreign(path: Path) -> bool:
    """Return whether a file is an inventory in a form of other tools."""
    del path
    return False


def read_inventory(path: Path, called: str | None = None) -> Document:
    """Return the inventory at `path`."""
    return load(path, called)
