"""There is one way to a running drill, and it goes by the guard."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def callers(name: str) -> Iterator[str]:
    """Yield the files of the product that call what is called `name`, or take its name for something else."""
    for folder in ("service", "runners", "measurements", "scenarios"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                used = isinstance(node, ast.Name) and node.id == name
                if used or (isinstance(node, ast.Attribute) and node.attr == name):
                    yield str(path.relative_to(ROOT))


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("run_drill", {"service/start.py"}),
        ("_SEAL", {"service/guard/passing.py"}),
        ("open_drill", {"service/running/lives.py", "service/cli/drill.py"}),
        ("resume_drill", {"service/running/lives.py", "service/cli/drill.py"}),
        ("GuardedApprovals", {"service/start.py"}),
    ],
)
def test_nothing_goes_round_the_guard(name: str, places: set[str]) -> None:
    assert set(callers(name)) == places


def test_a_pass_is_made_in_one_place() -> None:
    made = ROOT / "service/guard/passing.py"
    calls = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "service").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Pass"
    ]
    assert set(calls) == {str(made.relative_to(ROOT))}
