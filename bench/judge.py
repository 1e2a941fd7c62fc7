"""How long a judge takes over 10^4 to 10^6 samples: `python bench/judge.py [largest power of ten]`."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from measurements.events import WriteOutcome
from measurements.history import History
from measurements.judge import judge
from tests.support.histories import Story, ledger, objective, plan, probe

Row = tuple[float, float, bool]
Write = tuple[int, float, float | None, WriteOutcome]


def story(count: int, state: Callable[[float], tuple[bool, float]], seed: int = 1) -> History:
    """Return a drill of `count` samples; `state` tells whether one is a success and how long it takes."""
    draw, every = random.Random(seed), 0.05
    rows: list[Row] = []
    for number in range(count):
        sent = number * every + draw.uniform(0, 0.002)
        ok, took = state(number / count)
        rows.append((sent, sent + took + draw.uniform(0, 0.002), ok))
    fault = count * every * 0.4
    drill = Story(plan(probes=[probe()], objectives=[objective()])).faulted(fault, fault + 0.02)
    return drill.sampled("entry", rows).closed(count * every + 1).history()


def calm(part: float) -> tuple[bool, float]:
    """One outage, then a fast return."""
    return not 0.4 <= part < 0.5, 0.004


def flapping(part: float) -> tuple[bool, float]:
    """Up and down all the way to the end."""
    return part < 0.4 or round(part * 1e7) % 3 > 0, 0.004


def sluggish(part: float) -> tuple[bool, float]:
    """One outage, then answers that are too slow almost to the end."""
    return not 0.4 <= part < 0.5, 0.1 if 0.5 <= part < 0.95 else 0.004


def written(count: int) -> History:
    """Return a drill of `count` ledger writes, a thousand of them lost."""
    every, ok = 0.005, WriteOutcome.OK
    fault = count * every * 0.4
    rows: list[Write] = [(number, number * every, number * every + 0.002, ok) for number in range(1, count + 1)]
    first_lost = round(fault / every) - 1000
    kept = [number for number in range(1, count + 1) if not first_lost <= number < first_lost + 1000]
    service = objective(writes=True, rpo=10)
    drill = Story(plan(ledgers=[ledger(every=every)], objectives=[service])).faulted(fault, fault + 0.02)
    end = count * every + 1
    return drill.wrote("orders", rows).read(end, kept).closed(end + 1).history()


def timed(name: str, count: int, history: History) -> None:
    """Print one line of the table."""
    begun = time.process_time()
    report = judge(history)
    took = time.process_time() - begun
    figure = report.services[0].rto
    print(f"{name:<10} {count:>9,} {len(history.events):>8,} {took:>8.3f} s  RTO [{figure.lower_s}, {figure.upper_s}]")


def main() -> None:
    """Print how long each kind of history takes to judge."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    print(f"{'history':<10} {'samples':>9} {'events':>8} {'CPU':>10}")
    for power in range(4, largest + 1):
        count = 10**power
        for state in (calm, flapping, sluggish):
            timed(state.__name__, count, story(count, state))
        timed("written", count, written(count))


if __name__ == "__main__":
    main()
