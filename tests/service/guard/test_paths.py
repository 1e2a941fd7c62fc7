"""Starts by every path in forbidden minutes: none gets through, every refusal lists every reason."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from runners.journal import FILE_NAME, Journal
from service.api.app import create_app
from service.cli import run
from service.denial import ConflictError
from service.desk import Desk
from service.dossiers import Dossier, Stage
from service.firm import Firm, open_firm
from service.policy import Policy, default_policy, read_policy
from tests.support.databases import database_in, journal_in
from tests.support.dossiers import approved, wish_in
from tests.support.exchange_hours import DAY, forbidden, minute_of
from tests.support.firms import HandClock, caller, enlist
from tests.support.guarded import free_policy, utc_ns

TABLES: Final = {exchange: forbidden(exchange) for exchange in DAY}
LONGEST: Final = 30
OPENS: Final = datetime(2026, 11, 9, tzinfo=UTC)
MINUTES: Final = (
    "2026-11-20 08:26",  # thirty minutes before the auction of the futures, and four more
    "2026-11-20 08:55",
    "2026-11-20 09:15",
    "2026-11-20 10:20",
    "2026-11-20 11:29",
    "2026-11-20 12:59",
    "2026-11-20 15:14",
    "2026-11-20 15:29",
    "2026-11-20 20:26",
    "2026-11-20 22:59",
    "2026-11-21 02:29",
    "2026-11-23 13:30",
)
QUIET: Final = ("2026-11-20 16:00", "2026-11-21 02:30", "2026-11-22 12:00")


def names(local: str) -> set[str]:
    """Return the exchanges that forbid a drill of thirty minutes which starts then."""
    at = minute_of(local)
    return {exchange for exchange, table in TABLES.items() if any(table[at : at + LONGEST])}


@dataclass(frozen=True, kw_only=True)
class Office:
    """A living service whose clock is set by hand, and a dossier that two people approved."""

    firm: Firm
    desk: Desk
    client: httpx.AsyncClient
    clock: HandClock
    dossier: Dossier

    def set_clock(self, local: str) -> None:
        self.clock.at = datetime.fromtimestamp(utc_ns(local) // 10**9, UTC)

    async def untouched(self) -> None:
        """Nothing was started, taken or written."""
        assert await self.firm.journal.drills() == []
        assert (await self.firm.dossiers.shelf.get(self.dossier.id)).stage is Stage.PREPARING
        assert self.firm.guard.claims.held(("service:quote", "host:127.0.0.1:22"), self.clock()) == ()


@asynccontextmanager
async def office(folder: Path, policy: Policy | None = None) -> AsyncGenerator[Office, None]:
    journal = journal_in(folder)
    app = create_app(journal, folder, policy=policy, roots=(folder,))
    async with app.router.lifespan_context(app):
        firm: Firm = app.state.firm
        clock = HandClock(at=datetime(2026, 11, 19, 8, 0, tzinfo=UTC))
        firm.book.utc_ns = clock
        tokens = enlist(firm.access)
        dossier = await approved(firm.dossiers, wish_in(folder, opens=OPENS, hours=30 * 24))
        headers = {"Authorization": f"Bearer {tokens['omar']}"}
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
            yield Office(firm=firm, desk=app.state.desk, client=client, clock=clock, dossier=dossier)
    journal.close()


async def test_every_path_of_the_service_refuses_in_every_forbidden_minute_with_every_reason(tmp_path: Path) -> None:
    async with office(tmp_path) as own:
        titles = {times.title.en: times.name for times in own.firm.guard.markets.times}
        body = {"dossier": own.dossier.id}
        for local in MINUTES:
            own.set_clock(local)
            expected = names(local)
            assert expected, local
            answer = await own.client.post("/api/v1/drills", json=body)
            assert answer.status_code == 409, answer.text
            assert {error["code"] for error in answer.json()["errors"]} == {"in_trading"}
            assert {titles[error["calendar"]] for error in answer.json()["errors"]} == expected, local
            keyed = await own.client.post("/api/v1/drills", json=body, headers={"Idempotency-Key": "k"})
            assert keyed.json()["errors"] == answer.json()["errors"]
            for path in ("schedule", "console", "terminal"):
                with pytest.raises(ConflictError) as denied:
                    await own.desk.start(own.dossier.id, caller("omar"), path)
                assert {titles[reason.facts["calendar"]] for reason in denied.value.reasons} == expected
            told = (await own.client.post("/api/v1/guard/check", json=body)).json()
            assert told["allowed"] is False
            assert {titles[reason["facts"]["calendar"]] for reason in told["reasons"]} == expected
            await own.untouched()
        entered = own.firm.book.entries(limit=1000, kind="start_refused")
        assert [entry.body["path"] for entry in entered] == ["schedule", "terminal"] * len(MINUTES)
        assert {entry.author.user for entry in entered} == {"omar"}


async def test_in_a_quiet_minute_it_is_the_host_alone_that_is_missing(tmp_path: Path) -> None:
    async with office(tmp_path) as own:
        body = {"dossier": own.dossier.id}
        for local in QUIET:
            own.set_clock(local)
            assert (await own.client.post("/api/v1/guard/check", json=body)).json()["allowed"] is True, local
            answer = await own.client.post("/api/v1/drills", json=body)
            assert {error["code"] for error in answer.json()["errors"]} == {"start_refused"}, local
            await own.untouched()


async def test_two_people_let_a_drill_pass_into_trading_and_one_does_not(tmp_path: Path) -> None:
    async with office(tmp_path) as own:
        own.set_clock(MINUTES[2])
        dossiers, name = own.firm.dossiers, own.dossier.id
        await dossiers.ask_override(caller("olga"), name, ("in_trading",), "the exchange asked for it")
        body = {"dossier": name}
        await dossiers.decide_override(caller("anna"), name, 1, "approve", "seen")
        assert (await own.client.post("/api/v1/guard/check", json=body)).json()["allowed"] is False
        await dossiers.decide_override(caller("aldo"), name, 1, "approve", "seen too")
        told = (await own.client.post("/api/v1/guard/check", json=body)).json()
        assert told["allowed"] is True
        assert {reason["code"] for reason in told["overridden"]} == {"in_trading"}
        assert len(told["overridden"]) == len(names(MINUTES[2]))


EVERY_HOUR: Final[dict[str, Any]] = {
    "calendars": [],
    "daily_blackouts": [
        {
            "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
            "from": "00:00",
            "to": "24:00",
            "reason": {"zh": "封网", "en": "freeze"},
        }
    ],
}
FROZEN: Final = """\
guarding:
  calendars: []
  daily_blackouts:
    - days: [mon, tue, wed, thu, fri, sat, sun]
      from: "00:00"
      to: "24:00"
      reason: {zh: 封网, en: freeze}
