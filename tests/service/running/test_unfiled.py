"""A drill that was closed here by a process that died before it filed it."""

from __future__ import annotations

from pathlib import Path

import pytest

from measurements.codec import decode
from tests.support.databases import journal_in
from tests.support.firms import firm_served
from tests.support.processes import until
from tests.support.stories import DRILL, crash

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


async def test_what_was_closed_and_not_filed_is_filed_as_soon_as_the_service_comes_up(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    await (await journal.writer(DRILL)).append_many([decode(record.text) for record in crash().records()])
    journal.close()
    async with firm_served(tmp_path) as served:
        report = tmp_path / "drills" / DRILL / "report.json"
        await until(report.exists)
        index = served.app.state.firm.index
        await until(lambda: DRILL not in index.open_drills())
        async with served.client("udo") as client:
            card = (await client.get(f"/api/v1/drills/{DRILL}")).json()
    assert card["verdict"] is not None
    assert card["ended_at"] is not None
