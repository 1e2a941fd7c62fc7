"""What every campaign stands on: the people and the policy of the service, its client, and what it came to."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from runners.journal import Journal
from service.firm import open_firm
from service.policy import read_policy
from tests.support.campaign.driver import Flight
from tests.support.campaign.judge import Takeover
from tests.support.campaign.processes import Blow
from tests.support.firms import enlist

POLICY: Final = """\
preparation:
  turned_off: {plan: fake, scheme: fake, review: fake, training: fake, safeguards: fake}
approval:
  free_environments: {test: these hosts are files}
guarding:
  open_findings: allow
access:
  limits: {caller_per_minute: 1000000, stranger_per_minute: 1000000}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a campaign came to."""

    flights: list[Flight]
    blows: list[Blow]
    takeovers: list[Takeover]
    wrongs: list[str]
    errors: list[str]
    stories: list[str]
    """Who had each of the drills that more than one runner had."""
    starts: dict[str, int]
    ends: dict[str, list[int]]
    seconds: float


def founded(where: str, home: Path, roots: tuple[Path, ...]) -> str:
    """Make the service's people and return the token of one who may start and approve everything."""
    home.mkdir(exist_ok=True)
    (home / "policy.yaml").write_text(POLICY, encoding="utf-8")
    journal = Journal.open(where)
    try:
        return enlist(open_firm(journal, home, read_policy(home / "policy.yaml"), roots).access)["boss"]
    finally:
        journal.close()


@asynccontextmanager
async def client_of(port: int, token: str) -> AsyncGenerator[httpx.AsyncClient]:
    """Yield a client of the API on a port of this machine."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, headers=headers) as client:
        yield client


async def is_up(client: httpx.AsyncClient) -> bool:
    """Tell whether the API answers."""
    with suppress(httpx.TransportError):
        return (await client.get("/healthz")).is_success
    return False
