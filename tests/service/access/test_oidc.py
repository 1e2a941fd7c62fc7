"""Log-in with a provider: only what it signed, for us, now, to this browser; roles as the policy says."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from runners.journal import Journal
from service.access import Grant, Role
from service.access.access import Access
from service.access.oidc import Identity, Oidc, granted
from service.book import Book
from service.denial import ConflictError, DeniedError
from service.policy import Policy
from service.policy.access import RoleOfClaim
from tests.support.databases import journal_in
from tests.support.firms import SETUP, Served, firm_served
from tests.support.oidc import SECRET, FakeProvider, provider

Bend: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
CALLBACK = "http://localhost/api/v1/session/oidc/callback"


def policy_for(fake: FakeProvider, folder: Path, **more: Any) -> Policy:
    (folder / "secret").write_text(SECRET + "\n")
    oidc = {
        "issuer": fake.issuer,
        "client_id": "drillproof",
        "client_secret": {"file": "secret"},
        "callback": CALLBACK,
        "patience": "1m",
        "roles": [
            {"value": "dr-ops", "role": "operator", "services": ["trading-db"]},
            {"value": "dr-admins", "role": "admin"},
        ],
    }
    return Policy.model_validate({"access": {"oidc": {**oidc, **more}}}, context={})


@asynccontextmanager
async def both(tmp_path: Path, **more: Any) -> AsyncGenerator[tuple[FakeProvider, Served]]:
    async with provider() as fake, firm_served(tmp_path, policy_for(fake, tmp_path, **more)) as served:
        yield fake, served


@asynccontextmanager
async def door(tmp_path: Path) -> AsyncGenerator[tuple[FakeProvider, Oidc]]:
    """Give the log-in alone, without an application around it."""
    async with provider() as fake:
        journal = journal_in(tmp_path)
        yield fake, _log_in(journal, fake, tmp_path)
        journal.close()


def _log_in(journal: Journal, fake: FakeProvider, folder: Path, **more: Any) -> Oidc:
    book = Book(journal.engine)
    return Oidc(Access(book, policy_for(fake, folder, **more).access), book, folder)


async def codes_of(fake: FakeProvider, oidc: Oidc) -> list[str]:
    """Return why nobody came in."""
    with pytest.raises(DeniedError) as denied:
        await _finished(fake, oidc)
    return [reason.code for reason in denied.value.reasons]


async def _finished(fake: FakeProvider, oidc: Oidc) -> Identity:
    sent = await oidc.begin()
    back = {name: values[0] for name, values in parse_qs(urlsplit(fake.authorize(sent.url)).query).items()}
    return await oidc.finish(back["state"], sent.binding, back["code"], "", "192.0.2.1")


async def come_back(fake: FakeProvider, client: httpx.AsyncClient) -> httpx.Response:
    sent = await client.get("/api/v1/session/oidc")
    assert sent.status_code == 303, sent.text
    return await client.get(fake.authorize(sent.headers["location"]))


async def test_somebody_comes_in_with_the_roles_of_the_policy_and_is_the_same_user_again(tmp_path: Path) -> None:
    async with both(tmp_path) as (fake, served), served.client(None) as browser:
        back = await come_back(fake, browser)
        assert back.status_code == 200
        cookie = back.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        me = (await browser.get("/api/v1/session")).json()
        assert (me["user"], me["name"]) == ("li.wei", "李伟")
        assert me["grants"] == [{"role": "operator", "services": ["trading-db"], "sites": []}]
        fake.user["groups"] = ["dr-admins", "unknown"]
        assert (await come_back(fake, browser)).status_code == 200
        assert [g["role"] for g in (await browser.get("/api/v1/me")).json()["grants"]] == ["admin"]
        kinds = [entry.kind for entry in served.app.state.firm.book.stream("user/li.wei")]
        assert kinds == ["user_added", "user_changed"]


async def test_what_the_token_does_not_say_is_asked_at_userinfo(tmp_path: Path) -> None:
    async with door(tmp_path) as (fake, oidc):
        fake.in_userinfo = ("groups", "name")
        found = await _finished(fake, oidc)
        assert (found.user, found.name, found.values) == ("li.wei", "李伟", {"dr-ops"})


def _without(name: str) -> Bend:
    return lambda claims: {each: value for each, value in claims.items() if each != name}


def _with(**changed: Any) -> Bend:
    return lambda claims: {**claims, **changed}


@pytest.mark.parametrize(
    "bend",
    [
        _with(nonce="of another log-in"),
        _with(aud="another-client"),
        _with(iss="https://elsewhere.example"),
        _with(exp=int(time.time()) - 3600),
        _with(iat=int(time.time()) + 3600),
        _with(aud=["drillproof", "other"], azp="other"),
        _with(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
        _without("nonce"),
        _without("exp"),
        _without("sub"),
    ],
)
async def test_a_token_that_is_not_the_answer_to_what_was_asked_lets_nobody_in(tmp_path: Path, bend: Bend) -> None:
    async with door(tmp_path) as (fake, oidc):
        fake.bend = bend
        assert await codes_of(fake, oidc) == ["oidc_untrue"]


@pytest.mark.parametrize("sign", ["none", "secret", "strangers"])
async def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(tmp_path: Path, sign: str) -> None:
    async with door(tmp_path) as (fake, oidc):
        fake.sign = sign
        assert await codes_of(fake, oidc) == ["oidc_untrue"]


@pytest.mark.parametrize("raw", [b"", b"nonsense", b"[]", b"{}", b'{"id_token": 7}', b"x" * 300_000])
async def test_nonsense_is_an_answer_that_lets_nobody_in(tmp_path: Path, raw: bytes) -> None:
    async with door(tmp_path) as (fake, oidc):
        fake.raw = raw
        assert set(await codes_of(fake, oidc)) <= {"oidc_silent", "oidc_untrue"}


async def test_a_provider_that_hangs_or_is_gone_is_given_up_in_time(tmp_path: Path) -> None:
    async with door(tmp_path) as (fake, patient):
        sent = await patient.begin()
        state = fake.authorize(sent.url).partition("state=")[2]
        journal = journal_in(tmp_path)
        hurried = _log_in(journal, fake, tmp_path, patience="1s")
        fake.hangs = True
        assert await codes_of(fake, hurried) == ["oidc_silent"]
        with pytest.raises(ConflictError):
            await hurried.finish(state, sent.binding, "code", "", "192.0.2.1")
        journal.close()


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
    ],
)
async def test_a_provider_that_points_elsewhere_is_not_followed(tmp_path: Path, metadata: dict[str, Any]) -> None:
    async with door(tmp_path) as (fake, oidc):
        fake.metadata = metadata
        with pytest.raises(ConflictError):
            await oidc.begin()


async def test_a_log_in_comes_back_once_and_to_the_browser_that_began_it(tmp_path: Path) -> None:
    async with both(tmp_path) as (fake, served), served.client(None) as one, served.client(None) as other:
        sent = await one.get("/api/v1/session/oidc")
        there = fake.authorize(sent.headers["location"])
        assert _codes(await other.get(there)) == ["oidc_lost"]
        assert _codes(await one.get(there)) == ["oidc_lost"]  # it was used up by the attempt
        sent = await one.get("/api/v1/session/oidc")
        there = fake.authorize(sent.headers["location"])
        assert (await one.get(there)).status_code == 200
        assert _codes(await one.get(there)) == ["oidc_lost"]
        for query in ("", "?code=x", "?state=x&code=y", "?error=access_denied&state=z"):
            assert (await other.get(f"/api/v1/session/oidc/callback{query}")).status_code == 403
        failed = [e.body["code"] for e in served.app.state.firm.book.stream("door/log-in")]
        assert failed == ["oidc_lost"] * 7


async def test_the_provider_says_no(tmp_path: Path) -> None:
    async with both(tmp_path) as (fake, served), served.client(None) as browser:
        sent = await browser.get("/api/v1/session/oidc")
        there = fake.authorize(sent.headers["location"])
        state = there.partition("state=")[2]
        answer = await browser.get(f"/api/v1/session/oidc/callback?error=access_denied&state={state}")
        assert answer.status_code == 403
        assert "access_denied" in answer.json()["detail"]


async def test_nobody_takes_over_the_account_of_another(tmp_path: Path) -> None:
    async with both(tmp_path) as (fake, served), served.client(None) as browser:
        access = served.app.state.firm.access
        access.add_user(SETUP, "li.wei", "the one who was here before", [Grant(role=Role.ADMIN)])
        await refused(fake, browser, 409, "oidc_name_taken")
        fake.user = {**fake.user, "preferred_username": "wang"}
        assert (await come_back(fake, browser)).status_code == 200
        fake.user = {**fake.user, "sub": "s-2"}  # the name was given to somebody else there
        await refused(fake, browser, 409, "oidc_name_taken")


async def test_who_has_no_role_or_is_disabled_or_has_a_strange_name_stays_out(tmp_path: Path) -> None:
    async with both(tmp_path) as (fake, served), served.client(None) as browser:
        fake.user["groups"] = ["guests"]
        await refused(fake, browser, 403, "oidc_no_role")
        fake.user["groups"] = "dr-ops"
        assert (await come_back(fake, browser)).status_code == 200
        served.app.state.firm.access.users.bar(SETUP, "li.wei", "left")
        assert (await browser.get("/api/v1/session")).status_code == 401
        await refused(fake, browser, 403, "user_cannot_act")
        fake.user["preferred_username"] = "../system"
        await refused(fake, browser, 422, "user_name")


async def test_without_a_provider_there_is_no_such_door(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served, served.client(None) as browser:
        assert (await browser.get("/api/v1/session/oidc")).status_code == 404
        assert (await browser.get("/api/v1/session/oidc/callback?code=a&state=b")).status_code == 404


def test_each_role_is_given_once_in_the_order_of_the_policy() -> None:
    told = [
        {"value": "a", "role": "viewer"},
        {"value": "b", "role": "approver", "services": ["x"]},
        {"value": "c", "role": "viewer"},
        {"value": "d", "role": "admin"},
    ]
    roles = [RoleOfClaim.model_validate(one, context={}) for one in told]
    found = tuple(granted(roles, frozenset("abc")))
    assert found == (Grant(role=Role.VIEWER), Grant(role=Role.APPROVER, services=("x",)))


async def refused(fake: FakeProvider, browser: httpx.AsyncClient, status: int, code: str) -> None:
    back = await come_back(fake, browser)
    assert (back.status_code, _codes(back)) == (status, [code])


def _codes(answer: httpx.Response) -> list[str]:
    return [each["code"] for each in answer.json()["errors"]]
