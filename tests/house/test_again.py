"""What fails beside others is run once more alone, and the reader is told; nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.support.again import can_be_starved

ROOT: Final = Path(__file__).parents[2]
BESIDE: Final = "import os; beside = 'PYTEST_XDIST_WORKER' in os.environ\n"
WELL: Final = f"{BESIDE}def test_well(): open('well', 'a').write('x')\n"
STARVED: Final = f"{BESIDE}def test_starved(): assert not beside\n"
BROKEN: Final = f"{BESIDE}def test_broken(): open('broken', 'a').write('x'); assert False\n"
CUT_OFF: Final = f"{BESIDE}def test_cut_off(): open('cut', 'a').write('x'); raise KeyboardInterrupt\n"
ONLY_ALONE: Final = "passed only alone: beside others this machine starved them:\n  "


def run(place: Path, *tests: str) -> tuple[int, str]:
    """Run a part of such tests as if beside others; return how it ended and what it said."""
    for number, test in enumerate(tests):
        (place / f"test_{number}.py").write_text(test, encoding="utf-8")
    (place / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    told = [sys.executable, "-m", "tests.support.again", "slow", "-q", "-n", "1", "-p", "xdist.plugin"]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    env |= {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(told, cwd=place, env=env, capture_output=True, text=True, check=False, timeout=280)
    return done.returncode, done.stdout


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_who_passes_alone_is_named_and_who_fails_alone_too_fails_the_part(tmp_path: Path) -> None:
    status, said = run(tmp_path, WELL, STARVED, BROKEN)
    assert status == 1, said
    assert "2 failed in the part 'slow', beside others; each is run once more, alone:\n  test_1.py::" in said
    assert f"1 of 2 {ONLY_ALONE}test_1.py::test_starved\n" in said
    assert [(tmp_path / name).read_text(encoding="utf-8") for name in ("well", "broken")] == ["x", "xx"]
    status, said = run(tmp_path, WELL, STARVED, WELL)
    assert (status, f"1 of 1 {ONLY_ALONE}test_1.py::test_starved\n" in said) == (0, True), said


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_part_that_was_broken_off_is_not_run_again(tmp_path: Path) -> None:
    status, said = run(tmp_path, CUT_OFF)
    assert (status != 0, "once more" in said) == (True, False), said


@pytest.mark.parametrize(
    ("failed", "starved"),
    [
        (["test_a.py::test_one[x/y]"], True),
        (["test_a.py"], False),  # a file that cannot even be read
        ([f"test_a.py::test_{number}" for number in range(21)], False),
        ([], False),  # a run that died before it could tell
    ],
)
def test_only_some_few_tests_can_have_been_starved(failed: list[str], *, starved: bool) -> None:
    assert can_be_starved(failed) is starved
