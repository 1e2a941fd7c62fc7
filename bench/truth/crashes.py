"""RTO and RPO against the truth of real crashes: the primary of a PostgreSQL pair is killed, its standby takes over.

In most trials the standby falls behind before: the process that sends it the log is stopped. What was lost is known
afterwards, because the killed primary is started again and asked: what it holds and the standby does not. When the
service was down and up is known from who kills and who leads the entry elsewhere (`bench/truth/entry.py`).
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any, Final

from bench.truth.databases import expected_of, outcomes_of
from bench.truth.ground import MILLISECOND, SERVICE, Ground, drill, plan_of, step
from bench.truth.lag import LagViews
from bench.truth.losses import LEDGER, Loss, counts
from bench.truth.outages import HOLD_S
from bench.truth.policies import BUSINESS, POLL_NS, business_rpo, run_clock
from bench.truth.recoveries import RUN_CLOCK, Recovery, measured
from bench.truth.tamper import COMMITS, Deeds, commits, to_monotonic
from measurements.events import WriteOutcome
from measurements.history import History
from measurements.judge import judge
from measurements.ledger import table_name
from runners.ledgers.generations import generations
from runners.postgres_entry import connect
from runners.spool import WRITES
from scenarios.plan import (
    SECOND,
    CheckStream,
    LedgerAct,
    Phase,
    Plan,
    PlannedLedger,
    PlannedStep,
    PostgresStoreSpec,
    Run,
    SecretRef,
    WaitFor,
)
from tests.support.postgres import TemporaryPostgres, postgres_tree
from tests.support.processes import until

EVERY_NS: Final = 10 * MILLISECOND
TIMEOUT_NS: Final = 300 * MILLISECOND
_SETTINGS: Final = ("-c", "track_commit_timestamp=on", "-c", "autovacuum=off")
_ORDER: Final = """
order() {
    reply="$TRUTH/reply.$2.$1"
    mkfifo "$reply"
    printf '%s %s %s %s\\n' "$1" "$2" "$3" "$reply" >"$TRUTH/entry.orders"
    read -r answer <"$reply"
    rm -f "$reply"
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crash:
    """One trial: how far the standby falls behind, how long the decision takes, and what is promised."""

    name: str
    behind_s: float | None
    """How long before the crash it hears nothing more; None where it hears everything."""
    is_synchronous: bool
    decision_s: float
    rto_ns: int
    rpo_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Two servers with one entry."""

    primary: TemporaryPostgres
    standby: str
    entry: int
    directory: Path

    @property
    def rows(self) -> Path:
        """Where the drill writes down what the new primary has."""
        return self.directory / "rows"

    @property
    def postmaster(self) -> int:
        """Whom a crash begins with."""
        return int((self.primary.directory / "data" / "postmaster.pid").read_text("ascii").split()[0])

    @property
    def sender(self) -> int:
        """Who sends the standby its log."""
        return int(self.primary.psql("select pid from pg_stat_replication"))


def crashes(count: int, rng: random.Random) -> list[Crash]:
    """Return `count` crashes: half of them lose something for certain, a quarter has a synchronous standby."""
    return [_crash(number, rng) for number in range(count)]


def _crash(number: int, rng: random.Random) -> Crash:
    is_synchronous = number % 4 == 3
    decision_s = rng.uniform(0.0, 1.5)
    return Crash(
        name=f"crash{number:03}",
        behind_s=None if is_synchronous or number % 4 == 2 else rng.uniform(0.0, 1.0),
        is_synchronous=is_synchronous,
        decision_s=decision_s,
        rto_ns=round((decision_s + rng.uniform(0.05, 0.6)) * 1000) * MILLISECOND,
        rpo_ns=0 if is_synchronous else rng.randrange(20, 1000) * MILLISECOND,
    )


@asynccontextmanager
async def entries(directory: Path) -> AsyncGenerator[None]:
    """Run the entries in a process of their own."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.truth.entry", str(directory))
    try:
        await until((directory / "entry.orders").exists)
        yield
    finally:
        process.kill()
        await process.wait()


