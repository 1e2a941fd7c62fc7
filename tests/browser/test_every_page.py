"""Every page of the console in both themes: axe finds nothing, nothing lies beyond the edge, keys lead through it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from playwright.async_api import Page

from tests.support.browsing import PHONE, House, Visitors, flaws, sideways
from tests.support.drills import good_drill
from tests.support.histories import DRILL

ANYBODY = (
    "/console/",
    "/console/drills",
    f"/console/drills/{DRILL}",
    "/console/wall",
    "/console/dossiers",
    "/console/dossiers/new",
    "/console/dossiers/new?scenario=library:pg-crash-sync.yaml",
    "/console/calendar",
    "/console/calendar/schedules",
    "/console/calendar/programme/2026",
    "/console/scenarios",
    "/console/scenarios/library:pg-crash-sync.yaml",
    "/console/scenario-editor?scenario=library:pg-crash-sync.yaml",
    "/console/bia?file=library:lab-bia.yaml",
    "/console/evidence",
    f"/console/evidence/{DRILL}",
    "/console/papers",
    "/console/findings",
    "/console/findings/new",
    "/console/history",
    "/console/password",
    "/stop",
)
AUDITORS = ("/console/audit", "/console/settings")


async def filled(house: House) -> None:
    """Let the firm have one drill that is over."""
    pen = house.firm.journal.take_pen(DRILL)
    await pen.append_many(list(good_drill().history().events))
    await house.firm.index.fill()


async def wrong_on(page: Page, addresses: Sequence[str]) -> list[str]:
    """Return what is wrong with pages, light and dark."""
    found: list[str] = []
    for address in addresses:
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if scheme == "light":
                answer = await page.goto(address)
                assert answer is not None
                assert answer.status == 200, address
            found += [f"{scheme}: {flaw}" for flaw in await flaws(page)]
    return found


async def test_axe_finds_nothing_on_any_page_in_either_theme(visitors: Visitors, house: House) -> None:
    await filled(house)
    boss = await visitors.visit("/console/", "boss", lang="en")
    assert await wrong_on(boss, ANYBODY) == []
    udo = await visitors.visit("/console/", "udo", lang="zh")
    assert await wrong_on(udo, AUDITORS) == []


async def test_on_a_phone_nothing_lies_beyond_the_edge(visitors: Visitors, house: House) -> None:
    await filled(house)
    page = await visitors.visit("/console/", "boss", lang="en", size=PHONE)
    wide: dict[str, int] = {}
    for address in ANYBODY:
        await page.goto(address)
        wide[address] = await sideways(page)
    assert {address: by for address, by in wide.items() if by > 0} == {}


async def test_the_first_key_leads_past_the_navigation_and_where_one_is_can_be_seen(visitors: Visitors) -> None:
    page = await visitors.visit("/console/", "boss", lang="en")
    await page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    assert await skip.evaluate("one => one === document.activeElement")
    box = await skip.bounding_box()
    assert box is not None
    assert box["y"] >= 0, "it comes into view"
    await page.keyboard.press("Enter")
    assert await page.locator("#main").evaluate("one => one === document.activeElement")
    for _ in range(8):
        await page.keyboard.press("Tab")
        told = await page.evaluate(
            "(() => { const one = document.activeElement, style = getComputedStyle(one);"
            " return [one.tagName, style.outlineStyle, one.closest('main') !== null]; })()"
        )
        assert told[1] != "none", told
        assert told[2], "after the skip link the next keys stay in the page"


@pytest.mark.parametrize("script", [True, False])
async def test_everything_is_stopped_and_lifted_from_the_page(visitors: Visitors, *, script: bool) -> None:
    page = await visitors.visit("/stop", "boss", lang="en", script=script)
    await page.get_by_label("Why (everybody is told").fill("the exchange reports trouble")
    await page.get_by_role("button", name="STOP ALL DRILLS NOW").click()
    await page.get_by_text("the exchange reports trouble").first.wait_for()
    other = await visitors.visit("/stop", "anna", lang="en", script=script)
    lift = other.locator("form.lift")
    await lift.locator("input[name=reason]").fill("it is calm again")
    await lift.get_by_role("button").click()
    await other.get_by_text("No emergency stop is in force.").wait_for()
