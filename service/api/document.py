"""The OpenAPI document: what FastAPI reads off the routes, and what it cannot know."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from service.access import Right
from service.api.asking import right_of
from service.api.problems import ProblemDocument

RIGHT_KEY: Final = "x-drillproof-right"
"""Which right an address asks for; there is none where it is everybody's own or open."""
_NAME: Final = "ProblemDocument"
_REF: Final = "#/components/schemas/{model}"


def install_document(app: FastAPI) -> None:
    """Let `app` give the whole document; it is made when first asked for."""
    made = app.openapi

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(app, made())
        return app.openapi_schema

    app.openapi = document


def _completed(app: FastAPI, document: dict[str, Any]) -> dict[str, Any]:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas[_NAME] = ProblemDocument.model_json_schema(ref_template=_REF)
    schemas.pop("HTTPValidationError", None)  # FastAPI's own form of a refusal, which none of ours has
    schemas.pop("ValidationError", None)
    for route in app.routes:
        if isinstance(route, APIRoute) and route.include_in_schema:
            for method in route.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}:
                _tell_right(document["paths"][route.path_format][method.lower()], route.dependant)
    return document


def _tell_right(operation: dict[str, Any], dependant: Dependant) -> None:
    right = asked_right(dependant)
    if right is not None:
        operation[RIGHT_KEY] = right.value
        told = operation.get("description", "").rstrip()
        operation["description"] = f"{told}\n\nAsks for the right `{right.value}`.".lstrip()


def asked_right(dependant: Dependant) -> Right | None:
    """Return the right that an address asks for, None where it asks for none."""
    for each in dependant.dependencies:
        found = right_of(each.call) or asked_right(each)
        if found is not None:
            return found
    return None
