"""What can be wrong with a backup."""

from __future__ import annotations


class BackupError(Exception):
    """A backup cannot be made, read or restored; the text says why and what to do. Nothing was left half done."""
