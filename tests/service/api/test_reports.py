"""Reports over HTTP: each format with its media type and file name; what is no format is refused."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from service.firm import open_firm
from service.policy import default_policy
from tests.support.databases import journal_in
from tests.support.firms import firm_served
from tests.support.stories import DRILL, crash

PLACE: Final = f"/api/v1/drills/{DRILL}/report"
KINDS: Final = {
    "html": ("text/html; charset=utf-8", f'inline; filename="{DRILL}.both.html"', b"<!DOCTYPE"),
    "pdf": ("application/pdf", f'attachment; filename="{DRILL}.both.pdf"', b"%PDF-"),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        f'attachment; filename="{DRILL}.both.docx"',
        b"PK",
    ),
    "json": ("application/json", f'inline; filename="{DRILL}.json"', b"{"),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        f'attachment; filename="{DRILL}.both.xlsx"',
        b"PK",
    ),
    "csv": ("application/zip", f'attachment; filename="{DRILL}.both.csv.zip"', b"PK"),
}


def recorded(folder: Path) -> None:
    firm = open_firm(journal_in(folder), folder, default_policy())
    firm.journal.take_pen(DRILL).store(crash().history().events)
    asyncio.run(firm.index.fill())


async def test_every_format_comes_with_its_media_type_and_a_file_name(tmp_path: Path) -> None:
    await asyncio.to_thread(recorded, tmp_path)
    async with firm_served(tmp_path) as served, served.client("udo") as auditor:
        for form, (media, name, begin) in KINDS.items():
            answer = await auditor.get(PLACE, params={"format": form, "lang": "both"})
            assert answer.status_code == 200, form
            assert (answer.headers["content-type"], answer.headers["content-disposition"]) == (media, name)
            assert answer.content.startswith(begin)
        for wrong in ({"format": "odt"}, {"lang": "fr"}):
            refused = await auditor.get(PLACE, params=wrong)
            assert (refused.status_code, "Traceback" in refused.text) == (422, False)
        assert (await auditor.get("/api/v1/drills/nowhere/report?format=pdf")).status_code == 404
