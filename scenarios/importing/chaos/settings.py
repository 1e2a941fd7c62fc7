"""Configuration and secrets of an experiment: parameters of the scenario, and names for the inventory."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

from scenarios.importing.chaos.reading import Reader
from scenarios.importing.naming import slug
from scenarios.importing.yaml_text import Entry, Flow, Plain, Value

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_TYPES: Final = {"int": "integer", "float": "number", "bool": "boolean", "str": "string"}
_BIGGEST: Final = 10**17


@dataclass(slots=True)
class Known:
    """What `${name}` can mean: a parameter, or a secret of the inventory."""

    parameters: dict[str, str] = field(default_factory=dict[str, str])
    """By the experiment's name for it."""
    secrets: dict[str, str] = field(default_factory=dict[str, str])
    entries: list[Entry] = field(default_factory=list[Entry])
    about: list[str] = field(default_factory=list[str])


def read_settings(reader: Reader) -> Known:
    """Return what configuration and secrets say. A secret that stands there itself is never taken over."""
    data, known = reader.data(), Known()
    for name, value in reader.mapping(data.get("configuration"), ("configuration",)).items():
        told = _parameter(name, value)
        if told is None:
            reader.tell(("configuration", name), "chaos_not_taken", name=name)
            continue
        parameter = _free(name, known)
        known.parameters[name] = parameter
        known.entries.append(Entry(key=parameter, value=Flow(tuple(told)), behind=_variable(value)))
    for scope, values in reader.mapping(data.get("secrets"), ("secrets",)).items():
        for name, value in reader.mapping(values, ("secrets", scope)).items():
            _secret(reader, known, scope, name, value)
    return known


def _secret(reader: Reader, known: Known, scope: str, name: str, value: Any) -> None:
    if not _NAME.fullmatch(name):
        reader.tell(("secrets", scope, name), "chaos_not_taken", name=f"{scope}.{name}")
        return
    called = slug(f"{scope}-{name}") or f"secret-{len(known.secrets) + 1}"
    known.secrets[name] = called
    variable = _variable(value)
    if not isinstance(value, dict):
        reader.tell(("secrets", scope, name), "chaos_inline_secret")
    place = f"{{env: {variable}}}" if re.fullmatch(_NAME, variable) else f"{{file: {_file(value) or '…'}}}"
    known.about.append(f"inventory: secrets: {{{called}: {place}}}")


def _free(name: str, known: Known) -> str:
    plain = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")[:40] or "value"
    stem = plain if plain[0].isalpha() else f"v_{plain}"
    taken = set(known.parameters.values())
    return next(one for one in (stem, *(f"{stem}_{number}" for number in range(2, 10_000))) if one not in taken)


def _variable(value: Any) -> str:
    """Return the environment variable that the experiment took the value from."""
    data = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    return str(data.get("key", "")) if data.get("type") == "env" else ""


def _file(value: Any) -> str:
    """Return the file that the experiment took a secret from."""
    data = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    return str(data.get("path", "")) if data.get("type") == "file" else ""


def _parameter(name: str, value: Any) -> list[Entry] | None:
    """Return type and default of a parameter; None for what is no single value."""
    if not _NAME.fullmatch(name) or value is None:
        return None
    if not isinstance(value, dict):
        return _typed(_type_of(value), value)
    data = cast("Mapping[str, Any]", value)
    if data.get("type") != "env":
        return None
    kind = _TYPES.get(str(data.get("env_var_type", "str")))
    default = data.get("default")
    if kind is None:
        return None
    return [Entry(key="type", value=Plain(kind))] if default is None else _typed(kind, _fitted(kind, default))


def _typed(kind: str, value: Any) -> list[Entry] | None:
    default = _default(kind, value)
    return None if default is None else [Entry(key="type", value=Plain(kind)), Entry(key="default", value=default)]


def _type_of(value: Any) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case _:
            return "string"


def _fitted(kind: str, value: Any) -> Any:
    """Return a default that stands as text in the type that is wanted."""
    if kind == "string" and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and kind in {"integer", "number"}:
        try:
            return int(value) if kind == "integer" else float(value)
        except ValueError:
            return None
    if isinstance(value, str) and kind == "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(value.lower())
    return value


def _default(kind: str, value: Any) -> Value | None:
    match kind, value:
        case "boolean", bool():
            return Plain("true" if value else "false")
        case (_, bool()):
            return None
        case (("integer" | "number"), int()) if abs(value) < _BIGGEST:
            return Plain(str(value))
        case "number", float() if math.isfinite(value) and abs(value) < _BIGGEST:
            return Plain(f"{value:.15f}".rstrip("0").rstrip(".") or "0")
        case "string", str() if not re.fullmatch(r"\$[a-z][a-z0-9_]*", value, re.ASCII):
            return value
        case _:
            return None
