"""A service with a drill that a dossier started: what is written in its room belongs to that dossier."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from measurements.events import DrillGoverned
from tests.support.dossiers import approved
from tests.support.drills import good_drill
from tests.support.firms import Served, caller, firm_served
from tests.support.guarded import free_policy, wish_now
from tests.support.histories import DRILL


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    """A service with a drill that a dossier started."""
    async with firm_served(tmp_path, free_policy()) as made:
        desk, dossiers = made.app.state.desk, made.app.state.firm.dossiers
        dossier = await approved(dossiers, wish_now(made.home))
        looked = await dossiers.look(dossier.id)
        governance = await dossiers.begin(caller("omar"), dossier.id, DRILL, looked.digest)
        first, *rest = good_drill().history().events
        told = [first, DrillGoverned(at=first.at, governance=governance), *rest]
        await (await desk.journal.writer(DRILL)).append_many(told)
        await desk.firm.index.fill()
        made.app.state.name = dossier.id
        yield made
