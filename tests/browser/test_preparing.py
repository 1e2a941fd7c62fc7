"""A drill is prepared, approved by two people and started by a third, in a browser; a scenario is written there."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.support.browsing import PHONE, House, Visitors, flaws, sideways
from tests.support.small_drill import small_drill

RECORDS = ("plan", "scheme", "review", "training", "safeguards")


async def test_a_drill_is_prepared_approved_by_two_and_started(
    visitors: Visitors, house: House, tmp_path: Path
) -> None:
    folder = tmp_path / "firm"
    folder.mkdir()
    async with small_drill(folder, gate="2m") as drill:
        olga = await visitors.visit(f"/console/dossiers/new?scenario={drill.scenario}", "olga", lang="en")
        await olga.get_by_label("Inventory").select_option(str(drill.inventory))
        await olga.get_by_label("Business impact analysis").select_option(str(drill.bia))
        now = datetime.now(ZoneInfo("Asia/Shanghai"))
        for label, hours in (("Window opens", -1), ("Window closes", 6)):
            local = now + timedelta(hours=hours)
            await olga.get_by_label(label).fill(f"{local:%Y-%m-%dT%H:%M}")
        await olga.get_by_role("button", name="Preview the plan").click()
        assert await olga.get_by_role("heading", name="The plan").is_visible()
        assert await flaws(olga) == []
        await olga.get_by_role("button", name="Open the dossier").click()
        await olga.wait_for_url(re.compile(r"/console/dossiers/small-"))
        home = olga.url
        for record in RECORDS:
            form = olga.locator(f"form[action$='/records/{record}']")
            await olga.locator("details", has=form).locator("summary").click()
            await form.locator("textarea").fill(f"{record} held on Friday")
            await form.get_by_role("button", name="File it").click()
            await olga.wait_for_url(home)
        await olga.get_by_role("button", name="Ask for approval").click()
        for person in ("anna", "amir"):
            page = await visitors.visit(home, person, lang="en", size=PHONE)
            assert await sideways(page) == 0
            await page.locator("#w-approval").fill("the way back is proved")
            await page.get_by_role("button", name="Approve", exact=True).click()
            assert await page.get_by_role("status").inner_text() == "Your word is recorded."
        assert await flaws(page) == []
        omar = await visitors.visit(home, "omar", lang="en")
        assert await flaws(omar) == []
        start = omar.get_by_role("button", name="Start the drill")
        against = await omar.locator(".against li").all_inner_texts()
        assert await start.is_enabled(), against
        omar.once("dialog", lambda dialog: dialog.accept())
        await start.click()
        await omar.wait_for_url(re.compile(r"/console/drills/"))
        assert "The drill has begun." in await omar.locator("main").inner_text()
        name = omar.url.rpartition("/")[2]
        assert name in house.app.state.desk.running


async def test_the_editor_marks_what_is_wrong_completes_and_keeps(visitors: Visitors, house: House) -> None:
    page = await visitors.visit("/console/scenario-editor?scenario=library:pg-crash-async.yaml", "olga", lang="en")
    text = page.get_by_label("Text", exact=True)
    await page.get_by_text("Nothing is wrong.").wait_for()
    written = await text.input_value()
    await text.fill(written.replace("form: live", "form: alive"))
    await page.locator("#problems li.error").first.wait_for()
    await page.locator(".gutter .error").first.wait_for()
    line = written[: written.index("form: live")].count("\n") + 1
    assert f"line {line}," in await page.locator("#problems li").first.inner_text()
    await text.fill(f"{written}\nproc")
    await text.press("End")
    await text.press("Control+Space")
    await page.locator("#candidates li").first.wait_for()
    await text.press("Escape")
    await text.fill("")
    await text.press_sequentially("sce")
    await text.press("Control+Space")
    await page.locator("#candidates li").first.wait_for()
    assert await page.locator("#candidates li[aria-selected=true] code").text_content() == "scenario: "
    await text.press("Enter")
    assert await text.input_value() == "scenario: "
    await text.fill(written)
    assert await flaws(page) == []
    await page.get_by_label("File name").fill("our-crash.yaml")
    await page.get_by_role("button", name="Save").click()
    await page.wait_for_url("**/console/scenario-editor?scenario=own:our-crash.yaml")
    assert (house.home / "scenarios" / "our-crash.yaml").read_text("utf-8") == written


async def test_without_a_script_a_text_is_checked_by_its_button(visitors: Visitors) -> None:
    page = await visitors.visit("/console/scenario-editor", "olga", lang="zh", size=PHONE, script=False)
    await page.get_by_role("button", name="检查").click()
    assert await page.locator("#problems li.error").count() > 0
    assert await sideways(page) == 0


async def test_calendar_analysis_and_scenarios_are_for_everybody(visitors: Visitors) -> None:
    page = await visitors.visit("/console/calendar", "vera", dark=True)
    wrong: list[str] = []
    for address in (
        "/console/calendar?month=2026-10",
        "/console/calendar/schedules",
        "/console/calendar/programme/2026",
        "/console/bia?file=library:securities-bia.yaml",
        "/console/scenarios",
        "/console/scenarios/library:pg-crash-async.yaml",
        "/console/scenarios/library:pg-crash-async.yaml/diff",
        "/console/dossiers",
    ):
        await page.goto(address)
        wrong += await flaws(page)
    assert wrong == []
