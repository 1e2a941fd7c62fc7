"""A target that hangs, fails or answers nonsense delays nobody: by how it is built, and in a real drill."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pytest

from runners.channels import ChannelNotifier
from service.notices.backroom import Backroom
from service.notices.sending import Sender
from tests.support import serving
from tests.support.posting import Room, policy_of, room_at
from tests.support.services import says
from tests.support.services import serving as listening
from tests.support.small_drill import small_drill

MANY: Final = 24
"""More than a loop has threads of its own (at most 32, six on two cores), so that a wrong design stands still."""


class Hole:
    """A server that takes everything and never says a word; `taken` counts who came."""

    def __init__(self) -> None:
        self.taken = 0
        self._grown = asyncio.Condition()

    async def swallow(self, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        async with self._grown:
            self.taken += 1
            self._grown.notify_all()
        while await reader.read(4096):
            pass

    async def until(self, number: int) -> None:
        async with asyncio.timeout(60), self._grown:
            await self._grown.wait_for(lambda: self.taken >= number)


async def _nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer whoever comes with bytes that are no protocol, for as long as they are taken."""
    with suppress(OSError):
        while await reader.read(1):
            writer.write(b"\x00\xff220-\xfe" * 100)
            await writer.drain()


def contacts(folder: Path, hole: int, nonsense: int, wrong: int) -> str:
    """Return a register whose every channel is bad: mail and robots that hang, that talk nonsense, that refuse."""
    (folder / "hole").write_text(f"http://127.0.0.1:{hole}/hook-of-the-hole")
    (folder / "nonsense").write_text(f"http://127.0.0.1:{nonsense}/hook-of-nonsense")
    (folder / "wrong").write_text(f"http://127.0.0.1:{wrong}/hook-that-refuses")
    mail = "{kind: email, server: 127.0.0.1, port: PORT, sender: d@firm.example, to: [NAME@firm.example], tls: none}"
    lines = [f"  mail{n}: {mail.replace('PORT', str(hole)).replace('NAME', f'n{n}')}" for n in range(MANY)]
    lines.append(f"  odd: {mail.replace('PORT', str(nonsense)).replace('NAME', 'odd')}")
    lines += [f"  hook{n}: {{kind: webhook, url: {{file: hole}}}}" for n in range(4)]
    lines += ["  robot: {kind: wecom, url: {file: nonsense}}", "  shut: {kind: feishu, url: {file: wrong}}"]
    names = [line.split(":")[0].strip() for line in lines]
    groups = [f"  g{n}: {{channels: [{', '.join(names[n::2])}]}}" for n in range(2)]
    return "\n".join(["channels:", *lines, "groups:", *groups, ""])


@asynccontextmanager
async def bad_targets(folder: Path) -> AsyncGenerator[tuple[Hole, str]]:
    hole = Hole()
    async with AsyncExitStack() as stack:
        ports = [await stack.enter_async_context(listening(answer)) for answer in (hole.swallow, _nonsense, says(500))]
        yield hole, contacts(folder, *ports)


async def test_however_many_targets_hang_the_loop_of_the_drills_and_its_threads_stay_free(tmp_path: Path) -> None:
    async with bad_targets(tmp_path) as (hole, register):
        room = room_at(tmp_path, register, policy_of(patience="60s"))
        failures: list[Exception] = []
        await room.outbox.tell("started", "drill/d1", {"drill": "d1", "title": "t", "by": "b"})
        sender = Sender(room.outbox, ChannelNotifier())
        task = asyncio.create_task(Backroom([sender.run], failures.append).run())
        await hole.until(10)
        async with asyncio.timeout(30):  # were it this loop's threads that wait, it would be a minute
            names = {await asyncio.to_thread(lambda: threading.current_thread().name) for _ in range(50)}
        assert not [name for name in names if name.startswith("backroom")]
        await _settled(room, {"shut": "failed"})
        task.cancel()
        await asyncio.wait([task])
        assert failures == room.outbox.failures == []


async def _settled(room: Room, wanted: dict[str, str]) -> None:
    """Wait until these channels have ended as they should, while the others still hang."""
    async with asyncio.timeout(60):
        while True:
            sendings = (await room.only()).sendings.values()
            found = {one.way.channel: one.outcome for one in sendings if one.by is None and one.attempts}
            if wanted.items() <= found.items():
                return
            await asyncio.sleep(0.05)


async def test_a_chore_that_fails_ends_no_other_and_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.notices.backroom._PAUSE_S", 0.0)
    loop, done, tries, failures = asyncio.get_running_loop(), asyncio.Event(), list[int](), list[Exception]()

    async def failing() -> None:
        tries.append(1)
        if len(tries) == 3:
            loop.call_soon_threadsafe(done.set)
            await asyncio.Event().wait()
        raise RuntimeError

    task = asyncio.create_task(Backroom([failing], failures.append).run())
    async with asyncio.timeout(30):
        await done.wait()
    task.cancel()
    await asyncio.wait([task])
    assert (len(tries), len(failures)) == (3, 2)


@pytest.mark.slow(20)
@pytest.mark.parametrize("weather", [pytest.param("calm", marks=pytest.mark.stack), "bad"])
async def test_a_real_drill_keeps_its_beat_whatever_its_notices_meet(tmp_path: Path, weather: str) -> None:
    home = tmp_path / "service"
    home.mkdir()
    async with bad_targets(home) as (hole, register), small_drill(tmp_path, rto="90s", gate="60s") as drill:
        policy = serving.EASY
        if weather == "bad":
            (home / "contacts.yaml").write_text(register)
            policy += "notices: {contacts: contacts.yaml, patience: 60s}\n"
        async with serving.served(home, policy_text=policy) as service:
            started = await service.start(drill)
            assert started.status_code == 201, started.text
            name = started.json()["id"]
            if weather == "bad":
                await hole.until(10)
            await serving.until(service.client, name, "waiting")
            await _is_told(service, name, "waiting_for_you")
            decision = {"step": "release", "decision": "approve", "reason": "go"}
            await service.client.post(f"{serving.API}/{name}/approvals", json=decision)
            card = await serving.until(service.client, name, "completed")
            assert (card["verdict"], card["restored"]) == ("met", True)
            report = (await service.client.get(f"{serving.API}/{name}/report")).json()
            _told(weather, report, hole)
            await _is_told(service, name, "restored")
            assert {"started", "restored"} <= await _kinds(service, name)


async def _kinds(service: serving.Service, drill: str) -> set[str]:
    answer = await service.client.get("/api/v1/notices", params={"about": f"drill/{drill}"})
    return {line["kind"] for line in answer.json()["items"]}


async def _is_told(service: serving.Service, drill: str, kind: str) -> None:
    """Wait until the watcher has told of it."""
    async with asyncio.timeout(45):
        while True:
            if kind in await _kinds(service, drill):
                return
            await asyncio.sleep(0.1)


def _told(weather: str, report: dict[str, Any], hole: Hole) -> None:
    streams = [stream for service in report["services"] for stream in service["streams"]]
    lateness = {stream["stream"]: (stream["worst_lateness_s"], stream["missed_beats"]) for stream in streams}
    print(f"beat, {weather}: worst lateness and missed beats {json.dumps(lateness)}; hung: {hole.taken}")  # noqa: T201
    assert all(worst < 5 for worst, _ in lateness.values())
