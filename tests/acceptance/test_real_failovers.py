"""The product from outside: real PostgreSQL failovers in the lab, and a runner that is killed in their middle."""

from __future__ import annotations

import asyncio
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from measurements.events import DrillClosed, StepInvoked, UndoProved
from service.evidence import load_history
from service.lab.state import LabState
from service.lab.status import lab_status
from tests.support.command import ROOT, drillproof, start_drillproof

pytestmark = [pytest.mark.lab, pytest.mark.timeout(600)]

LIBRARY = ROOT / "scenarios" / "library"
ASYNC = "pg-crash-async"


def ordered(lab: LabState, out: Path) -> list[str]:
    parameters = [f"--param={name}={value}" for name, value in lab.parameters(ASYNC).items()]
    files = [str(LIBRARY / f"{ASYNC}.yaml"), "--inventory", str(lab.inventory), "--bia", str(LIBRARY / "lab-bia.yaml")]
    return ["run", *files, *parameters, "--out", str(out), "--yes"]


async def test_the_demo_measures_a_lossy_and_a_lossless_failover(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    told = await drillproof("demo", "--out", as_in_the_makefile(out), within_s=500, anew=True)
    assert told.code == 0, told.out + told.err
    lossy, lossless = (report(out / name) for name in ("async", "sync"))
    assert lossy["services"][0]["rpo"]["lost"] > 0
    assert lossless["services"][0]["rpo"]["lost"] == 0
    assert lossless["services"][0]["rpo"]["acknowledged"] > 0
    for name, found in (("async", lossy), ("sync", lossless)):
        assert (found["completed"], found["restored"]) == (True, True)
        await check_digits(out / name, found, told.out)


def as_in_the_makefile(path: Path) -> str:
    """Return a path that is relative to where the command runs."""
    return os.path.relpath(path, ROOT)


def report(directory: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((directory / "report.json").read_text("utf-8"))
    return found


async def check_digits(directory: Path, found: dict[str, Any], printed: str) -> None:
    """Both figures read the same wherever they stand, and the evidence verifies."""
    judged = await drillproof("judge", str(directory))
    for figure in ("rto", "rpo"):
        bounds = found["services"][0][figure]
        shown = ["?" if bounds[end] is None else bounds[end] for end in ("lower_s", "upper_s")]  # a noisy machine
        interval = f"[{shown[0]}, {shown[1]}] s"
        assert interval in printed
        assert interval in judged.out
        for page in ("report.zh.html", "report.en.html"):
            text = re.sub(r"<[^>]+>", " ", (directory / page).read_text("utf-8"))
            assert all(f"{bound} s" in text for bound in shown if bound != "?")
    checks = json.loads((await drillproof("verify", str(directory), "--json")).out)["checks"]
    assert [check["name"] for check in checks if check["status"] == "failed"] == []


@pytest.mark.parametrize("step", ["crash", "promote"])
async def test_a_runner_killed_in_a_real_failover_is_taken_up_and_heals(
    lab: LabState, tmp_path: Path, step: str
) -> None:
    out = tmp_path / "out"
    process = await start_drillproof(*ordered(lab, out), "--json")
    await begun(process, step)
    process.kill()
    await process.wait()
    told = await drillproof("resume", str(out), "--yes", within_s=300)
    assert told.code == 3, told.out + told.err
    history = load_history(out)
    invoked = [(event.step, event.host) for event in history.of(StepInvoked)]
    assert len(invoked) == len(set(invoked)), "no step is begun twice"
    assert {proof.step for proof in history.of(UndoProved) if proof.proved == "ok"} == {"starve", "crash"}
    closed = next(history.of(DrillClosed))
    assert (closed.ending, closed.restored) == ("interrupted", True), told.out
    status = await lab_status(lab.directory)
    assert status is not None
    assert status.healthy, status


async def begun(process: asyncio.subprocess.Process, step: str) -> None:
    """Return when the drill has told that it begins `step`."""
    assert process.stdout is not None
    async with asyncio.timeout(240):
        async for line in process.stdout:
            if json.loads(line)["step"] == step:
                return
    pytest.fail(f"the drill ended before {step}")
