"""A ledger behind an application: the contract, and which answers are the application's own words."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from measurements.events import WriteOutcome
from measurements.ledger import payload, table_name
from runners.beat import SECOND
from runners.ledgers.http import NOT_DONE, HttpStore, proved_by
from runners.ledgers.store import StoreError
from scenarios.plan import HttpStoreSpec
from service.lab.application.postgres import PostgresKeeper
from tests.contracts.store import DRILL, LEDGER, StoreContract, pages
from tests.support.applications import Way, serving, serving_sqlite
from tests.support.ports import free_port
from tests.support.postgres import TemporaryPostgres

TABLE = table_name(LEDGER, DRILL)


def store_at(url: str, timeout_ns: int = 5 * SECOND) -> HttpStore:
    return HttpStore(drill=DRILL, ledger=LEDGER, timeout_ns=timeout_ns, spec=HttpStoreSpec(url=url, settle_ns=SECOND))


def stored(file: Path) -> list[int]:
    """Return the numbers in the database, read by SQLite itself."""
    with sqlite3.connect(file) as database:
        rows = database.execute("select number from ledger_rows where ledger = ? order by position", (TABLE,))
        found = [number for (number,) in rows]
    database.close()
    return found


class HttpContract(StoreContract):
    copies = 1

    @pytest.fixture
    async def store(self, way: Way) -> AsyncIterator[HttpStore]:
        made = store_at(way.url)
        yield made
        await made.close()

    @pytest.fixture
    async def again(self, way: Way) -> AsyncIterator[HttpStore]:
        made = store_at(way.url)
        yield made
        await made.close()


class TestHttpStoreOnSqlite(HttpContract):
    @pytest.fixture
    async def way(self, tmp_path: Path) -> AsyncIterator[Way]:
        async with serving_sqlite(tmp_path / "db") as way:
            yield way


@pytest.mark.lab
class TestHttpStoreOnPostgres(HttpContract):
    @pytest.fixture
    async def way(self, postgres: TemporaryPostgres) -> AsyncIterator[Way]:
        postgres.psql("drop table if exists ledgers, ledger_rows")
        async with serving(PostgresKeeper(postgres.dsn)) as way:
            yield way


class TestWhatEachAnswerProves:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        return tmp_path / "db"

    @pytest.fixture
    async def way(self, file: Path) -> AsyncIterator[Way]:
        async with serving_sqlite(file) as way:
            yield way

    @pytest.fixture
    async def store(self, way: Way) -> AsyncIterator[HttpStore]:
        made = store_at(way.url, SECOND // 2)
        await made.create()
        yield made
        await made.close()

    async def test_a_commit_whose_connection_is_dropped_is_in_doubt(
        self, store: HttpStore, way: Way, file: Path
    ) -> None:
        way.dropped |= {2}
        outcomes = [(await store.insert(number)).outcome for number in (1, 2, 3)]
        assert outcomes == [WriteOutcome.OK, WriteOutcome.INFO, WriteOutcome.OK]
        assert stored(file) == [1, 2, 3]

    async def test_a_gateway_proves_nothing_whatever_became_of_the_write(
        self, store: HttpStore, way: Way, file: Path
    ) -> None:
        way.refused |= {1}
        way.overtaken |= {2}
        assert [(await store.insert(number)).outcome for number in (1, 2)] == [WriteOutcome.INFO] * 2
        assert stored(file) == [2]

    async def test_a_late_write_is_refused_once_the_application_was_fenced(
        self, store: HttpStore, way: Way, file: Path
    ) -> None:
        way.late |= {1}
        assert (await store.insert(1)).outcome is WriteOutcome.INFO
        assert await store.fence()
        before = [row.number for page in await pages(store) for row in page.rows]
        way.release.set()
        assert (await store.insert(2)).outcome is WriteOutcome.OK
        assert (before, stored(file)) == ([], [2])

    async def test_an_application_without_a_fence_is_waited_for_and_told(self, store: HttpStore, way: Way) -> None:
        way.offers_fence = False
        assert not await store.fence()

    async def test_a_name_that_nobody_resolves_and_a_closed_port_got_nothing(self) -> None:
        for url in (f"http://127.0.0.1:{free_port()}/ledgers", "http://nobody.invalid/ledgers"):
            store = store_at(url)
            assert (await store.insert(1)).outcome is WriteOutcome.FAIL
            with pytest.raises(StoreError):
                await pages(store)
            await store.close()

    async def test_a_silent_server_leaves_a_write_in_doubt(self) -> None:
        gone = asyncio.Event()

        async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()
            gone.set()

        server = await asyncio.start_server(hold, "127.0.0.1", 0)
        async with server:
            store = store_at(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/ledgers", SECOND // 5)
            assert (await store.insert(1)).outcome is WriteOutcome.INFO
            await store.close()
            await gone.wait()


ASKED = {"number": 7, "payload": payload(DRILL, LEDGER, 7)}


@pytest.mark.parametrize(
    ("status", "headers", "said", "proof"),
    [
        (201, {}, ASKED, WriteOutcome.OK),
        (200, {}, ASKED, WriteOutcome.OK),
        (200, {}, {}, WriteOutcome.INFO),  # a page that says that the site is under maintenance
        (200, {}, {**ASKED, "number": 8}, WriteOutcome.INFO),
        (202, {}, ASKED, WriteOutcome.INFO),  # accepted is not done
        (503, {NOT_DONE: "7"}, {}, WriteOutcome.FAIL),
        (503, {NOT_DONE.lower(): "7"}, {}, WriteOutcome.FAIL),
        (503, {NOT_DONE: "8"}, {}, WriteOutcome.INFO),
        (400, {}, {}, WriteOutcome.INFO),
        (302, {}, {}, WriteOutcome.INFO),
        (500, {}, {}, WriteOutcome.INFO),
        (504, {}, {}, WriteOutcome.INFO),
    ],
)
def test_only_the_application_s_own_words_count(
    status: int, headers: Mapping[str, str], said: Mapping[str, object], proof: WriteOutcome
) -> None:
    assert proved_by(status, headers, said, ASKED) is proof
