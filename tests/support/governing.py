"""A governed drill's first half, as people meet it over HTTP alone: from a service never started before to its end."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx

from tests.support.command import start_drillproof
from tests.support.databases import database_in
from tests.support.ports import free_port
from tests.support.small_drill import SmallDrill

V1: Final = "/api/v1"
RECORDS: Final = ("plan", "scheme", "review", "training", "safeguards")
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
async def fresh_service(folder: Path, log: Path | None = None) -> AsyncGenerator[tuple[httpx.AsyncClient, str]]:
    """A service that was never started before, with nothing configured; and the token that it printed.

    Whatever it prints lies in `log` when it has ended.
    """
    port = free_port()
    home = folder / "service"
    told = ["--port", str(port), "--db", database_in(home), "--home", str(home), "--root", str(folder)]
    process = await start_drillproof("serve", *told, anew=True)
    said: list[str] = []
    try:
        token = await _printed(process, said)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            await _answering(client)
            yield client, token
    finally:
        process.terminate()
        out, err = await asyncio.wait_for(process.communicate(), 60)
        if log is not None:
            log.write_bytes("".join(said).encode() + out + err)  # noqa: ASYNC240  nothing else runs any more


async def _printed(process: asyncio.subprocess.Process, said: list[str]) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(60):
        while True:
            line = (await process.stdout.readline()).decode()
            assert line, "the service ended"
            said.append(line)
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
        self._client, self.token, self.headers = client, token, {"Authorization": f"Bearer {token}"}

    async def do(self, method: str, path: str, status: int, body: Any = None, **headers: str) -> Any:
        told = {**self.headers, **headers}
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


async def prepare(people: dict[str, Person], drill: SmallDrill) -> str:
    """Open the drill's dossier and file its papers; who may not is refused, and every reason is told at once."""
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


async def start(people: dict[str, Person], dossier: str) -> str:
    """Let two people approve, start the drill, and return it; nobody counts twice, nothing is done twice."""
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


async def run(people: dict[str, Person], name: str) -> None:
    """Approve the gate, and wait until the drill has met its targets and restored everything."""
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
