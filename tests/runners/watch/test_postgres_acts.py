"""Reconciling, measuring and asking about replication with a real PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from measurements.events import (
    Ending,
    LedgerRead,
    LedgerReplayed,
    LedgerWritten,
    MarkerRead,
    Outcome,
    StepCompleted,
    WriteOutcome,
)
from measurements.history import History
from measurements.ledger import lost, table_name
from runners.approvals import WaivingInbox
from runners.clock import SystemClock
from runners.engine import run_drill
from runners.faults import fault_commands
from runners.queries import PostgresQueries, QueryError
from runners.ready.replication import QUERY
from runners.remote import Answer, Command
from runners.scripted import Exits, ScriptedRemote
from runners.supervise import ProcessWatch
from scenarios.plan import (
    SECOND,
    CheckStream,
    LedgerAct,
    Measure,
    Phase,
    Plan,
    PlannedStep,
    Ready,
    Reconcile,
    ReplicationHealthy,
    Run,
    SecretRef,
)
from tests.support.databases import journal_in
from tests.support.postgres import TemporaryPostgres
from tests.support.scripted_drills import step
from tests.support.watching import ledger, plan_of

pytestmark = pytest.mark.lab
OK, FAILED = Outcome.OK, Outcome.FAILED
DRILL = "d-reconcile"
LOSE = f"delete from {table_name('orders', DRILL)} where n % 3 = 0 and n <= 30"  # noqa: S608  a derived name


@pytest.fixture
def dsn(postgres: TemporaryPostgres, tmp_path: Path) -> SecretRef:
    path = tmp_path / "dsn"
    path.write_text(postgres.dsn)
    return SecretRef(source="file", name=str(path))


def planned(dsn: SecretRef, *steps: PlannedStep) -> Plan:
    return replace(plan_of(ledgers=(ledger(dsn),)), steps=steps)


class Losing(ScriptedRemote):
    """The hands of these drills, with which `lose` takes rows away behind everybody's back."""

    def __init__(self, postgres: TemporaryPostgres) -> None:
        super().__init__(SystemClock(), lambda _host, _command: Exits())
        self._postgres = postgres

    async def run(self, host: str, command: Command) -> Answer:
        await asyncio.to_thread(self._postgres.psql, command.script)
        return await super().run(host, command)


@asynccontextmanager
async def drilled(made: Plan, postgres: TemporaryPostgres, tmp_path: Path) -> AsyncGenerator[History]:
    clock = SystemClock()
    journal = journal_in(tmp_path)
    async with asyncio.timeout(120):
        yield await run_drill(
            made,
            DRILL,
            journal=journal,
            remote=Losing(postgres),
            watch=ProcessWatch(directory=tmp_path / "spool", drill=DRILL, plan=made, clock=clock),
            clock=clock,
            mask=str,
            faults=fault_commands,
            approvals=WaivingInbox(),
        )
    journal.close()


def acknowledged(history: History) -> set[int]:
    return {
        number
        for event in history.of(LedgerWritten)
        for number, outcome in zip(event.number, event.outcome, strict=True)
        if outcome is WriteOutcome.OK
    }


