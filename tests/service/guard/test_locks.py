"""Hosts that a process of this machine drills: known to every other, and free as soon as that process is gone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from runners.approvals import WaivingInbox
from service.denial import DeniedError
from service.guard.locks import HostHeldError, folder, held_here, holding
from service.place import Place
from service.start import StartRefusedError, open_drill
from tests.support.databases import journal_in
from tests.support.guarded import host, planned
from tests.support.passes import lone_pass

MADE = planned(host("db-a", "test", "192.0.2.7"), host("db-b", "test", "192.0.2.8"))
OTHER = planned(host("renamed", "test", "192.0.2.8"))
HOLDER = """
import sys
from tests.service.guard.test_locks import MADE
from service.guard.locks import holding
with holding(MADE, "elsewhere-1"):
    print("holding", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


def test_what_one_drill_holds_no_other_gets_a_part_of() -> None:
    with holding(MADE, "one"):
        assert [held.drill for held in held_here(MADE)] == ["one", "one"]
        assert [held.what for held in held_here(OTHER)] == ["host:192.0.2.8:22"]
        with pytest.raises(HostHeldError), holding(OTHER, "two"):
            pass
    with holding(OTHER, "two"):
        assert [held.drill for held in held_here(MADE)] == ["two"]
    assert held_here(MADE) == ()


def holder() -> subprocess.Popen[bytes]:
    """Return a process that holds the hosts of MADE, once it does."""
    here = Path(__file__).parents[3]
    process = subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=here)
    assert process.stdout is not None
    assert process.stdout.readline() == b"holding\n"
    return process


async def test_another_process_is_told_of_and_its_death_frees_the_hosts(tmp_path: Path) -> None:
    place = Place(journal=journal_in(tmp_path), directory=tmp_path)
    passed = lone_pass(OTHER, "mine", place, "li.wei")
    with holder() as process:
        with pytest.raises(DeniedError) as denied:
            lone_pass(OTHER, "mine", place, "li.wei")
        assert [reason.code for reason in denied.value.reasons] == ["host_claimed"]
        assert denied.value.reasons[0].facts["drill"] == "elsewhere-1"
        with pytest.raises(StartRefusedError, match="elsewhere-1"):
            await open_drill(OTHER, "mine", place, WaivingInbox(), passed)
        process.kill()
    assert held_here(OTHER) == ()
    assert place.journal.drills_now() == []
    place.journal.close()


def test_a_folder_that_others_may_write_is_not_trusted(tmp_path: Path) -> None:
    folder().chmod(0o777)
    with pytest.raises(PermissionError):
        held_here(MADE)
    with pytest.raises(DeniedError, match="cannot be told"):
        lone_pass(MADE, "mine", Place(journal=journal_in(tmp_path), directory=tmp_path), "li.wei")
