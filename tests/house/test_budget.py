"""The house budget: small functions, small files, each file says what it knows, no drawers for odds and ends."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
FLOORS: Final = ("scenarios", "measurements", "runners", "service")
MODULES: Final = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
DRAWERS: Final = {"utils", "util", "helpers", "common", "manager", "handler", "handlers", "misc"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> list[Function]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function: Function) -> int:
    """Lines from `def` to the end, without the docstring."""
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return whole
    docstring = function.body[0]
    return whole - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def test_there_is_something_to_measure() -> None:
    assert len(MODULES) > 10
    assert sum(len(functions(path)) for path in MODULES) > 50


def test_no_function_is_longer_than_40_lines() -> None:
    sized = [(length(f), f"{p.relative_to(ROOT)}:{f.lineno} {f.name}") for p in MODULES for f in functions(p)]
    assert [place for size, place in sized if size > 40] == []


def test_half_of_the_functions_have_8_lines_or_fewer_and_nine_in_ten_25_or_fewer() -> None:
    lengths = sorted(length(function) for path in MODULES for function in functions(path))
    assert statistics.median(lengths) <= 8
    assert lengths[int(len(lengths) * 0.9)] <= 25


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_short_says_what_it_knows_and_is_named_after_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    assert ast.get_docstring(ast.parse(text)), "the file must open with one line that says what it knows"
    assert path.stem not in DRAWERS
