"""Who may do what, in full: every address of the API x every role, as the routes say it and as the service does it."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest
from fastapi import FastAPI

from service.access import Right
from service.access.rights import RIGHTS, Role
from service.api.addresses import Address, addresses, others
from service.api.app import create_app
from tests.support.databases import journal_in
from tests.support.firms import SETUP, Served, firm_served
from tests.support.living import unhurried
from tests.support.roles import MAY

SAFE: Final = frozenset({"GET", "HEAD"})
BY_ROLE: Final = {"v": "vera", "o": "olga", "a": "anna", "u": "udo", "r": "root"}
ROLES: Final = {"v": Role.VIEWER, "o": Role.OPERATOR, "a": Role.APPROVER, "u": Role.AUDITOR, "r": Role.ADMIN}
GAP: Final = re.compile(r"\{[^}]*\}")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    folder = tmp_path_factory.mktemp("roles")
    return create_app(journal_in(folder), folder)


@pytest.fixture
async def served(tmp_path: Path) -> AsyncGenerator[Served, None]:
    async with firm_served(tmp_path, unhurried()) as made:
        yield made


def named(app: FastAPI) -> Iterator[tuple[str, Address]]:
    """Yield `METHOD /address` and what is known of it."""
    for address in addresses(app):
        yield from ((f"{method} {address.path}", address) for method in sorted(address.methods))


def who_may(address: Address) -> str:
    """Return the roles that may, as the table writes them: letters, `own` for everybody who is known, `open`."""
    assert len(address.rights) <= 1, f"{address.path} asks for several rights at once: {address.rights}"
    if not address.rights:
        return "own" if address.asks_who else "open"
    return "".join(letter for letter, role in ROLES.items() if address.rights <= RIGHTS[role])


def test_the_table_holds_every_address_and_says_what_the_routes_say(app: FastAPI) -> None:
    assert {name: who_may(address) for name, address in named(app)} == MAY


def test_nothing_is_open_to_strangers_that_writes_but_the_ways_in() -> None:
    writes = {name for name, may in MAY.items() if may == "open" and name.partition(" ")[0] not in SAFE}
    assert writes == {"POST /api/v1/session", "POST /api/v1/tokens/first", "POST /console/login"}


def test_no_address_is_outside_of_the_table(app: FastAPI) -> None:
    assert others(app) <= {"/openapi.json"}, "what is mounted beside the routes asks for nothing"


async def asked(client: httpx.AsyncClient, name: str, token: str | None) -> int:
    method, _, path = name.partition(" ")
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    body: dict[str, str] | None = {} if method in {"POST", "PUT", "PATCH"} else None
    answer = await client.request(method, GAP.sub("nothing", path), json=body, headers=headers)
    return answer.status_code


@pytest.mark.parametrize("letter", BY_ROLE)
async def test_a_role_may_what_the_table_says_and_nothing_else(served: Served, letter: str) -> None:
    token = served.tokens[BY_ROLE[letter]]
    wrong: dict[str, int] = {}
    async with served.client(None) as client:
        for name, may in MAY.items():
            status = await asked(client, name, token)
            allowed = may in {"own", "open"} or letter in may
            if (status == 403) is allowed or (status == 401 and may != "open") or status >= 500:
                wrong[name] = status
    assert not wrong


@pytest.mark.parametrize("token", [None, "dp_unknown"])
async def test_nobody_gets_anything_without_a_token_but_what_is_open(served: Served, token: str | None) -> None:
    async with served.client(None) as client:
        told = {name: await asked(client, name, token) for name, may in MAY.items() if may != "open"}
    assert set(told.values()) == {401}, {name: status for name, status in told.items() if status != 401}


async def test_a_token_for_reading_writes_nothing_whoever_s_it_is(served: Served) -> None:
    firm = served.app.state.firm
    tokens = {user: firm.access.issue(SETUP, user, "narrow", rights=[Right.READ]) for user in ("boss", "root", "udo")}
    async with served.client(None) as client:
        for user, token in tokens.items():
            told = {
                name: await asked(client, name, token)
                for name, may in MAY.items()
                if may not in {"own", "open"} and "v" not in may and name.partition(" ")[0] not in SAFE
            }
            assert set(told.values()) == {403}, (user, {n: s for n, s in told.items() if s != 403})


async def test_a_user_who_was_disabled_is_nobody(served: Served) -> None:
    async with served.client("root") as root:
        answer = await root.post("/api/v1/users/olga/disable", headers={"If-Match": '"1"'}, json={"reason": "left"})
        assert answer.status_code < 300, answer.text
    async with served.client(None) as client:
        told = {await asked(client, name, served.tokens["olga"]) for name, may in MAY.items() if may != "open"}
    assert told == {401}


async def test_every_refusal_is_a_problem_that_says_what_to_do(served: Served) -> None:
    async with served.client("vera") as client:
        for name, may in MAY.items():
            method, _, path = name.partition(" ")
            if may in {"own", "open"} or "v" in may:
                continue
            answer = await client.request(method, GAP.sub("nothing", path), json={})
            assert answer.headers["content-type"] == "application/problem+json", name
            assert answer.json()["errors"][0]["message_zh"], name