"""


def frozen(folder: Path) -> Path:
    path = folder / "policy.yaml"
    path.write_text(FROZEN, encoding="utf-8")
    assert read_policy(path) == free_policy(**EVERY_HOUR)
    return path


def test_the_command_line_without_a_dossier_touches_no_production(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wish = wish_in(tmp_path)
    files = [wish.scenario, "--inventory", wish.inventory, "--bia", wish.bia]
    told = ["--out", str(tmp_path / "out"), "--yes", "--policy", str(frozen(tmp_path))]
    assert run(["run", *files, *told]) == 4
    said = capsys.readouterr().err
    for reason in ("takes only drills that have a dossier", "freeze", "封网", "nothing was touched"):
        assert reason in said
    journal = Journal.existing(tmp_path / "out" / FILE_NAME)
    assert journal.drills_now() == []
    journal.close()


async def prepared_store(folder: Path) -> tuple[str, str]:
    """Return an approved dossier of a service that does not run, and the starter's token."""
    journal = journal_in(folder)
    firm = open_firm(journal, folder, default_policy(), (folder,))
    tokens = enlist(firm.access)
    now = datetime.now(UTC)
    dossier = await approved(firm.dossiers, wish_in(folder, opens=now.replace(minute=0, second=0)))
    journal.close()
    return dossier.id, tokens["omar"]


def test_the_command_line_with_a_dossier_is_refused_like_everybody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier, token = asyncio.run(prepared_store(tmp_path))
    monkeypatch.setenv("DRILLPROOF_HOME", str(tmp_path))
    told = ["start", dossier, "--db", database_in(tmp_path), "--root", str(tmp_path), "--lang", "en", "--yes"]
    assert run(told) == 4
    assert "no valid token" in capsys.readouterr().err
    monkeypatch.setenv("DRILLPROOF_TOKEN", token)
    assert run([*told, "--policy", str(frozen(tmp_path))]) == 4
    said = capsys.readouterr().err
    assert "freeze" in said
    assert "nothing was touched" in said
    journal = journal_in(tmp_path)
    assert journal.drills_now() == []
    journal.close()
