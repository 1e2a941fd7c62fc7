"""A governed drill from the first start of the service to the closed dossier, as people meet it: over HTTP alone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.support.command import start_drillproof
from tests.support.databases import database_in
from tests.support.ports import free_port
from tests.support.small_drill import SmallDrill, small_drill

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
V1: Final = "/api/v1"
RECORDS: Final = ("plan", "scheme", "review", "training", "safeguards")
ITEMS: Final = (
    *("feasibility", "alerting", "locating", "command", "participants"),
    *("partners", "safeguards", "goals", "cost"),
)
GIVEN: Final = "correct horse battery"
OWN: Final = "staple of my own choosing"
PEOPLE: Final = {
    "olga": ("operator",),
    "omar": ("operator",),
    "anna": ("approver",),
    "amir": ("approver",),
    "udo": ("auditor",),
}


@asynccontextmanager
async def fresh_service(folder: Path) -> AsyncGenerator[tuple[httpx.AsyncClient, str]]:
    """A service that was never started before, with nothing configured; and the token that it printed."""
    port = free_port()
    home = folder / "service"
    told = ["--port", str(port), "--db", database_in(home), "--home", str(home), "--root", str(folder)]
    process = await start_drillproof("serve", *told, anew=True)
    try:
        token = await _printed(process)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            await _answering(client)
            yield client, token
    finally:
        process.terminate()
        await asyncio.wait_for(process.communicate(), 60)


async def _printed(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(60):
        while True:
            line = (await process.stdout.readline()).decode()
            assert line, "the service ended"
            if found := re.search(r"drp_[\w-]+", line):
                return found[0]


async def _answering(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(60):
        while True:
            with suppress(httpx.TransportError):
                if (await client.get("/healthz")).status_code == 200:
                    return
            await asyncio.sleep(0.05)


class Person:
    """Somebody with a token. `do` expects the status that it is told."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self._client, self._headers = client, {"Authorization": f"Bearer {token}"}

    async def do(self, method: str, path: str, status: int, body: Any = None, **headers: str) -> Any:
        told = {**self._headers, **headers}
        answer = await self._client.request(method, path, json=body, headers=told)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


async def enlist(client: httpx.AsyncClient, first: str) -> dict[str, Person]:
    """Let the first administrator make everybody; each makes a token of their own."""
    admin = Person(client, (await Person(client, first).do("POST", f"{V1}/tokens/first", 201))["token"])
    await Person(client, first).do("POST", f"{V1}/tokens/first", 409)
    people = {"admin": admin}
    for name, roles in PEOPLE.items():
        grants: list[dict[str, Any]] = [{"role": role, "services": [], "sites": []} for role in roles]
        await admin.do("POST", f"{V1}/users", 201, {"id": name, "name": name.title(), "grants": grants})
        await admin.do("PUT", f"{V1}/users/{name}/password", 204, {"password": GIVEN})
        people[name] = await _own_token(client, name)
    return people


async def _own_token(client: httpx.AsyncClient, name: str) -> Person:
    """Log in with the password that was given, change it, and make a token."""
    opened = await client.post(f"{V1}/session", json={"user": name, "password": GIVEN})
    assert opened.status_code == 201, opened.text
    assert "HttpOnly" in opened.headers["set-cookie"]
    csrf = {"X-CSRF-Token": opened.json()["csrf"]}
    wanted = {"label": "acceptance"}
    assert (await client.post(f"{V1}/tokens", json=wanted)).status_code == 403, "a cookie alone does not write"
    assert (await client.post(f"{V1}/tokens", json=wanted, headers=csrf)).status_code == 403, "change it first"
    changed = await client.put(f"{V1}/me/password", json={"current": GIVEN, "new": OWN}, headers=csrf)
    assert changed.status_code == 204, changed.text
    made = await client.post(f"{V1}/tokens", json=wanted, headers=csrf)
    assert made.status_code == 201, made.text
    client.cookies.clear()
    return Person(client, made.json()["token"])


def wish(drill: SmallDrill) -> dict[str, Any]:
    now = datetime.now(UTC)
    window = {"opens": (now - timedelta(minutes=5)).isoformat(), "closes": (now + timedelta(hours=4)).isoformat()}
    files = {"scenario": str(drill.scenario), "inventory": str(drill.inventory), "bia": str(drill.bia)}
    return {**files, "window": window}


async def test_from_the_first_start_to_the_closed_dossier(tmp_path: Path) -> None:
    async with small_drill(tmp_path, gate="2m") as drill, fresh_service(tmp_path) as (client, first):
        assert (await client.post(f"{V1}/dossiers", json=wish(drill))).status_code == 401
        people = await enlist(client, first)
        for file in (tmp_path / "service").glob("journal.sqlite*"):
            assert file.stat().st_mode & 0o077 == 0, f"{file.name}: it says who may come in"
        dossier = await _prepare(people, drill)
        name = await _start(people, dossier)
        await _run(people, name)
        assert drill.is_serving()
        await _sum_up(people, dossier)
        await _audit(people, dossier)


