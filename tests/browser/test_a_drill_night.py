"""A night of drills as people live it in a browser: they come in, look at every page, and are told what is wrong."""

from __future__ import annotations

from typing import Final

import pytest

from service.console.frame import NAV
from service.words import Lang
from tests.support.browsing import DESKTOP, PHONE, House, Visitors, flaws, sideways

LABELS: Final[dict[Lang, tuple[str, str, str]]] = {
    "zh": ("用户名", "口令", "登录"),
    "en": ("User name", "Password", "Log in"),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_somebody_comes_in_with_a_password_and_goes_out_again(
    visitors: Visitors, house: House, lang: Lang
) -> None:
    user, password, log_in = LABELS[lang]
    given = house.give_password("olga")
    page = await visitors.visit("/console/settings", None, lang=lang)
    assert "/console/login" in page.url
    assert await flaws(page) == []
    await page.get_by_label(user).fill("olga")
    await page.get_by_label(password).fill("not that one")
    await page.get_by_role("button", name=log_in).click()
    assert await page.get_by_role("alert").is_visible()
    assert await page.get_by_label(user).input_value() == "olga"
    await page.get_by_label(password).fill(given)
    await page.get_by_role("button", name=log_in).click()
    await page.wait_for_url("**/console/settings")
    await page.locator("header form button").click()
    await page.wait_for_url("**/console/login")
    assert await page.get_by_role("status").is_visible()
    await page.goto("/console/settings")
    assert "/console/login" in page.url


@pytest.mark.parametrize(("lang", "dark", "size"), [("zh", False, DESKTOP), ("en", True, PHONE)])
async def test_every_page_opens_and_nothing_keeps_anybody_from_using_it(
    visitors: Visitors, lang: Lang, size: tuple[int, int], *, dark: bool
) -> None:
    page = await visitors.visit("/console/", "boss", lang=lang, size=size, dark=dark)
    wrong: list[str] = []
    for name, address in NAV:
        answer = await page.goto(address)
        assert answer is not None
        status = answer.status if name != "audit" else 200  # which an operator may not see
        if status != 200 or await sideways(page) > 0:
            wrong.append(f"{address}: {answer.status}, {await sideways(page)} px too wide")
        wrong += await flaws(page)
    assert not wrong, "\n".join(wrong)


async def test_without_a_script_everything_is_still_a_link_or_a_form(visitors: Visitors) -> None:
    page = await visitors.visit("/console/", "boss", lang="en", script=False)
    await page.get_by_role("link", name="中文").click()
    assert await page.locator("html").get_attribute("lang") == "zh-CN"
    await page.get_by_role("link", name="设置").first.click()
    assert await page.locator("html").get_attribute("lang") == "zh-CN", "the choice is kept"
    await page.get_by_role("link", name="深色").click()
    assert await page.locator("html").get_attribute("data-theme") == "dark"


async def test_the_keyboard_alone_gets_past_the_navigation(visitors: Visitors) -> None:
    page = await visitors.visit("/console/", "boss", lang="en")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "main"
