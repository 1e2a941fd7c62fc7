"""No coroutine of the service calls what blocks: the database and files are for threads (asyncio.to_thread)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
FLOOR: Final = "service"
OPENING: Final = frozenset(
    ("Session", "reading", "connect", "begin", "create_all", "read_text", "write_text", "read_bytes")
)
"""Calls by which a function shows that it waits for a database or a disk."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for folder in (ROOT / "service", ROOT / "runners"):
        for path in sorted(folder.rglob("*.py")):
            if "lab" not in path.relative_to(ROOT).parts and "cli" not in path.relative_to(ROOT).parts:
                yield path, ast.parse(path.read_text("utf-8"))


def called(node: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls that a function itself makes, not those of functions inside it, nor what it awaits."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.Call) and not isinstance(node, ast.Await):
            yield child
        yield from called(child)


def last_name(node: ast.AST) -> str:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name.lstrip("_").lower()
        case _:
            return ""


def blocking() -> dict[str, set[str]]:
    """Return for each class, by its name in small letters, the methods that wait, or call one of its own that does."""
    found: dict[str, set[str]] = {}
    for _, tree in trees():
        for cls in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
            methods = [node for node in cls.body if isinstance(node, ast.FunctionDef)]
            waits = {
                method.name for method in methods if any(last_name(call.func) in _LOWER for call in called(method))
            }
            grown = True
            while grown:
                more = {method.name for method in methods if {call_of_self(call) for call in called(method)} & waits}
                grown = not more <= waits
                waits |= more
            found.setdefault(cls.name.lower(), set()).update(waits - {"__init__", "__enter__", "__exit__"})
    return {name: methods for name, methods in found.items() if methods}


_LOWER: Final = frozenset(name.lower() for name in OPENING)


def call_of_self(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return name
        case _:
            return ""


def offences() -> Iterator[str]:
    known = blocking()
    for path, tree in trees():
        if path.relative_to(ROOT).parts[0] != FLOOR:
            continue
        for cls in (None, *(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))):
            body = tree.body if cls is None else cls.body
            own = set[str]() if cls is None else known.get(cls.name.lower(), set[str]())
            for function in (node for node in body if isinstance(node, ast.AsyncFunctionDef)):
                for call in called(function):
                    if waits(call, known) or call_of_self(call) in own:
                        yield f"{path.relative_to(ROOT)}:{call.lineno}: {ast.unparse(call.func)}"


def waits(call: ast.Call, known: dict[str, set[str]]) -> bool:
    """Tell whether a call is of a blocking method, by the name of what it is called on: `self._book.heads`."""
    match call.func:
        case ast.Attribute(value=ast.Call(func=ast.Name(id=kind)), attr=name):
            return name in known.get(kind.lower(), set())
        case ast.Attribute(value=value, attr=name):
            return name in known.get(last_name(value), set())
        case _:
            return False


def test_no_coroutine_waits_for_a_database_or_a_disk() -> None:
    assert list(offences()) == []


def test_the_rule_finds_what_it_is_for() -> None:
    known = blocking()
    assert "last" in known["journal"]
    assert {"take", "held"} <= known["claims"]
    call = ast.parse("self.firm.guard.claims.take(1)").body[0]
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    assert waits(call.value, known)


@pytest.mark.parametrize(
    "text", ["await asyncio.to_thread(self.journal.last, d)", "work = lambda: self.journal.last(d)"]
)
def test_what_is_handed_to_a_thread_is_fine(text: str) -> None:
    assert not any(waits(call, blocking()) for call in called(ast.parse(text)))
