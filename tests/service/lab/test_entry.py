"""The entry: it leads where its file says, and a move cuts what was connected."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from service.lab.control import read_word, write_word
from tests.support.labs import program
from tests.support.processes import until

Address = tuple[str, int]


@asynccontextmanager
async def database(name: bytes) -> AsyncGenerator[Address]:
    """Run a server that greets with its name and then echoes."""

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(name)
        while data := await reader.read(100):
            writer.write(data)
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()
    finally:
        server.close()


@asynccontextmanager
async def entry(directory: Path, hosts: dict[str, Address]) -> AsyncGenerator[Address]:
    """Run an entry that leads to the first host."""
    write_word(directory / "target", next(iter(hosts)))
    listener = socket.create_server(("127.0.0.10", 0))
    leads = [word for name, at in hosts.items() for word in ("--host", name, at[0], str(at[1]))]
    where = ("--fd", str(listener.fileno()), "--directory", str(directory))
    async with program("entry", listener, *where, *leads):
        await until(lambda: read_word(directory / "serving") == next(iter(hosts)))
        yield listener.getsockname()


async def test_a_move_cuts_the_old_connections_and_leads_new_ones_elsewhere(tmp_path: Path) -> None:
    async with database(b"old") as old, database(b"new") as new, entry(tmp_path, {"a": old, "b": new}) as address:
        reader, writer = await asyncio.open_connection(*address)
        assert await reader.readexactly(3) == b"old"
        write_word(tmp_path / "target", "b")
        await until(lambda: read_word(tmp_path / "serving") == "b")
        with pytest.raises(ConnectionResetError):
            async with asyncio.timeout(30):
                await reader.read(1)
        writer.transport.abort()
        reader, writer = await asyncio.open_connection(*address)
        assert await reader.readexactly(3) == b"new"
        writer.transport.abort()


async def test_a_name_that_is_no_host_changes_nothing(tmp_path: Path) -> None:
    async with database(b"old") as old, entry(tmp_path, {"a": old}) as address:
        reader, writer = await asyncio.open_connection(*address)
        write_word(tmp_path / "target", "nowhere")
        await asyncio.sleep(0.1)
        writer.write(b"!")
        async with asyncio.timeout(30):
            assert await reader.readexactly(4) == b"old!"
        writer.transport.abort()


async def test_a_dead_database_is_a_reset_and_no_silence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        dead = closed.getsockname()
    async with entry(tmp_path, {"a": dead}) as address:
        reader, writer = await asyncio.open_connection(*address)
        with pytest.raises(ConnectionResetError):
            async with asyncio.timeout(30):
                await reader.read(1)
        writer.transport.abort()


async def test_what_the_database_said_before_it_closed_reaches_the_client(tmp_path: Path) -> None:
    async def refuse(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"the database system is starting up")
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with entry(tmp_path, {"a": server.sockets[0].getsockname()}) as address:
        reader, writer = await asyncio.open_connection(*address)
        async with asyncio.timeout(30):
            assert await reader.read() == b"the database system is starting up"
        writer.transport.abort()
    server.close()
