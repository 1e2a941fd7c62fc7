"""Dossiers over HTTP: the whole life of one, versions, scopes, and every refusal a problem document."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from service.access import Grant, Role
from service.dossiers.events import DrillDone, Item, Record
from tests.support.dossiers import wish_in
from tests.support.firms import SETUP, Served, caller, firm_served

URL = "/api/v1/dossiers"


def wished(folder: Path, **changes: Any) -> dict[str, Any]:
    return wish_in(folder, opens=datetime.now(UTC), **changes).model_dump(mode="json")


async def said(served: Served, user: str, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
    async with served.client(user) as client:
        return await client.request(method, f"{URL}{path}", json=body, headers=headers)


async def test_the_life_of_a_dossier_over_http(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served:
        name = await prepared(served, tmp_path)
        asked = (await said(served, "olga", "POST", f"/{name}/approval-request")).json()
        for user in ("anna", "amir"):
            given = {"decision": "approve", "reason": "seen", "digest": asked["digest"]}
            answer = await said(served, user, "POST", f"/{name}/decisions", given)
            assert answer.status_code == 200, answer.text
        assert answer.json()["status"] == "approved"
        await drilled(served, name)
        await summed_up(served, name)
        closed = await said(served, "olga", "POST", f"/{name}/close", {})
        assert (closed.status_code, closed.json()["stage"]) == (200, "closed")
        listed = (
            await said(served, "vera", "GET", f"?status=closed&service=quote&year={datetime.now(UTC).year}")
        ).json()
        assert [one["id"] for one in listed["items"]] == [name]
        history = (await said(served, "vera", "GET", f"/{name}/history")).json()
        assert [one["kind"] for one in history][:2] == ["dossier_opened", "record_filed"]


async def prepared(served: Served, folder: Path) -> str:
    opened = await said(served, "olga", "POST", "", wished(folder))
    assert opened.status_code == 201, opened.text
    name = opened.json()["id"]
    assert opened.headers["location"] == f"{URL}/{name}"
    for record in Record:
        filed = await said(
            served, "olga", "PUT", f"/{name}/records/{record}", {"text": "held", "held_on": "2026-11-02"}
        )
        assert filed.status_code == 200, filed.text
    who = {"name": "Vera", "account": "vera", "department": "audit", "role": "observer"}
    assert (await said(served, "olga", "POST", f"/{name}/participants", who)).status_code == 200
    assert (await said(served, "olga", "POST", f"/{name}/sign-in")).status_code == 403
    signed = await said(served, "vera", "POST", f"/{name}/sign-in")
    assert signed.json()["participants"][0]["signed_in_at"]
    return name


async def drilled(served: Served, name: str) -> None:
    dossiers = served.app.state.firm.dossiers
    looked = await dossiers.look(name)
    await dossiers.begin(caller("omar"), name, "drill-1", looked.digest)
    done = DrillDone(drill="drill-1", verdict="met", ending="completed", restored=True, head="0" * 64)
    await dossiers.finish(name, done)


async def found(served: Served) -> str:
    async with served.client("olga") as olga:
        opened = await olga.post("/api/v1/improvements", json={"title": "Step 4 is wrong", "services": ["quote"]})
        assert opened.status_code == 201, opened.text
        return str(opened.json()["id"])


async def report_signed(served: Served, name: str) -> None:
    of_this = {"head": "0" * 64, "department": "IT", "text": "read in full"}
    for user, duty, status in (
        ("anna", "reviewed", 409),
        ("olga", "prepared", 200),
        ("anna", "reviewed", 200),
        ("anna", "approved", 409),
        ("amir", "approved", 200),
    ):
        answer = await said(served, user, "PUT", f"/{name}/report/{duty}", of_this)
        assert answer.status_code == status, answer.text
    other = await said(served, "olga", "PUT", f"/{name}/report/prepared", {"head": "1" * 64})
    assert (other.status_code, other.json()["errors"][0]["code"]) == (409, "report_other_head")
    shown = (await said(served, "vera", "GET", f"/{name}")).json()["signatures"]
    assert [(one["duty"], one["by"]) for one in shown] == [
        ("prepared", "olga"),
        ("reviewed", "anna"),
        ("approved", "amir"),
    ]


async def summed_up(served: Served, name: str) -> None:
    early = await said(served, "olga", "POST", f"/{name}/close", {})
    assert early.status_code == 409
    assert {one["code"] for one in early.json()["errors"]} == {"summary_missing", "tasks_unanswered", "results_unused"}
    grades = [{"item": item.value, "grade": 5} for item in Item]
    twice = [*grades[:-1], grades[0]]
    told = {"members": ["Zhao Min"], "text": "well done"}
    wrong = await said(served, "olga", "PUT", f"/{name}/summary/evaluation", {"grades": twice, **told})
    assert wrong.status_code == 422
    strange = {"text": "step 4 is rewritten", "improvements": ["imp-1"]}
    unknown = await said(served, "olga", "PUT", f"/{name}/results/plan", strange)
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (422, "improvements_unknown")
    item = await found(served)
    for path, body in {
        "summary/evaluation": {"grades": grades, **told},
        "summary/archive": {"place": "shelf 3", "filed_on": "2026-11-20"},
        "summary/assessment": {"text": "all present", "reward": "thanks"},
        "tasks/verify_rto_rpo": {"answer": "reached", "text": "12 minutes"},
        "tasks/understanding": {"answer": "partly", "text": "the new staff asked"},
        "results/plan": {"text": "step 4 is rewritten", "improvements": [item]},
        "results/process": {"text": "nothing was found"},
        "results/training": {"text": "a session for new staff"},
    }.items():
        answer = await said(served, "olga", "PUT", f"/{name}/{path}", body)
        assert answer.status_code == 200, answer.text
    assert (await said(served, "vera", "GET", f"/{name}")).json()["stage"] == "improving"
    await report_signed(served, name)
    assert (
        await said(served, "olga", "PUT", f"/{name}/tasks/strategy", {"answer": "reached", "text": "x"})
    ).status_code == 404


async def test_an_edit_needs_the_version_that_was_read(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served:
        opened = await said(served, "olga", "POST", "", wished(tmp_path))
        name, tag = opened.json()["id"], opened.headers["etag"]
        again = wished(tmp_path, depth="2")
        assert (await said(served, "olga", "PUT", f"/{name}/wish", again)).status_code == 422
        changed = await said(served, "olga", "PUT", f"/{name}/wish", again, **{"If-Match": tag})
        assert changed.status_code == 200, changed.text
        late = await said(served, "omar", "PUT", f"/{name}/wish", wished(tmp_path), **{"If-Match": tag})
        assert late.status_code == 412


async def test_files_that_are_wrong_or_elsewhere_are_problems_with_every_reason(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served:
        wish = wished(tmp_path)
        outside = await said(served, "olga", "POST", "", {**wish, "bia": "/etc/passwd", "risks": "/root/x"})
        assert outside.status_code == 422
        assert [one["what"] for one in outside.json()["errors"]] == ["bia", "risks"]
        (tmp_path / "scenario.yaml").write_text("scenario: [")
        assert (await said(served, "olga", "POST", "", wish)).status_code == 422
        for nonsense in (str(tmp_path), str(tmp_path / ("x" * 300)), str(tmp_path / "none.yaml"), "\x00", "~", ""):
            answer = await said(served, "olga", "POST", "", {**wish, "inventory": nonsense})
            assert answer.status_code == 422, (nonsense, answer.text)


async def test_who_has_a_role_for_other_services_sees_and_changes_nothing(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served:
        name = (await said(served, "olga", "POST", "", wished(tmp_path))).json()["id"]
        access = served.app.state.firm.access
        access.add_user(SETUP, "ola", "Ola", [Grant(role=Role.OPERATOR, services=("other",))])
        tokens = {**served.tokens, "ola": access.issue(SETUP, "ola", "test")}
        other = Served(served.app, tokens, served.home)
        assert (await said(other, "ola", "GET", "")).json()["items"] == []
        for method, path, body in (
            ("GET", f"/{name}", None),
            ("PUT", f"/{name}/records/plan", {"text": "x"}),
            ("POST", f"/{name}/cancel", {"reason": "x"}),
            ("POST", "", wished(tmp_path)),
        ):
            assert (await said(other, "ola", method, path, body)).status_code == 403, path


async def test_nonsense_of_any_shape_is_refused_and_breaks_nothing(tmp_path: Path) -> None:
    async with firm_served(tmp_path) as served:
        wish = wished(tmp_path)
        name = (await said(served, "olga", "POST", "", wish)).json()["id"]
        for window in (
            {"opens": "0001-01-01T00:00:00+14:00", "closes": "0001-01-01T10:00:00+14:00"},
            {"opens": "9999-12-31T23:59:59-14:00", "closes": "9999-12-31T23:59:59-15:00"},
            {"opens": wish["window"]["closes"], "closes": wish["window"]["opens"]},
            {"opens": "2026-11-07T09:00:00", "closes": "2026-11-07T19:00:00"},
            {"opens": 1e300, "closes": -1e300},
            None,
        ):
            answer = await said(served, "olga", "POST", "", {**wish, "window": window})
            assert answer.status_code == 422, window
        for path, body in {
            "records/plan": {"text": "\x00"},
            "records/review": {"text": "x" * 4001},
            "records/training": {"text": "x", "held_on": "2026-02-30"},
            "records/none": {"text": "x"},
        }.items():
            answer = await said(served, "olga", "PUT", f"/{name}/{path}", body)
            assert answer.status_code in {200, 422}, (path, answer.text)
        raw = b'{"text": "\\ud800"}'
        async with served.client("olga") as client:
            url = f"{URL}/{name}/records/plan"
            answer = await client.put(url, content=raw, headers={"content-type": "application/json"})
            assert answer.status_code == 422, answer.text
            for path in (f"/{'x' * 201}", "/none", "/%00", "/..%2f..%2fetc", f"/{name}/overrides/99999999999999999999"):
                assert (await client.get(f"{URL}{path}")).status_code in {404, 405, 422}, path
            assert (await client.get(f"{URL}?cursor=nonsense")).status_code == 422
            assert (await client.get(f"{URL}?year=99999999999999999999")).status_code == 422
