"""A real service on a port of its own with people who have tokens, and what they do."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx

from service.access import Grant, Role
from service.dossiers import Wish
from service.firm import open_firm
from service.policy import read_policy
from tests.support.command import start_drillproof
from tests.support.databases import database_in, journal_in
from tests.support.firms import SETUP, caller, enlist
from tests.support.ports import free_port
from tests.support.small_drill import SmallDrill

API = "/api/v1/drills"
BOSS: Final = "boss"
EASY: Final = """\
preparation:
  turned_off: {plan: lab, scheme: lab, review: lab, training: lab, safeguards: lab}
approval:
  free_environments: {test: the lab}
"""
"""What a firm decides that drills in its lab without papers; whatever is not in the lab needs them all the same."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service in a process of its own; `client` speaks as an operator who approves as well."""

    home: Path
    client: httpx.AsyncClient
    process: asyncio.subprocess.Process
    tokens: Mapping[str, str]

    def by(self, user: str) -> dict[str, str]:
        """Return the header with which somebody else speaks."""
        return {"Authorization": f"Bearer {self.tokens[user]}"}

    async def start(self, drill: SmallDrill, user: str = BOSS, **wish: Any) -> httpx.Response:
        """Open a dossier for the drill and start it."""
        dossier = await open_dossier(self.home, drill, **wish)
        return await self.client.post(API, json={"dossier": dossier}, headers=self.by(user))


@contextlib.asynccontextmanager
async def served(home: Path, *extra: str, policy_text: str = EASY, port: int = 0) -> AsyncGenerator[Service, None]:
    """Let a service live that may read files beside its home; `extra` are users that have every operator's right.

    `port`: where it listens, as one that is started anew does; none: a free one.
    """
    port = port or free_port()
    tokens = _founded(home, extra, policy_text)
    policy, db = str(home / "policy.yaml"), database_in(home)
    told = ["--port", str(port), "--db", db, "--home", str(home), "--policy", policy, "--root", str(home.parent)]
    process = await start_drillproof("serve", *told)
    headers = {"Authorization": f"Bearer {tokens[BOSS]}"}
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, headers=headers) as client:
            await _answering(client, process)
            yield Service(home=home, client=client, process=process, tokens=tokens)
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.communicate(), 60)


def _founded(home: Path, extra: tuple[str, ...], policy_text: str) -> dict[str, str]:
    """Return everybody's token; makes the people and the policy where it is the first time."""
    home.mkdir(exist_ok=True)
    (home / "policy.yaml").write_text(policy_text, encoding="utf-8")
    journal = journal_in(home)
    access = open_firm(journal, home, read_policy(home / "policy.yaml"), (home.parent,)).access
    kept = home / "tokens"
    if kept.exists():
        journal.close()
        return dict(line.split(" ", 1) for line in kept.read_text("utf-8").splitlines())
    tokens = enlist(access)
    for user in extra:
        access.add_user(SETUP, user, user.title(), (Grant(role=Role.OPERATOR),))
        tokens[user] = access.issue(SETUP, user, "test")
    kept.write_text("\n".join(f"{user} {token}" for user, token in tokens.items()), encoding="utf-8")
    journal.close()
    return tokens


async def open_dossier(home: Path, drill: SmallDrill, **wish: Any) -> str:
    """Open a dossier of the drill for the next hours in the database of a service, and return its name."""
    now = datetime.now(UTC)
    window = {"opens": now - timedelta(minutes=1), "closes": now + timedelta(hours=3)}
    files = {"scenario": str(drill.scenario), "inventory": str(drill.inventory), "bia": str(drill.bia)}
    journal = journal_in(home)
    try:
        firm = open_firm(journal, home, read_policy(home / "policy.yaml"), (home.parent,))
        dossier = await firm.dossiers.open(caller("olga"), Wish.model_validate({**files, "window": window, **wish}))
    finally:
        journal.close()
    return dossier.id


async def _answering(client: httpx.AsyncClient, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(150):
        while True:
            assert process.returncode is None
            with contextlib.suppress(httpx.TransportError):
                if (await client.get("/healthz")).status_code == 200:
                    return
            await asyncio.sleep(0.05)


async def carded(client: httpx.AsyncClient, drill: str, awaited: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Wait until a drill's card is as awaited, and return it."""
    async with asyncio.timeout(90):
        while True:
            card: dict[str, Any] = (await client.get(f"{API}/{drill}")).json()
            if awaited(card):
                return card
            await asyncio.sleep(0.05)


async def ended(client: httpx.AsyncClient, drill: str) -> dict[str, Any]:
    """Wait until a drill is closed and judged, whoever goes on with it: a dead process is missed first."""
    return await carded(client, drill, lambda card: card["ended_at"] is not None and bool(card["verdict"]))


async def taken_up(client: httpx.AsyncClient, drill: str, runners: int = 2) -> dict[str, Any]:
    """Wait until so many runners, one after the other, have had a drill."""
    return await carded(client, drill, lambda card: len(card["runs"]) >= runners)


async def until(client: httpx.AsyncClient, drill: str, *statuses: str) -> dict[str, Any]:
    """Wait until a drill has one of these statuses, and its verdict if it is closed."""
    return await carded(
        client,
        drill,
        lambda card: card["status"] in statuses and (card["ended_at"] is None or bool(card["verdict"])),
    )
