"""Drillproof's own backup and restore, drilled for real: a service of the drill's own is killed and comes back."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from service.software import VERSION
from tests.support.command import drillproof
from tests.support.ports import free_port
from tests.support.proved import LIBRARY, proved
from tests.support.sshd import serve
from tests.support.rehearsing import rehearsal

pytestmark = [pytest.mark.slow, pytest.mark.lab, pytest.mark.stack, pytest.mark.timeout(900)]

NAME = "own-backup-restore"


async def test_the_service_comes_back_and_the_ledger_counts_what_no_backup_has(tmp_path: Path) -> None:
    port, ledger, place, out = free_port(), free_port(), tmp_path / "own", tmp_path / "out"
    known = {
        "program": str(Path(sys.executable).with_name("drillproof")),
        "place": str(place),
        "pid_file": f"{place}/pid",
        "port": str(port),
        "ledger_port": str(ledger),
        "url": f"http://127.0.0.1:{port}/readyz",
        "ledger_url": f"http://127.0.0.1:{ledger}/ledgers",
    }
    told = [word for name, value in known.items() for word in ("--param", f"{name}={value}")]
    async with serve(tmp_path / "sshd") as sshd:
        files = ["--inventory", str(rehearsal(tmp_path, sshd)), "--bia", str(LIBRARY / "own-bia.yaml")]
        said = await drillproof(
            "run", str(LIBRARY / f"{NAME}.yaml"), *files, *told, "--out", str(out), "--yes", within_s=600
        )
    assert (out / "report.json").exists(), said.out + said.err
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert (report["completed"], report["restored"]) == (True, True), said.out + said.err
    (service,) = report["services"]
    assert service["rto"]["verdict"] == "met"
    assert service["rpo"]["lost"] > 0  # what was acknowledged after the backup is gone, and it is seen
    assert service["rpo"]["verdict"] == "met"
    assert not place.exists()
    proved(NAME, "own", {"drillproof": VERSION}, out / "report.json")
