"""An auditor at a browser: takes a drill's report and bundle away, verifies both, and sees the same in the console."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Page

from service.evidence import verify
from service.evidence.bundle import open_bundle
from service.evidence.layout import REPORT
from service.filed import filing_of
from service.filing import file_drill
from service.improvement.register import Opening
from service.place import Place
from service.words import Lang
from tests.support.browsing import DESKTOP, PHONE, House, Visitors, flaws, sideways
from tests.support.firms import SETUP
from tests.support.stories import DRILL, crash, crash_plan
from tests.support.troubles import by_hand

SERVICE: Final = crash_plan().objectives[0].service
PAGES: Final = (
    "/console/evidence",
    f"/console/evidence/{DRILL}",
    "/console/papers?kind=record",
    "/console/papers?kind=assessment",
    "/console/findings",
    "/console/findings?status=open",
    "/console/history",
    f"/console/history/{SERVICE}",
)


@pytest.fixture
def furnished(house: House) -> House:
    """Give the house with a drill that was filed and something that was found."""
    firm = house.firm
    firm.journal.take_pen(DRILL).store(crash().history().events)

    async def listed() -> None:
        await firm.index.fill()
        await firm.improvements.open(SETUP, Opening(trouble=by_hand("m-1"), owner="olga", drill=DRILL))

    asyncio.run(listed())  # before it is filed: what comes later stands in the report, and in the next bundle only
    file_drill(Place(journal=firm.journal, directory=house.home / "drills" / DRILL), DRILL, filing_of(firm))
    return house


@pytest_asyncio.fixture(loop_scope="session")
async def auditor(furnished: House, visitors: Visitors) -> Page:
    assert furnished.url
    return await visitors.visit("/console/evidence", "udo", lang="en")


async def taken(page: Page, link: str, folder: Path) -> Path:
    """Press a link and return the file that comes."""
    async with page.expect_download() as download:
        await page.get_by_role("link", name=link).click()
    path = folder / (await download.value).suggested_filename
    await (await download.value).save_as(path)
    return path


async def test_the_report_and_the_bundle_are_taken_away_and_verified(auditor: Page, tmp_path: Path) -> None:
    folder = tmp_path / "taken"
    folder.mkdir()
    await auditor.locator("tbody th a").first.click()
    await auditor.wait_for_url(f"**/{DRILL}")
    bundle = await taken(auditor, f"{DRILL}.v1.drillproof.zip", folder)
    checks = await asyncio.to_thread(verify, bundle)
    assert [check.name for check in checks if check.status == "failed"] == []
    report = await taken(auditor, "download (both languages)", folder)
    kept = json.loads(open_bundle(bundle).read(REPORT) or b"")
    assert json.loads(report.read_bytes()) == kept, "what is taken away is what was filed"
    document = await taken(auditor, "download Word both", folder)
    assert document.read_bytes()[:2] == b"PK"
    await auditor.get_by_role("button", name="Verify now").click()
    await auditor.locator("table.checks tbody tr").first.wait_for()
    shown = await auditor.locator("table.checks tbody code").all_inner_texts()
    assert shown == [check.name for check in checks]
    assert await flaws(auditor) == []


@pytest.mark.parametrize(("lang", "dark", "size"), [("zh", False, PHONE), ("en", True, DESKTOP)])
async def test_every_page_can_be_used_by_everybody(
    furnished: House, visitors: Visitors, lang: Lang, size: tuple[int, int], *, dark: bool
) -> None:
    assert furnished.url
    page = await visitors.visit("/console/evidence", "boss", lang=lang, size=size, dark=dark)
    wrong: list[str] = []
    for address in PAGES:
        answer = await page.goto(address)
        assert answer is not None
        if answer.status != 200 or await sideways(page) > 0:
            wrong.append(f"{address}: {answer.status}, {await sideways(page)} px too wide")
        wrong += await flaws(page)
    assert not wrong, "\n".join(wrong)


async def test_a_finding_is_planned_without_a_script_and_by_the_keyboard(furnished: House, visitors: Visitors) -> None:
    assert furnished.url
    page = await visitors.visit("/console/findings", "olga", lang="en", script=False)
    await page.locator(".board li a").first.click()
    await page.locator("summary", has_text="Plan it").focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("Corrective measure").fill("write the contacts anew")
    await page.get_by_label("Corrective measure").press("Tab")
    await page.locator("details[open] button").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("status").wait_for()
    assert "write the contacts anew" in await page.locator("main").inner_text()
