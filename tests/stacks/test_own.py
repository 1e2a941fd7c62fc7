"""Drillproof's own backup and restore, drilled for real: a service of the drill's own is killed and comes back."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from service.software import VERSION
from tests.support.command import drillproof
from tests.support.ports import free_port
from tests.support.proved import LIBRARY, proved
from tests.support.rehearsing import rehearsal
from tests.support.sshd import serve

pytestmark = [pytest.mark.slow, pytest.mark.lab, pytest.mark.stack, pytest.mark.timeout(900)]

NAME = "own-backup-restore"


@asynccontextmanager
async def own_service(known: Mapping[str, str]) -> AsyncGenerator[None]:
    """Let a service of the drill's own stand, and take it away afterwards, whatever became of it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("DRILLPROOF_")}
    env |= {f"DRILL_{name.upper()}": value for name, value in known.items()}

    def act(what: str) -> None:
        script = ["sh", str(LIBRARY / "own-service.sh")]
        told = subprocess.run(script, env=env | {"ACT": what}, capture_output=True, text=True, check=False, timeout=300)
        assert told.returncode == 0, told.stdout + told.stderr

    try:
        await asyncio.to_thread(act, "install")
        yield
    finally:
        await asyncio.to_thread(act, "remove")


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
    async with serve(tmp_path / "sshd") as sshd, own_service(known):
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
