"""`make bench-truth`: drill outages and losses whose truth is known, and print how right the figures were."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from bench.truth.databases import spoil_all
from bench.truth.ground import ground, targets, truth
from bench.truth.losses import Loss, lose_all
from bench.truth.outages import LONGEST_S, Outage, outages
from bench.truth.policies import POLL_NS, polled_rto
from bench.truth.recoveries import Recovery, compared, recover_all
from bench.truth.table import lines, load, share, spread, write_rows

R = TypeVar("R", Recovery, Loss)

_RESULTS: Final = Path(__file__).resolve().parents[1] / "results"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured. `at_once` bounds the processor time that the drills side by side want."""

    outages: int
    longest_s: float
    scripted: int
    databases: int
    at_once: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything that was measured."""

    recoveries: Sequence[Recovery]
    losses: Sequence[Loss]

    @property
    def misses(self) -> list[str]:
        """Return what was not as it must be, a line each."""
        wrong = [_line("RTO", one, "holds the truth") for one in self.recoveries if not one.is_true]
        wide = [_line("RTO", one, "is narrow enough") for one in self.recoveries if not one.is_narrow]
        lost = [_line("RPO", one, "holds the truth") for one in self.losses if not one.is_true]
        counted = [f"{one.name}: counted {one.counted}, not {one.expected}" for one in self.losses if not one.is_exact]
        return [*wrong, *wide, *lost, *counted]


def _line(what: str, one: Recovery | Loss, claim: str) -> str:
    name = one.outage.name if isinstance(one, Recovery) else one.name
    limit = f", allowed width {one.allowed}" if isinstance(one, Recovery) else ""
    return f"{name}: not so: {what} [{one.lower}, {one.upper}] ns {claim}: [{one.true_lower}, {one.true_upper}]{limit}"


async def measure(size: Size, directory: Path) -> Findings:
    """Run everything below `directory`."""
    rng = random.Random(size.seed)
    fates = outages(size.outages, size.longest_s, rng)
    async with ground(directory) as here:
        async with targets(directory, fates) as ports:
            histories = await recover_all(here, fates, ports, size.at_once)
        losses = await lose_all(directory, size.scripted, size.at_once, rng)
        losses += await spoil_all(here, size.databases, max(1, size.at_once // 3), rng)
    turns = truth(directory)
    recoveries = [compared(fate, histories[fate.name], turns[fate.name]) for fate in fates]
    return Findings(recoveries=recoveries, losses=losses)


def told(findings: Findings, rng: random.Random) -> str:
    """Return the table."""
    parts = ["RTO: outages that logged their own truth, drilled by the real engine", lines(_rto(findings.recoveries))]
    parts += [
        "the same outages, polled every 5 s, first failure to first success",
        lines(_polled(findings.recoveries, rng)),
    ]
    for store in ("scripted", "postgresql"):
        trials = [one for one in findings.losses if one.store == store]
        parts += [f"RPO: {store}, losses known beforehand", lines(_rpo(trials))]
    return "\n\n".join(parts)


def _rto(rows: Sequence[Recovery]) -> list[tuple[str, str]]:
    return [
        ("outages", f"{len(rows)}: {_kinds(rows)}"),
        ("true length, s", spread([one.true_lower for one in rows])),
        ("interval holds the truth", share(sum(one.is_true for one in rows), len(rows))),
        ("no wider than allowed", share(sum(one.is_narrow for one in rows), len(rows))),
        ("the same, no missed beat excused", share(sum(one.is_narrow_unexcused for one in rows), len(rows))),
        ("width, s", spread([one.width for one in rows])),
        ("of which the fault itself, s", spread([one.fault_width for one in rows])),
        ("width of announced ones, s", spread([one.width for one in rows if not one.outage.is_fault])),
        ("error of the middle, s", spread([one.error for one in rows])),
        ("lateness of the deciding sample, s", spread([one.late for one in rows])),
        ("with beats missed at the end", share(sum(one.missed_beats > 0 for one in rows), len(rows))),
        ("the truth's own doubt, s", spread([one.true_upper - one.true_lower for one in rows])),
    ]


def _kinds(rows: Sequence[Recovery]) -> str:
    fates = [one.outage for one in rows]
    by_mode = {mode: sum(fate.mode == mode for fate in fates) for mode in ("refuse", "error", "hang")}
    kinds: Mapping[str, Callable[[Outage], bool]] = {
        "flapping": lambda fate: fate.flaps > 0,
        "ended by failover": lambda fate: fate.by_failover,
        "begun by a fault": lambda fate: fate.is_fault,
    }
    return ", ".join(f"{count} {name}" for name, count in {**by_mode, **_counted(fates, kinds)}.items())


def _counted(fates: Sequence[Outage], kinds: Mapping[str, Callable[[Outage], bool]]) -> dict[str, int]:
    return {name: sum(map(is_kind, fates)) for name, is_kind in kinds.items()}


def _polled(rows: Sequence[Recovery], rng: random.Random) -> list[tuple[str, str]]:
    polls = [(one, polled_rto(one.turns, rng.randrange(POLL_NS))) for one in rows]
    errors = [abs((rto or 0) - one.true_lower) for one, rto in polls]
    short = sum(rto is not None and rto < one.true_lower for one, rto in polls)
    return [
        ("outages not seen at all", share(sum(rto is None for _, rto in polls), len(polls))),
        ("seen, and told too short", share(short, len(polls))),
        ("error, s", spread(errors)),
    ]


def _rpo(rows: Sequence[Loss]) -> list[tuple[str, str]]:
    lost = sum(one.expected["lost"] for one in rows)
    acknowledged = sum(one.expected["acknowledged"] for one in rows)
    return [
        ("trials", f"{len(rows)}: {acknowledged} writes acknowledged, {lost} lost"),
        ("all counts exact", share(sum(one.is_exact for one in rows), len(rows))),
        ("interval holds the truth", share(sum(one.is_true for one in rows), len(rows))),
        ("true loss, s", spread([one.true_upper for one in rows])),
        ("width, s", spread([one.width for one in rows])),
        ("error of the maximum business timestamp, s", spread([abs(one.business - one.true_upper) for one in rows])),
    ]


def _size() -> Size:
    parser = argparse.ArgumentParser(prog="python -m bench.truth", description=__doc__)
    parser.add_argument("--outages", type=int, default=204, help="outages to drill (default %(default)s)")
    parser.add_argument("--longest", type=float, default=LONGEST_S, help="longest outage in s (default %(default)s)")
    parser.add_argument("--scripted", type=int, default=60, help="trials on the scripted store (default %(default)s)")
    parser.add_argument("--databases", type=int, default=12, help="trials on PostgreSQL (default %(default)s)")
    parser.add_argument("--at-once", type=int, default=8, help="drills side by side (default %(default)s)")
    parser.add_argument("--seed", type=int, default=20260101, help="of everything random (default %(default)s)")
    given = parser.parse_args()
    return Size(
        outages=given.outages,
        longest_s=given.longest,
        scripted=given.scripted,
        databases=given.databases,
        at_once=given.at_once,
        seed=given.seed,
    )


def main() -> int:
    """Measure, print, write the raw rows, and return 1 if anything was missed."""
    size = _size()
    print(f"before: {load()}", flush=True)
    with tempfile.TemporaryDirectory(prefix="drillproof-truth-") as place:
        findings = asyncio.run(measure(size, Path(place)))
    print(f"after: {load()}")
    table = told(findings, random.Random(size.seed))
    print(table)
    write_rows(_RESULTS / "truth-rto.jsonl", findings.recoveries)
    write_rows(_RESULTS / "truth-rpo.jsonl", findings.losses)
    (_RESULTS / "truth.txt").write_text(f"{load()}\n\n{table}\n", encoding="utf-8")
    for miss in findings.misses:
        print(f"MISS {miss}")
    print("every figure held" if not findings.misses else f"{len(findings.misses)} figures did not hold")
    return 1 if findings.misses else 0


if __name__ == "__main__":
    sys.exit(main())
