"""A small bench-truth: a dozen outages, crashes and losses; the whole one is `make bench-truth`, peers included."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from bench.truth.__main__ import Size, measure
from bench.truth.chaos import told as told_by_chaos
from bench.truth.observers import seen_rto
from bench.truth.outages import HOLD_S, SHORTEST_S, outages
from bench.truth.page import told
from bench.truth.policies import POLL_NS, business_rpo, polled_rto
from scenarios.plan import SECOND


def dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311  chance, not secrecy


pytestmark = pytest.mark.timeout(600)


@pytest.mark.slow
@pytest.mark.lab
async def test_every_interval_holds_the_truth_and_every_count_is_exact(tmp_path: Path) -> None:
    size = Size(outages=12, longest_s=3.0, scripted=4, databases=1, at_once=4, seed=7, crashes=2)
    findings = await measure(size, tmp_path)
    assert findings.misses == []
    assert "12 of 12 (100.0 %)" in told(findings.recoveries, findings.losses, dice(7))


def test_outages_are_of_every_kind() -> None:
    drawn = outages(48, 30.0, dice(1))
    assert {outage.mode for outage in drawn} == {"refuse", "error", "hang"}
    assert {outage.flaps for outage in drawn} == {0, 1, 3}
    assert {outage.by_failover for outage in drawn} == {outage.is_fault for outage in drawn} == {True, False}
    assert all(turn >= SHORTEST_S for outage in drawn for turn in outage.turns)


def test_no_flap_is_as_long_as_the_hold_time() -> None:
    gaps = [b - a for outage in outages(200, 30.0, dice(2)) for a, b in _ups(outage.turns)]
    assert gaps
    assert max(gaps) < HOLD_S


def _ups(turns: tuple[float, ...]) -> list[tuple[float, float]]:
    """Return the stretches between which the target is up, before the last turn."""
    return list(zip(turns[:-1:2], turns[1::2], strict=False))


def test_a_poll_may_miss_a_short_outage() -> None:
    turns = [(0, False), (2 * SECOND, True)]
    assert polled_rto(turns, 3 * SECOND) is None
    assert polled_rto(turns, 1 * SECOND) == POLL_NS


def test_the_business_timestamp_knows_whole_seconds_only() -> None:
    assert business_rpo([10 * SECOND + 900_000_000], 12 * SECOND) == 2 * SECOND


def test_who_looks_seldom_is_read_kindly_a_moment_of_success_is_no_end() -> None:
    looks = [(1, True), (2, False), (3, True), (4, False), (5, True), (6, True)]
    assert seen_rto(looks) == 5 - 2
    assert seen_rto(looks[:4]) == 4 - 2
    assert seen_rto([(1, True), (2, True)]) is None


def test_the_journal_of_chaos_toolkit_tells_when_its_hypothesis_deviated() -> None:
    starts = ["2026-01-02T03:04:05+00:00", "2026-01-02T03:04:06.250000+00:00"]
    during = [
        {"steady_state_met": met, "probes": [{"start": start}]}
        for met, start in zip([True, False], starts, strict=True)
    ]
    (first, up), (second, down) = told_by_chaos({"steady_states": {"during": during}})
    assert (up, down, second - first) == (True, False, 1_250_000_000)
