"""The systemd units: systemd itself finds no fault in them, and each is as shut as it can be."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

UNITS: Final = Path(__file__).parents[2] / "docker" / "systemd"
SERVICES: Final = sorted(UNITS.glob("*.service"))
MOST_EXPOSED: Final = 2.0
"""Of 10; systemd calls up to 2.0 well shut."""
ANALYZE: Final = "systemd-analyze"

needs_systemd = pytest.mark.skipif(
    shutil.which(ANALYZE) is None, reason=f"{ANALYZE} is not installed (package systemd)"
)


def copied(place: Path) -> list[Path]:
    """Copy the units to a place where the program is called something that is there."""
    for unit in UNITS.iterdir():
        text = unit.read_text(encoding="utf-8").replace("/opt/drillproof/bin/drillproof", "/bin/true")
        (place / unit.name).write_text(text.replace("User=drillproof", "User=daemon"), encoding="utf-8")
    return [place / unit.name.replace("@.", "@1.") for unit in UNITS.iterdir()]


@needs_systemd
def test_systemd_finds_no_fault(tmp_path: Path) -> None:
    units = [str(unit) for unit in copied(tmp_path)]
    told = subprocess.run(
        [ANALYZE, "verify", "--man=no", *units], capture_output=True, text=True, check=False, timeout=60
    )
    ours = [line for line in told.stderr.splitlines() if "drillproof" in line and "special user" not in line]
    assert ours == []
    assert told.returncode == 0, told.stderr


@needs_systemd
def test_systemd_does_find_a_fault_where_there_is_one(tmp_path: Path) -> None:
    copied(tmp_path)
    unit = tmp_path / "drillproof.service"
    unit.write_text(unit.read_text(encoding="utf-8") + "Restart=perhaps\nTypo=1\n", encoding="utf-8")
    told = subprocess.run([ANALYZE, "verify", str(unit)], capture_output=True, text=True, check=False, timeout=60)
    assert "Typo" in told.stderr


@needs_systemd
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_is_well_shut(unit: Path) -> None:
    told = subprocess.run(
        [ANALYZE, "security", "--offline=true", "--no-pager", str(unit)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    found = re.search(r"exposure level for \S+: ([\d.]+)", told.stdout)
    assert found is not None, told.stdout + told.stderr
    assert float(found[1]) <= MOST_EXPOSED


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_nobody_runs_it_as_root_and_what_ends_is_started_again(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    assert "\nUser=drillproof\n" in text
    assert ("\nRestart=always\n" in text) is ("Type=oneshot" not in text)
    assert re.search(r"^ExecStart=/opt/drillproof/bin/drillproof (serve|worker|backup) ", text, re.MULTILINE)
