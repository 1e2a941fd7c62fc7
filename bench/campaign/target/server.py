"""The service of one host of a pair: a ledger over HTTP that writes down what it kept and when it answered.

A process of its own, which knows nothing of us: `python3 -I -S server.py DIRECTORY PORT ENTRY PEER PULL_S ROLE`.
Lines on stdin name a new role (`primary`, `standby`, `fenced`); each is answered `ok` on stdout, as is the beginning.
DIRECTORY/kept.jsonl tells of every write that was durable here, DIRECTORY/served of every good answer at the entry.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

Answer: TypeAlias = tuple[int, dict[str, Any], str]

_BASE: Final = "/drill/ledgers/"
_PULL_TIMEOUT_S: Final = 1.0


class Store:
    """All that was kept, as operations in order; a standby has those of its primary, up to some moment."""

    def __init__(self, directory: Path) -> None:
        self._ops = directory / "ops.jsonl"
        self._truth = os.open(directory / "kept.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.ledgers: dict[str, dict[int, tuple[str, int]]] = {}
        self.epochs: dict[str, int] = {}
        self.operations: list[list[Any]] = []
        lines = self._ops.read_text(encoding="ascii").splitlines() if self._ops.exists() else []
        self.generation: str = json.loads(lines[0]) if lines else os.urandom(8).hex()
        self._file = os.open(self._ops, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        if not lines:
            self._durable(self.generation)
        told = [json.loads(line) for line in lines[1:] if line.endswith("]")]
        gone = {operation[1] for operation in told if operation[0] == "drop"}
        if gone:
            self.become(os.urandom(8).hex())
        for operation in told:
            if operation[1] not in gone:
                if gone:
                    self._durable(operation)
                self._put(operation)

    def become(self, generation: str) -> None:
        """Forget everything, to follow a primary of another origin."""
        os.ftruncate(self._file, 0)
        self.generation, self.operations, self.ledgers, self.epochs = generation, [], {}, {}
        self._durable(generation)

    def apply(self, operation: list[Any], how: str) -> None:
        """Keep an operation: durable and told of when this returns."""
        began = time.monotonic_ns()
        self._durable(operation)
        self._put(operation)
        if operation[0] == "write":
            line = {"ledger": operation[1], "number": operation[2], "how": how, "began": began}
            os.write(self._truth, json.dumps({**line, "kept": time.monotonic_ns()}).encode() + b"\n")

    def _durable(self, what: Any) -> None:
        os.write(self._file, json.dumps(what).encode() + b"\n")
        os.fdatasync(self._file)

    def _put(self, operation: list[Any]) -> None:
        self.operations.append(operation)
        kind, ledger = operation[0], operation[1]
        rows = self.ledgers.setdefault(ledger, {})
        match kind:
            case "write":
                rows.setdefault(operation[2], (operation[3], len(self.operations)))
            case "fence":
                self.epochs[ledger] = operation[2]
            case "drop":
                del self.ledgers[ledger]
            case _:
                pass


class Service:
    """Answers for the store as its role allows."""

    def __init__(self, store: Store, role: str, entry: str, served: Path) -> None:
        self.store, self.role, self._entry = store, role, entry
        self._served = os.open(served, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path, _ = head[0].split(" ", 2)
            known = {name.lower(): text.strip() for name, _, text in (line.partition(":") for line in head[1:])}
            body = await reader.readexactly(int(known.get("content-length", "0")))
            status, told, more = self.answer(method, path, known, body)
            text = b"" if status == 204 else json.dumps(told).encode()
            first = f"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\n{more}Connection: close\r\n"
            writer.write(f"{first}Content-Length: {len(text)}\r\n\r\n".encode() + text)
            await writer.drain()
            if status < 300 and writer.get_extra_info("sockname")[0] == self._entry:
                os.write(self._served, b"%d\n" % time.monotonic_ns())
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass
        finally:
            writer.close()

    def answer(self, method: str, path: str, known: dict[str, str], body: bytes) -> Answer:
        """Return status, body and further header lines."""
        place, _, query = path.partition("?")
        asked = {name: value for name, _, value in (part.partition("=") for part in query.split("&"))}
        if place == "/operations":
            return 200, self._since(asked), ""
        if self.role != "primary":
            refused = f"Drillproof-Not-Done: {json.loads(body)['number']}\r\n" if method == "POST" and body else ""
            return 503, {"role": self.role}, refused
        if not place.startswith(_BASE):
            return 200, {"up": socket.gethostname()}, ""
        name, _, verb = place.removeprefix(_BASE).partition("/")
        match method, verb:
            case "PUT", _:
                return self._opened(name)
            case "POST", "fence":
                return self._fenced(name)
            case "POST", _:
                return self._written(name, known, json.loads(body))
            case "DELETE", _:
                return self._dropped(name)
            case _:
                return self._read(name, asked)

    def _since(self, asked: dict[str, str]) -> dict[str, Any]:
        after = int(asked["after"]) if asked.get("generation") == self.store.generation else 0
        return {"generation": self.store.generation, "operations": self.store.operations[after : after + 500]}

    def _opened(self, name: str) -> Answer:
        if name not in self.store.ledgers:
            self.store.apply(["open", name], "written")
        return 201, {"epoch": self.store.epochs.get(name, 0)}, ""

    def _fenced(self, name: str) -> Answer:
        if name not in self.store.ledgers:
            return 404, {}, ""
        self.store.apply(["fence", name, self.store.epochs.get(name, 0) + 1], "written")
        return 200, {"epoch": self.store.epochs[name]}, ""

    def _written(self, name: str, known: dict[str, str], said: dict[str, Any]) -> Answer:
        number, rows = int(said["number"]), self.store.ledgers.get(name)
        if rows is None or int(known.get("drillproof-epoch", "0")) < self.store.epochs.get(name, 0):
            return 409, {}, f"Drillproof-Not-Done: {number}\r\n"
        if number in rows:
            return 200, {"number": number, "payload": rows[number][0]}, ""
        self.store.apply(["write", name, number, said["payload"]], "written")
        return 201, {"number": number, "payload": said["payload"]}, ""

    def _dropped(self, name: str) -> Answer:
        if name not in self.store.ledgers:
            return 404, {}, ""
        self.store.apply(["drop", name], "written")
        return 204, {}, ""

    def _read(self, name: str, asked: dict[str, str]) -> Answer:
        if name not in self.store.ledgers:
            return 404, {}, ""
        after, limit = int(asked.get("after") or -1), int(asked.get("limit") or 1000)
        page = sorted((number, *row) for number, row in self.store.ledgers[name].items() if number > after)[:limit]
        rows = [{"number": number, "payload": payload, "position": place} for number, payload, place in page]
        more = str(page[-1][0]) if len(page) == limit else None
        return 200, {"source": socket.gethostname(), "rows": rows, "next": more}, ""


async def follow(service: Service, peer: str, port: int, every_s: float) -> None:
    """As a standby, fetch what the primary has, again and again; nothing while this is no standby."""
    while True:
        await asyncio.sleep(every_s)
        if service.role != "standby":
            continue
        try:
            async with asyncio.timeout(_PULL_TIMEOUT_S):
                told = await fetch(service.store, peer, port)
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            continue
        if service.role == "standby":
            for operation in _new(service.store, told):
                service.store.apply(operation, "applied")


def _new(store: Store, told: dict[str, Any]) -> Iterator[list[Any]]:
    if told["generation"] != store.generation:
        store.become(told["generation"])
    yield from told["operations"]


async def fetch(store: Store, peer: str, port: int) -> dict[str, Any]:
    """Ask the peer for what comes after the last that is here."""
    reader, writer = await asyncio.open_connection(peer, port)
    try:
        wanted = f"/operations?after={len(store.operations)}&generation={store.generation}"
        writer.write(f"GET {wanted} HTTP/1.1\r\n\r\n".encode())
        answer = await reader.read(-1)
        told: dict[str, Any] = json.loads(answer.partition(b"\r\n\r\n")[2])
        return told
    finally:
        writer.close()


async def listen_to_keeper(service: Service) -> None:
    """Take roles from stdin until it ends."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    os.write(1, b"ok\n")
    while line := await reader.readline():
        service.role = line.decode().strip()
        os.write(1, b"ok\n")


async def main(directory: Path, port: int, entry: str, peer: str, pull_s: float, role: str) -> None:
    """Serve until stdin ends."""
    service = Service(Store(directory), role, entry, directory / "served")
    server = await asyncio.start_server(service.serve, "0.0.0.0", port, backlog=256)  # noqa: S104  a host of a lab
    async with server:
        following = asyncio.create_task(follow(service, peer, port, pull_s))
        await listen_to_keeper(service)
        following.cancel()


if __name__ == "__main__":
    given = sys.argv[1:]
    asyncio.run(main(Path(given[0]), int(given[1]), given[2], given[3], float(given[4]), given[5]))
