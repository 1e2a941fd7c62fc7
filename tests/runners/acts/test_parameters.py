"""Which parameters a step's scripts find: the drill's, and an included scenario's own under the names that it wrote."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runners.errand import parameters
from tests.support.drills import whole_plan


@pytest.mark.parametrize(
    ("step", "seen"),
    [
        ("crash", {"DRILL_ENTRY": "outer"}),
        ("db.crash", {"DRILL_ENTRY": "inner", "DRILL_LAG": "64"}),
        ("db.ready.1.clock_offset", {"DRILL_ENTRY": "inner", "DRILL_LAG": "64"}),
        ("db.part.crash", {"DRILL_ENTRY": "outer", "DRILL_CALM": "8s"}),
    ],
)
def test_a_step_sees_its_own_scenarios_parameters(step: str, seen: dict[str, str]) -> None:
    given = {"entry": "outer", "db.entry": "inner", "db.lag": "64", "db.part.calm": "8s"}
    assert parameters(replace(whole_plan(), parameters=given), step) == seen
