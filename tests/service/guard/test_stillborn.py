"""Starts whose process died before the first record, and drills that another process runs."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from measurements.events import RunnerStarted
from runners.clock import SystemClock
from runners.journal import Journal
from service.dossiers import Stage
from service.elsewhere import runs_elsewhere
from service.firm import open_firm
from service.policy import default_policy
from service.stillborn import let_go
from tests.support.databases import journal_in
from tests.support.dossiers import approved, wish_in
from tests.support.firms import HandClock, caller


async def test_a_start_that_died_before_its_first_record_may_be_started_again(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    firm, clock = open_firm(journal, tmp_path, default_policy(), (tmp_path,)), HandClock()
    firm.book.utc_ns = clock
    dossier = await approved(firm.dossiers, wish_in(tmp_path))
    looked = await firm.dossiers.look(dossier.id)
    firm.guard.claims.take(("service:quote",), "drill-1", clock())
    await firm.dossiers.begin(caller("omar"), dossier.id, "drill-1", looked.digest)
    assert await let_go(firm) == (), "it may be on its way"
    clock.at += timedelta(minutes=16)
    assert await let_go(firm) == ("drill-1",)
    assert (await firm.dossiers.shelf.get(dossier.id)).stage is Stage.PREPARING
    assert firm.guard.claims.held(("service:quote",), clock()) == ()
    assert firm.dossiers.stand(dossier, looked.digest, "omar").reasons == ()
    journal.close()


_DIES = """
import sys
from pathlib import Path
from service.guard.starting import Starting
Starting(Path(sys.argv[1])).begin("drill-1", sys.argv[2], 0)
print("begun", flush=True)
sys.stdin.read()
"""


async def test_a_start_whose_process_is_seen_to_be_dead_may_be_started_again_at_once(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    firm, clock = open_firm(journal, tmp_path, default_policy(), (tmp_path,)), HandClock()
    firm.book.utc_ns = clock
    dossier = await approved(firm.dossiers, wish_in(tmp_path))
    looked = await firm.dossiers.look(dossier.id)
    argv = [sys.executable, "-c", _DIES, str(tmp_path / "starting"), dossier.id]
    with subprocess.Popen(argv, stdin=-1, stdout=-1) as process:  # noqa: ASYNC220  it answers at once
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        firm.guard.claims.take(("service:quote",), "drill-1", clock())
        await firm.dossiers.begin(caller("omar"), dossier.id, "drill-1", looked.digest)
        assert await let_go(firm) == (), "its process lives"
        process.kill()
    assert await let_go(firm) == ("drill-1",)
    assert (await firm.dossiers.shelf.get(dossier.id)).stage is Stage.PREPARING
    assert firm.guard.claims.held(("service:quote",), clock()) == ()
    assert await let_go(firm) == ()
    journal.close()


def started_by(journal: Journal, drill: str, pid: int, boot: str | None = None) -> None:
    boot_id = SystemClock().boot_id() if boot is None else boot
    event = RunnerStarted(at=0, run="r", pid=pid, boot_id=boot_id, resumed=False, gap_ns=0, offset_ns=0)
    asyncio.run(journal.take_pen(drill).append(event))


@pytest.mark.parametrize(("name", "is_ours"), [("drillproof-like", True), ("another", False)])
def test_only_a_living_process_of_ours_keeps_a_drill(tmp_path: Path, name: str, is_ours: bool) -> None:  # noqa: FBT001
    journal = journal_in(tmp_path)
    with subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()", name], stdin=-1) as process:
        started_by(journal, "one", process.pid)
        assert runs_elsewhere(journal, "one") is is_ours
        started_by(journal, "booted-before", process.pid, "another-boot")
        assert not runs_elsewhere(journal, "booted-before")
        process.kill()
    assert not runs_elsewhere(journal, "one")
    started_by(journal, "mine", os.getpid())
    assert not runs_elsewhere(journal, "mine"), "whoever asks knows what runs here"
    assert not runs_elsewhere(journal, "unknown")
    journal.close()
