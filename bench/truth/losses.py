"""RPO against the truth on a store that misbehaves to order: every count and every bound is known beforehand."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bench.truth.ground import MILLISECOND, SERVICE, plan_of, step
from bench.truth.policies import BUSINESS, POLL_NS, business_rpo
from measurements.codec import canonical, digest
from measurements.events import (
    DrillClosed,
    DrillOpened,
    Ending,
    Event,
    LedgerRead,
    LedgerWritten,
    Outcome,
    RunnerStarted,
    StepCompleted,
    StepInvoked,
)
from measurements.history import History
from measurements.judge import judge
from measurements.report import RpoFigure
from runners.batches import WRITE_FORM, Batches
from runners.clock import SystemClock
from runners.companion import STOP
from runners.ledger import LedgerConfig, write_all
from runners.ledgers.opening import Opening
from runners.ledgers.store import Mischief, ScriptedStore
from runners.watch import Mark
from scenarios.plan import (
    SECOND,
    Phase,
    Plan,
    PlannedHost,
    PlannedLedger,
    PostgresStoreSpec,
    Run,
    SecretRef,
    plan_to_json,
)
from tests.support.processes import until

EVERY_NS: Final = 5 * MILLISECOND
TIMEOUT_NS: Final = 200 * MILLISECOND
LEDGER: Final = "orders"
_WRITES: Final = 320
_PATIENCE_NS: Final = 300 * SECOND
_NOWHERE: Final = PostgresStoreSpec(dsn=SecretRef(source="env", name="NONE"))
_HOST: Final = PlannedHost(
    name="nowhere", address="", port=0, user="", roles=(), environment="test", site="", known_hosts=""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One trial: what was measured, what is true, and what others say. Times in nanoseconds."""

    name: str
    store: str
    expected: dict[str, int]
    counted: dict[str, int]
    true_lower: int
    true_upper: int
    lower: int
    upper: int | None
    promised: int
    verdict: str
    """Ours, of the promise."""
    peers: dict[str, int]

    @property
    def is_exact(self) -> bool:
        """Tell whether every count is as it truly was."""
        return self.expected == self.counted

    @property
    def is_true(self) -> bool:
        """Tell whether the interval contains both ends of what the truth may be."""
        return self.upper is not None and self.lower <= self.true_lower and self.true_upper <= self.upper

    @property
    def is_truly_missed(self) -> bool:
        """Tell whether the truth is certainly over what was promised; zero is a count."""
        over = self.expected["lost"] > 0 if self.promised == 0 else self.true_lower > self.promised
        return over or self.expected["altered"] > 0

    @property
    def is_truly_met(self) -> bool:
        """Tell whether the truth is certainly within what was promised."""
        within = self.expected["lost"] == 0 if self.promised == 0 else self.true_upper <= self.promised
        return within and self.expected["altered"] == self.expected["split_brain"] == 0

    @property
    def is_falsely_met(self) -> bool:
        """Tell whether we say *met* though it was missed."""
        return self.verdict == "met" and self.is_truly_missed

    @property
    def width(self) -> int:
        """Return how wide the interval is."""
        return 10**18 if self.upper is None else self.upper - self.lower


@dataclass(frozen=True, slots=True, kw_only=True)
class _Script:
    """Which number meets the fault (it and some after it are refused), and what goes wrong besides."""

    fault_at: int
    back_at: int
    tail: frozenset[int]
    holes: frozenset[int]
    split: frozenset[int]
    mischief: Mischief


def counts(rpo: RpoFigure) -> dict[str, int]:
    """Return the counts of a report."""
    return {
        "acknowledged": rpo.acknowledged,
        "lost": rpo.lost,
        "holes": rpo.holes,
        "split_brain": rpo.split_brain,
        "duplicated": rpo.duplicated,
        "altered": rpo.altered,
        "resurrected": rpo.resurrected,
        "unknown": rpo.unknown,
        "recovered_unknown": rpo.recovered_unknown,
    }


