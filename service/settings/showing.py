"""Settings as whoever runs the service may see them: every value, who said it, and no password."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from pydantic import BaseModel

from runners.secrets import Masker
from scenarios.quantities import show_duration
from scenarios.tree import Mark
from service.settings.layers import COMMAND_LINE, ENVIRONMENT, Keys
from service.settings.model import Settings
from service.settings.reading import Settled
from service.settings.reference import every_key, is_duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One value; `place` is file:line:column, the variable's or the option's name, None for a default."""

    key: str
    value: str
    said_by: Literal["file", "environment", "command line", "default"]
    place: str | None


def shown(settled: Settled) -> Iterator[Shown]:
    """Yield every value, passwords masked."""
    for keys in every_key():
        mark = _mark(settled, keys)
        yield Shown(
            key=".".join(keys),
            value=_value(settled.settings, keys),
            said_by=_said_by(mark),
            place=None if mark is None else _place(settled, mark),
        )


def digest_of(settings: Settings) -> str:
    """Return what tells two settings apart without saying a secret; for logs."""
    values = {".".join(keys): _value(settings, keys) for keys in every_key()}
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def _mark(settled: Settled, keys: Keys) -> Mark | None:
    """Return who said a value; of one that was put together, the first."""
    return next((mark for told, mark in settled.told.items() if told[: len(keys)] == keys), None)


def _said_by(mark: Mark | None) -> Literal["file", "environment", "command line", "default"]:
    if mark is None:
        return "default"
    if mark.file == ENVIRONMENT:
        return "environment"
    return "command line" if mark.file == COMMAND_LINE else "file"


def _place(settled: Settled, mark: Mark) -> str:
    return mark.cell or f"{settled.file}:{mark.line}:{mark.column}"


def _value(settings: Settings, keys: Keys) -> str:
    value: Any = settings
    for key in keys:
        value = getattr(value, key)
    return Masker().mask(_written(value, is_duration=is_duration(keys)))


def _written(value: Any, *, is_duration: bool = False) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case int():
            return show_duration(value) if is_duration else str(value)
        case BaseModel():
            return json.dumps(value.model_dump(exclude_none=True))
        case list():
            return json.dumps(list(map(str, cast("list[Any]", value))), ensure_ascii=False)
        case Path() | _:
            return str(value)
