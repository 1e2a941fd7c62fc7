"""A drill outside its window is refused at the command line; nothing is opened, and it may be tried again."""

from __future__ import annotations

from pathlib import Path

import pytest

from runners.journal import FILE_NAME, Journal
from service.cli import run
from tests.support.drill_files import DrillFiles

NEVER = 'window: {zone: Asia/Shanghai, from: "03:00", to: "03:01"}'
"""A minute a day: no drill of this length ever fits."""


@pytest.mark.parametrize("attempts", [1, 2])
def test_run_is_refused_outside_the_window(attempts: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = DrillFiles.copied(tmp_path / "files")
    files.replace("scenario", "safeguards:\n", f"safeguards:\n  {NEVER}\n")
    out = tmp_path / "out"
    arguments = ["run", str(files.path("scenario")), "--inventory", str(files.path("inventory"))]
    for _ in range(attempts):
        assert run([*arguments, "--bia", str(files.path("bia")), "--out", str(out), "--yes"]) == 4
        told = capsys.readouterr().err
        assert "nothing was touched" in told
        assert "window" in told
        assert "时段" in told
        assert "holds a drill already" not in told
    journal = Journal.existing(out / FILE_NAME)
    assert journal.drills_now() == []
    journal.close()
