"""The fault campaign, a minute of it; `make campaign` is the whole. And what stays of one that is killed: nothing."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from bench.campaign import capsule
from bench.campaign.checker.journals import read_lines
from tests.support.processes import lives, until

pytestmark = [pytest.mark.slow, pytest.mark.root, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def can_be() -> None:
    if why := capsule.missing():
        pytest.skip(why)


@pytest.mark.parametrize(("form", "seed"), [("postgresql", 3), ("sqlite", 4)])
async def test_nothing_is_violated_in_a_minute_of_blows(tmp_path: Path, form: str, seed: int) -> None:
    words = ["--form", form, "--seed", str(seed), "--pairs", "2", "--seconds", "60", "--every", "2", "4"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.campaign", *words, "--out", str(tmp_path / "out"),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    assert "0 violations" in said.decode()
    drills = [row for row in read_lines(tmp_path / "out" / "campaign.jsonl") if "drill" in row]
    assert drills
    assert all(row["wrong"] == [] for row in drills), json.dumps(drills, indent=1)
    assert read_lines(tmp_path / "out" / form / "blows.jsonl")


async def test_nothing_is_left_of_a_campaign_that_is_killed() -> None:
    """The first process of the capsule dies with who started it, and the kernel ends the rest."""
    code = "from bench.campaign.capsule import enter; enter('http.server', ['0'])"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, cwd=ROOT, start_new_session=True)
    try:
        await until(lambda: len(below(process.pid)) >= 3, 60)
        inside = below(process.pid)
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()
        await until(lambda: not any(map(lives, inside)), 30)
    finally:
        if process.returncode is None:
            process.kill()


def below(pid: int) -> list[int]:
    """Return every descendant of a process."""
    try:
        children = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []
    return [one for child in children for one in (child, *below(child))]
