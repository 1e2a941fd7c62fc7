"""The disk under a journal is full: the drill waits, and goes on by itself once there is room."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from measurements.events import Ending, JournalReturned, StepInvoked
from measurements.history import History
from runners.enduring import Endurance
from runners.journal import FILE_NAME, Journal, check_chain
from runners.scripted import Exits, Reply
from scenarios.plan import SECOND, Phase, Run, Undo
from tests.support.scripted_drills import DRILL, Scene, fault, plan, step

_SIZE = 2 * 1024 * 1024


@contextmanager
def small_disk(place: Path) -> Generator[None]:
    """Mount a disk of two megabytes; skips where that cannot be done."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no disk can be mounted here: it takes root and a kernel that lets it")
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill(path: Path) -> None:
    """Write until there is no room at all."""
    with path.open("wb", buffering=0) as file:
        block = 64 * 1024
        while block:
            try:
                file.write(b"x" * block)
            except OSError:
                block //= 2


@pytest.mark.root
def test_a_drill_waits_until_there_is_room_again(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk"):
        history, waited = asyncio.run(drilled(tmp_path / "disk"))
        assert history.closed is not None
        assert (history.closed.ending, history.closed.restored) == (Ending.COMPLETED, True)
        assert waited, "the disk was not full for the drill"
        assert [*history.of(JournalReturned)]
        assert len({(one.step, one.host) for one in history.of(StepInvoked)}) == len([*history.of(StepInvoked)])
        journal = Journal.open(tmp_path / "disk" / FILE_NAME)
        check_chain(DRILL, journal.records(DRILL))
        journal.close()


async def drilled(disk: Path) -> tuple[History, list[str]]:
    """Run a small drill whose disk is full from its first act on; return with what it waited."""
    endurance, seen = Endurance(pause_s=0.05), list[str]()
    steps = [
        step("hit", Phase.INJECT, fault(), on=["a"]),
        step("work", Phase.SWITCH, Run(script="work"), on=["b"]),
        step("heal", Phase.RESTORE, Undo(fault="hit")),
    ]

    def work(_host: str) -> Reply:
        fill(disk / "filling")
        return Exits(takes_ns=SECOND // 10)

    scene = Scene(root=disk.parent, plan=plan(*steps), replies={"work": work})
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        drill = group.create_task(scene.run(Journal.open(disk / FILE_NAME), endurance=endurance))
        while not drill.done():
            await asyncio.sleep(0.02)
            if endurance.waited_s > 1.5:
                seen.append(endurance.why)
                (disk / "filling").unlink(missing_ok=True)
    return drill.result(), seen