async def crash(ground: Ground, fate: Crash, rng: random.Random) -> tuple[Recovery, Loss]:
    """Drill one crash with the real engine and ledger, and compare with the truth."""
    primary = await asyncio.to_thread(TemporaryPostgres, _SETTINGS)
    stack = ExitStack()
    try:
        await asyncio.to_thread(primary.start)
        standby = await asyncio.to_thread(stack.enter_context, primary.standby())
        pair = await _paired(ground, fate, primary, standby)
        lag = LagViews(primary=primary.dsn, standby=standby)
        async with lag.watching():
            history = await drill(_plan(ground, fate, pair), pair.directory)
        return await _compared(ground, fate, pair, history, lag, rng)
    finally:
        await asyncio.to_thread(stack.close)
        await asyncio.to_thread(primary.remove)


async def _paired(ground: Ground, fate: Crash, primary: TemporaryPostgres, standby: str) -> _Pair:
    directory = ground.directory / fate.name
    directory.mkdir()
    await until(lambda: primary.psql("select count(*) from pg_stat_replication where state = 'streaming'") == "1", 60)
    if fate.is_synchronous:
        await asyncio.to_thread(primary.psql, "alter system set synchronous_standby_names = '*'")
        await asyncio.to_thread(primary.psql, "select pg_reload_conf()")
    script = f"{_ORDER}\norder open '{fate.name}' {primary.port}"
    environment = {**os.environ, "TRUTH": str(ground.directory)}
    process = await asyncio.create_subprocess_exec("sh", "-c", script, env=environment)
    await process.wait()
    entry = int((ground.directory / f"{fate.name}.entry").read_text("ascii"))
    (directory / "dsn").write_text(f"postgresql://postgres@127.0.0.1:{entry}/postgres", encoding="ascii")
    return _Pair(primary=primary, standby=standby, entry=entry, directory=directory)


def _plan(ground: Ground, fate: Crash, pair: _Pair) -> Plan:
    ledger = PlannedLedger(
        name=LEDGER,
        service=SERVICE,
        store=PostgresStoreSpec(dsn=SecretRef(source="file", name=str(pair.directory / "dsn"))),
        every_ns=EVERY_NS,
        timeout_ns=TIMEOUT_NS,
    )
    return plan_of(
        fate.name,
        ground.host({}),
        _steps(fate, pair),
        ledgers=[ledger],
        hold_ns=int(HOLD_S * SECOND),
        rto_ns=fate.rto_ns,
        rpo_ns=fate.rpo_ns,
    )


