"""A look that asks a name server for a name."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Iterator
from typing import Final

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype

from runners.patience import patience
from runners.ways import Connect, addresses_of, connect
from scenarios.plan import DnsProbe

_LARGEST: Final = 65_535
_LENGTH: Final = struct.Struct("!H")


class DnsLook:
    """Asks one server once, by UDP as resolvers do (by TCP where the answer is cut short, or on a way of its own)."""

    def __init__(self, target: DnsProbe, timeout_ns: int, way: Connect | None = None) -> None:
        """Keep the question; nothing is asked yet."""
        self._target, self._timeout_ns, self._way = target, timeout_ns, way

    async def ask(self) -> str:
        """Return what is wrong with the answer; raises OSError or dns.exception.DNSException where there is none."""
        question = dns.message.make_query(self._target.name, self._target.record)
        async with patience(self._timeout_ns):
            return self._judged(await self._answer(question))

    async def close(self) -> None:
        """Hold nothing, so there is nothing to do."""

    async def _answer(self, question: dns.message.Message) -> dns.message.Message:
        if self._way is None:
            answer = await self._by_udp(question)
            if not answer.flags & dns.flags.TC:
                return answer
        return await self._by_tcp(question, self._way or connect)

    async def _by_udp(self, question: dns.message.Message) -> dns.message.Message:
        loop, target = asyncio.get_running_loop(), self._target
        family, where = (await addresses_of(target.server, target.port))[0]
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.setblocking(False)  # noqa: FBT003  the standard library's own signature
            await loop.sock_connect(sock, where)
            await loop.sock_sendall(sock, question.to_wire())
            while True:
                answer = _read(await loop.sock_recv(sock, _LARGEST))
                if answer is not None and question.is_response(answer):
                    return answer

    async def _by_tcp(self, question: dns.message.Message, way: Connect) -> dns.message.Message:
        sock = await way(self._target.server, self._target.port)
        reader, writer = await asyncio.open_connection(sock=sock)
        try:
            wire = question.to_wire()
            writer.write(_LENGTH.pack(len(wire)) + wire)
            (size,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
            answer = dns.message.from_wire(await reader.readexactly(size))
        finally:
            writer.transport.abort()
        if not question.is_response(answer):
            message = "the server answered something else than it was asked"
            raise OSError(message)
        return answer

    def _judged(self, answer: dns.message.Message) -> str:
        if answer.rcode() != dns.rcode.NOERROR:
            return dns.rcode.to_text(answer.rcode())
        values = sorted(_values(answer, self._target.record))
        if not values:
            return f"no {self._target.record} record"
        if not self._target.expect or {each.lower() for each in self._target.expect} & set(values):
            return ""
        return f"{', '.join(values)}, not {' or '.join(self._target.expect)}"


def _read(wire: bytes) -> dns.message.Message | None:
    """Return the message, None for what is none: anybody may send to an open port."""
    try:
        return dns.message.from_wire(wire, ignore_trailing=True, raise_on_truncation=False)
    except dns.exception.DNSException:
        return None


def _values(answer: dns.message.Message, record: str) -> Iterator[str]:
    """Yield the values of the records asked for, names without their last dot."""
    wanted = dns.rdatatype.from_text(record)
    for records in answer.answer:
        if records.rdtype == wanted:
            values: list[str] = [each.to_text() for each in records]  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            yield from (value.removesuffix(".").lower() for value in values)
