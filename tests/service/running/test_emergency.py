"""An emergency stop on a real service with a real drill: by the API, by its page, by the terminal without either."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.cli import run
from tests.support.databases import database_in
from tests.support.living import living
from tests.support.serving import Service, ended, served, until
from tests.support.small_drill import SmallDrill, small_drill

pytestmark = [pytest.mark.slow(15), pytest.mark.timeout(400)]

STOP = "/api/v1/emergency-stop"


async def begun(service: Service, drill: SmallDrill) -> str:
    """Start the small drill, and return its name once its fault stands and it waits at its gate."""
    started = await service.start(drill)
    assert started.status_code == 201, started.text
    name = started.json()["id"]
    await until(service.client, name, "waiting")
    assert not drill.is_serving()
    return name


async def refused(service: Service, drill: SmallDrill) -> list[str]:
    """The codes of the reasons for which a start is refused."""
    answer = await service.start(drill)
    assert answer.status_code == 409, answer.text
    return [one["code"] for one in answer.json()["errors"]]


async def test_everybody_hears_every_drill_restores_and_nothing_starts_until_another_lifts_it(tmp_path: Path) -> None:
    async with small_drill(tmp_path, gate="2m") as drill, served(tmp_path / "service") as service:
        client, name = service.client, await begun(service, drill)
        assert (await client.post(STOP, json={"reason": " "}, headers=service.by("olga"))).status_code == 422
        answer = await client.post(STOP, json={"reason": "the exchange is in trouble"}, headers=service.by("olga"))
        told = answer.json()
        assert answer.status_code == 201, told
        assert told["all_heard"], told
        assert [(one["drill"], one["heard"]) for one in told["drills"]] == [(name, True)]
        assert 0 < told["drills"][0]["after_ms"] <= 2_500
        assert [one["heard"] for one in told["runners"]] == [True]
        card = await until(client, name, "aborted")
        assert card["restored"] is True
        assert drill.is_serving()
        assert "emergency_stop" in await refused(service, drill)
        await _lifted(service, told["stop"])
        after = (await client.get(f"{STOP}/{told['stop']}")).json()
        assert (after["in_force"], after["all_closed"], after["lifted_by"]) == (False, True, "anna")
        assert [one["restored"] for one in after["drills"]] == [True]
        await _paged(client, told["stop"], name)


async def _lifted(service: Service, stop: str) -> None:
    why = {"reason": "the exchange is calm again"}
    own = await service.client.post(f"{STOP}/{stop}/lift", json=why, headers=service.by("olga"))
    assert (own.status_code, own.json()["errors"][0]["code"]) == (409, "stop_own")
    viewer = await service.client.post(f"{STOP}/{stop}/lift", json=why, headers=service.by("vera"))
    assert viewer.status_code == 403
    other = await service.client.post(f"{STOP}/{stop}/lift", json=why, headers=service.by("anna"))
    assert (other.status_code, other.json()["in_force"]) == (200, False)


async def _paged(client: httpx.AsyncClient, stop: str, drill: str) -> None:
    """The page is whole for a stranger, and its state for whoever may read; it asks nobody else for anything."""
    token = client.headers.pop("Authorization")
    for lang in ("zh", "en"):
        page = await client.get(f"/stop?lang={lang}")
        assert page.status_code == 200
        assert page.headers["content-security-policy"].startswith("default-src 'self';")
        assert re.findall(r"""(?:src|href|action)\s*=\s*["'](?!/[a-z]|#)""", page.text) == [], "of this service alone"
        assert (await client.get(f"/stop/state?lang={lang}")).status_code == 401
    assert (await client.get("/stop/stop.js")).headers["content-type"].startswith("text/javascript")
    client.headers["Authorization"] = token
    told = (await client.get("/stop/state?lang=zh")).text
    assert stop in told
    assert drill not in told, "what was lifted is told in one line"


@dataclass(frozen=True)
class Terminal:
    """`drillproof stop` in this process."""

    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Its exit code and what it printed."""
        self.capsys.readouterr()
        code = run(["stop", *arguments, "--lang", "en"])
        told = self.capsys.readouterr()
        assert "Traceback" not in told.err
        return code, told.out, told.err

    async def ordered(self, *arguments: str) -> tuple[int, Any]:
        """Its exit code and its JSON."""
        code, out, _ = await asyncio.to_thread(self.run, *arguments, "--json")
        return code, json.loads(out)


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


async def test_the_terminal_stops_a_service_by_its_database_alone(
    tmp_path: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with small_drill(tmp_path, gate="2m") as drill, served(tmp_path / "service") as service:
        name, db = await begun(service, drill), database_in(tmp_path / "service")
        code, stop = await terminal.ordered("smoke in hall two", "--db", db, "--wait")
        assert (code, stop["all_heard"], stop["all_closed"]) == (0, True, True), stop
        assert [(one["drill"], one["heard"], one["restored"]) for one in stop["drills"]] == [(name, True, True)]
        assert drill.is_serving()
        assert "emergency_stop" in await refused(service, drill)
        code, _, said = await asyncio.to_thread(terminal.run, "all clear", "--lift", stop["stop"], "--db", db)
        assert (code, "somebody else" in said) == (4, True)
        monkeypatch.setenv("DRILLPROOF_TOKEN", service.tokens["boss"])
        url = str(service.client.base_url)
        code, lifted = await terminal.ordered("all clear", "--lift", stop["stop"], "--url", url)
        assert (code, lifted["lifted_by"]) == (0, "boss")
        code, shown, _ = await asyncio.to_thread(terminal.run, "--db", db)
        assert (code, shown.strip()) == (0, "no emergency stop is in force")


async def test_without_anybody_who_runs_drills_it_is_in_force_all_the_same(tmp_path: Path, terminal: Terminal) -> None:
    """What a killed service left is said to have heard nothing, and the next one restores it."""
    async with small_drill(tmp_path, gate="2m") as drill:
        async with served(tmp_path / "service") as service:
            name = await begun(service, drill)
            service.process.kill()
            await service.process.wait()
        code, stop = await terminal.ordered("smoke in hall two", "--db", database_in(tmp_path / "service"))
        assert code == 1
        assert [(one["drill"], one["heard"]) for one in stop["drills"]] == [(name, False)]
        assert name in "".join(one["en"] for one in stop["advice"])
        async with served(tmp_path / "service") as service:
            assert (await ended(service.client, name))["status"] in {"interrupted", "aborted"}
            assert drill.is_serving()
            assert "emergency_stop" in await refused(service, drill)


def test_an_address_where_no_service_is_and_a_reason_that_is_none_are_refused(
    tmp_path: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DRILLPROOF_TOKEN", raising=False)
    db = database_in(tmp_path)
    with living(tmp_path) as service:
        assert terminal.run("x", "--url", service.url)[0] == 4
        monkeypatch.setenv("DRILLPROOF_TOKEN", "dp_none")
        assert terminal.run("x", "--url", service.url)[0] == 4
        code, _, said = terminal.run("x", "--url", "http://127.0.0.1:9")
        assert (code, "--db" in said) == (4, True)
        assert terminal.run(" ", "--db", db)[0] == 4
        assert terminal.run("x", "--lift", "stop-none", "--db", db)[0] == 4
        assert terminal.run("x", "--db", str(tmp_path / "none.sqlite"))[0] == 4
        monkeypatch.setenv("DRILLPROOF_TOKEN", service.tokens["vera"])
        code, _, said = terminal.run("x", "--url", service.url)
        assert (code, "vera" in said) == (4, True)
        assert terminal.run("--url", service.url)[1].strip() == "no emergency stop is in force"
