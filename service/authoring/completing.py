"""What may be written at a place of a scenario: keys and values, from the JSON Schema and the text itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, TypeAlias

from scenarios.schema import scenario_schema
from service.authoring.spot import Path, Spot, spot_at

Schema: TypeAlias = Mapping[str, Any]
_MOST: Final = 60
_DEEPEST: Final = 12
_TOP: Final = re.compile(r"^(\w+):[ \t]*(.*)$")
_ENTRY: Final = re.compile(r"^ {1,8}([\w$][\w.-]*)\s*:")
_IN_LINE: Final = re.compile(r"[{,]\s*([\w$][\w.-]*)\s*:")
_LISTED: Final = re.compile(r"[\[,]\s*([\w$][\w.-]*)")
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "on": ("hosts",),
    "host": ("hosts",),
    "from": ("hosts",),
    "probe": ("probes",),
    "stream": ("probes", "ledger"),
    "ledger": ("ledger",),
    "service": ("services",),
    "undo": ("inject", "prepare"),
    "needs": ("prepare", "inject", "detect", "decide", "switch", "verify", "restore"),
    "step": ("prepare", "inject", "detect", "decide", "switch", "verify", "restore"),
}
"""A key, and the parts of the scenario whose names its values are."""
_PHASES: Final = frozenset(_NAMES["step"])
_STEP: Final = re.compile(r"^ {0,4}- ([\w][\w.-]*)\s*:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What may stand there: `insert` is written, `detail` says what it is."""

    insert: str
    kind: Literal["key", "value", "name", "parameter"]
    detail: str
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """`begun` is the text left of the place that a candidate replaces."""

    begun: str
    candidates: tuple[Candidate, ...]


def complete(text: str, line: int, column: int) -> Completion:
    """Return what may be written before character `column` of line `line` (from 1), the likeliest first."""
    spot = spot_at(text, line, column)
    schemas = _at(_whole(), spot.path)
    narrowed = [one for one in schemas if _fits(one, spot.beside)] or schemas
    found = _keys(narrowed, spot) if spot.is_key else ()
    offered = [*found, *(() if found else _values(narrowed, spot, text))]
    begun = spot.begun.lower()
    fitting = [one for one in offered if one.insert.lower().startswith(begun)]
    fitting = fitting or [one for one in offered if begun.lstrip("$") in one.insert.lower()]
    return Completion(begun=spot.begun, candidates=tuple({one.insert: one for one in fitting}.values())[:_MOST])


@cache
def _whole() -> dict[str, Any]:
    """Return the schema, which is the same as long as this process lives."""
    return scenario_schema()


def _plain(schema: Schema, depth: int = 0) -> Iterator[Schema]:
    """Yield the schemas that one stands for, without references and choices."""
    if depth > _DEEPEST:
        return
    if "$ref" in schema:
        name = str(schema["$ref"]).removeprefix("#/$defs/")
        yield from _plain(_whole()["$defs"].get(name, {}), depth + 1)
        return
    choices: list[Schema] = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    if not choices:
        yield schema
    for each in choices:
        yield from _plain(each, depth + 1)


def _at(root: Schema, path: Path) -> list[Schema]:
    """Return every schema that may hold at a path."""
    found = list(_plain(root))
    for part in path:
        found = [plain for one in found for below in _below(one, part) for plain in _plain(below)]
    return found


def _below(schema: Schema, part: str | int) -> Iterator[Schema]:
    if part == 0:
        if isinstance(schema.get("items"), dict):
            yield schema["items"]
        return
    known: Mapping[str, Schema] = schema.get("properties", {})
    if part in known:
        yield known[str(part)]
        return
    patterns: Mapping[str, Schema] = schema.get("patternProperties", {})
    fitting = [each for pattern, each in patterns.items() if re.search(pattern, str(part))]
    yield from fitting
    if not fitting and isinstance(schema.get("additionalProperties"), dict):
        yield schema["additionalProperties"]


def _fits(schema: Schema, beside: Mapping[str, str]) -> bool:
    """Tell whether a mapping with these keys may be of that schema."""
    known: Mapping[str, Schema] | None = schema.get("properties")
    if known is None:
        return not beside or "patternProperties" in schema or "additionalProperties" in schema
    for key, value in beside.items():
        if key not in known:
            return False
        if "const" in known[key] and value and value != str(known[key]["const"]):
            return False
    return True


def _keys(schemas: Iterable[Schema], spot: Spot) -> tuple[Candidate, ...]:
    """Return the keys that may come: first those that tell what it is, then those of the shortest forms."""
    found: dict[str, tuple[tuple[bool, bool, int], Candidate]] = {}
    for schema in schemas:
        needed = set(schema.get("required", ()))
        for name, each in schema.get("properties", {}).items():
            rank = (name not in needed, "const" not in each, len(needed))
            if name in spot.beside or (name in found and found[name][0] <= rank):
                continue
            told = "" if "const" in each else _first(each.get("description") or _described(each))
            found[name] = rank, Candidate(insert=f"{name}: ", kind="key", detail=told, needed=name in needed)
    return tuple(candidate for _, candidate in sorted(found.values(), key=lambda one: one[0]))


def _described(schema: Schema) -> str:
    return next((str(one["description"]) for one in _plain(schema) if one.get("description")), "")


def _first(told: str) -> str:
    """Return the first line of a description, on one line of bounded length."""
    line = told.split("\n", 1)[0].strip()
    return line if len(line) <= 160 else f"{line[:159]}…"  # noqa: PLR2004  what fits beside a word


def _values(schemas: Iterable[Schema], spot: Spot, text: str) -> Iterator[Candidate]:
    key = next((str(part) for part in reversed(spot.path) if part != 0), "")
    for name in _named_in(text, _NAMES.get(key, ())):
        yield Candidate(insert=name, kind="name", detail="")
    takes_parameter = False
    for schema in schemas:
        takes_parameter = takes_parameter or str(schema.get("description", "")).startswith("A parameter of this")
        yield from _fixed(schema)
    if takes_parameter:
        for name in _names(text, "parameters"):
            yield Candidate(insert=f"${name}", kind="parameter", detail="")


def _fixed(schema: Schema) -> Iterator[Candidate]:
    detail = _first(str(schema.get("description", "")))
    given = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]
    if schema.get("type") == "boolean":
        given = ["true", "false"]
    for value in given:
        yield Candidate(insert=str(value), kind="value", detail=detail)
    for value in (*([schema["default"]] if "default" in schema else ()), *schema.get("examples", ())):
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            yield Candidate(insert=str(value), kind="value", detail=detail)


def _named_in(text: str, sections: Iterable[str]) -> Iterator[str]:
    for section in sections:
        yield from _names(text, section)


def _names(text: str, section: str) -> list[str]:
    """Return the names that a part of the scenario gives, as far as they can be seen in a half-written text."""
    found: list[str] = []
    inside, indent = False, 0
    for line in text.split("\n"):
        top = _TOP.match(line)
        if top is not None:
            inside, indent = top[1] == section, 0
            pattern = _LISTED if top[2].startswith("[") else _IN_LINE
            found += pattern.findall(top[2]) if inside else ()
        elif inside:
            entry = (_STEP if section in _PHASES else _ENTRY).match(line)
            depth = len(line) - len(line.lstrip())
            if entry is not None and (indent in {0, depth}):
                indent = depth
                found.append(entry[1])
    return list(dict.fromkeys(found))
