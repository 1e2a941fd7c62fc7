"""A real drill under the strict policy: prepared, approved by two, started by a third, and all of it in its report."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.dossiers.events import Record
from tests.support.serving import API, Service, served, until
from tests.support.small_drill import SmallDrill, small_drill

pytestmark = pytest.mark.slow(20)
URL = "/api/v1/dossiers"
OPEN_ALL_DAY = "guarding: {calendars: []}\n"
"""So that the test may run at any hour; everything else is as strict as it comes."""


async def test_a_drill_that_two_approved_tells_it_in_its_report(tmp_path: Path) -> None:
    async with small_drill(tmp_path) as drill, served(tmp_path / "service", policy_text=OPEN_ALL_DAY) as service:
        name = await approved(service, drill)
        own = await act(service, "boss", "POST", API, {"dossier": name})
        assert own.status_code == 409
        assert {"dossier_approval_own", "dossier_approvals_missing"} <= {one["code"] for one in own.json()["errors"]}
        started = await act(service, "omar", "POST", API, {"dossier": name})
        assert started.status_code == 201, started.text
        run = started.json()["id"]
        await until(service.client, run, "waiting")
        given = {"step": "release", "decision": "approve", "reason": "go"}
        assert (await act(service, "anna", "POST", f"{API}/{run}/approvals", given)).status_code == 202
        await until(service.client, run, "completed")
        report = (await service.client.get(f"{API}/{run}/report")).json()
        assert {"anna", "boss"} == {one["by"] for one in found(report, "approvals")}
        dossier = await summarising(service, name)
        assert (dossier["drill"]["verdict"], dossier["drill"]["started_by"]) == ("met", "omar")
        assert dossier["drill"]["stages"][0]["stage"] == "system_preparation"
        again = await act(service, "omar", "POST", API, {"dossier": name})
        assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "dossier_not_preparing")


async def approved(service: Service, drill: SmallDrill) -> str:
    now = datetime.now(UTC)
    window = {"opens": str(now - timedelta(minutes=1)), "closes": str(now + timedelta(hours=3))}
    files = {"scenario": str(drill.scenario), "inventory": str(drill.inventory), "bia": str(drill.bia)}
    opened = await act(service, "olga", "POST", URL, {**files, "window": window})
    assert opened.status_code == 201, opened.text
    name = opened.json()["id"]
    early = await act(service, "omar", "POST", API, {"dossier": name})
    assert {"dossier_records_missing", "dossier_not_approved"} <= {one["code"] for one in early.json()["errors"]}
    for record in Record:
        await act(service, "olga", "PUT", f"{URL}/{name}/records/{record}", {"text": "held"})
    asked = await act(service, "olga", "POST", f"{URL}/{name}/approval-request")
    for user in ("anna", "boss"):
        given = {"decision": "approve", "reason": "seen", "digest": asked.json()["digest"]}
        assert (await act(service, user, "POST", f"{URL}/{name}/decisions", given)).status_code == 200
    return name


async def act(service: Service, user: str, method: str, url: str, body: dict[str, Any] | None = None) -> httpx.Response:
    return await service.client.request(method, url, json=body, headers=service.by(user))


async def summarising(service: Service, name: str) -> dict[str, Any]:
    """Return the dossier once its drill's end has come to it."""
    async with asyncio.timeout(30):
        while True:
            dossier: dict[str, Any] = (await service.client.get(f"{URL}/{name}")).json()
            if dossier["stage"] == "summarising":
                return dossier
            await asyncio.sleep(0.05)


def found(report: dict[str, Any], key: str) -> list[dict[str, Any]]:
    model = report.get("report", report)
    told: list[dict[str, Any]] = model["governance"][key]
    return told
