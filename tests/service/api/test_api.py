"""The API as its users meet it: a real server, a real drill, every refusal a problem document."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from tests.support.serving import API, Service, ended, open_dossier, served, until
from tests.support.small_drill import SmallDrill, small_drill

pytestmark = pytest.mark.slow(15)


async def test_a_drill_over_http_with_approval_events_report_and_metrics(tmp_path: Path) -> None:
    async with small_drill(tmp_path) as drill, served(tmp_path / "service") as service:
        client = service.client
        started, again, changed = await _started_twice(service, drill)
        assert started.status_code == 201, started.text
        name = started.json()["id"]
        assert started.headers["location"] == f"{API}/{name}"
        assert (again.status_code, again.json()["id"], again.headers["idempotent-replayed"]) == (201, name, "true")
        assert (changed.status_code, changed.json()["errors"][0]["code"]) == (422, "key_reused")
        events = asyncio.create_task(_all_events(client, name, after=0))
        waiting = await until(client, name, "waiting")
        assert waiting["waiting_for"] == ["release"]
        await _decide(client, name)
        card = await until(client, name, "completed")
        assert (card["verdict"], card["restored"]) == ("met", True)
        seen = await asyncio.wait_for(events, 30)
        assert [number for number, _ in seen] == list(range(1, card["events"] + 1))
        assert await _all_events(client, name, after=5) == seen[5:]
        await _check_figures(client, name)
        assert [each["id"] for each in (await client.get(API)).json()["items"]] == [name]
        too_late = await client.post(f"{API}/{name}/abort", json={"reason": "too late"})
        assert too_late.status_code == 409


async def _started_twice(service: Service, drill: SmallDrill) -> list[httpx.Response]:
    """Start with a key, send the same again, and then something else with that key."""
    key = {"Idempotency-Key": "autumn-drill"}
    order = {"dossier": await open_dossier(service.home, drill)}
    other = {"dossier": await open_dossier(service.home, drill)}
    return [await service.client.post(API, json=body, headers=key) for body in (order, order, other)]


async def _decide(client: httpx.AsyncClient, name: str) -> None:
    decision = {"decision": "approve", "reason": "go"}
    wrong = await client.post(f"{API}/{name}/approvals", json={"step": "crash", **decision})
    assert wrong.status_code == 409
    assert "release" in wrong.json()["detail"]
    right = await client.post(f"{API}/{name}/approvals", json={"step": "release", **decision})
    assert right.status_code == 202


async def _all_events(client: httpx.AsyncClient, name: str, after: int) -> list[tuple[int, str]]:
    seen: list[tuple[int, str]] = []
    number = 0
    async with client.stream("GET", f"{API}/{name}/events", headers={"Last-Event-ID": str(after)}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        async for line in response.aiter_lines():
            if line.startswith("id:"):
                number = int(line[3:])
            elif line.startswith("data:"):
                seen.append((number, json.loads(line[5:])["kind"]))
    return seen


async def _filed(client: httpx.AsyncClient) -> str:
    """Return the metrics once they have the drill: it is filed after its verdict is known."""
    async with asyncio.timeout(60):
        while True:
            metrics = (await client.get("/metrics")).text
            if "drillproof_rto_seconds{" in metrics:
                return metrics
            await asyncio.sleep(0.1)


async def _check_figures(client: httpx.AsyncClient, name: str) -> None:
    """The same digits in the report, the page and the metrics."""
    report = (await client.get(f"{API}/{name}/report")).json()
    rto = report["services"][0]["rto"]
    for lang in ("zh", "en"):
        page = await client.get(f"{API}/{name}/report", params={"format": "html", "lang": lang})
        assert page.headers["content-type"].startswith("text/html")
        assert str(rto["lower_s"]) in page.text
        assert str(rto["upper_s"]) in page.text
    metrics = await _filed(client)
    for bound in ("lower", "upper"):
        assert f'drillproof_rto_seconds{{bound="{bound}",service="quote"}} {rto[f"{bound}_s"]}\n' in metrics
    assert 'drillproof_verdict{objective="rto",service="quote",verdict="met"} 1.0\n' in metrics
    assert 'drillproof_drills{status="completed"} 1.0\n' in metrics


async def test_abort_restores(tmp_path: Path) -> None:
    async with small_drill(tmp_path, gate="2m") as drill, served(tmp_path / "service") as service:
        client = service.client
        name = (await service.start(drill)).json()["id"]
        await until(client, name, "waiting")
        assert not drill.is_serving()
        assert (await client.post(f"{API}/{name}/abort", json={"reason": "enough"})).status_code == 202
        card = await until(client, name, "aborted")
        assert card["restored"] is True
        assert drill.is_serving()


async def test_a_service_that_is_killed_restores_its_drills_when_it_is_started_again(tmp_path: Path) -> None:
    async with small_drill(tmp_path, gate="2m") as drill:
        async with served(tmp_path / "service") as service:
            client, process = service.client, service.process
            name = (await service.start(drill)).json()["id"]
            await until(client, name, "waiting")
            process.kill()
            await process.wait()
        assert not drill.is_serving()
        async with served(tmp_path / "service") as service:
            client = service.client
            card = await ended(client, name)
            assert card["status"] == "interrupted"
            assert card["restored"] is True
            assert drill.is_serving()


async def test_every_refusal_is_a_problem_document(tmp_path: Path) -> None:
    async with small_drill(tmp_path) as drill, served(tmp_path / "service") as service:
        client = service.client
        name = await open_dossier(service.home, drill)
        refused = {
            404: [
                await client.get(f"{API}/nobody"),
                await client.get(f"{API}/nobody/events"),
                await client.get("/x"),
                await client.post(API, json={"dossier": "x"}),
            ],
            405: [await client.delete(API)],
            401: [await client.get(API, headers={"Authorization": "Bearer nonsense"})],
            403: [await service.start(drill, "vera"), await service.start(drill, "root")],
            409: [await _unreachable(service, drill)],
            422: [
                await client.post(API, json={}),
                await client.post(API, json={"dossier": name, "scenario": str(drill.scenario)}),
                await client.post(API, content=b"\xff\xfe", headers={"content-type": "application/json"}),
            ],
        }
        for status, answers in refused.items():
            for answer in answers:
                assert answer.status_code == status, answer.text
                assert answer.headers["content-type"] == "application/problem+json"
                assert answer.json()["status"] == status
                assert answer.json()["detail"]
        assert (await client.get("/readyz")).json()["parts"]["database"]["state"] == "ok"
        strange = await client.get("/healthz", headers={"host": "evil.example"})
        assert strange.status_code == 400
        assert drill.is_serving()


async def _unreachable(service: Service, drill: SmallDrill) -> httpx.Response:
    """Start while the host is gone: refused with its name, nothing is in the journal, and it may be tried again."""
    dossier = await open_dossier(service.home, drill)
    await drill.sshd.stop()
    answer = await service.client.post(API, json={"dossier": dossier})
    again = await service.client.post(API, json={"dossier": dossier})
    await drill.sshd.start()
    for one in (answer, again):
        assert [error["code"] for error in one.json()["errors"]] == ["start_refused"]
        assert "app-1" in json.dumps(one.json()["errors"])
    assert (await service.client.get(API)).json() == {"items": [], "next": None}
    return answer
