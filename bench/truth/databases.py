"""RPO against the truth on a real PostgreSQL: rows vanish, double and change behind the ledger's back."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from bench.truth.ground import MILLISECOND, SERVICE, Ground, drill, plan_of, step
from bench.truth.losses import LEDGER, Loss, counts
from bench.truth.policies import BUSINESS, POLL_NS, business_rpo
from bench.truth.tamper import Deeds, Orders
from measurements.events import WriteOutcome
from measurements.history import History
from measurements.judge import judge
from measurements.ledger import table_name
from runners.spool import WRITES, SpoolReader
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
)
from tests.support.postgres import TemporaryPostgres, postgres_tree

EVERY_NS: Final = 5 * MILLISECOND
TIMEOUT_NS: Final = 300 * MILLISECOND
_ROOT: Final = Path(__file__).resolve().parents[2]
_ANSWERED: Final = 6
_SETTINGS: Final = ("-c", "track_commit_timestamp=on", "-c", "autovacuum=off")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """One database and what is to be done to it."""

    name: str
    file: Path
    orders: Orders


async def spoil(ground: Ground, number: int, rng: random.Random) -> Loss:
    """Drill one database with the real engine and ledger, and compare with what was done to it."""
    cluster = await asyncio.to_thread(TemporaryPostgres, _SETTINGS)
    try:
        await asyncio.to_thread(cluster.start)
        trial = _trial(ground.directory / f"database-{number:03}", cluster.dsn, rng)
        history = await drill(_plan(ground, trial), trial.file.parent)
        return _compared(trial, history, rng)
    finally:
        await asyncio.to_thread(cluster.remove)


def _trial(directory: Path, dsn: str, rng: random.Random) -> _Trial:
    directory.mkdir()
    orders = Orders(
        dsn=dsn,
        table=table_name(LEDGER, directory.name),
        seed=rng.randrange(1 << 30),
        lock_s=rng.choice((0.0, 0.7)),
        tail_s=rng.choice((-1.0, rng.uniform(0.0, 0.8))),
        holes=rng.randrange(3),
        duplicated=rng.randrange(3),
        altered=rng.randrange(3),
    )
    file = directory / "orders.json"
    file.write_bytes(TypeAdapter(Orders).dump_json(orders))
    (directory / "dsn").write_text(dsn, encoding="ascii")
    return _Trial(name=directory.name, file=file, orders=orders)


def _plan(ground: Ground, trial: _Trial) -> Plan:
    python = f"cd '{_ROOT}' && '{sys.executable}' -m bench.truth.tamper"
    up = CheckStream(stream=LEDGER, state="up", hold_ns=3 * SECOND // 2)
    steps: list[PlannedStep] = [
        step("open", Phase.PREPARE, LedgerAct(ledger=LEDGER, act="open")),
        step("baseline", Phase.PREPARE, up, ["open"]),
        step("doubt", Phase.PREPARE, Run(script=f"{python} doubt '{trial.file}'"), ["baseline"]),
        step("calm", Phase.PREPARE, up, ["doubt"]),
        step("strike", Phase.INJECT, Run(script=_strike(trial))),
        step("harm", Phase.DECIDE, Run(script=f"{python} harm '{trial.file}'")),
        step("heal", Phase.SWITCH, Run(script=f"{python} heal '{trial.file}'")),
        step("lasting", Phase.VERIFY, up),
        step("read", Phase.VERIFY, LedgerAct(ledger=LEDGER, act="read"), ["lasting"]),
        step("look", Phase.VERIFY, Run(script=f"{python} look '{trial.file}'"), ["read"]),
        step("drop", Phase.RESTORE, LedgerAct(ledger=LEDGER, act="drop")),
    ]
    ledger = PlannedLedger(
        name=LEDGER,
        service=SERVICE,
        store=PostgresStoreSpec(dsn=SecretRef(source="file", name=str(trial.file.parent / "dsn"))),
        every_ns=EVERY_NS,
        timeout_ns=TIMEOUT_NS,
    )
    return plan_of(trial.name, ground.host({}), steps, ledgers=[ledger], hold_ns=SECOND)


def _strike(trial: _Trial) -> str:
    """Return what ends all writing: the interruption, told by the wall clock as it begins."""
    psql = f"'{postgres_tree() / 'bin' / 'psql'}' -X -q -d '{trial.orders.dsn}'"
    read_only = "alter system set default_transaction_read_only = on"
    return f"""
