"""Of too many at once, each is told so and when to come again; who stops drills is let in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from types import SimpleNamespace

import httpx
from fastapi import FastAPI, Response
from fastapi.responses import StreamingResponse

from service.api.crowd import Crowd
from service.settings import Settings


class Held:
    """An application whose requests wait until they may end."""

    def __init__(self, **limits: int) -> None:
        self.go, self.inside = asyncio.Event(), asyncio.Semaphore(0)
        self.app = FastAPI()
        settings = Settings.model_validate({"limits": limits}, context={})
        self.app.state.firm = SimpleNamespace(settings=settings)
        self.app.add_middleware(Crowd, root=self.app)
        for path in ("/a", "/healthz", "/api/v1/drills/d/abort", "/api/v1/emergency-stop"):
            self.app.add_api_route(path, self._answer)
        self.app.add_api_route("/stream", self._stream)

    async def _answer(self) -> Response:
        self.inside.release()
        await self.go.wait()
        return Response("done")

    async def _stream(self) -> Response:
        async def lines() -> AsyncGenerator[str]:
            yield "data: x\n\n"
            self.inside.release()
            await self.go.wait()

        return StreamingResponse(lines(), media_type="text/event-stream")

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://x")


async def test_a_request_too_many_is_told_when_to_come_again() -> None:
    held = Held(requests=4)
    async with held.client() as client, asyncio.TaskGroup() as group:
        inside = [group.create_task(client.get("/a")) for _ in range(4)]
        for _ in inside:
            await asyncio.wait_for(held.inside.acquire(), 30)
        told = await client.get("/a")
        assert (told.status_code, told.headers["retry-after"]) == (503, "1")
        assert told.json()["errors"][0]["code"] == "requests_full"
        assert told.json()["errors"][0]["message_zh"]
        first = [group.create_task(client.get(path)) for path in ("/healthz", "/api/v1/drills/d/abort")]
        for _ in first:
            await held.inside.acquire()
        held.go.set()
    assert {one.result().status_code for one in (*inside, *first)} == {200}
    async with held.client() as client:
        assert (await client.get("/a")).status_code == 200


async def test_a_stream_is_a_viewer_and_no_request() -> None:
    held = Held(requests=4)
    async with held.client() as client, asyncio.TaskGroup() as group:
        streams: list[asyncio.Task[httpx.Response]] = []
        for _ in range(5):
            streams.append(group.create_task(client.get("/stream")))
            await asyncio.wait_for(held.inside.acquire(), 30)
        one = group.create_task(client.get("/a"))
        await held.inside.acquire()
        held.go.set()
    assert {each.result().status_code for each in (*streams, one)} == {200}


async def test_a_connection_too_many_is_told_and_closed() -> None:
    held = Held(connections=8, viewers=2)
    held.app.state.connections = lambda: 9
    held.go.set()
    async with held.client() as client:
        told = await client.get("/a")
        assert (told.status_code, told.headers["connection"]) == (503, "close")
        assert told.json()["errors"][0]["code"] == "connections_full"
        assert (await client.get("/api/v1/emergency-stop")).status_code == 200
