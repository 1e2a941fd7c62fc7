"""A host's clock is read by what the host has, and a coarse reading is an interval."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.clock import instant, offset_of
from measurements.events import Exchange, Stamps
from runners.hostclock import NOW, Reading, pair, reading

BUSYBOX = shutil.which("busybox")
SHELLS = [each for each in ("/bin/dash", "/bin/bash", BUSYBOX) if each and Path(each).exists()]


def now(shell: str, path: Path) -> Reading:
    """Return what `drillproof_now` finds where only the tools in `path` are found."""
    argv = [shell, "sh", "-c"] if shell == BUSYBOX else [shell, "-c"]
    script = f'{NOW}set -- kept; drillproof_now; echo "$drillproof_at"; [ $1 = kept ]'
    told = subprocess.run(
        [*argv, script], env={"PATH": str(path)}, capture_output=True, text=True, timeout=30, check=True
    )
    read = reading(told.stdout.strip())
    assert read is not None, told.stdout
    return read


def tool(directory: Path, name: str, text: str | None = None) -> None:
    directory.mkdir(exist_ok=True)
    path = directory / name
    if text is None:
        path.symlink_to(shutil.which(name) or "/nonexistent")
        return
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("has", "granularity"), [(["date"], 0), (["python3"], 0), (["perl"], 1_000), (["date", "perl"], 0)]
)
def test_the_finest_way_is_taken(shell: str, has: list[str], granularity: int, tmp_path: Path) -> None:
    if any(shutil.which(name) is None for name in has) or (shell == BUSYBOX and "date" in has):
        pytest.skip("this machine or shell has no such tool")
    for name in has:
        tool(tmp_path / "bin", name, f'exec {sys.executable} "$@"' if name == "python3" else None)
    before, read = time.time_ns(), now(shell, tmp_path / "bin")
    assert read.granularity == granularity
    assert before - 1_000_000 <= read.ns <= time.time_ns()


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("date", [None, "echo 1763755316%N", "echo 1763755316N", "echo 1763755316", "exit 1"])
def test_without_any_of_them_the_time_since_boot_is(shell: str, date: str | None, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    if date is not None:
        tool(tmp_path / "bin", "date", date)
    before = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    read = now(shell, tmp_path / "bin")
    assert (read.granularity, read.since_boot) == (10_000_000, True)
    assert before - 20_000_000 <= read.ns + 10_000_000
    assert read.ns <= time.clock_gettime_ns(time.CLOCK_BOOTTIME) + 20_000_000


@pytest.mark.parametrize(
    "text",
    ["", "1763755316", "1763755316%N", "-763755316123456789", "１763755316123456789", "1.2b", "1763755316123456789x"],
)
def test_what_is_no_reading_is_none(text: str) -> None:
    assert reading(text) is None


def test_clocks_that_count_from_different_instants_are_not_mixed() -> None:
    wall, boot = Reading(ns=1763755316123456789), Reading(ns=12_340_000_000, granularity=10_000_000, since_boot=True)
    assert pair(wall, boot) == (None, None, 0)
    assert pair(boot, boot) == (12_340_000_000, 12_340_000_000, 10_000_000)
    assert pair(wall, Reading(ns=wall.ns + 5, granularity=1_000)) == (wall.ns, wall.ns + 5, 1_000)
    assert pair(None, wall) == (None, wall.ns, 0)


@given(
    offset=st.integers(-(10**12), 10**12),
    granularity=st.sampled_from([1, 1_000, 10_000_000, 10**9]),
    start=st.integers(1, 10**10),
    length=st.integers(0, 10**10),
    trips=st.lists(
        st.tuples(st.integers(0, 10**10), st.integers(0, 10**7), st.integers(0, 10**7)), min_size=1, max_size=5
    ),
)
def test_a_coarse_clock_never_makes_a_wrong_instant(
    offset: int, granularity: int, start: int, length: int, trips: list[tuple[int, int, int]]
) -> None:
    def told(at: int) -> int:
        return (at + offset) // granularity * granularity

    exchanges = [
        Exchange(c1=at, remote=told(at + there), c2=at + there + back, granularity=granularity)
        for at, there, back in trips
    ]
    assert all(offset_of(each).lower <= offset <= offset_of(each).upper for each in exchanges)
    end = start + length
    stamps = Stamps(
        sent=start - 1,
        opened=0,
        received=end + 1,
        remote_start=told(start),
        remote_end=told(end),
        granularity=granularity,
    )
    first, last = instant(stamps, exchanges)
    assert first.lower <= start <= first.upper
    assert last.lower <= end <= last.upper
