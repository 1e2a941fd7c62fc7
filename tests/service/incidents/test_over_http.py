"""Incidents and notices over HTTP and at the command line: a whole rehearsal, and what each role may not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from service.cli import run
from service.firm import open_firm
from service.policy import default_policy
from tests.support.databases import database_in, journal_in
from tests.support.firms import enlist, firm_served

REFUSED: Final = 4
URL: Final = "/api/v1/incidents"
DECLARED: Final[dict[str, Any]] = {
    "title": "核心交易中断",
    "course": "主库停止应答",
    "impacts": [{"service": "core", "scope": "whole"}],
    "simulated": {"start": "2026-11-07T10:00:00+08:00", "speed": 1},
    "drill": "tabletop-1",
}
TELLING: Final[tuple[dict[str, Any], ...]] = (
    {"kind": "report", "report": "first", "to": "省联社", "text": "核心系统中断"},
    {"kind": "decision", "decision": "switch", "what": "切换", "reason": "主库损坏", "decided_by": "领导小组"},
    {"kind": "measure", "what": "启用备库", "effect": "恢复"},
    {"kind": "harm", "harm": "considerable", "expected": True, "reason": "柜面排队"},
    {"kind": "loss", "text": "无资金损失", "people": 120},
    {"kind": "note", "topic": "reaction", "text": "媒体尚未报道"},
    {"kind": "report", "report": "written", "to": "省联社", "text": "书面"},
    {"kind": "reconciliation", "service": "core", "lost": 3, "made_up": 3},
    {"kind": "test", "service": "core", "passed": True, "how": "业务验证"},
    {"kind": "cause", "cause": "控制器故障", "conclusion": "硬件老化"},
    {"kind": "lesson", "aim": "prevent", "what": "更换控制器", "owner": "王明", "due": "2026-12-31"},
    {"kind": "impact", "service": "core", "scope": "none"},
)


async def _ok(answer: httpx.Response, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_rehearsal_from_its_declaration_to_its_summary(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served, served.client("olga") as olga, served.client("vera") as vera:
        declared = await olga.post(URL, json=DECLARED)
        name = (await _ok(declared, 201))["id"]
        assert declared.headers["location"] == f"{URL}/{name}"
        shown: dict[str, Any] = {}
        for told in TELLING:
            shown = await _ok(await olga.post(f"{URL}/{name}/entries", json=told))
        assert (shown["level"], shown["down"], len(shown["entries"])) == ("III", [], len(TELLING))
        assert (await vera.post(f"{URL}/{name}/end", json={"reason": "x"})).status_code == 403
        await _ok(await olga.post(f"{URL}/{name}/end", json={"reason": "恢复"}))
        read = await vera.get(f"{URL}/{name}")
        stale = {"If-Match": '"1"'}
        assert (await olga.post(f"{URL}/{name}/close", headers=stale)).status_code == 412
        await _ok(await olga.post(f"{URL}/{name}/close", headers={"If-Match": read.headers["etag"]}))
        await _look(vera, name)


async def _look(vera: httpx.AsyncClient, name: str) -> None:
    summary = await _ok(await vera.get(f"{URL}/{name}/summary"))
    assert [section["letter"] for section in summary["sections"]] == ["a", "b", "c", "d"]
    assert summary["is_final"]
    for lang, word in (("zh", "【演练】"), ("en", "[DRILL]")):
        page = await vera.get(f"{URL}/{name}/summary.html", params={"lang": lang})
        assert page.headers["content-type"].startswith("text/html")
        assert word in page.text
        assert "领导小组" in page.text
    found = await _ok(await vera.get(URL, params={"service": "core", "rehearsal": True, "status": "closed"}))
    assert [line["id"] for line in found["items"]] == [name]
    assert (await _ok(await vera.get(URL, params={"rehearsal": False})))["items"] == []
    assert (await _ok(await vera.get(f"{URL}/rules")))["levels"][0]["id"] == "I"


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {**DECLARED, "impacts": []},
        {**DECLARED, "impacts": [{"service": "core", "scope": "none"}]},
        {**DECLARED, "impacts": [{"service": "a\nb", "scope": "whole"}]},
        {**DECLARED, "simulated": {"start": "0001-01-01T00:00:00Z"}},
        {**DECLARED, "occurred_at": "2026-11-07T10:00:00"},
        {**DECLARED, "occurred_at": "9999-12-31T23:59:59Z"},
        {**DECLARED, "more": 1},
    ],
)
async def test_what_makes_no_sense_is_a_problem_document_and_changes_nothing(
    tmp_path: Path, wrong: dict[str, Any]
) -> None:
    async with firm_served(tmp_path) as served, served.client("olga") as olga:
        before = len(served.app.state.firm.book.entries())
        answer = await olga.post(URL, json=wrong)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert len(served.app.state.firm.book.entries()) == before


async def test_notices_are_listed_and_only_what_was_given_up_is_sent_again(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served, served.client("olga") as olga, served.client("vera") as vera:
        facts = {"drill": "d1", "title": "切换", "by": "olga"}
        await served.app.state.firm.notices.tell("started", "drill/d1", facts, ("core",))
        (line,) = (await _ok(await vera.get("/api/v1/notices", params={"kind": "started"})))["items"]
        shown = await _ok(await vera.get(f"/api/v1/notices/{line['id']}"))
        assert (shown["title"], shown["about"]) == ("Drill started: 切换", "drill/d1")
        again = f"/api/v1/notices/{line['id']}/again"
        assert (await olga.post(again, json={"reason": "x"})).status_code == 409
        assert (await vera.post(again, json={"reason": "x"})).status_code == 403
        assert (await vera.get("/api/v1/notices/none")).status_code == 404


def test_the_command_line_declares_tells_and_sums_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    db = database_in(tmp_path)
    journal = journal_in(tmp_path)
    tokens = enlist(open_firm(journal, tmp_path, default_policy()).access)
    journal.close()
    monkeypatch.setenv("DRILLPROOF_TOKEN", tokens["olga"])
    monkeypatch.setenv("DRILLPROOF_HOME", str(tmp_path))
    (tmp_path / "declared.json").write_text(json.dumps(DECLARED))
    where = ["--db", db, "--lang", "en"]
    assert run(["incident", "declare", str(tmp_path / "declared.json"), *where]) == 0
    name = capsys.readouterr().out.strip()
    (tmp_path / "told.json").write_text(json.dumps(TELLING[0]))
    assert run(["incident", "tell", name, str(tmp_path / "told.json"), *where]) == 0
    assert json.loads(capsys.readouterr().out)["reports"][0]["how"] == "on_time"
    assert run(["incident", "close", name, *where]) == REFUSED
    assert "the cause and the conclusion are missing" in capsys.readouterr().err
    assert run(["incident", "end", name, "--reason", "x", *where]) == REFUSED
    assert "these services are still down: core" in capsys.readouterr().err
    assert run(["incident", "summary", name, *where]) == 0
    assert "[DRILL]" in capsys.readouterr().out
    assert run(["incident", "list", *where]) == 0
    assert name in capsys.readouterr().out
    monkeypatch.setenv("DRILLPROOF_TOKEN", tokens["vera"])
    assert run(["incident", "tell", name, str(tmp_path / "told.json"), *where]) == REFUSED
