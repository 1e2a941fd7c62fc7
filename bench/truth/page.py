"""The page of bench-truth: our figures, and what others say of the same outages and losses, as tables."""

from __future__ import annotations

import os
import platform
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from statistics import median
from typing import Final

from bench.truth.losses import Loss
from bench.truth.outages import Outage
from bench.truth.policies import POLL_NS, polled_rto
from bench.truth.recoveries import Recovery
from bench.truth.table import lines, load, share, spread
from scenarios.plan import SECOND

POLL: Final = "poll every 5 s, first failure to first success"
STORES: Final = {
    "crashed": "a PostgreSQL pair whose primary is killed",
    "scripted": "a scripted store, losses known beforehand",
    "postgresql": "PostgreSQL, rows spoiled behind the ledger's back",
}
"""Where losses come from, and what the page calls it."""
_RTO_HEAD: Final = """\
| who | outages | not seen | told too short | error, median, s | p95 | worst | false *met* | false *not met* |
|---|---|---|---|---|---|---|---|---|"""
_RPO_HEAD: Final = """\
| who | losses | told too small | error, median, s | p95 | worst | false *met* | false *not met* |
|---|---|---|---|---|---|---|---|"""
NOTES: Final = """\
Every method looks at the same outages in the same run. Our error is that of the interval's middle; what holds the truth
is the interval. Prometheus and its exporter are the real programs, probing once a second with a time-out of half a
second; the RTO is that from the first `probe_success` of 0 to the first 1 after the last 0, by the samples' own stamps,
read back through the API. Chaos Toolkit is the real program with its hypothesis checked each second in the background
of the experiment (`--hypothesis-strategy during-method-only`); the RTO is that from the first deviation in its journal
to the first look without one after the last. Its start costs as much as a drill, so it looks at a part of the outages.
Polling is computed from the target's own log, with a random phase. The run-clock is a drill's length as a runbook or
a playbook tells it. The lag views are read each second beside the drill, the last reading before the crash counts:
`replay_lag` of `pg_stat_replication`, and what postgres_exporter computes on the standby. The greatest business
timestamp among what survived has whole seconds and is compared with when a poll every 5 s notices the failure.
Promises lie near the truth, on either side; of the scripted and the spoiled stores zero is promised. A figure of a peer
is *met* where it is no greater than the promise, and an outage that was not seen is one of 0 s. Ours may also be
inconclusive, where the promise lies inside the interval: that counts as *not met* here.
"""


def told(recoveries: Sequence[Recovery], losses: Sequence[Loss], rng: random.Random) -> str:
    """Return the page."""
    shots = [one for one in recoveries if one.outage is not None]
    parts = [
        "## RTO: outages that logged their own truth, drilled by the real engine",
        _block(_rto(shots, _kinds(shots))),
    ]
    parts += [_rto_table(shots, rng)]
    crashes = [one for one in recoveries if one.outage is None]
    if crashes:
        title = "## RTO: PostgreSQL pairs whose primary is killed (SIGKILL), promoted and switched over by the drill"
        parts += [title, _block(_rto(crashes, f"{len(crashes)} crashes")), _rto_table(crashes, rng)]
    for store, title in STORES.items():
        trials = [one for one in losses if one.store == store]
        if trials:
            parts += [f"## RPO: {title}", _block(_rpo(trials)), _rpo_table(trials)]
    return "\n\n".join([*parts, NOTES])


def heading(versions: Sequence[str], absent: Sequence[str], before: str, took_s: float) -> str:
    """Return what the figures are, on what, and when; `absent` are peers that could not be had."""
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    told = ", ".join([f"drillproof {version('drillproof')}", *versions])
    missing = [f"Not had here, and so without a line: {', '.join(absent)}."] if absent else []
    return "\n".join(
        [
            "# RTO and RPO against the truth\n",
            f"{datetime.now(UTC):%Y-%m-%d}, {machine}, before: {before}, after: {load()}; {took_s / 60:.0f} minutes.",
            f"{told}. `make bench-truth`.",
            *missing,
        ]
    )


def _block(rows: Sequence[tuple[str, str]]) -> str:
    return f"```\n{lines(rows)}\n```"


def _rto(rows: Sequence[Recovery], kinds: str) -> list[tuple[str, str]]:
    return [
        ("outages", f"{len(rows)}: {kinds}"),
        ("true length, s", spread([one.true_lower for one in rows])),
        ("interval holds the truth", share(sum(one.is_true for one in rows), len(rows))),
        ("no wider than allowed", share(sum(one.is_narrow for one in rows), len(rows))),
        ("the same, no missed beat excused", share(sum(one.is_narrow_unexcused for one in rows), len(rows))),
        ("width, s", spread([one.width for one in rows])),
        ("of which the fault itself, s", spread([one.fault_width for one in rows])),
        ("width allowed, s", spread([one.allowed for one in rows])),
        ("error of the middle, s", spread([one.error for one in rows])),
        ("lateness of the deciding sample, s", spread([one.late for one in rows])),
        ("with beats missed at the end", share(sum(one.missed_beats > 0 for one in rows), len(rows))),
        ("the truth's own doubt, s", spread([one.true_upper - one.true_lower for one in rows])),
        ("verdicts", _verdicts([one.verdict for one in rows])),
    ]


