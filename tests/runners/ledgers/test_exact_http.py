"""A ledger behind an application is exact under crash, standstill and late delivery; SQLite says what is there."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import urllib.request
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from measurements.ledger import table_name
from runners.beat import MILLISECOND, SECOND
from runners.ledgers.http import HttpStore
from runners.ledgers.store import Store
from scenarios.plan import HttpStoreSpec
from tests.contracts.exact import TIMEOUT_NS, ExactContract, Row
from tests.contracts.store import DRILL, LEDGER
from tests.support.daemons import Daemon
from tests.support.ports import free_port
from tests.support.wires import Wire, wire

TABLE = table_name(LEDGER, DRILL)
ROOT = Path(__file__).parents[3]
pytestmark = [pytest.mark.slow, pytest.mark.stack]


def store_at(port: int) -> HttpStore:
    spec = HttpStoreSpec(url=f"http://127.0.0.1:{port}/ledgers", settle_ns=SECOND)
    return HttpStore(drill=DRILL, ledger=LEDGER, timeout_ns=TIMEOUT_NS, spec=spec)


@dataclass(slots=True)
class HttpGround:
    application: Daemon
    port: int
    file: Path
    way: Wire
    writer: Store
    every_ns: int = 10 * MILLISECOND
    some: int = 30

    def reader(self) -> Store:
        return store_at(self.port)

    async def crash(self) -> None:
        await asyncio.to_thread(self.application.kill)

    async def rise(self) -> None:
        await asyncio.to_thread(self.application.start)

    def hang(self) -> None:
        self.application.freeze()

    def go_on(self) -> None:
        self.application.thaw()

    async def hold(self) -> None:
        self.way.stop()

    def deliver(self) -> None:
        self.way.go_on()

    def is_quiet(self) -> bool:
        """The application answers only when all that came before is done: its database does one thing at a time."""
        return self.way.connections == 0 and serves(self.port)

    def content(self) -> list[Row]:
        with closing(sqlite3.connect(self.file)) as database:
            query = "select number, payload from ledger_rows where ledger = ?"
            return [(number, payload) for number, payload in database.execute(query, (TABLE,))]


def serves(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


class TestHttp(ExactContract):
    @pytest.fixture
    async def ground(self, tmp_path: Path) -> AsyncIterator[HttpGround]:
        port, file = free_port(), tmp_path / "database"
        argv = [sys.executable, "-m", "service.lab.application", "--host", "127.0.0.1", "--port", str(port)]
        env = {"PYTHONPATH": str(ROOT)}
        application = Daemon([*argv, "--sqlite", str(file)], tmp_path, ready=lambda: serves(port), env=env)
        await asyncio.to_thread(application.start)
        try:
            with wire(port) as way:
                made = HttpGround(application, port, file, way, store_at(way.port))
                await made.writer.create()
                yield made
                await made.writer.close()
        finally:
            application.kill()
