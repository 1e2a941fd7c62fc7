"""The frame: coming in, being refused, the word against forgery, language and theme, files under their digest."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Final

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from service.api.door import COOKIE
from service.console.entry import onward
from service.console.frame import HOME, LOG_IN, NAV
from service.console.static import address_of, statics
from tests.support.firms import SETUP, Served, firm_served
from tests.support.living import unhurried

PAGE: Final = {"accept": "text/html,application/xhtml+xml", "accept-language": "en"}
PASSWORD: Final = "korrekt-pferd-batterie-8"
MOST: Final = 200_000
WORD: Final = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


@pytest.fixture
async def served(tmp_path: Path) -> AsyncGenerator[Served, None]:
    async with firm_served(tmp_path, unhurried()) as made:
        yield made


def browser(app: FastAPI, cookie: str = "", **more: str) -> httpx.AsyncClient:
    cookies = {COOKIE: cookie} if cookie else {}
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False),
        base_url="http://localhost",
        headers=PAGE | more,
        cookies=cookies,
        timeout=60,
    )


def logged_in(served: Served, user: str, **more: str) -> httpx.AsyncClient:
    return browser(served.app, served.app.state.firm.access.sessions.open(user, "", "password").cookie, **more)


async def word(client: httpx.AsyncClient) -> str:
    found = WORD.search((await client.get("/console/settings")).text)
    assert found is not None
    return found[1]


async def test_a_stranger_is_sent_to_log_in_and_from_there_to_where_they_wanted(served: Served) -> None:
    access = served.app.state.firm.access
    access.users.set_password(SETUP, "olga", access.passwords.hashed(PASSWORD))
    access.users.set_password(
        access.recognise(served.tokens["olga"], "").author, "olga", access.passwords.hashed(PASSWORD)
    )
    async with browser(served.app) as client:
        sent = await client.get("/console/audit?user=olga")
        assert sent.headers["location"] == f"{LOG_IN}?next=%2Fconsole%2Faudit%3Fuser%3Dolga"
        wrong = await client.post(LOG_IN, data={"user": "olga", "password": "no", "next": "/console/audit"})
        assert (wrong.status_code, 'role="alert"' in wrong.text) == (401, True)
        right = await client.post(
            LOG_IN, data={"user": "olga", "password": PASSWORD, "next": "/console/audit?user=olga"}
        )
        assert (right.status_code, right.headers["location"]) == (303, "/console/audit?user=olga")
        assert "HttpOnly" in right.headers["set-cookie"]
        assert "SameSite=strict" in right.headers["set-cookie"]


async def test_who_comes_by_a_link_from_elsewhere_is_asked_again_before_having_to_log_in(served: Served) -> None:
    async with browser(served.app) as client:
        answer = await client.get("/console/drills", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 200
    assert '<meta http-equiv="refresh" content="0">' in answer.text


@given(st.text(max_size=40))
def test_nobody_is_sent_to_another_site_after_logging_in(told: str) -> None:
    for wanted in (told, f"/{told}", f"//{told}", f"/\\{told}"):
        found = onward(wanted)
        assert re.match(r"/(?![/\\])", found)
        assert found in {wanted, HOME}


async def test_a_password_of_somebody_else_s_choice_opens_nothing_but_its_change(served: Served) -> None:
    access = served.app.state.firm.access
    access.users.set_password(SETUP, "olga", access.passwords.hashed(PASSWORD))
    async with logged_in(served, "olga") as client:
        sent = await client.get("/console/")
        assert (sent.status_code, sent.headers["location"]) == (303, "/console/password")
        assert (await client.get("/console/password")).status_code == 200


async def test_a_form_without_the_word_of_its_own_session_changes_nothing(served: Served) -> None:
    async with logged_in(served, "olga") as client, logged_in(served, "omar") as other:
        fields = {"label": "canary", "days": "3"}
        for told in ({}, {"csrf": "x"}, {"csrf": await word(other)}):
            answer = await client.post("/console/settings/tokens", data=fields | told)
            assert answer.status_code == 403, told
        assert "canary" not in (await client.get("/console/settings")).text
        made = await client.post("/console/settings/tokens", data=fields | {"csrf": await word(client)})
        assert made.status_code == 201
        secret = re.search(r'class="secret">([^<]+)<', made.text)
        assert secret is not None
        assert secret[1] not in (await client.get("/console/settings")).text, "it is shown one time"


async def test_a_script_of_another_site_is_refused_even_with_the_word(served: Served) -> None:
    async with logged_in(served, "olga") as client, logged_in(served, "udo") as auditor:
        told = {"csrf": await word(client), "label": "x", "days": "3"}
        answer = await client.post("/console/settings/tokens", data=told, headers={"sec-fetch-site": "cross-site"})
        log = (await auditor.get("/console/audit?kind=write_refused")).text
    assert answer.status_code == 403
    assert "cross_site" in log, "the book says why, though the answer was a page"


@pytest.mark.parametrize(("label", "days"), [("", "3"), ("x", "soon"), ("x", "99999")])
async def test_a_token_that_cannot_be_made_is_refused_in_words_above_the_form(
    served: Served, label: str, days: str
) -> None:
    async with logged_in(served, "olga") as client:
        answer = await client.post(
            "/console/settings/tokens", data={"label": label, "days": days, "csrf": await word(client)}
        )
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'name="label"' in answer.text


async def test_a_form_that_is_none_is_refused_and_nothing_breaks(served: Served) -> None:
    async with logged_in(served, "olga") as client:
        kinds = {"content-type": "multipart/form-data; boundary=x"}
        answer = await client.post("/console/settings/tokens", content=b"--y\r\nnonsense", headers=kinds)
        nul = await client.post("/console/settings/tokens", data={"csrf": await word(client), "label": "a\0b"})
    assert answer.status_code in {403, 422}
    assert nul.status_code == 422


async def test_what_is_refused_is_a_page_for_browsers_and_a_document_for_programs(served: Served) -> None:
    async with logged_in(served, "vera") as client:
        page = await client.get("/console/audit")
        document = await client.get("/console/audit", headers={"accept": "application/json"})
    assert (page.status_code, document.status_code) == (403, 403)
    assert "What you can do" in page.text
    assert document.headers["content-type"].startswith("application/problem+json")


async def test_what_breaks_gives_a_number_and_never_a_traceback(served: Served) -> None:
    @served.app.get("/console/broken")
    async def broken() -> None:  # pyright: ignore[reportUnusedFunction]  a route
        msg = "the secret cause"
        raise RuntimeError(msg)

    async with logged_in(served, "vera") as client:
        answer = await client.get("/console/broken")
    assert answer.status_code == 500
    assert re.search(r"under number [0-9a-f]{8}", answer.text)
    assert "secret cause" not in answer.text
    assert "Traceback" not in answer.text


async def test_language_and_theme_are_kept_once_chosen_and_else_the_browser_s(served: Served) -> None:
    async with logged_in(served, "vera", **{"accept-language": "de"}) as client:
        assert 'lang="zh-CN"' in (await client.get(HOME)).text[:200], "Chinese where the browser asks for none of ours"
        assert 'lang="en"' in (await client.get(f"{HOME}?lang=en&theme=dark")).text[:200]
        kept = (await client.get(HOME)).text[:200]
        assert 'lang="en"' in kept
        assert 'data-theme="dark"' in kept
        odd = (await client.get(f"{HOME}?lang=tlh&theme=%3Cscript%3E")).text
        assert "<script>" not in odd


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_page_of_the_navigation_opens_is_small_and_asks_nobody_else(served: Served, lang: str) -> None:
    async with logged_in(served, "udo") as client:
        for _, address in NAV:
            answer = await client.get(f"{address}?lang={lang}")
            assert answer.status_code == 200, address
            assert len(answer.content) < MOST, address
            assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.text), address
            assert " style=" not in answer.text, f"{address}: the policy of the page forbids it"
            assert "default-src 'self'" in answer.headers["content-security-policy"]


async def test_a_file_is_kept_for_good_under_its_own_digest_and_under_no_other(served: Served) -> None:
    async with browser(served.app) as client:
        own = await client.get(address_of("console.css"))
        other = await client.get("/console/static/0000/console.css")
        none = await client.get("/console/static/0000/..%2Fframe.py")
    assert "immutable" in own.headers["cache-control"]
    assert other.headers["cache-control"] == "no-cache"
    assert own.content == other.content == statics().files["console.css"]
    assert none.status_code == 404


async def test_the_log_shows_what_was_done_filtered_and_paged_and_escapes_what_people_wrote(served: Served) -> None:
    access = served.app.state.firm.access
    for number in range(60):
        access.issue(SETUP, "olga", f"<img src=x onerror=alert({number})>")
    async with logged_in(served, "udo") as client:
        first = await client.get("/console/audit?kind=token_issued")
        assert "<img src=x" not in first.text
        assert "&lt;img" in first.text
        following = re.search(r'rel="next" href="([^"]+)"', first.text)
        assert following is not None
        older = await client.get(following[1].replace("&amp;", "&"))
        numbers = [int(one) for page in (first, older) for one in re.findall(r'data-th="No.">(\d+)<', page.text)]
        assert numbers == sorted(set(numbers), reverse=True)
        assert len(numbers) == 69, "60, and one for each of PEOPLE"
        assert (await client.get("/console/audit?since=yesterday")).status_code == 422
        checked = await client.post("/console/audit/verify", data={"csrf": await word(client)})
        assert "The chain holds" in (await client.get(checked.headers["location"])).text


async def test_settings_are_shown_to_who_may_audit_and_no_secret_is(served: Served) -> None:
    for user, sees in (("root", True), ("udo", True), ("olga", False)):
        async with logged_in(served, user) as client:
            assert ("listen.port" in (await client.get("/console/settings")).text) == sees
