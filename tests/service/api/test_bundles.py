"""A drill's bundle over HTTP: the newest version or the one asked for, and clear words where there is none."""

from __future__ import annotations

import asyncio
from pathlib import Path

from service.filed import filing_of
from service.filing import BUNDLES, bundles_of, file_drill
from service.firm import open_firm
from service.place import Place
from service.policy import default_policy
from tests.support.databases import journal_in
from tests.support.firms import firm_served
from tests.support.stories import DRILL, crash


def filed(folder: Path) -> Path:
    """Return the bundle of a drill that a service of this folder ran."""
    firm = open_firm(journal_in(folder), folder, default_policy())
    firm.journal.take_pen(DRILL).store(crash().history().events)
    file_drill(Place(journal=firm.journal, directory=folder / "drills" / DRILL), DRILL, filing_of(firm))
    asyncio.run(firm.index.fill())
    return bundles_of(folder / "drills" / DRILL)[0]


async def test_a_bundle_is_given_as_it_lies_there(tmp_path: Path) -> None:
    path = await asyncio.to_thread(filed, tmp_path)
    async with firm_served(tmp_path) as served, served.client("udo") as auditor:
        for query in ("", "?version=1"):
            answer = await auditor.get(f"/api/v1/drills/{DRILL}/bundle{query}")
            assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
            assert answer.content == path.read_bytes()
            assert path.name in answer.headers["content-disposition"]
        assert (await auditor.get(f"/api/v1/drills/{DRILL}/bundle?version=2")).status_code == 404
        assert (await auditor.get("/api/v1/drills/nowhere/bundle")).status_code == 404
        path.unlink()
        (tmp_path / "drills" / DRILL / BUNDLES).rmdir()
        refused = await auditor.get(f"/api/v1/drills/{DRILL}/bundle")
        assert (refused.status_code, "no bundle yet" in refused.text) == (409, True)


async def test_a_bundle_is_verified_beside_and_the_book_says_who_did(tmp_path: Path) -> None:
    path = await asyncio.to_thread(filed, tmp_path)
    async with firm_served(tmp_path) as served, served.client("udo") as auditor:
        address = f"/api/v1/drills/{DRILL}/verification"
        assert (await auditor.get(address)).json() == {"last": None, "under_way_since": None}
        first = (await auditor.post(address)).json()
        assert {check["status"] for check in first["checks"]} == {"passed", "absent"}, first
        assert (first["exit"], first["by"], first["bundle"]) == (2, "udo", path.name), "nobody signed it"
        content = path.read_bytes()
        path.write_bytes(content[:-200] + bytes([content[-200] ^ 1]) + content[-199:])
        again = (await auditor.post(address)).json()
        assert again["exit"] == 1
        assert again["sha256"] != first["sha256"]
        assert (await auditor.get(address)).json()["last"] == again
        assert (await auditor.post("/api/v1/drills/nowhere/verification")).status_code == 404
        told = await asyncio.to_thread(served.app.state.firm.book.entries, 0, 100, kind="drill_verified")
        assert [entry.author.user for entry in told] == ["udo", "udo"]
        path.unlink()
        assert (await auditor.post(address)).status_code == 409
