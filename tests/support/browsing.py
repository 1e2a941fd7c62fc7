"""People at browsers: a served firm, pages logged in as one of its people, what axe finds wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from axe_playwright_python.async_playwright import Axe  # pyright: ignore[reportMissingTypeStubs]
from fastapi import FastAPI
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from service.access.access import Access
from service.access.sessions import Opened
from service.api.door import COOKIE
from service.book import Author
from service.firm import Firm
from service.words import Lang
from tests.support.living import Living

ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PASSWORD: Final = "korrekt-pferd-batterie-8"
DESKTOP: Final = (1280, 800)
PHONE: Final = (390, 844)
WALL: Final = (1920, 1080)
_AXE: Final = Axe()
_RULES: Final = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
_REFUSED: Final = "Failed to load resource: the server responded with a status of"
"""What Chromium says of every answer that is a refusal, also where the test wants one."""


@dataclass(frozen=True, slots=True)
class House:
    """A firm that is served at `url`."""

    served: Living
    home: Path

    @property
    def url(self) -> str:
        return self.served.url

    @property
    def app(self) -> FastAPI:
        return self.served.app

    @property
    def firm(self) -> Firm:
        return self.app.state.firm

    def give_password(self, user: str, *, own: bool = True) -> str:
        """Let somebody log in with a password, and return it; `own`: one that they chose themselves."""
        access: Access = self.firm.access
        hashed = access.passwords.hashed(PASSWORD)
        access.users.set_password(Author(user=user if own else "root", via="test"), user, hashed)
        return PASSWORD

    def session_of(self, user: str) -> Opened:
        """Begin a session of somebody."""
        return self.firm.access.sessions.open(user, "127.0.0.1", "password")


@dataclass(slots=True)
class Visitors:
    """Opens pages as somebody. `complaints` is what their browsers complained of, and requests that went outside."""

    browser: Browser
    house: House
    complaints: list[str] = field(default_factory=list[str])
    contexts: list[BrowserContext] = field(default_factory=list[BrowserContext])

    async def visit(
        self,
        address: str = "/console/",
        user: str | None = "olga",
        *,
        lang: Lang = "zh",
        size: tuple[int, int] = DESKTOP,
        dark: bool = False,
        script: bool = True,
    ) -> Page:
        """Return a page at `address`, logged in as `user` (None: nobody), in a browser of its own."""
        context = await self.browser.new_context(
            base_url=self.house.url,
            locale={"zh": "zh-CN", "en": "en-GB"}[lang],
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        self.contexts.append(context)
        context.set_default_timeout(30_000)
        if user is not None:
            cookie = self.house.session_of(user).cookie
            await context.add_cookies([{"name": COOKIE, "value": cookie, "url": self.house.url}])
        page = await context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{address}: {error}"))
        page.on("console", lambda message: self._hear(address, message))
        page.on("request", lambda request: self._see(request))  # noqa: PLW0108  a bound method of ours has no room for its marks
        await page.goto(address)
        return page

    async def leave(self) -> None:
        """Close every browser."""
        for context in self.contexts:
            await context.close()

    def _hear(self, address: str, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_REFUSED):
            self.complaints.append(f"{address}: {message.text}")

    def _see(self, request: Request) -> None:
        """Complain of every request that goes anywhere but to the house."""
        if not request.url.startswith((self.house.url, "data:", "blob:")):
            self.complaints.append(f"asked elsewhere: {request.url}")


async def flaws(page: Page) -> list[str]:
    """Return what axe finds wrong with a page by WCAG 2.2 A and AA and its own best practice: rule, where, why."""
    told = await _AXE.run(page, options=_RULES)  # pyright: ignore[reportUnknownMemberType]  without stubs
    found = cast("dict[str, Any]", told.response)  # pyright: ignore[reportUnknownMemberType]
    return [
        f"{page.url} {rule['id']} ({rule['impact']}): {node['target']} {node.get('failureSummary', '')}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


async def sideways(page: Page) -> int:
    """Return by how many pixels a page is wider than its window: nobody scrolls a whole page sideways."""
    return await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
