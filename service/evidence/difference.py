"""Where two JSON documents differ, digit for digit: each place by its path."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

LONGEST: Final = 60
_NOTHING: Final = object()


class Digits(str):
    """A number as it is written; 12.280 is not 12.28."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place: `found` is what stands there, `due` what should; both as short JSON, empty where there is nothing."""

    where: str
    found: str
    due: str


def parsed(text: str) -> Any:
    """Return JSON with every number as its digits; raises ValueError for what is no JSON or says a key twice."""
    return json.loads(text, parse_float=Digits, parse_int=Digits, parse_constant=_refuse, object_pairs_hook=_once)


def count(value: Any) -> int:
    """Return how many single values a document holds."""
    match value:
        case dict():
            return sum(count(one) for one in cast("dict[str, Any]", value).values())
        case list():
            return sum(count(one) for one in cast("list[Any]", value))
        case _:
            return 1


def differences(found: Any, due: Any, where: str = "") -> Iterator[Difference]:
    """Yield every place at which `found` is not `due`."""
    if isinstance(found, dict) and isinstance(due, dict):
        yield from _members(cast("dict[str, Any]", found), cast("dict[str, Any]", due), where)
    elif isinstance(found, list) and isinstance(due, list):
        yield from _items(cast("list[Any]", found), cast("list[Any]", due), where)
    elif type(cast("object", found)) is not type(cast("object", due)) or found != due:
        yield Difference(where=where, found=_shown(cast("object", found)), due=_shown(cast("object", due)))


def _members(found: dict[str, Any], due: dict[str, Any], where: str) -> Iterator[Difference]:
    for name in sorted(found.keys() | due.keys()):
        place = f"{where}.{name}" if where else name
        yield from differences(found.get(name, _NOTHING), due.get(name, _NOTHING), place)


def _items(found: list[Any], due: list[Any], where: str) -> Iterator[Difference]:
    for place in range(max(len(found), len(due))):
        left = found[place] if place < len(found) else _NOTHING
        right = due[place] if place < len(due) else _NOTHING
        yield from differences(left, right, f"{where}[{place}]")


def _shown(value: object) -> str:
    if value is _NOTHING:
        return ""
    text = str(value) if isinstance(value, Digits) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        msg = "a key stands twice"
        raise ValueError(msg)
    return told


def _refuse(constant: str) -> Any:
    msg = f"{constant} is no JSON number"
    raise ValueError(msg)
