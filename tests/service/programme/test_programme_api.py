"""The programme over HTTP: schedules, what is due, changes, annual programmes; by role, and never without a reason."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.policy import read_policy
from tests.support.firms import Served, firm_served
from tests.support.programmes import AIM, QUARTERLY

SPEC: dict[str, Any] = {"title": "Quarterly", "services": ["trading-db"], "aim": AIM, "timing": QUARTERLY}
DAILY: dict[str, Any] = {**SPEC, "timing": {"kind": "rrule", "rrule": "FREQ=DAILY", "start": "2026-01-01T09:00"}}
YEAR: dict[str, Any] = {
    "title": "Programme 2026",
    "items": [
        {"id": "q4", "title": "Failover", "services": ["trading-db"], "quarter": 4, "owner": "olga", "lead": "IT"},
    ],
}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncGenerator[Served, None]:
    async with firm_served(tmp_path) as living:
        yield living


def told(answer: httpx.Response, status: int) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_schedule_is_made_edited_against_its_etag_paused_and_ended(served: Served) -> None:
    async with served.client("olga") as olga:
        made = await olga.post("/api/v1/schedules", json=DAILY)
        place = f"/api/v1/schedules/{told(made, 201)['id']}"
        assert told(made, 201)["owner"] == "olga"
        told(await olga.put(place, json=DAILY), 422)
        edited = await olga.put(place, json={**DAILY, "title": "Daily"}, headers={"If-Match": made.headers["ETag"]})
        assert told(edited, 200)["title"] == "Daily"
        told(await olga.put(place, json=DAILY, headers={"If-Match": made.headers["ETag"]}), 412)
        assert len(told(await olga.get(f"{place}/coming", params={"days": 7}), 200)) == 7
        for to, status in (("pause", "paused"), ("resume", "active"), ("end", "ended")):
            assert told(await olga.post(f"{place}/{to}", json={"reason": "release"}), 200)["status"] == status
        refused = told(await olga.post(f"{place}/resume", json={"reason": "release"}), 409)
        assert refused["errors"][0]["code"] == "schedule_ended"
        listed = told(await olga.get("/api/v1/schedules", params={"status": "ended", "service": "trading-db"}), 200)
        assert [one["id"] for one in listed["items"]] == [place.rpartition("/")[2]]


WRONG: list[dict[str, Any]] = [
    {"services": []},
    {"timing": {"kind": "rrule", "rrule": "FREQ=SECONDLY", "start": "2026-01-01T09:00"}},
    {"timing": {"kind": "dates", "at": ["2001-01-01T09:00"]}},
    {"timing": {**QUARTERLY, "zone": "Mars/Base"}},
    {"lead_days": -1},
    {"missed": "hope"},
    {"aim": {**AIM, "surprise": 1}},
]


async def test_a_schedule_that_makes_no_sense_is_refused(served: Served) -> None:
    async with served.client("olga") as olga:
        for wrong in WRONG:
            told(await olga.post("/api/v1/schedules", json={**DAILY, **wrong}), 422)
        assert told(await olga.get("/api/v1/schedules"), 200)["items"] == []


NEXT_YEAR = """\
calendar: sse
title: {zh: 上交所（含后续年份）, en: SSE with the years to come}
base: [sse]
known_from: 2027-01-01
known_until: 2035-12-31
closed: []
"""


async def test_the_first_free_saturday_of_the_quarter_waits_for_a_calendar_that_knows_it(tmp_path: Path) -> None:
    """Whatever the day of this test: with the shipped calendars alone the years to come are unknown."""
    late = {**SPEC, "timing": {**QUARTERLY, "which": "last", "of": "year"}}
    file, policy = tmp_path / "years.yaml", tmp_path / "policy.yaml"
    file.write_text(NEXT_YEAR, encoding="utf-8")
    policy.write_text(f"guarding: {{calendars: [sse], calendar_files: ['{file}']}}\n", encoding="utf-8")
    for folder, decided, known in ((tmp_path / "a", None, False), (tmp_path / "b", read_policy(policy), True)):
        folder.mkdir()
        async with firm_served(folder, decided) as served, served.client("olga") as olga:
            made = told(await olga.post("/api/v1/schedules", json=late), 201)
            coming = told(await olga.get(f"/api/v1/schedules/{made['id']}/coming", params={"days": 731}), 200)
            assert (len(coming) > 1) is known
            assert (made["remark"] is None) is bool(coming)


async def test_words_are_read_and_shown_with_what_comes(served: Served) -> None:
    async with served.client("vera") as vera:
        said = {"said": "first non-trading Saturday of the quarter, 09:00 Asia/Shanghai"}
        read = told(await vera.post("/api/v1/schedule-times", json=said), 200)
        assert read["timing"] == {**QUARTERLY, "zone": "Asia/Shanghai"}
        refused = told(await vera.post("/api/v1/schedule-times", json={"said": "sometimes"}), 422)
        assert "first non-trading Saturday" in refused["detail"]


async def test_a_change_makes_services_due_and_is_kept_once(served: Served) -> None:
    change = {"reference": "CHG-1", "source": "cmdb", "what": "release", "services": ["trading-db", "quotes"]}
    async with served.client("omar") as omar, served.client("vera") as vera:
        for _ in range(2):
            assert told(await omar.post("/api/v1/changes", json=change), 201)["services"] == ["trading-db", "quotes"]
        found = told(await vera.get("/api/v1/due"), 200)["items"]
        assert [(one["service"], one["status"], one["proof"]) for one in found] == [
            ("quotes", "due", "unproved"),
            ("trading-db", "due", "unproved"),
        ]
        rules = [row["rule"] for row in told(await vera.get("/api/v1/due/quotes"), 200)["rules"]]
        assert rules == ["baseline/yearly", "policy/after-change"]
        first = told(await vera.get("/api/v1/due", params={"limit": 1}), 200)
        rest = told(await vera.get("/api/v1/due", params={"limit": 1, "cursor": first["next"]}), 200)
        assert [one["service"] for one in (*first["items"], *rest["items"])] == ["quotes", "trading-db"]
        told(await vera.get("/api/v1/due/nothing"), 404)
        told(await vera.post("/api/v1/changes", json=change), 403)
        told(await omar.post("/api/v1/changes", json={**change, "services": [], "hosts": ["db-9"]}), 422)
    entries = served.app.state.firm.book.entries(kind="service_changed")
    assert len(entries) == 2


async def test_frequency_rules_come_with_source_and_certainty_and_open_figures_say_so(served: Served) -> None:
    async with served.client("vera") as vera:
        rules = {one["id"]: one for one in told(await vera.get("/api/v1/frequency-rules"), 200)}
    core = rules["core-institution/yearly"]
    assert (core["months"], core["report_working_days"], core["certainty"], core["active"]) == (12, 15, "C", False)
    assert rules["baseline/yearly"]["basis"] == "internal"
    assert rules["baseline/yearly"]["active"]
    assert (
        rules["securities-operator/regularly"]["months"],
        rules["securities-operator/regularly"]["figure_open"],
    ) == (
        None,
        True,
    )
    assert rules["bank-data-centre/full-three-yearly"]["months"] == 36
    assert all(one["source"] for one in rules.values() if one["months"])


async def test_a_programme_is_approved_by_somebody_who_wrote_none_of_it(served: Served) -> None:
    place = "/api/v1/programme/2026"
    async with served.client("boss") as boss, served.client("anna") as anna, served.client("olga") as olga:
        written = await boss.put(place, json=YEAR)
        assert told(written, 200)["status"] == "draft"
        told(await anna.post(f"{place}/decision", json={"decision": "approve", "reason": "good"}), 409)
        told(await boss.post(f"{place}/submit"), 200)
        own = await boss.post(f"{place}/decision", json={"decision": "approve", "reason": "mine"})
        assert told(own, 403)["errors"][0]["code"] == "programme_own"
        approved = await anna.post(f"{place}/decision", json={"decision": "approve", "reason": "good"})
        assert told(approved, 200)["approved"]["by"] == "anna"
        told(await olga.put(place, json=YEAR), 422)
        etag = (await olga.get(place)).headers["ETag"]
        extra = {**YEAR["items"][0], "id": "q3", "quarter": 3}
        changed = {**YEAR, "items": [*YEAR["items"], extra]}
        edited = told(await olga.put(place, json=changed, headers={"If-Match": etag}), 200)
        assert (edited["status"], edited["approved"]["version"], edited["version"]) == ("draft", 1, 2)
        kinds = [one["kind"] for one in told(await olga.get(f"{place}/deviations"), 200)]
        assert kinds[-1] == "added"
        listed = told(await olga.get("/api/v1/programme"), 200)["items"]
        assert [(one["id"], one["items"]) for one in listed] == [("2026", 2)]


async def test_what_is_not_there_is_not_found(served: Served) -> None:
    async with served.client("vera") as vera:
        for path in ("schedules/x", "runs/x", "programme/2044", "schedules/x/coming", "programme/2044/deviations"):
            told(await vera.get(f"/api/v1/{path}"), 404)


WRITES: list[tuple[str, str]] = [
    ("POST", "schedules"),
    ("PUT", "schedules/x"),
    ("POST", "schedules/x/pause"),
    ("POST", "schedules/x/end"),
    ("POST", "runs/x/decision"),
    ("POST", "changes"),
    ("POST", "report-duties/x/sent"),
    ("PUT", "programme/2026"),
    ("POST", "programme/2026/submit"),
    ("POST", "programme/2026/decision"),
]


async def test_nobody_writes_without_the_right(served: Served) -> None:
    async with served.client("vera") as vera, served.client(None) as nobody:
        for method, path in WRITES:
            told(await vera.request(method, f"/api/v1/{path}", json={}), 403)
            told(await nobody.request(method, f"/api/v1/{path}", json={}), 401)
