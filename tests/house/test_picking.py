"""A part of `make test` passes over a file only where it is known to have no test of that part."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
LOADED: Final = "open('loaded', 'a').write(__name__[-1])\n"
QUICK: Final = f"{LOADED}def test_quick(): pass\n"
SLOW: Final = f"{LOADED}import pytest\n@pytest.mark.slow({{}})\ndef test_slow(): pass\n"
MARKS: Final = "[pytest]\nmarkers =\n  slow: s\n  lab: l\n  root: r\n  stack: s\n"


def collected(place: Path, *more: str) -> tuple[str, list[str]]:
    """Collect what is there; return the files that were loaded for it, and the tests in their order."""
    (place / "loaded").write_text("", encoding="utf-8")
    told = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "xdist.plugin", "-p", "tests.support.picking"]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    env |= {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run([*told, *more], cwd=place, env=env, capture_output=True, text=True, check=False, timeout=120)
    loaded = "".join(sorted((place / "loaded").read_text(encoding="utf-8")))
    return loaded, [line for line in done.stdout.splitlines() if "::" in line]


@pytest.mark.slow(10)
@pytest.mark.timeout(600)
def test_only_what_is_known_and_unchanged_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text(MARKS, encoding="utf-8")
    for name, text in (("a", QUICK), ("b", SLOW.format("")), ("c", QUICK), ("d", SLOW.format(20))):
        (tmp_path / f"test_{name}.py").write_text(text, encoding="utf-8")
    asked = ("--marked", "-m", "slow")
    assert collected(tmp_path, *asked)[0] == "abcd"  # nothing is known yet
    assert collected(tmp_path, "-m", "not slow", "test_a.py", "test_b.py")[0] == "ab"
    assert collected(tmp_path, *asked)[0] == "bcd"
    assert collected(tmp_path, "-m", "not slow")[0] == "abcd"
    assert collected(tmp_path, *asked)[0] == "bd"
    (tmp_path / "test_a.py").write_text(SLOW.format(60), encoding="utf-8")
    loaded, tests = collected(tmp_path, *asked)
    assert loaded == "abd"
    assert tests == ["test_a.py::test_slow", "test_d.py::test_slow", "test_b.py::test_slow"]  # the longest first
