"""Whole drills on fakes: in good order, with failures, with people."""

from __future__ import annotations

from pathlib import Path

import pytest

from measurements.events import Ending
from tests.support.scripted_drills import Scene, twelve_steps


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(root=tmp_path, plan=twelve_steps())


async def test_a_drill_runs_through(scene: Scene) -> None:
    history = await scene.run()
    assert history.closed is not None
    assert (history.closed.ending, history.closed.restored, history.closed.residue) == (Ending.COMPLETED, True, ())
