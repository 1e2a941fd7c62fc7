"""What a file says of itself: its kind, name, title and services; read once as long as it stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, cast

from scenarios.composer import compose
from scenarios.plan import Text
from scenarios.tree import data_of

LARGEST: Final = 128 * 1024
"""Bytes of a file that is shown and checked while somebody writes it; the largest of the library is a tenth of it."""
Kind: TypeAlias = Literal["scenario", "bia", "inventory", "contacts", "risks", "procedures", "calendar"]
KINDS: Final[tuple[Kind, ...]] = ("scenario", "inventory", "bia", "contacts", "risks", "procedures", "calendar")
_TELLING: Final[tuple[tuple[str, Kind], ...]] = (
    ("scenario", "scenario"),
    ("sessions", "calendar"),
    ("people", "contacts"),
    ("channels", "contacts"),
    ("plans", "procedures"),
    ("services", "bia"),
    ("hosts", "inventory"),
    ("risks", "risks"),
)
"""A key at the top, and the kind of file that it tells; the first that is there counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of a scenario as a form asks for it; `default` is empty where a value has to be given."""

    name: str
    title: Text
    type: str
    default: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a file says of itself, as far as it can be told without checking it."""

    kind: Kind
    name: str
    title: Text
    form: str = ""
    services: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()


def read_heading(path: Path) -> Heading | None:
    """Return what a file says of itself, None for one that is no file of the language or cannot be read; blocking."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return _read(path, stat.st_mtime_ns, stat.st_size) if stat.st_size <= LARGEST else None


def heading_of(text: str, name: str) -> Heading | None:
    """Return what a text says of itself; `name` is that of its file."""
    root, _ = compose(name, text)
    return None if root is None else _heading(data_of(root), name)


@lru_cache(maxsize=2_000)
def _read(path: Path, _mtime_ns: int, _size: int) -> Heading | None:
    """Return what the file said at that time, which is the same as long as it is that old."""
    try:
        return heading_of(path.read_bytes().decode("utf-8-sig"), path.stem)
    except (OSError, UnicodeDecodeError):
        return None


def _heading(told: dict[Any, Any], name: str) -> Heading | None:
    kind: Kind | None = next((kind for key, kind in _TELLING if key in told), None)
    if kind is None or (kind == "bia" and _is_of_containers(told["services"])):
        return None
    if kind != "scenario":
        return Heading(kind=kind, name=name, title=_text(told.get("title"), name))
    called = str(told["scenario"])[:100]
    services: Any = told.get("services")
    return Heading(
        kind=kind,
        name=called,
        title=_text(told.get("title"), called),
        form=str(told.get("form", ""))[:20],
        services=tuple(str(one)[:100] for one in cast("list[Any]", services)) if isinstance(services, list) else (),
        parameters=tuple(_parameters(told.get("parameters"))),
    )


def _is_of_containers(services: Any) -> bool:
    """Tell whether services are those of a Compose file, which has them under the same key."""
    if not isinstance(services, dict):
        return False
    every = cast("dict[Any, Any]", services).values()
    return any(isinstance(one, dict) and ("image" in one or "build" in one) for one in every)


def _parameters(told: Any) -> list[Parameter]:
    if not isinstance(told, dict):
        return []
    given = cast("dict[Any, Any]", told)
    return [_parameter(str(name), cast("dict[Any, Any]", one)) for name, one in given.items() if isinstance(one, dict)]


def _parameter(name: str, told: dict[Any, Any]) -> Parameter:
    default: Any = told.get("default")
    shown = str(default).lower() if isinstance(default, bool) else str(default)
    return Parameter(
        name=name,
        title=_text(told.get("title"), name),
        type=str(told.get("type", "text"))[:20],
        default="" if default is None else shown,
    )


def _text(told: Any, name: str) -> Text:
    match told:
        case {"zh": str(zh), "en": str(en)}:
            return Text(zh=zh[:200], en=en[:200])
        case str(both):
            return Text(zh=both[:200], en=both[:200])
        case _:
            return Text(zh=name, en=name)