async def lose(directory: Path, number: int, rng: random.Random) -> Loss:
    """Write to a scripted store for a moment with the real ledger, then judge what is left."""
    drill, script = f"scripted-{number:03}", _script(rng)
    store = ScriptedStore(drill=drill, ledger=LEDGER, mischief=script.mischief, timeout_seconds=TIMEOUT_NS / SECOND)
    await store.create()
    clock = SystemClock()
    config = LedgerConfig(
        directory=str(directory),
        name=drill,
        opening=Opening(drill=drill, ledger=LEDGER, timeout_ns=TIMEOUT_NS, spec=_NOWHERE),
        every_ns=EVERY_NS,
        first=1,
        until=clock.now() + _PATIENCE_NS,
    )
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(write_all(config, store, clock))
        await until(lambda: max(store.done_at, default=0) >= _WRITES, seconds=_PATIENCE_NS / SECOND)
        (directory / (drill + STOP)).touch()
    written = _written(directory, clock.now())
    return await _judged(drill, script, store, written, rng)


def _script(rng: random.Random) -> _Script:
    """Draw a script: about two thirds before the fault, an outage, and writes after it."""
    fault_at = _WRITES // 2 + rng.randrange(30)
    back_at = fault_at + rng.randrange(20, 50)
    tail = frozenset(range(fault_at - rng.randrange(60), fault_at)) if rng.random() < 0.8 else frozenset[int]()
    early = list(range(5, fault_at - 65))
    late = list(range(back_at + 5, _WRITES - 60))
    rng.shuffle(early)
    rng.shuffle(late)
    holes = frozenset(early[: rng.randrange(4)])
    split = frozenset(late[: rng.randrange(4)])
    return _Script(
        fault_at=fault_at,
        back_at=back_at,
        tail=tail,
        holes=holes,
        split=split,
        mischief=Mischief(
            lost=tail | holes | split,
            refused=frozenset(range(fault_at, back_at)) - {fault_at + 2, fault_at + 4},
            resurrected=frozenset({fault_at + 2, fault_at + 4}),
            in_doubt=frozenset(early[10 : 10 + rng.randrange(4)]),
            in_doubt_there=frozenset(late[10 : 10 + rng.randrange(4)]),
            duplicated=frozenset(early[20 : 20 + rng.randrange(4)]),
            altered=frozenset(early[30 : 30 + rng.randrange(4)]),
        ),
    )


def _written(directory: Path, now: int) -> list[LedgerWritten]:
    batches = Batches(name=LEDGER, form=WRITE_FORM, directory=directory, mark=Mark())
    found: list[LedgerWritten] = []
    while (batch := batches.take(now, everything=True)) is not None:
        found.append(batch)
    return found


async def _judged(
    drill: str, script: _Script, store: ScriptedStore, written: Sequence[LedgerWritten], rng: random.Random
) -> Loss:
    invoked = {n: at for event in written for n, at in zip(event.number, event.invoked, strict=True)}
    answered = {n: at for event in written for n, at in zip(event.number, event.completed, strict=True) if at}
    struck = rng.randrange(answered[script.fault_at - 1], invoked[script.fault_at])
    down = struck - rng.randrange(20 * MILLISECOND), struck + rng.randrange(20 * MILLISECOND)
    rpo = judge(History([*_events(drill, written, down), await _read(store), _closed()])).services[0].rpo
    true = _true_rpo(script, store, struck)
    survivors = [at for n, at in store.done_at.items() if n not in script.mischief.lost]
    return Loss(
        name=drill,
        store="scripted",
        expected=_expected(script, sorted(invoked)),
        counted=counts(rpo),
        true_lower=true[0],
        true_upper=true[1],
        lower=round((rpo.lower_s or 0) * SECOND),
        upper=None if rpo.upper_s is None else round(rpo.upper_s * SECOND),
        promised=0,
        verdict=rpo.verdict,
        peers={BUSINESS: business_rpo([at for at in survivors if at < struck], struck + rng.randrange(POLL_NS))},
    )