def _verdicts(verdicts: Sequence[str]) -> str:
    return ", ".join(f"{verdicts.count(one)} {one}" for one in ("met", "inconclusive", "missed"))


def _kinds(rows: Sequence[Recovery]) -> str:
    fates = [one.outage for one in rows if one.outage is not None]
    by_mode = {mode: sum(fate.mode == mode for fate in fates) for mode in ("refuse", "error", "hang")}
    kinds: Mapping[str, Callable[[Outage], bool]] = {
        "flapping": lambda fate: fate.flaps > 0,
        "ended by failover": lambda fate: fate.by_failover,
        "begun by a fault": lambda fate: fate.is_fault,
    }
    counted = {name: sum(map(is_kind, fates)) for name, is_kind in kinds.items()}
    return ", ".join(f"{count} {name}" for name, count in {**by_mode, **counted}.items())


def _rto_table(rows: Sequence[Recovery], rng: random.Random) -> str:
    polls = {one.name: polled_rto(one.turns, rng.randrange(POLL_NS)) for one in rows}
    ours = [one.is_falsely_met for one in rows]
    shy = [one.verdict != "met" and one.true_upper <= one.promised for one in rows]
    own = f"| Drillproof | {len(rows)} | 0 | 0 | {_errors([one.error for one in rows])} | {sum(ours)} | {sum(shy)} |"
    names = list(dict.fromkeys(name for one in rows for name in one.peers))
    by_name = {name: [(one, one.peers[name]) for one in rows if name in one.peers] for name in names}
    others = {POLL: [(one, polls[one.name]) for one in rows], **by_name}
    return "\n".join([_RTO_HEAD, own, *(f"| {name} | {_peer(pairs)} |" for name, pairs in others.items())])


def _peer(pairs: Sequence[tuple[Recovery, int | None]]) -> str:
    errors = [_off(figure or 0, one.true_lower, one.true_upper) for one, figure in pairs]
    unseen = sum(figure is None for _, figure in pairs)
    short = sum(figure is not None and figure < one.true_lower for one, figure in pairs)
    false = sum((figure or 0) <= one.promised < one.true_lower for one, figure in pairs)
    shy = sum((figure or 0) > one.promised >= one.true_upper for one, figure in pairs)
    return f"{len(pairs)} | {unseen} | {short} | {_errors(errors)} | {false} | {shy}"


def _off(figure: int, lower: int, upper: int) -> int:
    """Return how far a figure is from what the truth may be."""
    return max(lower - figure, figure - upper, 0)


def _errors(errors: Sequence[int]) -> str:
    """Return median, 95th percentile and worst."""
    some = sorted(errors)
    p95 = some[min(len(some) - 1, -(-len(some) * 95 // 100) - 1)]
    return " | ".join(f"{value / SECOND:.3f}" for value in (median(some), p95, some[-1]))


def _rpo(rows: Sequence[Loss]) -> list[tuple[str, str]]:
    lost = sum(one.expected["lost"] for one in rows)
    acknowledged = sum(one.expected["acknowledged"] for one in rows)
    return [
        ("trials", f"{len(rows)}: {acknowledged} writes acknowledged, {lost} lost"),
        ("all counts exact", share(sum(one.is_exact for one in rows), len(rows))),
        ("interval holds the truth", share(sum(one.is_true for one in rows), len(rows))),
        ("true loss, s", spread([one.true_upper for one in rows])),
        ("width, s", spread([one.width for one in rows])),
        ("verdicts", _verdicts([one.verdict for one in rows])),
    ]


def _rpo_table(rows: Sequence[Loss]) -> str:
    errors = [_off(((one.upper or 10**18) + one.lower) // 2, one.true_lower, one.true_upper) for one in rows]
    false = sum(one.is_falsely_met for one in rows)
    shy = sum(one.verdict != "met" and one.is_truly_met for one in rows)
    own = f"| Drillproof | {len(rows)} | 0 | {_errors(errors)} | {false} | {shy} |"
    names = list(dict.fromkeys(name for one in rows for name in one.peers))
    by_name = {name: [(one, one.peers[name]) for one in rows if name in one.peers] for name in names}
    return "\n".join([_RPO_HEAD, own, *(f"| {name} | {_rpo_peer(pairs)} |" for name, pairs in by_name.items())])


def _rpo_peer(pairs: Sequence[tuple[Loss, int]]) -> str:
    errors = [_off(figure, one.true_lower, one.true_upper) for one, figure in pairs]
    small = sum(figure < one.true_lower for one, figure in pairs)
    false = sum(figure <= one.promised and one.is_truly_missed for one, figure in pairs)
    shy = sum(figure > one.promised and one.is_truly_met for one, figure in pairs)
    return f"{len(pairs)} | {small} | {_errors(errors)} | {false} | {shy}"
