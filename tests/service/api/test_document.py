"""The OpenAPI document: what every address says of itself, and what every answer keeps to."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from service.api.app import create_app
from service.api.document import RIGHT_KEY
from tests.support.databases import journal_in
from tests.support.firms import Served, firm_served
from tests.support.roles import MAY

Operation = dict[str, Any]
OPEN = {"/healthz", "/readyz", "/metrics", "/openapi.json"}


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("document")
    app: FastAPI = create_app(journal_in(folder), folder)
    return app.openapi()


@pytest.fixture
async def served(tmp_path: Path) -> AsyncGenerator[Served, None]:
    async with firm_served(tmp_path) as made:
        yield made


def operations(document: dict[str, Any]) -> Iterator[tuple[str, Operation]]:
    for path, item in document["paths"].items():
        yield from ((f"{method.upper()} {path}", operation) for method, operation in item.items())


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that stands behind a reference."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return document["components"]["schemas"][name] if name else schema


def has_example(document: dict[str, Any], schema: dict[str, Any]) -> bool:
    """Tell whether a schema, or whatever it is made of, shows an example of itself."""
    found = resolved(document, schema)
    if "examples" in found or "const" in found or "enum" in found:
        return True
    if found.get("type") == "object" and not found.get("properties"):
        return True
    parts = [*found.get("properties", {}).values(), *found.get("anyOf", []), *found.get("oneOf", [])]
    parts += [found["items"]] if isinstance(found.get("items"), dict) else []
    return any(has_example(document, part) for part in parts)


def test_it_is_3_1_and_holds_the_form_of_every_refusal(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert "ProblemDocument" in document["components"]["schemas"]
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_it_tells_the_right_of_every_address(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        assert (RIGHT_KEY in operation) == (MAY[name] not in {"own", "open"}), name


def test_every_address_says_what_it_does(document: dict[str, Any]) -> None:
    assert [name for name, operation in operations(document) if not operation.get("description")] == []


def test_every_form_that_is_sent_shows_an_example(document: dict[str, Any]) -> None:
    bodies = {
        name: operation["requestBody"]["content"]["application/json"]["schema"]
        for name, operation in operations(document)
        if "requestBody" in operation and "application/octet-stream" not in operation["requestBody"]["content"]
    }
    assert len(bodies) > 30
    assert [name for name, schema in bodies.items() if not has_example(document, schema)] == []


def test_every_refusal_of_every_address_is_a_problem(document: dict[str, Any]) -> None:
    wrong = [
        f"{name} {status}"
        for name, operation in operations(document)
        for status, answer in operation["responses"].items()
        if status.startswith("4") and list(answer.get("content", {})) != ["application/problem+json"]
    ]
    assert wrong == []
    unsaid = [
        name
        for name, operation in operations(document)
        if name.split()[1] not in OPEN and not {"401", "403", "422", "429"} <= operation["responses"].keys()
    ]
    assert unsaid == []


def test_every_list_comes_in_pages(document: dict[str, Any]) -> None:
    unpaged = [
        name
        for name, operation in operations(document)
        if (
            schema := operation["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema")
        )
        and {"items", "next"} <= resolved(document, schema).get("properties", {}).keys()
        and "limit" not in {parameter["name"] for parameter in operation.get("parameters", [])}
    ]
    assert set(unpaged) <= {"GET /api/v1/calendars", "GET /api/v1/calendars/{name}/closed"}, "those are short"


async def test_what_cannot_be_done_at_an_address_names_all_that_can(served: Served) -> None:
    async with served.client("olga") as client:
        answer = await client.delete("/api/v1/dossiers")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) >= {"GET", "POST"}
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_strange_host_name_is_refused(served: Served) -> None:
    """Else any web page could talk to us from a browser whose resolver it controls."""
    async with served.client("olga") as client:
        answer = await client.get("/api/v1/drills", headers={"Host": "rebound.example"})
    assert answer.status_code == 400


async def test_nobody_who_is_not_known_reads_metrics_unless_the_firm_says_so(served: Served) -> None:
    async with served.client(None) as client:
        told = {path: (await client.get(path)).status_code for path in ("/healthz", "/readyz", "/metrics")}
    assert told == {"/healthz": 200, "/readyz": 401, "/metrics": 401}
