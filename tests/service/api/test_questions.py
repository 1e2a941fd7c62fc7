"""What a drill asks of people over HTTP: who is asked, whose word counts, and why another's does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.serving import API, Service, served, until
from tests.support.small_drill import SmallDrill, small_drill

pytestmark = pytest.mark.slow(20)

CONTACTS = """\
people:
  li.ming: {name: {zh: 李明, en: Li Ming}, accounts: [lim, lim2], roles: [operator, checker], phone: "555-0100"}
  zhao.qiang: {name: {zh: 赵强, en: Zhao Qiang}, accounts: [zhaoq], roles: [checker, commander]}
  guest: {name: {zh: 来宾, en: Guest}, accounts: [gast]}
"""
CALL = """\
switch:
  - call:
      manual:
        text: {zh: 致电交易所, en: Call the exchange}
        role: operator
        dual_control: true
        confirm_role: checker
        manual: OM-1
      within: 60s
"""


PEOPLE = ("lim", "lim2", "zhaoq", "gast", "fremd")


def staffed(drill: SmallDrill) -> dict[str, Any]:
    """Return what to wish for the small drill with a manual step under dual control."""
    contacts = drill.directory / "contacts.yaml"
    contacts.write_text(CONTACTS, encoding="utf-8")
    text = drill.scenario.read_text(encoding="utf-8")
    drill.scenario.write_text(text.replace("switch:\n", CALL), encoding="utf-8")
    return {"contacts": str(contacts)}


async def say(service: Service, name: str, user: str, what: str, step: str = "call") -> httpx.Response:
    body = {"what": what, "note": "seen"}
    return await service.client.post(f"{API}/{name}/steps/{step}/report", json=body, headers=service.by(user))


async def release(service: Service, name: str, user: str) -> httpx.Response:
    body = {"step": "release", "decision": "approve"}
    return await service.client.post(f"{API}/{name}/approvals", json=body, headers=service.by(user))


async def question(client: httpx.AsyncClient, name: str, what: str) -> dict[str, Any]:
    """Return the one question that is open, once it is of that kind."""
    while True:
        card = await until(client, name, "waiting", "completed", "failed", "aborted")
        asked = card["questions"]
        assert asked, card
        if asked[0]["what"] == what:
            return asked[0]


async def test_two_people_do_and_confirm_and_nobody_is_both(tmp_path: Path) -> None:
    async with small_drill(tmp_path) as drill, served(tmp_path / "service", *PEOPLE) as service:
        client = service.client
        started = await service.start(drill, **staffed(drill))
        assert started.status_code == 201, started.text
        name = started.json()["id"]
        gate = await question(client, name, "approve")
        assert (gate["step"], gate["role"], gate["missing"], gate["instruction"]) == ("release", "commander", 1, None)
        wrong = await release(service, name, "lim")
        assert (wrong.status_code, wrong.json()["errors"][0]["why"]) == (409, "wrong_role")
        right = await release(service, name, "zhaoq")
        assert right.status_code == 202
        await _call(service, name)
        card = await until(client, name, "completed", "failed", "aborted")
        assert (card["status"], card["restored"], card["questions"]) == ("completed", True, [])
        await _check_report(client, name)
        kept = {path.name for path in (tmp_path / "service").rglob("evidence/*")}
        assert {"scenario.yaml", "bia.yaml", "inventory.yaml"} <= kept
        assert not any("contacts" in one for one in kept)
        assert not any("555-0100" in path.read_text("utf-8") for path in (tmp_path / "service").rglob("*.json*"))


async def _call(service: Service, name: str) -> None:
    client = service.client
    asked = await question(client, name, "do")
    assert (asked["step"], asked["role"], asked["but_not"], asked["manual"]) == ("call", "operator", [], "OM-1")
    assert asked["instruction"] == {"zh": "致电交易所", "en": "Call the exchange"}
    for person, what, why in (
        ("fremd", "done", "stranger"),
        ("gast", "done", "wrong_role"),
        ("zhaoq", "confirmed", "out_of_turn"),
    ):
        refused = await say(service, name, person, what)
        assert refused.status_code == 409, refused.text
        assert refused.json()["errors"][0]["why"] == why
        assert refused.json()["type"] == "urn:drillproof:problem:word-does-not-count"
    assert (await say(service, name, "lim", "done")).status_code == 202
    asked = await question(client, name, "confirm")
    assert (asked["role"], asked["but_not"]) == ("checker", ["li.ming"])
    for spelling in ("lim", "lim2"):
        refused = await say(service, name, spelling, "confirmed")
        assert (refused.status_code, refused.json()["errors"][0]["why"]) == (409, "same_person")
        assert "Another person of role 'checker'" in refused.json()["detail"]
    assert (await say(service, name, "zhaoq", "confirmed", step="start")).status_code == 409
    assert (await say(service, name, "zhaoq", "confirmed")).status_code == 202


async def _check_report(client: httpx.AsyncClient, name: str) -> None:
    report = (await client.get(f"{API}/{name}/report")).json()
    act = report["manuals"][0]
    assert (act["done_by"], act["confirmed_by"], act["outcome"]) == ("li.ming", "zhao.qiang", "ok")
    reasons = [one["why_not"] for one in report["said"] if not one["counted"]]
    assert reasons == ["stranger", "wrong_role", "out_of_turn", "same_person", "same_person"]
    assert [one["counted"] for one in report["gates"]] == [False, True]
    codes = {one["code"] for one in report["findings"]}
    assert {"word_of_stranger", "word_without_role", "word_of_same_person"} <= codes
    assert "passed_unlawfully" not in json.dumps(report["findings"])


async def test_who_cannot_do_it_ends_the_drill_and_it_restores(tmp_path: Path) -> None:
    async with small_drill(tmp_path) as drill, served(tmp_path / "service", *PEOPLE) as service:
        client = service.client
        name = (await service.start(drill, **staffed(drill))).json()["id"]
        await question(client, name, "approve")
        await release(service, name, "zhaoq")
        await question(client, name, "do")
        assert (await say(service, name, "lim", "failed")).status_code == 202
        card = await until(client, name, "failed")
        assert card["restored"] is True
        late = await say(service, name, "lim", "done")
        assert late.status_code == 409
        assert "waits for nothing" in late.json()["detail"]
