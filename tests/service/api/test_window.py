"""The API refuses a start outside the window as the command line does, lists no drill then, and tells who listens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from service.happenings import Happening, StartRefused
from tests.support.dossiers import approved
from tests.support.firms import firm_served
from tests.support.guarded import free_policy, wish_now

NEVER = 'window: {zone: Asia/Shanghai, from: "03:00", to: "03:01"}'


class Ear:
    """Keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[Happening] = []

    async def hear(self, what: Happening) -> None:
        """Keep it."""
        self.heard.append(what)


@pytest.mark.parametrize("times", [1, 2])
async def test_a_start_outside_the_window_is_a_problem_document(tmp_path: Path, times: int) -> None:
    async with firm_served(tmp_path, free_policy()) as served:
        firm, ear = served.app.state.firm, Ear()
        firm.ears.listeners.append(ear)
        wish = wish_now(tmp_path, environment="test", extra=NEVER)
        dossier = await approved(firm.dossiers, wish)
        async with served.client("omar") as client:
            for _ in range(times):
                refused = await client.post("/api/v1/drills", json={"dossier": dossier.id})
                assert refused.status_code == 409, refused.text
                errors: list[dict[str, Any]] = refused.json()["errors"]
                assert [error["code"] for error in errors] == ["outside_window"]
                assert "时段" in errors[0]["message_zh"]
            assert (await client.get("/api/v1/drills")).json()["items"] == []
        told = [what for what in ear.heard if isinstance(what, StartRefused)]
        assert [(what.by, what.path, what.dossier) for what in told] == [("omar", "api", dossier.id)] * times
