"""The inventory: which hosts there are, how they are reached, and where secrets are found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.inventory.model import HostInput, InventoryInput, JumpInput, SecretInput
from scenarios.inventory.resolved import beside, planned, secret

if TYPE_CHECKING:
    from scenarios.documents import Document

__all__ = [
    "HostInput",
    "InventoryInput",
    "JumpInput",
    "SecretInput",
    "beside",
    "is_foreign",
    "planned",
    "read_inventory",
    "secret",
]


def is_foreign(path: Path) -> bool:
    """Return whether the file at `path` is an inventory in the form of another tool."""
    from scenarios.inventory import forms  # noqa: PLC0415  as below

    return forms.is_foreign(path)


def read_inventory(path: Path, called: str | None = None) -> Document:
    """Return the inventory at `path`, in whatever form it is written; see `scenarios.inventory.files`."""
    from scenarios.inventory import files  # noqa: PLC0415  the registers know secrets, and the reader knows registers

    return files.read_inventory(path, called)
