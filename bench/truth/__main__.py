"""`make bench-truth`: drill outages, crashes and losses whose truth is known, and print how right the figures were."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bench.engine import peers
from bench.truth import blackbox
from bench.truth.chaos import Chaos
from bench.truth.crashes import crash_all
from bench.truth.databases import spoil_all
from bench.truth.ground import Ground, ground, targets, truth
from bench.truth.losses import Loss, lose_all
from bench.truth.observers import Observer, Watched, seen_rto
from bench.truth.outages import LONGEST_S, Outage, outages
from bench.truth.page import heading, told
from bench.truth.recoveries import Recovery, compared, in_order, recover_all
from bench.truth.table import load, write_rows

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
    crashes: int = 0
    chaos: int = 0
    """Chaos Toolkit looks at one outage in so many; 0 is none."""
    with_blackbox: bool = False


FULL: Final = Size(
    outages=306,
    longest_s=LONGEST_S,
    scripted=60,
    databases=12,
    at_once=8,
    seed=20260101,
    crashes=104,
    chaos=3,
    with_blackbox=True,
)
SMALL: Final = Size(
    outages=24,
    longest_s=8.0,
    scripted=6,
    databases=2,
    at_once=4,
    seed=20260101,
    crashes=6,
    chaos=3,
    with_blackbox=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything that was measured."""

    recoveries: Sequence[Recovery]
    losses: Sequence[Loss]
    failed: Sequence[str]
    """Trials that gave no figure, a line each."""

    @property
    def misses(self) -> list[str]:
        """Return what was not as it must be, a line each."""
        wrong = [_line("RTO", one, "holds the truth") for one in self.recoveries if not one.is_true]
        wide = [_line("RTO", one, "is narrow enough") for one in self.recoveries if not one.is_narrow]
        lost = [_line("RPO", one, "holds the truth") for one in self.losses if not one.is_true]
        counted = [f"{one.name}: counted {one.counted}, not {one.expected}" for one in self.losses if not one.is_exact]
        met = [_line("verdict", one, "is met") for one in [*self.recoveries, *self.losses] if one.is_falsely_met]
        return [*wrong, *wide, *lost, *counted, *met, *self.failed]


def _line(what: str, one: Recovery | Loss, claim: str) -> str:
    limit = f", allowed width {one.allowed}" if isinstance(one, Recovery) else ""
    truth = f"[{one.true_lower}, {one.true_upper}], promised {one.promised}"
    return f"{one.name}: not so: {what} [{one.lower}, {one.upper}] ns {claim}: {truth}{limit}"


async def measure(size: Size, directory: Path) -> Findings:
    """Run everything below `directory`."""
    rng = random.Random(size.seed)
    fates = in_order(outages(size.outages, size.longest_s, rng))
    async with ground(directory) as here:
        recoveries = await _recoveries(size, here, fates)
        killed, lost, failed = await crash_all(here, size.crashes, max(1, size.at_once // 2), rng)
        losses = await lose_all(directory, size.scripted, size.at_once, rng)
        losses += await spoil_all(here, size.databases, max(1, size.at_once // 3), rng)
    return Findings(recoveries=[*recoveries, *killed], losses=[*lost, *losses], failed=failed)


async def _recoveries(size: Size, here: Ground, fates: Sequence[Outage]) -> list[Recovery]:
    """Drill every outage, observers beside, and compare all with what the targets logged."""
    async with targets(here.directory, fates) as ports, _observers(size, here.directory, fates, ports) as observers:
        histories = await recover_all(here, fates, ports, size.at_once, observers)
        seen = {one.title: await one.looks() for one in observers}
    turns = truth(here.directory)
    return [
        compared(
            fate,
            histories[fate.name],
            turns[fate.name],
            {title: seen_rto(looks[fate.name]) for title, looks in seen.items() if fate.name in looks},
        )
        for fate in fates
    ]


@asynccontextmanager
async def _observers(
    size: Size, directory: Path, fates: Sequence[Outage], ports: Mapping[str, int]
) -> AsyncGenerator[list[Observer]]:
    """Give whoever can be had and is wanted."""
    found: list[Observer] = []
    async with AsyncExitStack() as stack:
        if size.with_blackbox and blackbox.is_there():
            order = [Watched(name=fate.name, port=ports[fate.name]) for fate in fates]
            running = blackbox.blackbox(directory / "prometheus", order, 2 * size.at_once)
            found.append(await stack.enter_async_context(running))
        if size.chaos and peers.is_there():
            found.append(Chaos(folder=directory / "chaos", share=size.chaos))
        yield found


def _asked() -> tuple[Size, bool]:
    parser = argparse.ArgumentParser(prog="python -m bench.truth", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a few of everything, in three minutes")
    parser.add_argument("--keep", action="store_true", help=f"write the page and the raw rows to {_RESULTS.name}")
    for name in ("outages", "scripted", "databases", "crashes", "at-once", "seed", "chaos"):
        parser.add_argument(f"--{name}", type=int)
    parser.add_argument("--longest", type=float, dest="longest_s", help="the longest outage in s")
    given = parser.parse_args()
    base = SMALL if given.small else FULL
    changed = {
        name: value for name, value in vars(given).items() if name not in {"small", "keep"} and value is not None
    }
    return replace(base, **changed), given.keep


def main() -> int:
    """Measure, print, write the raw rows if told to, and return 1 if anything was missed."""
    size, is_kept = _asked()
    before, began = load(), time.monotonic()
    print(f"before: {before}", flush=True)
    with tempfile.TemporaryDirectory(prefix="drillproof-truth-") as place:
        findings = asyncio.run(measure(size, Path(place)))
    versions, absent = _peers(size)
    head = heading(versions, absent, before, time.monotonic() - began)
    page = f"{head}\n\n{told(findings.recoveries, findings.losses, random.Random(size.seed))}"
    print(page)
    if is_kept:
        misses = [f"- MISS {miss}\n" for miss in findings.misses] or ["Every figure held.\n"]
        (_RESULTS / "truth.md").write_text("".join([page, "\n", *misses]), encoding="utf-8")
        write_rows(_RESULTS / "truth-rto.jsonl", findings.recoveries)
        write_rows(_RESULTS / "truth-rpo.jsonl", findings.losses)
    for miss in findings.misses:
        print(f"MISS {miss}")
    print("every figure held" if not findings.misses else f"{len(findings.misses)} figures did not hold")
    return 1 if findings.misses else 0


def _peers(size: Size) -> tuple[list[str], list[str]]:
    """Return the versions of the peers that took part, and who could not."""
    versions = blackbox.versions() if size.with_blackbox and blackbox.is_there() else []
    versions += [peers.version()] if size.chaos and peers.is_there() else []
    absent = ["Prometheus with its blackbox exporter"] if size.with_blackbox and not blackbox.is_there() else []
    absent += ["Chaos Toolkit"] if size.chaos and not peers.is_there() else []
    return versions, absent


if __name__ == "__main__":
    sys.exit(main())
