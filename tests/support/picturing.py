"""Pictures of the console for README: `make pictures`; all: `python -m tests.support.picturing FOLDER [en] [zh]`.

A demo is served (`serve --demo`), its drills really run, and people press what is to be pressed; a browser looks on.
Nothing on a picture was written by hand: figures, names of drills and times are those of the moment.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from service.words import Lang
from tests.support.browsing import ARGUMENTS
from tests.support.command import start_drillproof
from tests.support.ports import free_port

FOLDER: Final = Path(__file__).parents[2] / "docs" / "pictures"
KEPT: Final = ("overview-en.png",)
"""Those that README shows: in docs/pictures no others are kept, to look at all of them name another folder."""
MOST_BYTES: Final = 200_000
MOST_TOGETHER: Final = 8_000_000
WINDOW: Final = (1120, 740)
BROAD: Final = (1400, 830)
PHONE: Final = (390, 780)
SCREEN: Final = (1280, 720)
LONG: Final = 240_000
_WAY_IN: Final = re.compile(r"^\s+(\w+)\s+(\S{12,})\s", re.MULTILINE)
_READY: Final = 6
"""So many accounts a demo prints before it begins."""


@dataclass(slots=True)
class Demo:
    """A demo that is served at `url`; `passwords` by account; the browser's sessions are kept by account."""

    url: str
    lang: Lang
    browser: Browser
    folder: Path
    passwords: dict[str, str]
    sessions: dict[str, Any] = field(default_factory=dict[str, Any])
    made: list[Path] = field(default_factory=list[Path])

    async def visit(self, user: str, address: str, size: tuple[int, int] = WINDOW, *, dark: bool = False) -> Page:
        """Open a page as somebody."""
        context = await self._context(user, size, dark=dark)
        page = await context.new_page()
        page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
        await page.goto(address)
        return page

    async def take(self, page: Page, name: str) -> None:
        """Take what is in the window; raises SystemExit where the file would be too large for the repository."""
        place = self.folder / f"{name}-{self.lang}.png"
        if self.folder.resolve() == FOLDER and place.name not in KEPT:
            return
        await page.wait_for_timeout(300)  # for fonts and the first part that comes live
        taken = await page.screenshot(path=place)
        self.made.append(place)
        _say(f"{place.name}: {len(taken) / 1000:.0f} kB")
        if len(taken) > MOST_BYTES:
            message = f"{place.name} has {len(taken)} bytes, more than {MOST_BYTES}; take it in a smaller window"
            raise SystemExit(message)

    async def shoot(
        self, user: str, address: str, name: str, size: tuple[int, int] = WINDOW, *, dark: bool = False, at: str = ""
    ) -> None:
        """Open a page, go to the element `at` on it, and take it."""
        page = await self.visit(user, address, size, dark=dark)
        if at:
            await page.locator(at).first.evaluate("one => one.scrollIntoView()")
        await self.take(page, name)
        await page.context.close()

    async def asked(self, user: str, address: str) -> Any:
        """Ask the API as somebody."""
        context = await self._context(user, WINDOW)
        answer = await context.request.get(f"/api/v1{address}")
        told = await answer.json()
        await context.close()
        return told

    async def _context(self, user: str, size: tuple[int, int], *, dark: bool = False) -> BrowserContext:
        context = await self.browser.new_context(
            base_url=self.url,
            locale={"zh": "zh-CN", "en": "en-GB"}[self.lang],
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            storage_state=self.sessions.get(user),
        )
        context.set_default_timeout(LONG)
        if user not in self.sessions:
            told = {"user": user, "password": self.passwords[user]}
            answer = await context.request.post("/api/v1/session", data=told)
            assert answer.ok, await answer.text()
            self.sessions[user] = await context.storage_state()
        return context


