"""A hundred drills while workers are killed and frozen, PostgreSQL is restarted twice and the API is killed once.

Prints what it came to, and ends with 1 where anything was violated. A whole one is kept in results/campaign-workers.md.
Run: python -m bench.campaign_workers [DRILLS] [SEED]
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.campaign.judge import Takeover
from tests.support.campaign.setting import Outcome
from tests.support.campaign.workers import Campaign, with_workers

TAKEOVER_S = 10.0
WHOLE = 100
KEPT = Path(__file__).with_name("results") / "campaign-workers.md"
HEAD = """# A hundred drills under fire

`make campaign-workers`: two workers under a supervisor, one API and PostgreSQL; the hosts are files that tell what was
done to them (tests/support/fake_hosts.py). A takeover counts from the blow to the first record of the next runner,
less the time in which the drill waited and every worker that was there had as many as it takes (the database itself
tells who held what when, tests/support/campaign/moves.py). "Being there" is a worker that was up, and the database
with it, from the blow to that record; a worker that comes up is not there yet. Frozen are workers for 2 to 15 s:
whoever wakes before five has kept its drills. Raw rows below.
"""


def lines(told: Campaign, came: Outcome, load: float) -> Iterator[str]:
    """Yield what a campaign came to, for people; the raw rows last."""
    kinds = Counter(blow.kind for blow in came.blows if not blow.name.startswith("serve"))
    ends = Counter(f"{flight.card.get('status')}, {flight.card.get('verdict')}" for flight in came.flights)
    yield f"{told.drills} drills of {told.services} services, {told.workers} workers of {told.each}, seed {told.seed}"
    yield f"{came.seconds:.0f} s, {os.cpu_count()} processors, load before {load:.1f}"
    yield f"  workers killed {kinds['kill']}, frozen {kinds['freeze']}"
    yield f"  PostgreSQL restarted {kinds['fast']} fast, {kinds['immediate']} immediate"
    yield f"  the API killed {sum(blow.name == 'serve' for blow in came.blows)}; starts of processes {came.starts}"
    yield f"  drills ended: {', '.join(f'{what}: {count}' for what, count in sorted(ends.items()))}"
    for kind in ("kill", "freeze"):
        found = [one for one in came.takeovers if one.blow.kind == kind]
        there = [one for one in found if one.in_reach]
        yield from taken_over(f"a {kind}, a worker with room being there", [one for one in there if one.had_room])
        yield from taken_over(
            f"a {kind}, nobody having room at first (waiting for room not counted)",
            [one for one in there if not one.had_room],
        )
        yield from taken_over(f"a {kind}, nobody being there at first", [one for one in found if not one.in_reach])
    yield f"  violated: {len(came.wrongs)}"
    yield from (f"    {wrong}" for wrong in came.wrongs)
    yield from rows(came)


def taken_over(what: str, found: Sequence[Takeover]) -> Iterator[str]:
    """Yield how long takeovers took from the blow to the next runner's first record, beside waiting for room."""
    times = sorted(one.own_s for one in found)
    if times:
        middle, late = statistics.median(times), sum(time > TAKEOVER_S for time in times)
        told = f"min {times[0]:.2f} s, median {middle:.2f} s, max {times[-1]:.2f} s; above {TAKEOVER_S:g} s: {late}"
        yield f"  taken over after {what}: {len(times)}, {told}"


def rows(came: Outcome) -> Iterator[str]:
    """Yield the raw rows: every blow, every takeover."""
    if not came.blows:
        return
    zero = min(blow.at for blow in came.blows)
    yield "blows (s since the first; whom; what; for how long)"
    for blow in sorted(came.blows, key=lambda each: each.at):
        yield f"  {(blow.at - zero) / 1e9:8.2f}  {blow.name:9} {blow.kind:9} {blow.seconds:6.2f}"
    yield "takeovers (drill; after what; s from the blow until it waits again, is held again, has its next runner's"
    yield "first record, first act on a host; for how long of that nobody had room)"
    for one in came.takeovers:
        times = (one.freed_s, one.held_s, one.seconds, one.to_act_s)
        told = " ".join("     -" if time is None else f"{time:6.2f}" for time in times)
        there = f"no room {one.roomless_s:.2f}" if one.in_reach and not one.had_room else ""
        yield f"  {one.ticket:4}  {one.blow.kind:7} {told}  {there if one.in_reach else 'nobody was there'}".rstrip()


def main() -> int:
    """Run it and print."""
    given = [int(word) for word in sys.argv[1:]]
    drills, seed = (given[0] if given else WHOLE), (given[1] if len(given) > 1 else 1)
    told = Campaign(drills=drills, services=8, each=6, seed=seed, every_s=(6.0, 14.0), within_s=60.0 + 30.0 * drills)
    load = os.getloadavg()[0]
    with TemporaryDirectory(prefix="drillproof-campaign-") as folder:
        came = asyncio.run(with_workers(Path(folder), told))
    text = "\n".join(lines(told, came, load))
    print(text)
    if drills >= WHOLE:
        KEPT.write_text(f"{HEAD}\n```\n{text}\n```\n", encoding="utf-8")
    late = sum(one.own_s > TAKEOVER_S for one in came.takeovers if one.blow.kind == "kill" and one.in_reach)
    return 1 if came.wrongs or late or len(came.flights) < drills else 0


if __name__ == "__main__":
    sys.exit(main())
