"""How parts of a scenario that name their `kind` are told apart, and what is said where nobody knows the kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from scenarios.problems import shown
from scenarios.suggest import nearest
from scenarios.tree import Path


def tag_of(what: str) -> Callable[[Any], str | None]:
    """Return pydantic's discriminator for parts called `what`: `<what kind>`, None where no kind is written."""

    def tag(data: Any) -> str | None:
        kind = _kind(data)
        return None if kind is None else f"<{what} {kind}>"

    return tag


def explain_kind(value: Any, key: str, known: Iterable[str], example: str) -> tuple[Path, str, dict[str, str]]:
    """Return where a part is wrong whose kind nobody knows, the message (`key` where a kind is written), its facts."""
    if not isinstance(value, dict):
        return (), "not_a_mapping", {"value": shown(cast("object", value))}
    kind, names = _kind(cast("dict[str, Any]", value)), tuple(known)
    if kind is None:
        return ("kind",), "missing", {"name": "kind", "example": example}
    facts = {"value": shown(kind), "known": ", ".join(names), "hint": nearest(shown(kind), names)}
    return ("kind",), key, facts


def _kind(data: Any) -> Any:
    return cast("dict[str, Any]", data).get("kind") if isinstance(data, dict) else None
