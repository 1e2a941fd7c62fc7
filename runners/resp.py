"""Redis's own protocol, as far as a look at a server needs it: a command out, one answer in.

(RESP2, https://redis.io/docs/latest/develop/reference/protocol-spec/)
"""

from __future__ import annotations

import asyncio
from typing import Final, TypeAlias

Reply: TypeAlias = "str | int | list[Reply] | None"

_LARGEST: Final = 1 << 20


class RefusedError(Exception):
    """The server answered with an error, which is the text."""


class Talk:
    """A connection that is talked over, one command at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def ask(self, *words: str) -> Reply:
        """Send a command and return its answer; raises RefusedError, OSError or EOFError."""
        parts = [f"*{len(words)}\r\n".encode()]
        parts += [b"$%d\r\n%s\r\n" % (len(raw), raw) for raw in (word.encode() for word in words)]
        self._writer.write(b"".join(parts))
        return await self._reply()

    def close(self) -> None:
        """Hang up at once."""
        self._writer.transport.abort()

    async def _reply(self) -> Reply:
        line = (await self._reader.readuntil(b"\r\n"))[:-2]
        kind, rest = line[:1], line[1:].decode(errors="replace")
        match kind:
            case b"+":
                return rest
            case b":":
                return int(rest)
            case b"$":
                return await self._text(_size(rest))
            case b"*":
                return [await self._reply() for _ in range(_size(rest))] if rest != "-1" else None
            case b"-":
                raise RefusedError(rest)
            case _:
                message = "what answers there is no Redis"
                raise OSError(message)

    async def _text(self, size: int) -> str | None:
        if size < 0:
            return None
        return (await self._reader.readexactly(size + 2))[:-2].decode(errors="replace")


def _size(text: str) -> int:
    """Return a length; raises OSError for one that no honest answer to a look has."""
    size = int(text) if text.lstrip("-").isdigit() else _LARGEST
    if size >= _LARGEST:
        message = "what answers there is no Redis"
        raise OSError(message)
    return size
