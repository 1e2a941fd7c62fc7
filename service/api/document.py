"""The OpenAPI document: what FastAPI reads off the routes, and what it cannot know."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI

from service.api.addresses import addresses
from service.api.problems import ProblemDocument

RIGHT_KEY: Final = "x-drillproof-right"
"""Which right an address asks for; there is none where it is everybody's own, or open."""
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
    for address in addresses(app):
        for method in address.methods if address.is_told else ():
            operation = document["paths"][address.path][method.lower()]
            for right in address.rights:
                operation[RIGHT_KEY] = right.value
                told = operation.get("description", "").rstrip()
                operation["description"] = f"{told}\n\nAsks for the right `{right.value}`.".lstrip()
    return document
