"""The API refuses a start outside the window as the command line does, and lists no drill afterwards."""

from __future__ import annotations

from pathlib import Path

import httpx

from runners.journal import Journal
from service.api.app import create_app
from tests.support.drill_files import DrillFiles

NEVER = 'window: {zone: Asia/Shanghai, from: "03:00", to: "03:01"}'


async def test_a_start_outside_the_window_is_a_problem_document(tmp_path: Path) -> None:
    files = DrillFiles.copied(tmp_path / "files")
    files.replace("scenario", "safeguards:\n", f"safeguards:\n  {NEVER}\n")
    order = {name: str(files.path(name)) for name in ("scenario", "inventory", "bia")}
    journal = Journal.at(tmp_path / "home" / "journal.sqlite")
    app = create_app(journal, tmp_path / "home", hosts=("testserver",))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client,
    ):
        refused = await client.post("/api/v1/drills", json={**order, "opened_by": "Wang Fang"})
        assert refused.status_code == 409, refused.text
        assert "window" in refused.text
        assert "时段" in refused.text
        assert (await client.get("/api/v1/drills")).json()["drills"] == []