def _true_rpo(script: _Script, store: ScriptedStore, struck: int) -> tuple[int, int]:
    """Return between what the true loss lies: back to the first lost write, and back to the last kept one before it."""
    lost = sorted(n for n in script.tail | script.holes if n in store.done_at)
    if not lost:
        return 0, 0
    spoiled = script.mischief.lost | script.mischief.resurrected | script.mischief.in_doubt_there
    kept = [n for n in store.done_at if n < lost[0] and n not in spoiled]
    return struck - store.done_at[lost[0]], struck - store.done_at[max(kept)]


def _expected(script: _Script, written: Sequence[int]) -> dict[str, int]:
    """Return the true counts, from the script and the numbers that were written at all."""
    bad, all_written = script.mischief, set(written)
    refused, unknown = bad.refused | bad.resurrected, bad.in_doubt | bad.in_doubt_there
    acknowledged = all_written - refused - unknown
    last_kept = max(n for n in acknowledged - bad.lost if n < script.fault_at)
    return {
        "acknowledged": len(acknowledged),
        "lost": len(bad.lost & all_written),
        "holes": sum(n < last_kept for n in script.tail | script.holes),
        "split_brain": len(script.split & all_written),
        "duplicated": len(bad.duplicated & all_written),
        "altered": len(bad.altered & all_written),
        "resurrected": len(bad.resurrected & all_written),
        "unknown": len(unknown & all_written),
        "recovered_unknown": len(bad.in_doubt_there & all_written),
    }


def _plan(drill: str) -> Plan:
    down = replace(step("down", Phase.INJECT, Run(script="")), hosts=())
    ledger = PlannedLedger(
        name=LEDGER,
        service=SERVICE,
        store=_NOWHERE,
        every_ns=EVERY_NS,
        timeout_ns=TIMEOUT_NS,
    )
    return plan_of(drill, _HOST, [down], ledgers=[ledger], hold_ns=SECOND // 2)


def _events(drill: str, written: Sequence[LedgerWritten], down: tuple[int, int]) -> list[Event]:
    plan = plan_to_json(_plan(drill))
    opened = DrillOpened(
        at=written[0].invoked[0],
        drill=drill,
        scenario=drill,
        plan=plan,
        plan_sha256=digest(canonical(plan)),
        software="",
        opened_by="",
        utc_ns=0,
        boot_id="",
    )
    return [
        opened,
        RunnerStarted(at=opened.at, run="run", pid=0, boot_id="", resumed=False),
        *written,
        StepInvoked(at=down[0], step="down", host="", run="run"),
        StepCompleted(at=down[1], step="down", host="", outcome=Outcome.OK),
    ]


async def _read(store: ScriptedStore) -> LedgerRead:
    (page,) = [page async for page in store.read_all(10 * _WRITES)]
    now = SystemClock().now()
    return LedgerRead(
        at=now,
        ledger=LEDGER,
        step="read",
        source=page.source,
        sent=now,
        chunk=0,
        last=True,
        number=tuple(row.number for row in page.rows),
        payload=tuple(row.payload for row in page.rows),
        position=tuple(row.position for row in page.rows),
    )


def _closed() -> DrillClosed:
    return DrillClosed(at=SystemClock().now(), ending=Ending.COMPLETED, restored=True, residue=())


async def lose_all(directory: Path, count: int, at_once: int, rng: random.Random) -> list[Loss]:
    """Run `count` trials, `at_once` side by side."""
    room = asyncio.Semaphore(at_once)

    async def one(number: int, own: random.Random) -> Loss:
        place = directory / f"scripted-{number:03}"
        place.mkdir()
        async with room:
            return await lose(place, number, own)

    async with asyncio.TaskGroup() as tasks:
        trials = [tasks.create_task(one(number, random.Random(rng.random()))) for number in range(count)]
    return [trial.result() for trial in trials]
