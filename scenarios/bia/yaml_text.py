"""Plain data as YAML text that the house reads back as the same data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

from scenarios.problems import START
from scenarios.tree import Scalar, value_of

_PLAIN: Final = re.compile(r"[A-Za-z0-9_\u4e00-\u9fff](?:[\w \u4e00-\u9fff.%/+()（）-]*[\w\u4e00-\u9fff%)）])?")
_SHORT: Final = 100
"""Characters of a mapping that may stand on one line."""


def yaml_of(data: Mapping[str, Any]) -> str:
    """Return the mapping as YAML; texts, whole numbers, truth values, lists and mappings only."""
    return "".join(f"{line}\n" for line in _table(data, 0))


def _table(data: Mapping[str, Any], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for key, value in data.items():
        yield from _entry(f"{indent}{_scalar(key)}:", value, depth)


def _entry(head: str, value: Any, depth: int) -> Iterator[str]:
    flow = _flow(value)
    if flow is not None and (len(head) + len(flow) < _SHORT or not isinstance(value, list | dict)):
        yield f"{head} {flow}"
    elif isinstance(value, list):
        yield head
        for item in cast("list[Any]", value):
            yield from _item(item, depth + 1)
    else:
        yield head
        yield from _table(cast("Mapping[str, Any]", value), depth + 1)


def _item(item: Any, depth: int) -> Iterator[str]:
    head = "  " * depth + "-"
    flow = _flow(item)
    if flow is not None and (len(head) + len(flow) < _SHORT or not isinstance(item, dict)):
        yield f"{head} {flow}"
        return
    lines = list(_table(cast("Mapping[str, Any]", item), depth + 1))
    yield f"{head} {lines[0].lstrip()}"
    yield from lines[1:]


def _flow(value: Any) -> str | None:
    """Return a value on one line; None for one that is deeper than a list or mapping of scalars."""
    match value:
        case Mapping():
            pairs = cast("Mapping[str, Any]", value)
            if any(isinstance(each, list | dict) for each in pairs.values()):
                return None
            return "{" + ", ".join(f"{_scalar(key)}: {_scalar(each)}" for key, each in pairs.items()) + "}"
        case list():
            items = cast("Sequence[Any]", value)
            if any(isinstance(each, list | dict) for each in items):
                return None
            return "[" + ", ".join(map(_scalar, items)) + "]"
        case _:
            return _scalar(value)


def _scalar(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case _:
            return _text(str(value))


def _text(text: str) -> str:
    """Return the text without quotes where it would be read back as the same text."""
    plain = _PLAIN.fullmatch(text) is not None and value_of(Scalar(mark=START, text=text, plain=True)) == text
    return text if plain else json.dumps(text, ensure_ascii=False)
