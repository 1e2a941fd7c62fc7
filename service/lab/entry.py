"""The virtual address of the database: a proxy that leads to the host whose name is in a file.

`python -m service.lab.entry`: moving the entry cuts every connection to the old host. The proxy passes bytes on as they
come and answers nothing itself, so that an acknowledgement a client sees was given by the database.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
from pathlib import Path
from typing import Final

from service.lab.account import take
from service.lab.carry import CHUNK, carry, join, reset
from service.lab.control import read_word, write_word

_BEAT_S: Final = 0.01


class Entry:
    """Where the entry leads now, and the connections that go through it."""

    def __init__(self, directory: Path, hosts: dict[str, tuple[str, int]]) -> None:
        self._directory = directory
        self._hosts = hosts
        self._serving = ""
        self._open: set[asyncio.StreamWriter] = set()

    async def follow(self) -> None:
        """Lead to the host named in `target`, and say so in `serving` once the old connections are cut."""
        while True:
            wanted = read_word(self._directory / "target")
            if wanted in self._hosts and wanted != self._serving:
                self._serving = wanted
                for writer in tuple(self._open):
                    reset(writer)
                write_word(self._directory / "serving", wanted)
            await asyncio.sleep(_BEAT_S)

    async def accept(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        """Carry one client's connection; a database that does not answer is a reset to the client."""
        self._open.add(answer)
        try:
            await self._lead(client, answer)
        except OSError:
            reset(answer)
        finally:
            self._open.discard(answer)

    async def _lead(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        led_to = self._serving
        database, request = await asyncio.open_connection(*self._hosts[led_to], limit=CHUNK)
        try:
            if led_to != self._serving:
                raise ConnectionAbortedError
            in_order = await join(
                carry(client, request),
                carry(database, answer),
            )
        finally:
            reset(request)
        if not in_order:
            raise ConnectionAbortedError
        answer.close()


async def serve(listener: socket.socket, directory: Path, hosts: dict[str, tuple[str, int]]) -> None:
    """Serve the virtual address for ever."""
    entry = Entry(directory, hosts)
    await asyncio.start_server(entry.accept, sock=listener, limit=CHUNK)
    await entry.follow()


def main() -> None:
    """Read the command line, drop to the uid it names, serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("--directory", type=Path, required=True)
    parser.add_argument("--host", action="append", nargs=3, metavar=("NAME", "ADDRESS", "PORT"), required=True)
    parser.add_argument("--account", type=int, nargs=2, metavar=("UID", "GID"), required=True)
    arguments = parser.parse_args()
    take(*arguments.account)
    hosts = {name: (address, int(port)) for name, address, port in arguments.host}
    asyncio.run(serve(socket.socket(fileno=arguments.fd), arguments.directory, hosts))


if __name__ == "__main__":
    main()
