"""Every kind of entry that the audit log can have is told in words, not by its code alone."""

from __future__ import annotations

import ast
import gc
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest

import service
from service.book import Family
from service.dossiers.heading import family
from service.policy import default_policy
from service.words import has

SOURCES: Final = sorted(Path(service.__file__ or "").parent.rglob("*.py"))
TELLERS: Final = {"access": {"note", "_tell"}, "archive": {"_tell"}}
"""In which packages what enters single entries, that belong to no family, with their kind as an argument."""
CODE: Final = re.compile(r"[a-z]+(_[a-z]+)+")


def load_families() -> None:
    for source in SOURCES:
        if "Family(" in source.read_text("utf-8"):
            import_module(".".join(source.relative_to(SOURCES[0].parents[1]).with_suffix("").parts))


def of_families() -> Iterator[str]:
    load_families()
    known: list[Any] = [family(default_policy()), *(one for one in gc.get_objects() if isinstance(one, Family))]
    for each in known:
        schema = each.events.json_schema()
        if "discriminator" in schema:
            yield from schema["discriminator"]["mapping"]
        else:
            yield schema["properties"]["kind"]["const"]


def constants(tree: ast.Module) -> dict[str, object]:
    """What the names of a module stand for, where that is a plain value."""
    return {
        target.id: value
        for one in tree.body
        if isinstance(one, ast.AnnAssign) and isinstance(target := one.target, ast.Name)
        if (value := getattr(one.value, "value", None)) is not None
    }


def of_single_entries() -> Iterator[str]:
    for source in SOURCES:
        tree = ast.parse(source.read_text("utf-8"))
        named, tellers = constants(tree), TELLERS.get(source.parent.name, set())
        for call in (one for one in ast.walk(tree) if isinstance(one, ast.Call)):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            given = [one.value for one in call.keywords if one.arg == "kind"] if name == "Note" else []
            given += call.args if name in tellers else []
            told = [named.get(one.id) if isinstance(one, ast.Name) else getattr(one, "value", None) for one in given]
            yield from (one for one in told if isinstance(one, str) and CODE.fullmatch(one))


KINDS: Final = sorted({*of_families(), *of_single_entries()})


def test_the_kinds_are_found_where_they_are_written() -> None:
    assert {"wish_changed", "incident_declared", "drill_cleared", "logged_out", "bundle_archived"} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_entry_has_words(kind: str) -> None:
    assert has(f"console.entry.{kind}")
