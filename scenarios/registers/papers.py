"""Reads the documents that registers refer to, only to know whether they are the same as before."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from scenarios.documents import Unreadable, read_bytes

LARGEST: Final = 100_000_000
"""Bytes; a plan with its maps and pictures is smaller."""


def paper_digest(path: Path) -> str | None:
    """Return the SHA-256 of the file as 64 hex digits, or None if it cannot be read."""
    match read_bytes(path, LARGEST):
        case Unreadable():
            return None
        case raw:
            return hashlib.sha256(raw).hexdigest()
