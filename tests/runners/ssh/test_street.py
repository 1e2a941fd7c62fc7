"""What one turn writes goes out in one piece, in its order, nothing lost; what comes in is confirmed at once."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from runners.ssh import street
from runners.ssh.street import Gathering, Street

LONG = 60.0


class _Heard(asyncio.Protocol):
    """Keeps its transport and what came."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.pieces = list[bytes]()
        self.met, self.came, self.over = asyncio.Event(), asyncio.Event(), asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.met.set()

    def data_received(self, data: bytes) -> None:
        self.pieces.append(data)
        self.came.set()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.over.set()


class _Below(asyncio.Transport):
    """A transport that only notes what is asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = list[str | bytes]()
        self.set = list[tuple[int, ...]]()
        self.is_gone = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.asked.append(bytes(data))

    def close(self) -> None:
        self.asked.append("close")

    def abort(self) -> None:
        self.asked.append("abort")

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self if name == "socket" else default

    def setsockopt(self, *told: int) -> None:
        """Stand for the socket too."""
        if self.is_gone:
            raise OSError
        self.set.append(told)

    def is_closing(self) -> bool:
        return bool({"close", "abort"} & {one for one in self.asked if isinstance(one, str)})


async def turns(count: int = 2) -> None:
    """Let the loop go round."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_what_is_written_in_one_turn_goes_out_once_and_in_order() -> None:
    below = _Below()
    gathering = Gathering(below)
    for piece in (b"a", b"", b"bc", b"d"):
        gathering.write(piece)
    assert below.asked == []
    await turns()
    gathering.write(b"e")
    await turns()
    assert below.asked == [b"abcd", b"e"]


async def test_much_does_not_wait() -> None:
    below = _Below()
    gathering = Gathering(below)
    gathering.write(b"first ")
    gathering.write(bytes(70_000))
    assert below.asked == [b"first " + bytes(70_000)]
    gathering.write(b"after")
    await turns()
    assert below.asked[1:] == [b"after"]


async def test_an_orderly_end_comes_after_all_that_was_written_and_an_abrupt_one_at_once() -> None:
    orderly, abrupt = _Below(), _Below()
    for below in (orderly, abrupt):
        gathering = Gathering(below)
        gathering.write(b"good-bye")
        (gathering.close if below is orderly else gathering.abort)()
        gathering.write(b"too late")
        await turns()
        assert gathering.is_closing()
    assert orderly.asked == [b"good-bye", "close"]
    assert abrupt.asked == ["abort"]


async def test_a_notice_before_an_abort_of_the_next_turn_is_sent() -> None:
    """The library says why it disconnects, and has its transport aborted at the next turn."""
    below = _Below()
    gathering = Gathering(below)
    gathering.write(b"why")
    asyncio.get_running_loop().call_soon(gathering.abort)
    await turns(3)
    assert below.asked == [b"why", "abort"]


async def test_what_came_in_is_confirmed_unless_something_is_sent_that_does_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else Linux waits 40 ms with the acknowledgement, and sshd as long with its next small packet."""
    monkeypatch.setattr(street, "_QUICKACK", 12)
    below = _Below()
    gathering = Gathering(below)
    gathering.confirm()
    assert below.set == [(socket.IPPROTO_TCP, 12, 1)]
    gathering.write(b"answer")
    gathering.confirm()
    await turns()
    assert below.set == [(socket.IPPROTO_TCP, 12, 1)]
    gathering.confirm()
    assert len(below.set) == 2


async def test_nothing_is_confirmed_where_the_system_cannot_or_the_connection_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    below = _Below()
    gathering = Gathering(below)
    monkeypatch.setattr(street, "_QUICKACK", None)
    gathering.confirm()
    monkeypatch.setattr(street, "_QUICKACK", 12)
    below.is_gone = True
    gathering.confirm()
    below.is_gone = False
    gathering.close()
    gathering.confirm()
    assert below.set == []


@asynccontextmanager
async def meeting() -> AsyncGenerator[tuple[_Heard, _Heard]]:
    """Give both ends of a real connection, ours through the street."""
    theirs, loop = _Heard(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: theirs, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    transport, ours = await Street().create_connection(_Heard, "127.0.0.1", port)
    try:
        async with asyncio.timeout(LONG):
            await theirs.met.wait()
        yield ours, theirs
    finally:
        transport.close()
        server.close()


async def test_the_protocol_hears_what_comes_and_that_it_is_over() -> None:
    async with meeting() as (ours, theirs), asyncio.timeout(LONG):
        assert isinstance(ours.transport, Gathering)
        assert theirs.transport is not None
        assert ours.transport.get_extra_info("peername") == theirs.transport.get_extra_info("sockname")
        ours.transport.write(b"to")
        ours.transport.write(b"gether")
        await theirs.came.wait()
        assert theirs.pieces == [b"together"]
        ours.transport.pause_reading()
        theirs.transport.write(b"answer")
        await turns(20)
        assert ours.pieces == []
        ours.transport.resume_reading()
        await ours.came.wait()
        theirs.transport.abort()
        await ours.over.wait()
        assert ours.pieces == [b"answer"]


async def test_where_nobody_listens_it_is_said() -> None:
    with pytest.raises(OSError, match=r"127\.0\.0\.1"):
        await Street().create_connection(_Heard, "127.0.0.1", 1)
