"""A governed drill from the first start of the service to the closed dossier, as people meet it: over HTTP alone."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import pytest

from tests.support.governing import V1, Person, enlist, fresh_service, prepare, run, start, wish
from tests.support.small_drill import small_drill

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
ITEMS: Final = (
    *("feasibility", "alerting", "locating", "command", "participants"),
    *("partners", "safeguards", "goals", "cost"),
)


async def test_from_the_first_start_to_the_closed_dossier(tmp_path: Path) -> None:
    async with small_drill(tmp_path, gate="2m") as drill, fresh_service(tmp_path) as (client, first):
        assert (await client.post(f"{V1}/dossiers", json=wish(drill))).status_code == 401
        people = await enlist(client, first)
        for file in (tmp_path / "service").glob("journal.sqlite*"):
            assert file.stat().st_mode & 0o077 == 0, f"{file.name}: it says who may come in"
        dossier = await prepare(people, drill)
        name = await start(people, dossier)
        await run(people, name)
        assert drill.is_serving()
        await _sum_up(people, dossier)
        await _audit(people, dossier)


async def _sum_up(people: dict[str, Person], dossier: str) -> None:
    at, olga = f"{V1}/dossiers/{dossier}", people["olga"]
    async with asyncio.timeout(30):
        while True:
            if (await olga.do("GET", at, 200))["status"] == "summarising":
                break
            await asyncio.sleep(0.1)
    refused = await olga.do("POST", f"{at}/close", 409, {})
    assert len(refused["errors"]) == 3, "summary, tasks and use of results: everything that is open comes at once"
    grades = [{"item": item, "grade": 3} for item in ITEMS]
    told = {"grades": grades, "members": ["Zhao Min"], "text": "fair"}
    await olga.do("PUT", f"{at}/summary/evaluation", 200, told)
    await olga.do("PUT", f"{at}/summary/archive", 200, {"place": "Archive 3", "filed_with": "", "text": "none asked"})
    await olga.do("PUT", f"{at}/summary/assessment", 200, {"text": "no cause for either"})
    await olga.do("PUT", f"{at}/tasks/verify_rto_rpo", 200, {"answer": "reached", "text": "met, see the report"})
    for use in ("plan", "process", "training"):
        await olga.do("PUT", f"{at}/results/{use}", 200, {"text": "nothing to improve", "improvements": []})
    closed = await olga.do("POST", f"{at}/close", 200, {})
    assert closed["status"] == "closed"
    await olga.do("PUT", f"{at}/tasks/verify_rto_rpo", 409, {"answer": "partly", "text": "too late"})


async def _audit(people: dict[str, Person], dossier: str) -> None:
    await people["olga"].do("GET", f"{V1}/audit", 403)
    whole = await people["udo"].do("GET", f"{V1}/audit?limit=200", 200)
    kinds = {each["kind"] for each in whole["items"] if each["stream"] == f"dossier/{dossier}"}
    assert len(kinds) > 8
    assert (await people["udo"].do("GET", f"{V1}/audit/verify", 200))["holds"] is True