async def while_one_runs(demo: Demo) -> None:
    """Take the room and the wall while the first of the demo's own drills has its outage."""
    drill = await _under_way(demo)
    looks = [(BROAD, False, "room-running"), (BROAD, True, "room-running-dark"), (PHONE, False, "room-running-phone")]
    pages = [await demo.visit("viewer", f"/console/drills/{drill}", size, dark=dark) for size, dark, _ in looks]
    wall = await demo.visit("viewer", "/console/wall", SCREEN)
    await expect(pages[0].locator('tr[data-step="crash"]')).to_have_attribute("data-state", "ok", timeout=LONG)
    await expect(wall.locator(".clock.held, .clock.answering")).to_be_visible(timeout=LONG)
    await demo.take(wall, "wall")
    for page, (_, _, name) in zip(pages, looks, strict=True):
        await demo.take(page, name)
    for page in (*pages, wall):
        await page.context.close()


async def at_the_gate(demo: Demo) -> str:
    """Start the prepared drill as its operator, take what waits for the approver, and approve; return the drill."""
    dossier = await _prepared(demo)
    await demo.shoot("operator", f"/console/dossiers/{dossier}", "preparation")
    await demo.shoot("operator", f"/console/dossiers/{dossier}", "preparation-phone", PHONE)
    operator = await demo.visit("operator", f"/console/dossiers/{dossier}")
    await operator.locator(f'form[action$="/{dossier}/start"] button').click()
    await operator.wait_for_url("**/console/drills/*")
    drill = operator.url.rpartition("/")[2]
    room = await demo.visit("approver", f"/console/drills/{drill}", BROAD)
    await expect(room.locator("#asks form.ask")).to_be_visible(timeout=LONG)
    await expect(room.locator(".clock.running")).to_be_visible(timeout=LONG)
    await demo.take(room, "room-gate")
    await demo.shoot("approver", f"/console/drills/{drill}", "room-gate-dark", BROAD, dark=True)
    await demo.shoot("approver", f"/console/drills/{drill}", "room-gate-phone", PHONE)
    await demo.shoot("viewer", "/console/wall", "wall-gate", SCREEN)
    await demo.shoot("approver", "/console/", "overview")
    await demo.shoot("approver", "/console/", "overview-dark", dark=True)
    await demo.shoot("approver", "/console/", "overview-phone", PHONE)
    await room.locator('#asks input[name="reason"]').fill(
        {"zh": "监控已确认中断", "en": "monitoring shows it"}[demo.lang]
    )
    await room.locator('#asks button[value="yes"]').click()
    await expect(room.locator('[data-part="proof"] .badge.good').first).to_be_visible(timeout=LONG)
    await room.context.close()
    await operator.context.close()
    return drill


async def afterwards(demo: Demo, drill: str) -> None:
    """Take what stays of drills, and what the next one is prepared with."""
    await _verified(demo, drill)
    await demo.shoot("operator", "/console/findings", "findings")
    await demo.shoot("operator", "/console/history/trading-db", "history")
    await demo.shoot("operator", "/console/calendar", "calendar", BROAD)
    await demo.shoot("operator", "/console/bia?file=library:securities-bia.yaml", "bia", at="#graph")
    await demo.shoot("auditor", "/console/audit", "audit")
    await demo.shoot("admin", "/console/settings", "settings", at="#settings")
    await demo.shoot("operator", "/console/drills", "drills")
    await _edited(demo)


async def _edited(demo: Demo) -> None:
    """Take the editor with something wrong in a text, and with the plan of one that is well."""
    page = await demo.visit("operator", "/console/scenario-editor?scenario=library:pg-crash-sync.yaml", BROAD)
    text = page.locator("#f-text")
    written = await text.input_value()
    await text.fill(written.replace("failures: 2", "failures: two", 1))
    await page.locator("#problems li.error").first.wait_for()
    line = written[: written.index("failures: 2")].count("\n")
    await page.evaluate("line => window.scrollTo(0, line * 21)", line - 8)
    await demo.take(page, "editor-error")
    await text.fill(written)
    for name in ("inventory", "bia"):
        chosen = page.locator(f"#f-{name} option", has_text={"inventory": "/lab/inventory", "bia": "lab-bia"}[name])
        await page.locator(f"#f-{name}").select_option(await chosen.first.get_attribute("value"))
    await page.locator('button[value="plan"]').click()
    await page.locator("#plan").evaluate("one => one.scrollIntoView()")
    await demo.take(page, "editor-plan")
    await page.context.close()


