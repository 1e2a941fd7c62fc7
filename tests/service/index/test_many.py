"""A thousand drills in history: what lists cost the processor, and that no scrape and no list reads their journals."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import httpx
import pytest

from bench.service_lists import prepare, taken
from tests.support.firms import Served, firm_served

DRILLS: Final = 1_000
BOUND_MS: Final = 100.0
"""Twice what is promised, of the processor's time; bench.service_lists measures the promise."""


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with firm_served(tmp_path) as made:
        await prepare(made, DRILLS)
        yield made


@pytest.mark.slow
@pytest.mark.stack  # half a minute for a bound that bench-lists measures better
async def test_lists_the_dashboard_and_metrics_stay_quick(served: Served) -> None:
    async with served.client("udo") as client:
        for address in ("/api/v1/drills", "/api/v1/drills?service=service-3", "/api/v1/dashboard", "/metrics"):
            measured = await taken(lambda where=address: asked(client, where), rounds=20)
            assert measured.cpu < BOUND_MS, address
        whole = (await client.get("/api/v1/dashboard")).json()
        assert whole["drills"]["completed"] == DRILLS + 60
        assert len(whole["newest"]) == 21
        assert whole["improvements"] == {"open": 1}
        assert (await client.get("/api/v1/drills", params={"limit": 1})).json()["next"]


async def asked(client: httpx.AsyncClient, address: str) -> None:
    (await client.get(address)).raise_for_status()
