"""Mutations of each of the registers beside the BIA, and of the BIA as YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from hypothesis import given

from scenarios.composer import compose
from scenarios.loader import validate_files
from scenarios.tree import data_of
from tests.support.mutations import SOME, are_told_well, restructured, spoiled_bytes

WHOLE: Final = Path(__file__).parents[1] / "whole"
LIBRARY: Final = Path(__file__).parents[3] / "scenarios" / "library"
CALENDAR: Final = """\
calendar: ours
base: [sse]
known_from: 2026-01-01
known_until: 2026-12-31
sessions: [{days: [mon, tue], from: "09:15", to: "15:30"}]
closed: [2026-05-06]
blackouts: [{from: 2026-11-21 08:00, to: 2026-11-21 12:00, reason: 全网测试}]
"""
FILES: Final = {
    **{name: (WHOLE / f"{name}.yaml").read_text("utf-8") for name in ("contacts", "risks", "procedures", "bia")},
    "calendar": CALENDAR,
    "lab": (LIBRARY / "lab-bia.yaml").read_text("utf-8"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_spoiled_register_is_read_or_told_of(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.yaml"
    root, _ = compose("f", FILES[name])
    assert root is not None

    @SOME
    @given(spoiled=spoiled_bytes(FILES[name]) | restructured(data_of(root)))
    def holds(spoiled: bytes) -> None:
        path.write_bytes(spoiled)
        are_told_well(validate_files([path]), [tmp_path])

    holds()
