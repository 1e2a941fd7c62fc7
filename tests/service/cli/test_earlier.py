"""After a real drill its plan tells how long it took, and coverage counts it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command import drillproof
from tests.support.small_drill import small_drill

pytestmark = [
    pytest.mark.slow,
    pytest.mark.stack,
]  # a whole drill; what is read from it is tested in tests/service/test_past.py


async def test_a_real_drill_is_an_earlier_one(tmp_path: Path) -> None:
    async with small_drill(tmp_path) as drill:
        out = tmp_path / "runs" / "first"
        ran = await drillproof("run", *drill.files, "--out", str(out), "--yes")
        assert ran.code == 0, ran.out + ran.err
        planned = await drillproof("plan", *drill.files, "--earlier", str(tmp_path / "runs"), "--json")
        steps = {step["step"]: step for step in json.loads(planned.out)["estimate"]["steps"]}
        assert steps["start"]["runs"] == 1
        assert 0 < steps["start"]["median_ns"] < 30_000_000_000
        assert steps["release"]["by_people"]
        told = await drillproof("plan", *drill.files, "--earlier", str(tmp_path / "runs"), "--lang", "zh")
        assert "以往 1 次演练" in told.out
        bia = ["--bia", str(drill.bia), "--journal", str(tmp_path / "runs"), "--json"]
        covered = await drillproof("coverage", str(drill.scenario), *bia)
        assert covered.code == 1
        items = {f"{item['kind']} {item['id']}": item for item in json.loads(covered.out)["items"]}
        assert items["service quote"]["gap"] is None
        assert items["service quote"]["drills"][0]["form"] == "live"
        assert items["threat system_fault"]["gap"] is None
        assert items["threat fire"]["gap"] == "both"
