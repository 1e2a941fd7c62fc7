"""Small files through which the hosts' commands steer the lab's relay and entry: written whole, read forgivingly."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_MOST: Final = 1e9


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


def read_settings(path: Path) -> dict[str, float] | None:
    """Return the words `key=value` of a file, a lone number being `kbit`; None where any of it is no setting."""
    try:
        pairs = [word.split("=", 1) if "=" in word else ("kbit", word) for word in path.read_text("utf-8").split()]
        settings = {key: float(value) for key, value in pairs}
    except (OSError, ValueError):
        return None
    return settings if settings and all(0 <= value < _MOST for value in settings.values()) else None