async def _verified(demo: Demo, drill: str) -> None:
    """Have the evidence of a drill verified, and take what came of it."""
    page = await demo.visit("operator", f"/console/evidence/{drill}")
    async with asyncio.timeout(LONG / 1000):
        while not await page.locator('form[action$="/verify"] button').count():
            await asyncio.sleep(1)  # it is filed a moment after it is over
            await page.reload()
        await page.locator('form[action$="/verify"] button').click()
        while not await page.locator("table.checks").count():
            await asyncio.sleep(1)
            await page.reload()
    await demo.take(page, "evidence")
    await page.locator("#verification").evaluate("one => one.scrollIntoView()")
    await demo.take(page, "evidence-verified")
    await page.context.close()
    phone = await demo.visit("operator", f"/console/evidence/{drill}", PHONE)
    await demo.take(phone, "evidence-phone")
    await phone.context.close()


async def _under_way(demo: Demo) -> str:
    async with asyncio.timeout(LONG / 1000):
        while True:
            found = (await demo.asked("viewer", "/drills?status=running"))["items"]
            if found:
                return str(found[0]["id"])
            await asyncio.sleep(0.3)


async def _prepared(demo: Demo) -> str:
    """Wait until both drills of the demo are over and filed, and return the dossier that waits to be started."""
    async with asyncio.timeout(LONG / 1000):
        while True:
            over = [one for one in (await demo.asked("viewer", "/drills"))["items"] if one["verdict"]]
            waiting = (await demo.asked("operator", "/dossiers?status=approved"))["items"]
            if len(over) > 1 and waiting:
                return str(waiting[0]["id"])
            await asyncio.sleep(1)


@asynccontextmanager
async def demonstrated(lang: Lang, browser: Browser, folder: Path) -> AsyncGenerator[Demo]:
    """Serve a demo in one language until the end of the block; it takes its lab down and leaves nothing."""
    port = free_port()
    process = await start_drillproof("serve", "--demo", "--port", str(port), "--lang", lang, anew=True)
    assert process.stdout is not None
    said = ""
    try:
        while len(found := dict(_WAY_IN.findall(said))) < _READY:
            line = await asyncio.wait_for(process.stdout.readline(), LONG / 1000)
            if not line:
                message = f"the demo ended: {said}"
                raise SystemExit(message)
            said += line.decode()
        yield Demo(f"http://127.0.0.1:{port}", lang, browser, folder, found)
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.communicate(), LONG / 1000)


async def picture(folder: Path, langs: Sequence[Lang]) -> list[Path]:
    """Take every picture in these languages into a folder, and return their places."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        message = "no Chromium on this machine: install the package chromium"
        raise SystemExit(message)
    made: list[Path] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=[*ARGUMENTS, "--hide-scrollbars"])
        for lang in langs:
            async with demonstrated(lang, browser, folder) as demo:
                await while_one_runs(demo)
                await afterwards(demo, await at_the_gate(demo))
                made += demo.made
        await browser.close()
    return made


def _say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main() -> int:
    """Take the pictures; refuse where they are too many bytes together."""
    told = sys.argv[1:]
    folder = Path(told[0]) if told else FOLDER
    langs: list[Lang] = [one for one in ("en", "zh") if one in told[1:]] or ["en", "zh"]
    folder.mkdir(parents=True, exist_ok=True)
    made = asyncio.run(picture(folder, langs))
    together = sum(one.stat().st_size for one in made)
    _say(f"{len(made)} pictures, {together / 1e6:.2f} MB")
    return int(together > MOST_TOGETHER)


if __name__ == "__main__":
    raise SystemExit(main())
