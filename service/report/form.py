"""report.json: the report model, its cover and its sections as JSON, and the JSON Schema that says so."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, cast

from pydantic import TypeAdapter

from measurements.report import Phases, Report, Seconds
from scenarios.plan import Plan
from service.report.blocks import Line, Section
from service.report.document import ReportDocument, document
from service.report.records import NO_RECORDS, DrillRecords

SCHEMA_FILE: Final = Path(__file__).with_name("report.schema.json")
SCHEMA_ID: Final = "urn:drillproof:schema:report:3"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile(Report):
    """What report.json holds: the whole report model, and the cover and sections of the report in words."""

    cover: tuple[Line, ...]
    sections: tuple[Section, ...]


_FILES: Final[TypeAdapter[ReportFile]] = TypeAdapter(ReportFile)
_PHASES: Final = tuple(field.name for field in fields(Phases))
_NOTHING: Final[dict[str, Any]] = {field.name: None for field in fields(Seconds)} | {"evidence": []}


def report_json(report: Report, plan: Plan, records: DrillRecords = NO_RECORDS) -> str:
    """Return the text of report.json; a figure that nobody measured has both ends null."""
    return json_of(document(report, plan, records))


def json_of(whole: ReportDocument) -> str:
    """Return the text of report.json for a document."""
    data = as_data(whole)
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def as_data(whole: ReportDocument) -> dict[str, Any]:
    """Return report.json as plain data."""
    known = {field.name: getattr(whole.report, field.name) for field in fields(Report)}
    file = ReportFile(**known, cover=whole.cover, sections=whole.sections)
    return _spelled_out(_FILES.dump_python(file, mode="json"))


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of report.json: closed, with every field required."""
    generated = _FILES.json_schema(mode="serialization")
    closed = _closed(_never_null(generated))
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID}
    return head | closed


def schema_text() -> str:
    """Return the text of the published schema file."""
    return json.dumps(schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _spelled_out(data: dict[str, Any]) -> dict[str, Any]:
    """Write a figure that is missing as an interval without ends, so that a reader needs no special case."""
    for service in data["services"]:
        service["switchover"] = service["switchover"] or dict(_NOTHING)
        phases = service["phases"]
        service["phases"] = {name: phases[name] or dict(_NOTHING) for name in _PHASES}
    return data


def _never_null(node: dict[str, Any]) -> dict[str, Any]:
    definitions = node["$defs"]
    figure = {"$ref": "#/$defs/Seconds"}
    definitions["ServiceFigures"]["properties"]["switchover"] = figure
    for name in _PHASES:
        definitions["Phases"]["properties"][name] = figure
    return node


def _closed(node: Any) -> Any:
    if isinstance(node, list):
        return [_closed(value) for value in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    told = {key: _closed(value) for key, value in cast("dict[str, Any]", node).items()}
    if told.get("type") == "object" and isinstance(told.get("properties"), dict):
        return told | {"additionalProperties": False, "required": sorted(told["properties"])}
    return told
