"""The real watch when things die: the prober, the runner, the database, the machine."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from measurements.events import SamplesTaken, WriteOutcome
from measurements.ledger import payload, table_name
from runners.beat import SECOND
from runners.clock import SystemClock
from runners.continuity import ContinuedClock
from runners.ledgers.generations import generations
from runners.supervise import ProcessWatch
from runners.watch import News, WatchError
from scenarios.plan import HttpProbe, Plan, SecretRef
from tests.contracts.watch import end, listening, read
from tests.support.postgres import TemporaryPostgres
from tests.support.processes import freeze, lives, until
from tests.support.services import says, serving
from tests.support.watching import (
    DRILL,
    answers,
    dues,
    fortunes,
    ledger,
    plan_of,
    port_probe,
    read_journal,
    reports,
    write_order,
)

pytestmark = pytest.mark.lab
TABLE = table_name("orders", DRILL)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """The drill's spool directory; whatever still runs for it at the end is killed."""
    directory = tmp_path / "spool"
    yield directory
    for pid in pids_of(directory):
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def dsn(postgres: TemporaryPostgres, tmp_path: Path) -> SecretRef:
    file = tmp_path / "dsn"
    file.write_text(postgres.dsn)
    postgres.psql(f"drop table if exists {', '.join(generations(TABLE))}")
    return SecretRef(source="file", name=str(file))


@asynccontextmanager
async def port_plan() -> AsyncGenerator[Plan, None]:
    async with serving(says(200)) as port:
        yield plan_of(probes=(port_probe(port),))


def watch_over(place: Path, plan: Plan) -> ProcessWatch:
    return ProcessWatch(directory=place, drill=DRILL, plan=plan, clock=SystemClock())


def pids_of(directory: Path) -> list[int]:
    """Return the processes that hold a lock in this directory."""
    holders: list[int] = []
    for name in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            target = name.readlink()
        except OSError:
            continue
        if target.parent == directory and target.suffix == ".lock":
            holders.append(int(name.parts[2]))
    return [pid for pid in set(holders) if pid != os.getpid()]


async def test_a_killed_prober_leaves_a_gap_and_is_started_again(place: Path) -> None:
    journal: list[News] = []
    async with port_plan() as plan:
        watch = watch_over(place, plan)
        async with listening(watch, journal):
            await until(lambda: len(dues(journal, "port")) > 10)
            (prober,) = pids_of(place)
            os.kill(prober, signal.SIGKILL)
            killed = SystemClock().now()
            await until(lambda: dues(journal, "port")[-1] > killed)
            await end(watch, journal)
    assert fortunes(journal, "port") == ["started", "lost", "started", "stopped"]
    found = sorted(dues(journal, "port"))
    assert len(set(found)) == len(found)
    assert max(b - a for a, b in pairwise(found)) > 5 * plan.probes[0].every_ns


async def test_a_prober_that_cannot_run_is_lost_with_its_last_words(place: Path) -> None:
    page = replace(port_probe(1), target=HttpProbe(url="https://127.0.0.1/", ca_file="/nowhere.pem"))
    journal: list[News] = []
    watch = watch_over(place, plan_of(probes=(page,)))
    async with listening(watch, journal):
        await until(lambda: "lost" in reports(journal, "port"))
        await watch.stop()
    assert any("FileNotFoundError" in getattr(event, "detail", "") for event in journal)


async def test_a_frozen_prober_is_reported_as_stalled(place: Path) -> None:
    journal: list[News] = []
    async with port_plan() as plan:
        watch = watch_over(place, plan)
        async with listening(watch, journal):
            await until(lambda: len(dues(journal, "port")) > 5)
            (prober,) = pids_of(place)
            freeze(prober)
            await until(lambda: "stalled" in reports(journal, "port"))
            os.kill(prober, signal.SIGCONT)
            before = len(dues(journal, "port"))
            await until(lambda: len(dues(journal, "port")) > before + 5)
            await end(watch, journal)
    assert reports(journal, "port") == ["started", "stalled", "stopped"]


