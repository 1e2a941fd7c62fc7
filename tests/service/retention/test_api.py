"""Holds, periods and tombstones over HTTP."""

from __future__ import annotations

from pathlib import Path

from measurements.events import ClockRead
from tests.support.firms import firm_served


async def test_a_hold_is_placed_by_one_auditor_and_lifted_by_another(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served:
        served.app.state.firm.journal.take_pen("pg-1").store([ClockRead(at=1, before=0, utc_ns=1)])
        asked = {"what": "drill", "name": "pg-1", "reason": "inquiry"}
        async with served.client("udo") as udo, served.client("root") as root:
            assert (await udo.post("/api/v1/holds", json={**asked, "name": "nowhere"})).status_code == 404
            assert (await udo.post("/api/v1/holds", json={**asked, "what": "book"})).status_code == 422
            placed = await udo.post("/api/v1/holds", json=asked)
            assert (placed.status_code, placed.json()["status"]) == (201, "held")
            assert (await udo.post("/api/v1/holds", json=asked)).status_code == 409
            lift = f"/api/v1/holds/{placed.json()['id']}/lift"
            assert (await udo.post(lift, json={"reason": "mine"})).status_code == 409
            lifted = await root.post(lift, json={"reason": "closed"})
            assert (lifted.status_code, lifted.json()["lifted_by"]) == (200, "root")
            listed = (await udo.get("/api/v1/holds", params={"status": "lifted"})).json()
            assert [one["id"] for one in listed["items"]] == ["drill.pg-1"]
            kinds = {one["kind"]: one for one in (await udo.get("/api/v1/retention")).json()}
            assert kinds["drills"]["days"] is None
            assert {one["certainty"] for one in kinds["drills"]["clauses"]} == {"S", "U"}
            assert (await udo.get("/api/v1/tombstones")).json() == {"items": [], "next": None}
        async with served.client("olga") as olga:
            assert (await olga.post("/api/v1/holds", json=asked)).status_code == 403
