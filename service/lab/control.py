"""Small files through which the hosts' commands steer the lab's relay and entry: written whole, read forgivingly."""

from __future__ import annotations

from pathlib import Path


def read_word(path: Path) -> str:
    """Return the file's first word, empty where it is missing, empty or not text."""
    try:
        return next(iter(path.read_text(encoding="utf-8").split()), "")
    except (OSError, UnicodeDecodeError):
        return ""


def write_word(path: Path, word: str) -> None:
    """Replace the file's content in one motion, so that no reader sees half of it."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(f"{word}\n", encoding="utf-8")
    fresh.replace(path)
