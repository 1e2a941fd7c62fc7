"""The pages of evidence and of papers: what they say of closed drills, in both languages, and what is refused."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import httpx
import pytest

from tests.service.api.test_bundles import filed
from tests.support.firms import Served, firm_served
from tests.support.stories import DRILL

PAGE: Final = {"Accept": "text/html"}
ONE: Final = f"/console/evidence/{DRILL}"


async def page(served: Served, address: str, user: str = "udo", *, status: int = 200) -> str:
    async with served.client(user) as client:
        answer = await client.get(address, headers=PAGE)
    assert answer.status_code == status, answer.text
    assert len(answer.content) < 200_000
    assert "style=" not in answer.text
    return answer.text


async def sent(served: Served, address: str, user: str = "udo", **fields: str) -> httpx.Response:
    async with served.client(user) as client:
        return await client.post(address, data=fields, headers=PAGE)


async def test_a_closed_drill_says_how_it_is_filed_and_verifies(tmp_path: Path) -> None:
    path = await asyncio.to_thread(filed, tmp_path)
    async with firm_served(tmp_path) as served:
        listed = await page(served, "/console/evidence?lang=zh")
        for told in (DRILL, "已归档，第 1 版", "未签名", "尚未核验"):
            assert told in listed
        one = await page(served, f"{ONE}?lang=en")
        for told in (path.name, "report?format=pdf&amp;lang=both", "drillproof verify", "never verified here"):
            assert told in one
        answer = await sent(served, f"{ONE}/verify")
        assert answer.status_code == 303
        told = await page(served, f"{ONE}?lang=en")
        while "looks again by itself" in told:  # a starved machine needs longer than a browser is let wait
            told = await page(served, f"{ONE}?lang=en")
        assert "nothing is wrong, and not all is proved" in told
        assert told.count('scope="row"') > 14, "every check has its row"


async def test_a_broken_bundle_is_told_and_never_a_traceback(tmp_path: Path) -> None:
    path = await asyncio.to_thread(filed, tmp_path)
    path.write_bytes(b"PK no bundle")
    async with firm_served(tmp_path) as served:
        assert "bundle cannot be read" in await page(served, "/console/evidence?lang=en", "vera")
        assert 'role="alert"' in await page(served, ONE, "vera")
        assert "nowhere" in await page(served, "/console/evidence/nowhere", status=404)


async def test_every_paper_has_its_form_and_comes_as_asked(tmp_path: Path) -> None:
    await asyncio.to_thread(filed, tmp_path)
    async with firm_served(tmp_path) as served:
        for kind in ("record", "assessment", "annual", "plan", "bia", "incident", "evaluation"):
            await page(served, f"/console/papers?kind={kind}&lang=en")
        assert DRILL in await page(served, "/console/papers?kind=record")
        async with served.client("udo") as client:
            sheet = await client.get(f"/console/papers/record?subject={DRILL}&format=docx&lang=both", headers=PAGE)
        assert (sheet.status_code, sheet.content[:2]) == (200, b"PK")
        refused = await page(served, "/console/papers/assessment?from=2026-02-30&to=2026-03-01", status=422)
        assert "2026-02-30" in refused
        assert "<html" in refused


@pytest.mark.parametrize("address", ["/console/evidence", "/console/history", "/console/findings", "/console/papers"])
async def test_an_empty_service_has_pages_that_say_so(tmp_path: Path, address: str) -> None:
    async with firm_served(tmp_path) as served:
        told = {lang: await page(served, f"{address}?lang={lang}", "vera") for lang in ("zh", "en")}
    assert told["zh"] != told["en"]


async def test_what_is_asked_for_is_never_markup(tmp_path: Path) -> None:
    nasty = "<script>alert(1)</script>"
    async with firm_served(tmp_path) as served:
        for start in ("/console/evidence?service=", "/console/papers?kind=record&subject=", "/console/findings?owner="):
            assert nasty not in await page(served, start + nasty)