async def test_a_killed_runner_is_survived_and_its_processes_adopted(
    place: Path, dsn: SecretRef, tmp_path: Path, postgres: TemporaryPostgres
) -> None:
    written, order = tmp_path / "journal", tmp_path / "order"
    async with serving(says(200)) as port:
        plan = plan_of(probes=(port_probe(port),), ledgers=(ledger(dsn),))
        write_order(order, place, written, plan)
        await _run_and_kill(order, written)
        survivors = set(pids_of(place))
        assert len(survivors) == 2
        journal = read_journal(written)
        told = len(dues(journal, "port")), len(answers(journal))
        watch = watch_over(place, plan)
        async with listening(watch, journal):
            await until(lambda: len(dues(journal, "port")) > told[0] + 30 and len(answers(journal)) > told[1] + 30)
            assert set(pids_of(place)) == survivors
            chunks = await read(watch)
            await end(watch, journal)
    assert fortunes(journal, "port") == ["started", "adopted", "stopped"]
    found = sorted(dues(journal, "port"))
    assert len(set(found)) == len(found)
    assert all((b - a) % plan.probes[0].every_ns == 0 for a, b in pairwise(found))
    numbers = sorted(answers(journal))
    assert numbers == list(range(1, len(numbers) + 1))
    acknowledged = {n for n, (outcome, _) in answers(journal).items() if outcome is WriteOutcome.OK}
    assert acknowledged <= {n for chunk in chunks for n in chunk.number}
    assert not any(lives(pid) for pid in survivors)
    postgres.psql(f"drop table if exists {', '.join(generations(TABLE))}")


async def _run_and_kill(order: Path, journal: Path) -> None:
    """Run a runner of its own until it has seen something, and kill it."""
    runner = subprocess.Popen[bytes]([sys.executable, "-m", "tests.support.watching", str(order)])
    try:
        await until(lambda: len(dues(read_journal(journal), "port")) > 20 and len(answers(read_journal(journal))) > 20)
    finally:
        runner.kill()
        await asyncio.to_thread(runner.wait)


async def test_a_prober_that_died_with_its_runner_is_lost_and_started(place: Path) -> None:
    journal: list[News] = []
    async with port_plan() as plan:
        first = watch_over(place, plan)
        async with listening(first, journal):
            await until(lambda: len(dues(journal, "port")) > 5)
        (prober,) = pids_of(place)
        os.kill(prober, signal.SIGKILL)
        await until(lambda: not lives(prober))
        second = watch_over(place, plan)
        async with listening(second, journal):
            before = len(dues(journal, "port"))
            await until(lambda: len(dues(journal, "port")) > before + 5)
            await end(second, journal)
    assert fortunes(journal, "port") == ["started", "lost", "started", "stopped"]
    assert [event.batch for event in journal if isinstance(event, SamplesTaken)] == list(
        range(sum(isinstance(event, SamplesTaken) for event in journal))
    )


async def test_a_killed_ledger_never_uses_a_number_twice(
    place: Path, dsn: SecretRef, postgres: TemporaryPostgres
) -> None:
    journal: list[News] = []
    watch = watch_over(place, plan_of(ledgers=(ledger(dsn),)))
    async with listening(watch, journal):
        await watch.open_ledger("orders")
        await until(lambda: len(answers(journal)) > 20)
        (writer,) = pids_of(place)
        os.kill(writer, signal.SIGKILL)
        before = len(answers(journal))
        await until(lambda: len(answers(journal)) > before + 20)
        chunks = await read(watch)
        await watch.drop_ledger("orders")
        await end(watch, journal, "orders")
    rows = [n for chunk in chunks for n in chunk.number]
    assert len(rows) == len(set(rows))
    assert fortunes(journal, "orders") == ["started", "lost", "started", "stopped"]
    assert postgres.is_running


@pytest.mark.slow
@pytest.mark.parametrize("trouble", ["killed", "frozen", "read only"])
async def test_outcomes_are_right_against_what_the_store_holds(
    place: Path, dsn: SecretRef, postgres: TemporaryPostgres, trouble: str
) -> None:
    journal: list[News] = []
    watch = watch_over(place, plan_of(ledgers=(ledger(dsn, every_ms=5, timeout_ms=500),)))
    async with listening(watch, journal):
        await watch.open_ledger("orders")
        await until(lambda: len(answers(journal)) > 50)
        await asyncio.to_thread(_trouble, postgres, trouble)
        await until(lambda: any(outcome is not WriteOutcome.OK for outcome, _ in answers(journal).values()))
        await asyncio.to_thread(_relieve, postgres, trouble)
        relieved = max(answers(journal))
        await until(
            lambda: sum(outcome is WriteOutcome.OK for n, (outcome, _) in answers(journal).items() if n > relieved) > 20
        )
        await read(watch)
        await end(watch, journal, "orders")
    in_table = _rows(postgres)
    there = {int(n) for n in in_table}
    by_outcome = {kind: {n for n, (o, _) in answers(journal).items() if o is kind} for kind in WriteOutcome}
    assert by_outcome[WriteOutcome.OK] <= there
    assert not by_outcome[WriteOutcome.FAIL] & there
    assert there <= set(answers(journal))
    assert all(text == payload(DRILL, "orders", int(n)) for n, text in in_table.items())
    assert all(completed is not None for _, completed in answers(journal).values())
    postgres.psql(f"drop table if exists {', '.join(generations(TABLE))}")