date +%s%N >'{trial.file.with_suffix(".struck")}'
{psql} -c '{read_only}' -c 'select pg_reload_conf()' >/dev/null
sleep 0.05
"""


def _compared(trial: _Trial, history: History, rng: random.Random) -> Loss:
    report = judge(history)
    assert report.completed, report.findings  # noqa: S101  a drill that failed measures nothing
    rpo = report.services[0].rpo
    deeds = TypeAdapter(Deeds).validate_json(trial.file.with_suffix(".deeds").read_bytes())
    there = TypeAdapter(list[int]).validate_json(trial.file.with_suffix(".rows").read_bytes())
    outcomes = outcomes_of(trial.file.parent / "spool" / (LEDGER + WRITES))
    true = _true_rpo(deeds, outcomes)
    return Loss(
        name=trial.name,
        store="postgresql",
        expected=expected_of(deeds, there, outcomes),
        counted=counts(rpo),
        true_lower=true[0],
        true_upper=true[1],
        lower=round((rpo.lower_s or 0) * SECOND),
        upper=None if rpo.upper_s is None else round(rpo.upper_s * SECOND),
        promised=0,
        verdict=rpo.verdict,
        peers={BUSINESS: business_rpo(list(deeds.kept.values()), deeds.struck + rng.randrange(POLL_NS))},
    )


def outcomes_of(spool: Path) -> Mapping[int, WriteOutcome]:
    """Return what the ledger was told of each write, read from its spool and nothing else."""
    reader, outcomes = SpoolReader(spool), dict[int, WriteOutcome]()
    while lines := reader.read():
        outcomes |= {line[0]: WriteOutcome(line[4]) for line in lines if line is not None and len(line) == _ANSWERED}
    return outcomes


def _true_rpo(deeds: Deeds, outcomes: Mapping[int, WriteOutcome]) -> tuple[int, int]:
    """Return between what the true loss lies: back to the first lost write, and back to the last kept one before it."""
    lost = sorted(n for n in deeds.deleted if outcomes.get(n) is WriteOutcome.OK)
    if not lost:
        return 0, 0
    kept = max(n for n in deeds.kept if n < lost[0] and outcomes.get(n) is WriteOutcome.OK)
    return deeds.struck - deeds.deleted[lost[0]], deeds.struck - deeds.kept[kept]


def expected_of(deeds: Deeds, there: Sequence[int], outcomes: Mapping[int, WriteOutcome]) -> dict[str, int]:
    """Return the true counts: what was done, what is there, and what the client was told."""
    told = {kind: {n for n, outcome in outcomes.items() if outcome is kind} for kind in WriteOutcome}
    lost = deeds.deleted.keys() & told[WriteOutcome.OK]
    last_kept = max(n for n in deeds.kept if n in told[WriteOutcome.OK])
    present = set(there)
    return {
        "acknowledged": len(told[WriteOutcome.OK]),
        "lost": len(lost),
        "holes": sum(n < last_kept for n in lost),
        "split_brain": 0,
        "duplicated": len(deeds.duplicated),
        "altered": len(deeds.altered),
        "resurrected": len(told[WriteOutcome.FAIL] & present),
        "unknown": len(told[WriteOutcome.INFO]),
        "recovered_unknown": len(told[WriteOutcome.INFO] & present),
    }


async def spoil_all(ground: Ground, count: int, at_once: int, rng: random.Random) -> list[Loss]:
    """Run `count` trials, `at_once` side by side."""
    room = asyncio.Semaphore(at_once)

    async def one(number: int, own: random.Random) -> Loss:
        async with room:
            return await spoil(ground, number, own)

    async with asyncio.TaskGroup() as tasks:
        trials = [tasks.create_task(one(number, random.Random(rng.random()))) for number in range(count)]
    return [trial.result() for trial in trials]
