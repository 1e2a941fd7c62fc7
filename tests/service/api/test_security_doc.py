"""docs/security.md names tests: each of them is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

TESTS: Final = Path(__file__).parents[2]
DOC: Final = TESTS.parent / "docs/security.md"
NAMED: Final = sorted(set(re.findall(r"`([\w/]+\.py)(?:::(\w+))?`", DOC.read_text(encoding="utf-8"))))


def test_there_are_tests_for_the_threats() -> None:
    rows = [
        line for line in DOC.read_text(encoding="utf-8").splitlines() if line.startswith("| ") and line.count("|") == 4
    ]
    threats = [row for row in rows if not row.startswith("| threat |")]
    assert len(threats) > 30
    assert all(".py" in row.rsplit("|", 2)[1] for row in threats)


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_test_that_is_named_is_there(file: str, name: str) -> None:
    path = TESTS / file
    assert path.is_file(), f"tests/{file}"
    text = path.read_text(encoding="utf-8")
    assert not name or re.search(rf"def {name}\b", text), f"{file} has no {name}"
