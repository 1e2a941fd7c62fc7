"""What forms of the calendar have in common: what was typed, names between commas, what a model says is wrong."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import ValidationError

from service.console.fields import Fields
from service.denial import UnfitError, because

_COMMAS = ("\uff0c", "\u3001", ";")


def typed_in(fields: Fields | None) -> Callable[[str], str]:
    """Return what gives the text of a field, empty where nothing was sent."""
    return _nothing if fields is None else fields.text


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of a line, between commas of either language."""
    for comma in _COMMAS:
        text = text.replace(comma, ",")
    return tuple(one.strip() for one in text.split(",") if one.strip())


def unfit(error: ValidationError) -> UnfitError:
    """Return the refusal that names every field that is wrong."""
    wrong = error.errors()[:20]
    return UnfitError(
        *(because("wish_wrong", field=".".join(map(str, one["loc"])), why=one["msg"][:200]) for one in wrong)
    )


def _nothing(_name: str) -> str:
    return ""
