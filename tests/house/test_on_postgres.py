"""Whatever tests keep in a database of `tests.support.databases` is kept on PostgreSQL too: `make test-postgres`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
DATABASES: Final = "tests.support.databases"
_IMPORT: Final = re.compile(r"^ *from (tests(?:\.\w+)+) import \(?([\w, ]*)", re.MULTILINE)


def told() -> list[str]:
    """What `make test-postgres` runs."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    found = re.search(r"^ON_POSTGRES := ((?:.*\\\n)*.*)$", makefile, re.MULTILINE)
    assert found is not None
    return found[1].replace("\\\n", " ").split()


@cache
def reaches(path: Path) -> bool:
    """Whether a file uses these databases, if need be by others of tests."""
    for module, names in _IMPORT.findall(path.read_text(encoding="utf-8")):
        for name in (module, *(f"{module}.{one.strip()}" for one in names.split(","))):
            if name == DATABASES or any(reaches(file) for file in _files(name) if file != path):
                return True
    return False


def _files(module: str) -> list[Path]:
    place = ROOT.joinpath(*module.split("."))
    return [file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()]


def test_every_test_that_keeps_anything_runs_on_postgresql_too() -> None:
    tests = [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py") if reaches(path)]
    assert len(tests) > 50
    left = [test for test in tests if not any(test == one or test.startswith(f"{one}/") for one in told())]
    assert sorted(test for test in left if not test.startswith(("tests/stacks/", "tests/house/"))) == []


def test_what_is_named_there_is_there() -> None:
    assert [one for one in told() if not (ROOT / one).exists()] == []
