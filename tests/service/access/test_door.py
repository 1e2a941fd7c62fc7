"""The door of the API: who may write, how much, how often; and what of it is in the book."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from itertools import product
from pathlib import Path
from typing import Any

import httpx
from fastapi.routing import APIRoute
from hypothesis import given
from hypothesis import strategies as st

from service.access.rates import Rates
from service.api import audit, session, tokens, users
from service.api.asking import right_of
from service.api.door import OPEN_WRITES
from service.book import Author
from service.policy import Policy
from tests.support.firms import Served, firm_served

GOOD = "correct-horse-battery"
SESSION = "/api/v1/session"


def policy(**limits: Any) -> Policy:
    return Policy.model_validate({"access": {"limits": limits}}, context={})


def codes(answer: httpx.Response) -> list[str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return [each.get("code", "") for each in answer.json()["errors"]]


def refused_writes(served: Served) -> list[dict[str, Any]]:
    return [entry.body for entry in served.app.state.firm.book.stream("door/writes")]


async def test_every_write_without_a_token_is_401_whatever_else_is_wrong_with_it(tmp_path: Path) -> None:
    async with firm_served(tmp_path, policy(stranger_per_minute=100_000)) as served, served.client(None) as client:
        paths = {re.sub(r"\{\w+\}", "x", path) for path in served.app.openapi()["paths"]} | {"/api/v1/nowhere", "/"}
        for path in sorted(paths - OPEN_WRITES):
            for method in ("POST", "DELETE"):
                answer = await client.request(method, path, content=b"{nonsense", headers={"content-type": "text/x"})
                assert (answer.status_code, codes(answer)) == (401, ["token_missing"]), (method, path)
                assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_token_that_is_not_one_is_401_also_where_it_is_only_read(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served, served.client(None) as client:
        for told in ("Bearer", "Bearer ", "Bearer drp_x", "Basic cm9vdDpyb290", "drp_x", "Bearer \xff", "x" * 5000):
            for method, path in (("GET", "/api/v1/me"), ("POST", "/api/v1/users"), ("GET", "/api/v1/users")):
                answer = await client.request(method, path, headers={b"Authorization": told.encode("latin-1")})
                assert answer.status_code == 401, told
        assert (await client.get("/healthz", headers={"Authorization": "Bearer drp_x"})).status_code == 200


async def test_a_log_in_writes_with_the_word_against_forgery_only(tmp_path: Path) -> None:
    async with logged_in(tmp_path) as (served, browser, csrf):
        assert (await browser.get("/api/v1/me")).json()["user"] == "olga"
        for headers in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": csrf[:-1] + "x"}):
            answer = await browser.post("/api/v1/tokens", json={"label": "x"}, headers=headers)
            assert (answer.status_code, codes(answer)) == (403, ["csrf_missing"])
        right = {"X-CSRF-Token": csrf}
        assert (await browser.post("/api/v1/tokens", json={"label": "x"}, headers=right)).status_code == 201
        for site in ("cross-site", "same-site"):
            answer = await browser.post(
                "/api/v1/tokens", json={"label": "x"}, headers={**right, "Sec-Fetch-Site": site}
            )
            assert (answer.status_code, codes(answer)) == (403, ["cross_site"])
        assert (await browser.delete(SESSION, headers=right)).status_code == 204
        assert (await browser.get("/api/v1/me")).status_code == 401
        assert [body["codes"] for body in refused_writes(served)] == [["csrf_missing"]] * 3 + [["cross_site"]] * 2


async def test_a_stolen_cookie_of_another_site_does_not_log_anybody_in(tmp_path: Path) -> None:
    async with logged_in(tmp_path) as (_, browser, _csrf):
        wish = {"user": "olga", "password": GOOD}
        answer = await browser.post(SESSION, json=wish, headers={"Sec-Fetch-Site": "cross-site"})
        assert codes(answer) == ["cross_site"]


async def test_cookies_are_out_of_reach_for_scripts_and_for_other_sites(tmp_path: Path) -> None:
    async with logged_in(tmp_path) as (_, browser, _csrf):
        plain = await browser.post(SESSION, json={"user": "olga", "password": GOOD}, headers={"X-CSRF-Token": _csrf})
        assert re.fullmatch(
            r"drillproof_session=[\w-]{43}; HttpOnly; Max-Age=\d+; Path=/; SameSite=strict", plain.headers["set-cookie"]
        )
        secure = await browser.post(
            "https://localhost" + SESSION, json={"user": "olga", "password": GOOD}, headers={"X-CSRF-Token": _csrf}
        )
        assert re.fullmatch(
            r"__Host-drillproof_session=[\w-]{43}; HttpOnly; Max-Age=\d+; Path=/; SameSite=strict; Secure",
            secure.headers["set-cookie"],
        )
        assert "max-age" in secure.headers["strict-transport-security"]


async def test_a_temporary_password_opens_its_change_and_nothing_else(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served, served.client("root") as root, served.client(None) as browser:
        given_one = {"password": "given-by-root-42"}
        assert (await root.put("/api/v1/users/olga/password", json=given_one)).status_code == 204
        answer = await browser.post(SESSION, json={"user": "olga", "password": "given-by-root-42"})
        assert answer.json()["must_change_password"]
        right = {"X-CSRF-Token": answer.json()["csrf"]}
        assert codes(await browser.get("/api/v1/users")) == ["password_temporary"]
        wish = {"current": "given-by-root-42", "new": GOOD}
        assert (await browser.put("/api/v1/me/password", json=wish, headers=right)).status_code == 204
        assert (await browser.get("/api/v1/me")).json()["rights"] != []
        assert (await root.put("/api/v1/users/root/password", json=given_one)).status_code == 409


async def test_what_is_too_large_is_refused_told_or_not(tmp_path: Path) -> None:
    async with firm_served(tmp_path, policy(body="10kB")) as served, served.client("root") as root:

        async def slowly() -> AsyncIterator[bytes]:
            for _ in range(3):
                yield b" " * 5_000

        for content in (b" " * 10_001, slowly()):
            answer = await root.post("/api/v1/users", content=content)
            assert (answer.status_code, codes(answer)) == (413, ["too_large"])
        for length in ("-1", "x", "9" * 30):
            answer = await root.get("/api/v1/me", headers={"content-length": length})
            assert answer.status_code == 413


NONSENSE = (
    b"\xff{}",
    b'{"id": "\\u0000"}',
    b'{"id": "\\ud800"}',
    b'{"id": "\\udc00"}',
    b'{"id": "\xed\xa0\x80"}',
    b"[" * 5_000,
    b'{"days": ' + b"9" * 5_000 + b"}",
    b"",
    b"null",
    b'"x"',
    b'{"id": "neu", "name": "N", "grants": [], "more": 1}',
)


async def test_nonsense_of_any_shape_is_422(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served, served.client("root") as root:
        for path, body in product(("/api/v1/users", "/api/v1/tokens"), NONSENSE):
            answer = await root.post(path, content=body, headers={"content-type": "application/json"})
            assert answer.status_code == 422, answer.text
            assert answer.headers["content-type"] == "application/problem+json"


async def test_a_caller_and_a_stranger_have_each_their_own_rate(tmp_path: Path) -> None:
    rate = policy(caller_per_minute=12, stranger_per_minute=10)
    async with firm_served(tmp_path, rate) as served, served.client("root") as root, served.client(None) as nobody:
        for _ in range(10):
            assert (await nobody.get("/api/v1/me")).status_code == 401
        late = await nobody.get("/api/v1/me")
        assert (late.status_code, codes(late)) == (429, ["too_fast"])
        assert 1 <= int(late.headers["retry-after"]) <= 60
        seen = [(await root.get("/api/v1/me")).status_code for _ in range(14)]
        assert seen[:12] == [200] * 12
        assert 429 in seen


async def test_refused_writes_are_entered_but_never_without_bound(tmp_path: Path) -> None:
    async with firm_served(tmp_path, policy(refusals_per_minute=3)) as served, served.client("vera") as vera:
        for _ in range(5):
            assert (await vera.post("/api/v1/users", json={})).status_code == 403
        assert (await vera.get("/api/v1/users")).status_code == 403
        entries = served.app.state.firm.book.stream("door/writes")
        assert [entry.body["status"] for entry in entries] == [403] * 3
        assert {(entry.author.user, entry.body["path"]) for entry in entries} == {("vera", "/api/v1/users")}


async def test_every_answer_carries_what_browsers_obey(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served, served.client(None) as client:
        for method, path in (
            ("GET", "/healthz"),
            ("POST", "/api/v1/users"),
            ("GET", "/nowhere"),
        ):
            headers = (await client.request(method, path)).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert "script-src 'self';" in headers["content-security-policy"]
            assert headers["cache-control"] == "no-store"
        assert (await client.get("/docs")).status_code == 404


async def test_users_and_tokens_over_http(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served, served.client("root") as root:
        made = await root.post("/api/v1/users", json={"id": "li.wei", "name": "李伟", "grants": [{"role": "viewer"}]})
        assert (made.status_code, made.headers["location"]) == (201, "/api/v1/users/li.wei")
        edit = {"name": "Li Wei", "grants": [{"role": "operator", "services": ["a"]}]}
        assert (await root.put("/api/v1/users/li.wei", json=edit)).status_code == 422
        tag = {"If-Match": made.headers["etag"]}
        changed = await root.put("/api/v1/users/li.wei", json=edit, headers=tag)
        assert changed.json()["grants"] == [{"role": "operator", "services": ["a"], "sites": []}]
        assert (await root.put("/api/v1/users/li.wei", json=edit, headers=tag)).status_code == 412
        assert (await root.post("/api/v1/users", json={"id": "li.wei", "name": "x", "grants": []})).status_code == 409
        assert (await root.post("/api/v1/users/root/disable", json={})).status_code == 409
        gone = await root.post("/api/v1/users/li.wei/disable", json={"reason": "left"})
        assert gone.json()["status"] == "disabled"
        listed = (await root.get("/api/v1/users?status=disabled")).json()["items"]
        assert [each["id"] for each in listed] == ["li.wei"]
        assert [u["id"] for u in (await root.get("/api/v1/users?role=auditor")).json()["items"]] == ["udo"]
        assert (await root.get("/api/v1/users/nemo")).status_code == 404
        assert (await root.get("/api/v1/users?cursor=nonsense")).status_code == 422


async def test_ones_own_tokens_over_http(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served, served.client("olga") as olga, served.client("root") as root:
        made = (await olga.post("/api/v1/tokens", json={"label": "x", "rights": ["read"], "days": 1})).json()
        mine = (await olga.get("/api/v1/tokens")).json()["items"]
        assert mine[0]["id"] == made["id"]
        assert "token" not in mine[0]
        assert (await olga.get("/api/v1/tokens?user=root")).status_code == 403
        assert len((await root.get("/api/v1/tokens?user=*")).json()["items"]) == 10
        assert (await olga.post("/api/v1/tokens", json={"label": "x", "rights": ["approve"]})).status_code == 422
        assert (await olga.delete(f"/api/v1/tokens/{made['id']}")).status_code == 204
        headers = {"Authorization": f"Bearer {made['token']}"}
        assert (await olga.get("/api/v1/me", headers=headers)).status_code == 401
        assert (await olga.delete("/api/v1/tokens/nemo")).status_code == 404


def test_what_asks_for_no_right_is_only_what_is_ones_own_or_the_way_in() -> None:
    routers = (session.router, users.router, tokens.router, audit.router)
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    free = {
        f"{method} /api/v1{route.path.removeprefix('/api/v1')}"
        for route in routes
        if not any(right_of(each.call) for each in route.dependant.dependencies)
        for method in route.methods or ()
    }
    assert free == {
        "POST /api/v1/session",
        "GET /api/v1/session",
        "DELETE /api/v1/session",
        "GET /api/v1/session/oidc",
        "GET /api/v1/session/oidc/callback",
        "GET /api/v1/me",
        "PUT /api/v1/me/password",
        "GET /api/v1/tokens",
        "POST /api/v1/tokens",
        "POST /api/v1/tokens/first",
        "DELETE /api/v1/tokens/{token}",
    }


@given(st.lists(st.integers(0, 20 * 10**9), max_size=200), st.integers(1, 600))
def test_no_minute_has_more_than_twice_its_share(gaps: list[int], per_minute: int) -> None:
    rates, now, taken = Rates(), 0, list[int]()
    for gap in gaps:
        now += gap
        wait = rates.take("x", per_minute, now)
        if wait == 0:
            taken.append(now)
        else:
            assert rates.take("x", per_minute, now + wait * 10**9) == 0
            now += wait * 10**9
            taken.append(now)
    for start in taken:
        assert sum(start <= at < start + 60 * 10**9 for at in taken) <= 2 * per_minute


def test_ten_thousand_strangers_do_not_fill_the_memory() -> None:
    rates = Rates()
    for number in range(10_100):
        rates.take(str(number), 1, 0)
    assert rates.take("10099", 1, 0) == 60
    assert rates.take("0", 1, 0) == 0


@asynccontextmanager
async def logged_in(folder: Path) -> AsyncGenerator[tuple[Served, httpx.AsyncClient, str]]:
    """Give a browser that olga logged in with, and the word against forgery."""
    async with firm_served(folder) as served, served.client(None) as browser:
        access = served.app.state.firm.access
        access.users.set_password(Author(user="olga", via="test"), "olga", access.passwords.hashed(GOOD))
        answer = await browser.post(SESSION, json={"user": "olga", "password": GOOD})
        assert answer.status_code == 201, answer.text
        yield served, browser, answer.json()["csrf"]
