"""JSON Schemas of the files (draft 2020-12), so that an editor can help while a drill is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from scenarios.bia import BiaInput
from scenarios.inventory.written import WrittenInput
from scenarios.quantities import DURATION, FACTOR, RATE, SHARE, show_duration, show_rate
from scenarios.references import REFERENCE
from scenarios.registers import CalendarInput, ContactsInput, PlansInput, RegisterKind, RisksInput
from scenarios.scenario import ScenarioInput

Schema: TypeAlias = dict[str, Any]
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_REFERENCE: Final = {"$ref": "#/$defs/Reference"}
_REFERENCE_SCHEMA: Final = {
    "type": "string",
    "pattern": f"^{REFERENCE}$",
    "description": "A parameter of this scenario: $name stands for its value.",
}
_REGISTERS: Final[dict[RegisterKind, type[BaseModel]]] = {
    "contacts": ContactsInput,
    "risks": RisksInput,
    "procedures": PlansInput,
    "calendar": CalendarInput,
}
_NOTES: Final = ("title", "description", "default", "examples")
_ALONE: Final[Schema] = {"not": {"anyOf": [{"required": [layer]} for layer in ("from", "defaults", "groups")]}}
_NEEDED: Final = ["address", "user", "known_hosts", "environment"]
_SAYS_ALL: Final[Schema] = {
    "properties": {"hosts": {"additionalProperties": {"required": _NEEDED}}},
    "required": ["hosts"],
}
_PLAIN: Final = frozenset(("ParameterInput",))
"""Definitions in which nothing can refer to a parameter."""


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file; where a value is wanted, a reference to a parameter will do."""
    schema = _schema(ScenarioInput, "drillproof scenario")
    definitions: Schema = schema.pop("$defs")
    opened = {name: each if name in _PLAIN else _walk(each, _open) for name, each in definitions.items()}
    return {**_walk(schema, _open), "$defs": {**opened, "Reference": _REFERENCE_SCHEMA}}


def bia_schema() -> dict[str, Any]:
    """Return the JSON Schema of a BIA file."""
    return _schema(BiaInput, "drillproof business impact analysis")


def inventory_schema() -> dict[str, Any]:
    """Return the JSON Schema of an inventory file of ours; what a host must say may stand in a layer below it."""
    return {**_schema(WrittenInput, "drillproof inventory"), "if": _ALONE, "then": _SAYS_ALL}


def register_schema(kind: RegisterKind) -> dict[str, Any]:
    """Return the JSON Schema of a register file."""
    return _schema(_REGISTERS[kind], f"drillproof {kind} register")


def schema_of(model: type[BaseModel], title: str) -> dict[str, Any]:
    """Return the JSON Schema of any other file of ours."""
    return _schema(model, title)


class _Generator(GenerateJsonSchema):
    """Defaults read as people write them; a field needs no title beside its name."""

    def default_schema(self, schema: Any) -> Schema:
        """Return the schema of a field with a default."""
        written = super().default_schema(schema)
        default = written.get("default")
        if isinstance(default, int) and not isinstance(default, bool):
            return {**written, "default": _as_written(default, str(written.get("pattern", "")))}
        return written

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Return False."""
        del schema
        return False


def _as_written(number: int, pattern: str) -> str | int:
    match pattern:
        case _ if pattern == DURATION:
            return show_duration(number)
        case _ if pattern == RATE:
            return show_rate(number)
        case _ if pattern == SHARE:
            return f"{number / 10:g}%"
        case _ if pattern == FACTOR:
            return f"{number / 1000:g}x"
        case _:
            return number


def _schema(model: type[BaseModel], title: str) -> Schema:
    schema = _walk(model.model_json_schema(schema_generator=_Generator), _strict)
    definitions = {name: _walk(each, _strict) for name, each in schema.pop("$defs", {}).items()}
    return {"$schema": DIALECT, **schema, "title": title, "$defs": definitions}


def _walk(schema: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """Return a copy in which every schema below this one is changed, the deepest first."""
    new = dict(schema)
    for key in ("properties", "patternProperties"):
        if key in schema:
            new[key] = {name: change(_walk(each, change)) for name, each in schema[key].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            new[key] = change(_walk(schema[key], change))
    for key in ("anyOf", "oneOf"):
        if key in schema:
            new[key] = [change(_walk(each, change)) for each in schema[key]]
    return new


def _strict(schema: Schema) -> Schema:
    """Take out "or nothing", which no field of ours takes, and names that fit no pattern."""
    new = {key: value for key, value in schema.items() if not (key == "default" and value is None)}
    if "patternProperties" in new:
        new["additionalProperties"] = False
    choices = [each for each in (*new.pop("anyOf", ()), *new.pop("oneOf", ())) if each != {"type": "null"}]
    if len(choices) == 1:
        return {**choices[0], **new}
    return {**new, "anyOf": choices} if choices else new


def _open(schema: Schema) -> Schema:
    """Let a parameter stand where a number, a truth value or a word of a certain form is wanted."""
    narrow = schema.get("type") in {"integer", "number", "boolean"} or {"pattern", "enum"}.intersection(schema)
    if not narrow or "const" in schema:
        return schema
    notes = {key: schema[key] for key in _NOTES if key in schema}
    rest = {key: value for key, value in schema.items() if key not in notes}
    return {**notes, "anyOf": [rest, _REFERENCE]}
