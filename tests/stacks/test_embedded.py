"""The two drills of the embedded lab, as `drillproof demo` runs them, for the library's table."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from service.lab.install import find_install
from tests.support.command import drillproof
from tests.support.proved import proved

pytestmark = [pytest.mark.lab, pytest.mark.stack, pytest.mark.timeout(900)]


def version() -> str:
    """Return the version of the PostgreSQL that the embedded lab runs."""
    said = subprocess.run(
        [str(find_install() / "bin" / "postgres"), "--version"], capture_output=True, text=True, check=True
    )
    found = re.search(r"\d+(\.\d+)+", said.stdout)
    assert found
    return found[0]


async def test_the_demo_loses_writes_where_the_standby_lags_and_none_where_it_is_waited_for(tmp_path: Path) -> None:
    told = await drillproof("demo", "--out", str(tmp_path / "demo"), within_s=800)
    assert told.code == 0, told.out + told.err
    for place, scenario in (("async", "pg-crash-async"), ("sync", "pg-crash-sync")):
        file = tmp_path / "demo" / place / "report.json"
        report = json.loads(file.read_text(encoding="utf-8"))
        assert (report["completed"], report["restored"]) == (True, True)
        assert (report["services"][0]["rpo"]["lost"] > 0) == (place == "async")
        proved(scenario, "embedded", {"postgresql": version()}, file)