async def _prepare(people: dict[str, Person], drill: SmallDrill) -> str:
    olga, omar = people["olga"], people["omar"]
    await people["admin"].do("POST", f"{V1}/dossiers", 403, wish(drill))
    dossier: str = (await olga.do("POST", f"{V1}/dossiers", 201, wish(drill)))["id"]
    refused = await omar.do("POST", f"{V1}/drills", 409, {"dossier": dossier})
    told = {each["code"]: each["message"] for each in refused["errors"]}
    assert set(told) == {"dossier_records_missing", "dossier_not_approved"}, "every reason at once"
    assert all(record in told["dossier_records_missing"] for record in RECORDS), told
    for record in RECORDS:
        await olga.do("PUT", f"{V1}/dossiers/{dossier}/records/{record}", 200, {"text": f"{record}: held"})
    return dossier


async def _start(people: dict[str, Person], dossier: str) -> str:
    at, omar = f"{V1}/dossiers/{dossier}", people["omar"]
    digest = (await people["olga"].do("POST", f"{at}/approval-request", 200))["digest"]
    decision = {"decision": "approve", "reason": "the way back is proved", "digest": digest}
    await people["olga"].do("POST", f"{at}/decisions", 403, decision)
    await people["admin"].do("POST", f"{at}/decisions", 403, decision)
    await people["anna"].do("POST", f"{at}/decisions", 200, decision)
    again = await people["anna"].do("POST", f"{at}/decisions", 200, decision)
    assert [one["by"] for one in again["approval"]["decisions"]] == ["anna"], "nobody counts twice"
    await omar.do("POST", f"{V1}/drills", 409, {"dossier": dossier})
    await people["amir"].do("POST", f"{at}/decisions", 200, decision)
    once = {"Idempotency-Key": "tonight"}
    started = [await omar.do("POST", f"{V1}/drills", 201, {"dossier": dossier}, **once) for _ in range(2)]
    assert started[0]["id"] == started[1]["id"], "sent twice, done once"
    assert started[0]["opened_by"] == "omar"
    return started[0]["id"]


async def _run(people: dict[str, Person], name: str) -> None:
    await _until(people["udo"], name, "waiting")
    word = {"step": "release", "decision": "approve", "reason": "go"}
    await people["udo"].do("POST", f"{V1}/drills/{name}/approvals", 403, word)
    await people["anna"].do("POST", f"{V1}/drills/{name}/approvals", 202, word)
    card = await _until(people["udo"], name, "completed")
    assert (card["verdict"], card["restored"]) == ("met", True)


async def _until(person: Person, name: str, status: str) -> Any:
    async with asyncio.timeout(90):
        while True:
            card = await person.do("GET", f"{V1}/drills/{name}", 200)
            if card["status"] == status and (card["ended_at"] is None or card["verdict"]):
                return card
            await asyncio.sleep(0.1)


async def _sum_up(people: dict[str, Person], dossier: str) -> None:
    at, olga = f"{V1}/dossiers/{dossier}", people["olga"]
    async with asyncio.timeout(30):
        while True:
            if (await olga.do("GET", at, 200))["status"] == "summarising":
                break
            await asyncio.sleep(0.1)
    refused = await olga.do("POST", f"{at}/close", 409, {})
    assert len(refused["errors"]) == 3, "summary, tasks and use of results: everything that is open comes at once"
    grades = [{"item": item, "grade": 3} for item in ITEMS]
    told = {"grades": grades, "members": ["Zhao Min"], "text": "fair"}
    await olga.do("PUT", f"{at}/summary/evaluation", 200, told)
    await olga.do("PUT", f"{at}/summary/archive", 200, {"place": "Archive 3", "filed_with": "", "text": "none asked"})
    await olga.do("PUT", f"{at}/summary/assessment", 200, {"text": "no cause for either"})
    await olga.do("PUT", f"{at}/tasks/verify_rto_rpo", 200, {"answer": "reached", "text": "met, see the report"})
    for use in ("plan", "process", "training"):
        await olga.do("PUT", f"{at}/results/{use}", 200, {"text": "nothing to improve", "improvements": []})
    closed = await olga.do("POST", f"{at}/close", 200, {})
    assert closed["status"] == "closed"
    await olga.do("PUT", f"{at}/tasks/verify_rto_rpo", 409, {"answer": "partly", "text": "too late"})


async def _audit(people: dict[str, Person], dossier: str) -> None:
    await people["olga"].do("GET", f"{V1}/audit", 403)
    whole = await people["udo"].do("GET", f"{V1}/audit?limit=200", 200)
    kinds = {each["kind"] for each in whole["items"] if each["stream"] == f"dossier/{dossier}"}
    assert len(kinds) > 8
    assert (await people["udo"].do("GET", f"{V1}/audit/verify", 200))["holds"] is True