def _rows(postgres: TemporaryPostgres) -> dict[str, str]:
    """Return payload by number, as the store itself has them."""
    rows = postgres.psql(f"select n, payload from {generations(TABLE)[1]}")  # noqa: S608  a derived name
    return dict(row.split("|") for row in rows.split())


def _trouble(postgres: TemporaryPostgres, trouble: str) -> None:
    match trouble:
        case "killed":
            postgres.kill()
        case "frozen":
            postgres.freeze()
        case _:
            postgres.be_read_only(wanted=True)


def _relieve(postgres: TemporaryPostgres, trouble: str) -> None:
    match trouble:
        case "killed":
            postgres.start()
        case "frozen":
            postgres.thaw()
        case _:
            postgres.be_read_only(wanted=False)


async def test_a_ledger_whose_table_cannot_be_made_says_so(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "dsn"
    file.write_text("postgresql://someone:verysecret@127.0.0.1:1/nothing")
    watch = watch_over(place, plan_of(ledgers=(ledger(SecretRef(source="file", name=str(file))),)))
    await watch.start({})
    with pytest.raises(WatchError, match="it cannot be opened") as told:
        await watch.open_ledger("orders")
    assert "verysecret" not in str(told.value)
    await watch.stop()


async def test_a_missing_secret_keeps_the_watch_from_starting(place: Path, tmp_path: Path) -> None:
    missing = SecretRef(source="file", name=str(tmp_path / "none"))
    watch = watch_over(place, plan_of(ledgers=(ledger(missing),)))
    with pytest.raises(WatchError, match="cannot be started"):
        await watch.start({})
    with pytest.raises(WatchError, match="could not be prepared"):
        await watch.open_ledger("orders")


async def test_secrets_reach_the_processes_by_stdin_only(
    place: Path, postgres: TemporaryPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "correct-horse-battery"
    monkeypatch.setenv("ENTRY_DSN", postgres.dsn.replace("postgres@", f"postgres:{secret}@"))
    plan = plan_of(ledgers=(ledger(SecretRef(source="env", name="ENTRY_DSN")),))
    journal: list[News] = []
    watch = watch_over(place, plan)
    async with listening(watch, journal):
        await watch.open_ledger("orders")
        await until(lambda: len(answers(journal)) > 5)
        (pid,) = pids_of(place)
        shown = _shown_by(pid)
        await asyncio.to_thread(postgres.stop)
        await until(lambda: any(outcome is not WriteOutcome.OK for outcome, _ in answers(journal).values()))
        await watch.stop()
    assert secret.encode() not in shown + b"".join(file.read_bytes() for file in _files_in(place))
    assert {_mode(file) for file in _files_in(place)} == {0o600}
    assert _mode(place) == 0o700


def _shown_by(pid: int) -> bytes:
    """Return what everybody may see of a process."""
    return Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/environ").read_bytes()


def _files_in(place: Path) -> list[Path]:
    return list(place.iterdir())


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_samples_are_told_in_the_drills_time(place: Path) -> None:
    ahead = 1_000 * SECOND
    clock = ContinuedClock(clock=SystemClock(), offset_ns=ahead)
    journal: list[News] = []
    async with port_plan() as plan:
        watch = ProcessWatch(directory=place, drill=DRILL, plan=plan, clock=clock)
        async with listening(watch, journal):
            await until(lambda: len(dues(journal, "port")) > 5)
            await watch.stop()
    assert abs(dues(journal, "port")[0] - ahead - SystemClock().now()) < 60 * SECOND
