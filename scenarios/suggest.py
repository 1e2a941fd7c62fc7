"""The word that somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word closest to `word`, or nothing if none is close."""
    close = get_close_matches(word[:64].lower(), list(known), n=1, cutoff=0.6)
    return close[0] if close else ""
