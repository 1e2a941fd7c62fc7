"""Which addresses the API has: each with its methods and with what it asks for, whichever router brought it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from re import Pattern

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from service.access import Right
from service.api.asking import caller_of, right_of

_METHODS = frozenset(("GET", "POST", "PUT", "PATCH", "DELETE"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One address. `rights` are those that it asks for, `asks_who` whether it wants to know who asks."""

    path: str
    methods: frozenset[str]
    form: Pattern[str]
    rights: frozenset[Right]
    asks_who: bool
    is_told: bool
    """Whether the OpenAPI document has it."""


def addresses(app: FastAPI) -> Iterator[Address]:
    """Yield every address of `app`; several may have the same path, each with other methods."""
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute):
            yield Address(
                path=context.path_format or "",
                methods=frozenset(context.methods or ()) & _METHODS,
                form=context.path_regex,
                rights=frozenset(_rights(context.dependant)),
                asks_who=_asks_who(context.dependant),
                is_told=context.include_in_schema,
            )


def others(app: FastAPI) -> set[str]:
    """Return what is there besides: documents, pages, mounted applications."""
    contexts = iter_route_contexts(app.routes)
    return {context.path or "?" for context in contexts if not isinstance(context.original_route, APIRoute)}


def _rights(dependant: Dependant) -> Iterator[Right]:
    for each in dependant.dependencies:
        right = right_of(each.call)
        if right is not None:
            yield right
        yield from _rights(each)


def _asks_who(dependant: Dependant) -> bool:
    return any(each.call is caller_of or _asks_who(each) for each in dependant.dependencies)
