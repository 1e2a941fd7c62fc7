"""What forms of the calendar have in common: what was typed, names between commas, what a model says is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from service.console.fields import Fields
from service.denial import Reason, UnfitError, because
from service.words import Fact, say

_COMMAS = ("\uff0c", "\u3001", ";")


def typed_in(fields: Fields | None) -> Callable[[str], str]:
    """Return what gives the text of a field, empty where nothing was sent."""
    return _nothing if fields is None else fields.text


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of a line, between commas of either language."""
    for comma in _COMMAS:
        text = text.replace(comma, ",")
    return tuple(one.strip() for one in text.split(",") if one.strip())


def unfit(error: ValidationError, labels: Mapping[str, str] | None = None) -> UnfitError:
    """Return the refusal that names every field that is wrong, by the words of its label where `labels` has its key."""
    return UnfitError(*(_wrong(dict(one), labels or {}) for one in error.errors()[:20]))


def _wrong(one: Mapping[str, Any], labels: Mapping[str, str]) -> Reason:
    place = ".".join(map(str, one["loc"]))
    field: Fact = say(f"console.{labels[place]}") if place in labels else place
    limits = one.get("ctx", {})
    match one["type"]:
        case "missing" | "string_too_short" | "too_short":
            return because("form_empty", field=field)
        case "string_too_long" | "too_long":
            return because("form_long", field=field, most=limits["max_length"])
        case "greater_than_equal":
            return because("form_least", field=field, least=limits["ge"])
        case "less_than_equal":
            return because("form_most", field=field, most=limits["le"])
        case "string_pattern_mismatch":
            return because("form_pattern", field=field)
        case _:
            return because("wish_wrong", field=field, why=str(one["msg"])[:200])


def _nothing(_name: str) -> str:
    return ""
