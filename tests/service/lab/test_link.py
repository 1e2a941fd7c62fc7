"""The link between the databases: its limit, and what it does with a connection that dies."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from service.lab.relay import Budget
from tests.support.labs import program

LARGE = 200_000


@asynccontextmanager
async def link(tmp_path: Path, origin: tuple[str, int]) -> AsyncGenerator[tuple[Path, tuple[str, int]]]:
    """Run a link to `origin`; give its control file and its address."""
    control = tmp_path / "kbit"
    control.write_text("0\n", encoding="ascii")
    listener = socket.create_server(("127.0.0.12", 0))
    way = ("--way", str(listener.fileno()), origin[0], str(origin[1]))
    async with program("relay", listener, "--control", str(control), *way):
        await receive(listener.getsockname(), 10, most=1)
        yield control, listener.getsockname()


@asynccontextmanager
async def origin(data: bytes, *, reset: asyncio.Event | None = None) -> AsyncGenerator[tuple[str, int]]:
    """Run a server that sends `data`, then ends in order, or by a reset once told so."""

    async def send(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        if reset is not None:
            await reset.wait()
            writer.transport.abort()
        else:
            writer.close()

    server = await asyncio.start_server(send, "127.0.0.11", 0)
    try:
        yield server.sockets[0].getsockname()
    finally:
        server.close()


async def receive(address: tuple[str, int], seconds: float, most: int = 10**9) -> bytes:
    """Return what comes through within so many seconds, or the first bytes of it."""
    reader, writer = await asyncio.open_connection(*address)
    data = bytearray()
    try:
        async with asyncio.timeout(seconds):
            while len(data) < most and (piece := await reader.read(65536)):
                data += piece
    except (TimeoutError, ConnectionError):
        pass
    finally:
        writer.transport.abort()
    return bytes(data)


async def test_without_a_limit_all_bytes_come_through_unchanged(tmp_path: Path) -> None:
    data = bytes(range(256)) * 20_000
    async with origin(data) as source, link(tmp_path, source) as (_, address):
        assert await receive(address, 30) == data


async def test_a_limit_holds_back(tmp_path: Path) -> None:
    async with origin(b"x" * LARGE) as source, link(tmp_path, source) as (control, address):
        control.write_text("80\n", encoding="ascii")
        await asyncio.sleep(0.2)
        passed = len(await receive(address, 2))
        assert 0 < passed <= 10_000 * 2 + 3_000, "80 kbit are 10,000 bytes a second"


async def test_a_limit_that_is_lifted_lets_the_rest_through(tmp_path: Path) -> None:
    async with origin(b"x" * LARGE) as source, link(tmp_path, source) as (control, address):
        control.write_text("8\n", encoding="ascii")
        await asyncio.sleep(0.2)
        receiving = asyncio.create_task(receive(address, 30))
        await asyncio.sleep(0.3)
        control.write_text("0\n", encoding="ascii")
        assert len(await receiving) == LARGE


@pytest.mark.parametrize("word", ["", "many", "-5", "\0"])
async def test_what_is_no_number_changes_nothing(tmp_path: Path, word: str) -> None:
    async with origin(b"x" * LARGE) as source, link(tmp_path, source) as (control, address):
        control.write_text("8\n", encoding="ascii")
        await asyncio.sleep(0.2)
        control.write_text(word, encoding="ascii")
        assert len(await receive(address, 1)) < LARGE


async def test_what_was_held_back_dies_with_its_sender(tmp_path: Path) -> None:
    """A killed database resets its connections as soon as its standby says a word; its backlog is gone then."""
    dead = asyncio.Event()
    async with origin(b"x" * LARGE, reset=dead) as source, link(tmp_path, source) as (control, address):
        control.write_text("80\n", encoding="ascii")
        await asyncio.sleep(0.2)
        reader, writer = await asyncio.open_connection(*address)
        await reader.read(100)
        dead.set()
        await asyncio.sleep(0.2)
        writer.write(b"I have so much")
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            async with asyncio.timeout(30):
                await reader.readexactly(LARGE - 100)
        writer.transport.abort()


async def test_nobody_behind_the_link_is_a_reset(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.11", 0)) as closed:
        nobody = closed.getsockname()
    async with link(tmp_path, nobody) as (_, address):
        assert await receive(address, 30) == b""


def test_traffic_without_a_limit_is_not_counted_against_a_later_one() -> None:
    budget = Budget()
    asyncio.run(budget.spend(10**9))
    budget.kbit = 8
    budget.earn(0.5)
    assert budget.tokens > 0


def test_unused_budget_does_not_pile_up() -> None:
    budget = Budget(kbit=800)
    budget.earn(3600)
    assert budget.tokens <= 100_000 * 0.1


async def test_a_delay_keeps_back_and_its_end_lets_through(tmp_path: Path) -> None:
    data = bytes(range(256)) * 2_000
    async with origin(data) as source, link(tmp_path, source) as (control, address):
        control.write_text("kbit=0 delay_ms=60000 jitter_ms=5\n", encoding="ascii")
        await asyncio.sleep(0.2)
        receiving = asyncio.create_task(receive(address, 30))
        await asyncio.sleep(0.5)
        assert not receiving.done()
        control.write_text("0\n", encoding="ascii")
        assert await receiving == data


async def test_what_is_lost_comes_again_in_order(tmp_path: Path) -> None:
    data = bytes(range(256)) * 2_000
    async with origin(data) as source, link(tmp_path, source) as (control, address):
        control.write_text("loss_percent=30\n", encoding="ascii")
        await asyncio.sleep(0.2)
        assert await receive(address, 60) == data
        control.write_text("loss_percent=100\n", encoding="ascii")
        await asyncio.sleep(0.2)
        assert await receive(address, 0.5) == b""
