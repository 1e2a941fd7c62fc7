"""What tests in a real browser stand on: a served firm with people, pages logged in as somebody, the check by axe."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.support.browsing import ARGUMENTS, House, Visitors
from tests.support.living import living

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as slow; all of them share one event loop, and with it one browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.slow(5))
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncGenerator[Browser, None]:
    """Give the one browser of all tests."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no Chromium on this machine: install the package chromium (tests/system-packages.sh does)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield browser
        await browser.close()


@pytest.fixture
def house(tmp_path: Path) -> Generator[House, None, None]:
    """Give a firm that is served, with everybody of tests.support.firms.PEOPLE, in which nothing has happened yet."""
    with living(tmp_path) as served:
        yield House(served, tmp_path)


@pytest_asyncio.fixture(loop_scope="session")
async def visitors(chromium: Browser, house: House) -> AsyncGenerator[Visitors, None]:
    """Give who opens pages of the house as somebody; whatever a page's script throws fails the test."""
    some = Visitors(chromium, house)
    yield some
    await some.leave()
    assert not some.complaints, f"the browser complains: {some.complaints}"
