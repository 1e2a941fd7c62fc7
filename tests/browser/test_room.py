"""The drill room in a real browser: follow live, approve the gate, stop, see the restoration; the wall; a lost link."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from measurements.events import Event
from runners.journal import Writer
from service.policy import read_policy
from service.words import Lang
from tests.support.browsing import DESKTOP, PHONE, WALL, House, Visitors, flaws, sideways
from tests.support.drills import good_drill
from tests.support.histories import DRILL, ns
from tests.support.living import living, unhurried
from tests.support.serving import EASY
from tests.support.small_drill import SmallDrill, small_drill

ROOM = f"/console/drills/{DRILL}"
LONG = 60_000


class Told:
    """A drill whose records are written when the test says so; nobody runs it."""

    def __init__(self, house: House) -> None:
        self.events = list(good_drill().history().events)
        self.pen: Writer = house.firm.journal.take_pen(DRILL)
        self.next = 0

    async def until(self, seconds: float) -> int:
        """Write every record up to that second; return the number of the last."""
        some: list[Event] = [event for event in self.events[self.next :] if event.at <= ns(seconds)]
        self.next += len(some)
        return (await self.pen.append_many(some))[-1].seq


@pytest.fixture
def told(house: House) -> Told:
    return Told(house)


async def test_what_comes_is_shown_without_loading_the_page_again(visitors: Visitors, told: Told) -> None:
    await told.until(99)
    page = await visitors.visit(ROOM, "vera", lang="en")
    await page.evaluate("window.same = true")
    crash = page.locator('tr[data-step="crash"]')
    await expect(crash).to_have_attribute("data-state", "planned")
    await told.until(100.05)
    await expect(crash).to_have_attribute("data-state", "ok")
    await told.until(106)
    await expect(page.locator('tr[data-step="promote"] .badge')).to_have_text("ok")
    await told.until(140)
    await expect(page.get_by_text("Restored, and every undo was proved")).to_be_visible()
    await expect(page.locator("#link")).to_have_text("The drill is over; nothing more will come")
    assert await page.evaluate("window.same")


async def test_a_viewer_that_lost_the_link_misses_nothing(visitors: Visitors, told: Told) -> None:
    await told.until(99)
    page = await visitors.visit(ROOM, "vera", lang="en")
    heard: list[str] = []
    page.on("request", lambda request: heard.append(request.url) if "/events" in request.url else None)
    await expect(page.locator("#link")).to_have_class("tether alive")
    await page.context.set_offline(True)
    await page.evaluate("window.dispatchEvent(new Event('offline'))")
    await told.until(106)
    await page.context.set_offline(False)
    await page.evaluate("window.dispatchEvent(new Event('online'))")
    await expect(page.locator('tr[data-step="promote"]')).to_have_attribute("data-state", "ok", timeout=LONG)
    last = await told.until(126)
    await expect(page.locator("#live [data-seq]")).to_have_attribute("data-seq", str(last), timeout=LONG)
    assert all("after=" in address for address in heard)
    visitors.complaints.clear()  # the browser complains of the link that we cut


async def test_the_wall_goes_on_to_the_drill_that_begins_and_says_that_it_is_alive(
    visitors: Visitors, house: House, told: Told
) -> None:
    page = await visitors.visit("/console/wall", "vera", lang="zh", size=WALL)
    await expect(page.locator("h1")).to_have_text("当前没有进行中的演练")
    await expect(page.locator("#link")).to_have_text("运行正常")
    await told.until(101)
    await house.firm.index.fill()
    await expect(page.locator(".elapsed")).to_be_visible(timeout=LONG)
    await expect(page.locator('li[data-step="release"]')).to_have_attribute("data-state", "running")
    await told.until(107)
    await expect(page.locator(".phases .ok")).to_have_count(4)
    assert await flaws(page) == []
    assert await sideways(page) == 0


@pytest.mark.parametrize(("lang", "dark", "size"), [("zh", False, PHONE), ("en", True, DESKTOP)])
async def test_the_room_and_the_list_can_be_used_by_everybody(
    visitors: Visitors, house: House, told: Told, lang: Lang, size: tuple[int, int], *, dark: bool
) -> None:
    await told.until(101)
    await house.firm.index.fill()
    page = await visitors.visit(ROOM, "boss", lang=lang, size=size, dark=dark)
    assert await flaws(page) == []
    assert await sideways(page) == 0
    await page.goto("/console/drills")
    assert await flaws(page) == []
    assert await sideways(page) == 0


@asynccontextmanager
async def drilling(browser: Browser, home: Path) -> AsyncGenerator[tuple[Visitors, House, str]]:
    """Give a firm that has just started a small drill on a real host, and visitors of it."""
    (home / "policy.yaml").write_text(EASY, encoding="utf-8")
    policy = read_policy(home / "policy.yaml").model_copy(update={"access": unhurried().access})
    with living(home, policy) as served:
        async with small_drill(home / "small", gate="60s") as drill:
            house = House(served, home)
            visitors = Visitors(browser, house)
            yield visitors, house, await started(house, drill)
            await visitors.leave()
            assert not visitors.complaints


async def started(house: House, drill: SmallDrill) -> str:
    """Open a dossier, start its drill and return it."""
    now = datetime.now(UTC)
    window = {"opens": (now - timedelta(minutes=1)).isoformat(), "closes": (now + timedelta(hours=3)).isoformat()}
    files = {"scenario": str(drill.scenario), "inventory": str(drill.inventory), "bia": str(drill.bia)}
    headers = {"Authorization": f"Bearer {house.served.tokens['boss']}"}
    async with httpx.AsyncClient(base_url=house.url, headers=headers, timeout=LONG / 1000) as client:
        dossier = await client.post("/api/v1/dossiers", json={**files, "window": window})
        assert dossier.status_code == 201, dossier.text
        found = await client.post("/api/v1/drills", json={"dossier": dossier.json()["id"]})
        assert found.status_code == 201, found.text
    return found.json()["id"]


async def at_the_gate(page: Page) -> None:
    await expect(page.locator('tr[data-step="crash"]')).to_have_attribute("data-state", "ok", timeout=LONG)
    await expect(page.locator("#asks form.ask")).to_be_visible(timeout=LONG)


async def noted(page: Page, text: str, name: str, content: bytes) -> None:
    """Note something with a file beside it, see both in the room, and get the file back."""
    await page.get_by_label("记录内容").fill(text)
    await page.get_by_label("附件（照片、截图、日志等）").set_input_files(
        {"name": name, "mimeType": "image/png", "buffer": content}
    )
    await page.get_by_role("button", name="记录", exact=True).click()
    await expect(page.locator("#notes").get_by_text(text)).to_be_visible(timeout=LONG)
    async with page.expect_download() as coming:
        await page.get_by_role("link", name=name).click()
    given = await coming.value
    assert given.suggested_filename == name
    assert await asyncio.to_thread(Path(await given.path()).read_bytes) == content


async def test_the_gate_is_approved_in_the_room_and_the_restoration_is_seen(chromium: Browser, tmp_path: Path) -> None:
    async with drilling(chromium, tmp_path) as (visitors, _, drill):
        page = await visitors.visit(f"/console/drills/{drill}", "boss", lang="zh")
        await at_the_gate(page)
        await noted(page, "备库接管较慢", "监控截图.png", b"\x89PNG")
        assert await flaws(page) == []
        await page.get_by_label("理由或说明").fill("监控已确认")
        await page.get_by_role("button", name="批准", exact=True).click()
        await expect(page.locator('tr[data-step="start"]')).to_have_attribute("data-state", "ok", timeout=LONG)
        await expect(page.get_by_text("boss 批准“release”")).to_be_visible(timeout=LONG)
        await expect(page.get_by_text("已恢复原状，逐项核实")).to_be_visible(timeout=LONG)
        await expect(page.locator(".clock.held")).to_be_visible()
        await expect(page.locator('tr[data-step="revive"]')).to_have_attribute("data-state", "ok")


async def test_the_drill_is_stopped_in_the_room_and_restores(chromium: Browser, tmp_path: Path) -> None:
    async with drilling(chromium, tmp_path) as (visitors, _, drill):
        page = await visitors.visit(f"/console/drills/{drill}", "boss", lang="en")
        viewer = await visitors.visit(f"/console/drills/{drill}", "vera", lang="en")
        await at_the_gate(page)
        await expect(viewer.get_by_text("Your role cannot stop drills.")).to_be_visible()
        await page.get_by_label("Why (needed)").fill("enough seen")
        await page.get_by_role("button", name="Stop this drill").click(timeout=LONG)
        for each in (page, viewer):
            await expect(each.get_by_text("boss stopped the drill")).to_be_visible(timeout=LONG)
            await expect(each.get_by_text("Restored, and every undo was proved")).to_be_visible(timeout=LONG)
        await expect(page.locator('tr[data-step="start"]')).to_have_attribute("data-state", "skipped")