def _steps(fate: Crash, pair: _Pair) -> list[PlannedStep]:
    up = CheckStream(stream=LEDGER, state="up", hold_ns=3 * SECOND // 2)
    psql = f"'{postgres_tree() / 'bin' / 'psql'}' -X -q -d '{pair.standby}'"
    behind = "sleep 0.1" if fate.behind_s is None else f"kill -STOP {pair.sender}; sleep {fate.behind_s:.4f}"
    port = pair.standby.rpartition(":")[2].partition("/")[0]
    switch = f"{_ORDER}\nsleep {fate.decision_s:.4f}\n{psql} -c 'select pg_promote(true, 60)' >/dev/null"
    return [
        step("open", Phase.PREPARE, LedgerAct(ledger=LEDGER, act="open")),
        step("baseline", Phase.PREPARE, up, ["open"]),
        step("behind", Phase.PREPARE, Run(script=behind), ["baseline"]),
        step("down", Phase.INJECT, Run(script=f"{_ORDER}\norder strike '{fate.name}' {pair.postmaster}")),
        step("noticed", Phase.DETECT, WaitFor(stream=LEDGER, state="down")),
        step("switch", Phase.SWITCH, Run(script=f"{switch}\norder switch '{fate.name}' {port}")),
        step("lasting", Phase.VERIFY, up),
        step("read", Phase.VERIFY, LedgerAct(ledger=LEDGER, act="read"), ["lasting"]),
        step("look", Phase.VERIFY, Run(script=f"{psql} -A -t -c '{_rows_now(fate)}' >'{pair.rows}'"), ["read"]),
        step("drop", Phase.RESTORE, LedgerAct(ledger=LEDGER, act="drop")),
    ]


def _rows_now(fate: Crash) -> str:
    """Return the question what the new primary has, once the read-back has fenced the table and so renamed it."""
    return COMMITS.format(table=generations(table_name(LEDGER, fate.name))[1])


async def _compared(
    ground: Ground, fate: Crash, pair: _Pair, history: History, lag: LagViews, rng: random.Random
) -> tuple[Recovery, Loss]:
    truth = _truth(ground.directory, fate.name)
    down, up = truth["strike"], truth["switch"]
    recovery = measured(
        history,
        outage=None,
        turns=((down["before"], down["after"], False), (up["before"], up["after"], True)),
        promised=fate.rto_ns,
        peers={RUN_CLOCK: run_clock(history, "down", "lasting")},
    )
    deeds, there = await _deeds(fate, pair, down["before"])
    noticed = deeds.struck + rng.randrange(POLL_NS)
    peers = {BUSINESS: business_rpo(list(deeds.kept.values()), noticed), **lag.before(deeds.struck)}
    outcomes = outcomes_of(pair.directory / "spool" / (LEDGER + WRITES))
    true = _true_rpo(deeds, outcomes, down["after"])
    return recovery, _loss(fate, history, expected_of(deeds, there, outcomes), true, peers)


def _truth(directory: Path, name: str) -> Mapping[str, Any]:
    lines = map(json.loads, (directory / "entry.truth").read_text(encoding="ascii").splitlines())
    return {line["did"]: line for line in lines if line["name"] == name}


async def _deeds(fate: Crash, pair: _Pair, struck: int) -> tuple[Deeds, Sequence[int]]:
    """Start the killed primary again and return what the crash did, and the numbers that the standby has."""
    await asyncio.to_thread(pair.primary.kill)
    await asyncio.to_thread(pair.primary.start)
    connection = await connect(pair.primary.dsn, 30 * SECOND)
    try:
        old = await commits(table_name(LEDGER, fate.name), connection)
    finally:
        connection.terminate()
    lines = (line.split("|") for line in pair.rows.read_text(encoding="ascii").split())
    new = {int(n): to_monotonic(int(micros) * 1_000) for n, micros in lines}
    kept = {n: at for n, at in new.items() if at < struck}
    lost = {n: at for n, at in old.items() if n not in new}
    return Deeds(struck=struck, deleted=lost, kept=kept, duplicated=(), altered=()), sorted(new)


def _loss(
    fate: Crash, history: History, expected: dict[str, int], true: tuple[int, int], peers: dict[str, int]
) -> Loss:
    report = judge(history)
    assert report.completed, report.findings  # noqa: S101  a drill that failed measures nothing
    rpo = report.services[0].rpo
    return Loss(
        name=fate.name,
        store="crashed",
        expected=expected,
        counted=counts(rpo),
        true_lower=true[0],
        true_upper=true[1],
        lower=round((rpo.lower_s or 0) * SECOND),
        upper=None if rpo.upper_s is None else round(rpo.upper_s * SECOND),
        promised=fate.rpo_ns,
        verdict=rpo.verdict,
        peers=peers,
    )


def _true_rpo(deeds: Deeds, outcomes: Mapping[int, WriteOutcome], ended: int) -> tuple[int, int]:
    """Return between what the true loss lies: back to the first lost write, and back to the last kept one before it.

    A kill takes a moment; what was acknowledged in it is lost at no distance from it.
    """
    lost = sorted(n for n in deeds.deleted if outcomes.get(n) is WriteOutcome.OK)
    if not lost:
        return 0, 0
    kept = max(n for n in deeds.kept if n < lost[0] and outcomes.get(n) is WriteOutcome.OK)
    return max(0, deeds.struck - deeds.deleted[lost[0]]), ended - deeds.kept[kept]


async def crash_all(
    ground: Ground, count: int, at_once: int, rng: random.Random
) -> tuple[list[Recovery], list[Loss], list[str]]:
    """Run `count` crashes, `at_once` side by side; return also which gave no figure, and why."""
    if not count:
        return [], [], []
    room = asyncio.Semaphore(at_once)

    async def one(fate: Crash, own: random.Random) -> tuple[Recovery, Loss] | str:
        async with room:
            try:
                return await crash(ground, fate, own)
            except (AssertionError, ValueError, OSError, CalledProcessError) as error:
                return f"{fate.name}: no figure: {error!r}"

    async with entries(ground.directory), asyncio.TaskGroup() as tasks:
        fates = crashes(count, rng)
        trials = [tasks.create_task(one(fate, random.Random(rng.random()))) for fate in fates]
    found = [trial.result() for trial in trials]
    judged = [one for one in found if not isinstance(one, str)]
    failed = [one for one in found if isinstance(one, str)]
    return [recovery for recovery, _ in judged], [loss for _, loss in judged], failed
