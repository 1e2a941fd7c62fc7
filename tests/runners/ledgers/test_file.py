"""A ledger's file: the contract over real shells, and what a script's every ending proves."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from measurements.events import CONTROLLER, Outcome, WriteOutcome
from measurements.ledger import payload, table_name
from runners.beat import SECOND
from runners.clock import SystemClock
from runners.ledgers.file import FileStore, proved_by
from runners.ledgers.store import StoreError
from runners.local import LocalRemote
from runners.remote import Answer
from tests.contracts.store import DRILL, LEDGER, StoreContract, pages
from tests.support.processes import freeze

TABLE = table_name(LEDGER, DRILL)


def store_in(directory: Path, timeout_ns: int = 10 * SECOND) -> FileStore:
    remote = LocalRemote(SystemClock())
    return FileStore(
        drill=DRILL, ledger=LEDGER, timeout_ns=timeout_ns, remote=remote, host=CONTROLLER, directory=str(directory)
    )


def left_in(directory: Path) -> list[Path]:
    return list(directory.iterdir())


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[FileStore]:
    made = store_in(tmp_path)
    yield made
    await made.close()


@pytest.fixture
async def again(tmp_path: Path) -> AsyncIterator[FileStore]:
    made = store_in(tmp_path)
    yield made
    await made.close()


class TestFileStore(StoreContract):
    async def test_nothing_is_left_when_it_is_dropped(self, store: FileStore, tmp_path: Path) -> None:
        await store.create()
        await store.insert(1)
        await store.fence()
        await store.drop()
        assert left_in(tmp_path) == []

    async def test_a_directory_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="there is no directory"):
            await store_in(tmp_path / "none").create()


async def test_torn_lines_are_counted_and_stay_apart(store: FileStore, tmp_path: Path) -> None:
    await store.create()
    await store.insert(1)
    with (tmp_path / TABLE).open("a", encoding="utf-8") as file:
        file.write(f"\n2 {payload(DRILL, LEDGER, 2)[:7]}")
    await store.insert(3)
    found = await pages(store)
    assert [row.number for page in found for row in page.rows] == [1, 3]
    assert sum(page.torn for page in found) == 1


async def test_a_long_file_comes_back_whole(store: FileStore, tmp_path: Path) -> None:
    await store.create()
    lines = [f"\n{number} {payload(DRILL, LEDGER, number)} .\n" for number in range(5_000)]
    (tmp_path / TABLE).write_text("".join(lines), encoding="utf-8")
    rows = [row for page in await pages(store, 700) for row in page.rows]
    assert [(row.number, row.payload) for row in rows] == [(n, payload(DRILL, LEDGER, n)) for n in range(5_000)]


async def test_a_write_that_comes_after_the_fence_finds_nothing(store: FileStore, again: FileStore) -> None:
    await store.create()
    await store.insert(1)
    await again.fence()
    assert (await store.insert(2)).outcome is WriteOutcome.FAIL
    assert [row.number for page in await pages(again) for row in page.rows] == [1]


async def test_a_writer_that_holds_the_file_is_ended_by_the_fence(store: FileStore, tmp_path: Path) -> None:
    """A process that was stopped with the file open would go on writing to it under any name."""
    await store.create()
    await store.insert(1)
    with stopped_writer(tmp_path) as late:
        assert await store.fence()
        assert late.wait(10) == -signal.SIGKILL
    assert [row.number for page in await pages(store) for row in page.rows] == [1]


@contextmanager
def stopped_writer(directory: Path) -> Generator[subprocess.Popen[bytes]]:
    """A process that has opened the file, left its mark, and was stopped before it wrote."""
    mark = directory / f"{TABLE}.writers" / "late"
    with (directory / TABLE).open("ab") as file:
        late = subprocess.Popen[bytes](["cat"], stdin=subprocess.PIPE, stdout=file)
    try:
        freeze(late.pid)
        started = Path(f"/proc/{late.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
        mark.write_text(f"{late.pid} {started}\n", encoding="utf-8")
        yield late
    finally:
        late.kill()
        late.communicate()


@pytest.mark.parametrize(
    ("answer", "proof"),
    [
        (Answer(outcome=Outcome.OK, exit_status=0), WriteOutcome.OK),
        (Answer(outcome=Outcome.OK, exit_status=3), WriteOutcome.FAIL),
        (Answer(outcome=Outcome.FAILED, reason="no route"), WriteOutcome.FAIL),
        (Answer(outcome=Outcome.OK, exit_status=1), WriteOutcome.INFO),
        (Answer(outcome=Outcome.OK, exit_status=137), WriteOutcome.INFO),
        (Answer(outcome=Outcome.UNKNOWN, reason="the channel was lost"), WriteOutcome.INFO),
    ],
)
def test_only_what_was_not_begun_or_not_written_is_a_no(answer: Answer, proof: WriteOutcome) -> None:
    assert proved_by(answer) is proof