@pytest.mark.slow
async def test_what_a_database_lost_is_found_and_written_again(
    postgres: TemporaryPostgres, dsn: SecretRef, tmp_path: Path
) -> None:
    made = planned(
        dsn,
        step("ledger.orders.open", Phase.PREPARE, LedgerAct(ledger="orders", act="open")),
        step(
            "writes",
            Phase.PREPARE,
            CheckStream(stream="orders", state="up", hold_ns=SECOND // 2),
            needs=["ledger.orders.open"],
        ),
        step("lose", Phase.INJECT, Run(script=LOSE)),
        step("lost", Phase.VERIFY, Reconcile(ledger="orders", replay=True), within=30 * SECOND),
        step("ledger.orders.drop", Phase.RESTORE, LedgerAct(ledger="orders", act="drop")),
    )
    async with drilled(made, postgres, tmp_path) as history:
        assert history.closed is not None
        assert (history.closed.ending, history.closed.restored) == (Ending.COMPLETED, True), history.closed.reason
    first = {n for event in history.of(LedgerRead) if not event.replayed for n in event.number}
    second = {n for event in history.of(LedgerRead) if event.replayed for n in event.number}
    missing = lost(acknowledged(history), first)
    assert set(range(3, 31, 3)) <= set(missing)
    assert tuple(n for event in history.of(LedgerReplayed) for n in event.number) == missing
    assert acknowledged(history) <= second
    said = next(event for event in history.of(StepCompleted) if event.step == "lost")
    assert said.outcome is OK
    assert "0 still missing" in said.stdout


@pytest.mark.parametrize(
    ("marker", "query", "granularity"),
    [
        ("log_position", "select pg_current_wal_lsn()", 1),
        ("log_position", "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')", 1),
        ("business_time", "select now()", 1),
        ("business_time", "select now()::timestamptz(0)", SECOND),
        ("backup", "select '2026-11-21 02:03+08'::text", 60 * SECOND),
    ],
)
async def test_a_marker_is_read_by_a_query(
    postgres: TemporaryPostgres, dsn: SecretRef, tmp_path: Path, marker: str, query: str, granularity: int
) -> None:
    action = Measure(service="db", marker=marker, side="after", dsn=dsn, query=query)  # pyright: ignore[reportArgumentType]
    async with drilled(
        replace(planned(dsn, step("m", Phase.VERIFY, action)), ledgers=()), postgres, tmp_path
    ) as history:
        readings = list(history.of(MarkerRead))
    assert len(readings) == 1, next(history.of(StepCompleted)).reason
    assert readings[0].granularity in {granularity, 1000}
    assert int(readings[0].value) > 0
    assert readings[0].sent <= readings[0].received


async def test_a_question_can_write_nothing_and_waits_for_no_dead_server(
    postgres: TemporaryPostgres, dsn: SecretRef
) -> None:
    queries = PostgresQueries()
    postgres.psql("create table if not exists t (n int)")
    for writing in ("insert into t values (1) returning n", "select 1; drop table t", "select nextval('none')"):
        with pytest.raises(QueryError):
            await queries.rows(dsn, writing, 5 * SECOND)
    assert postgres.psql("select count(*) from t") == "0"
    postgres.freeze()
    try:
        async with asyncio.timeout(20):
            with pytest.raises(QueryError):
                await queries.rows(dsn, "select 1", SECOND // 2)
    finally:
        postgres.thaw()
    with pytest.raises(QueryError, match="nowhere"):
        await queries.rows(SecretRef(source="file", name="/nowhere"), "select 1", SECOND)


@pytest.mark.slow
async def test_a_standby_that_streams_is_healthy_and_none_is_not(
    postgres: TemporaryPostgres, dsn: SecretRef, tmp_path: Path
) -> None:
    check = ReplicationHealthy(dsn=dsn, standbys=1, lag_bytes=16_000_000, lag_ns=10 * SECOND)
    made = replace(planned(dsn, step("ready.1", Phase.PREPARE, Ready(check=check))), ledgers=())
    async with drilled(made, postgres, tmp_path) as history:
        assert next(history.of(StepCompleted)).outcome is FAILED
    await asyncio.to_thread(postgres.psql, "select pg_switch_wal()")
    with postgres.standby():
        await _until_streaming(dsn)
        (tmp_path / "again").mkdir()
        async with drilled(made, postgres, tmp_path / "again") as history:
            ended = next(history.of(StepCompleted))
    assert ended.outcome is OK, ended.reason
    assert "1 of 1 standbys stream" in ended.stdout


async def _until_streaming(dsn: SecretRef) -> None:
    async with asyncio.timeout(30):
        while not await _is_streaming(dsn):  # noqa: ASYNC110  it is another process that is waited for
            await asyncio.sleep(0.1)


async def _is_streaming(dsn: SecretRef) -> bool:
    rows = await PostgresQueries().rows(dsn, QUERY, SECOND)
    return any(row[1] == "streaming" and row[2] is not None for row in rows)
