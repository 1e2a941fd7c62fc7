"""The judgement of the service's health: each thing that can be wrong is named, with what to do, in both languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from service.denial import because
from service.health import Facts, Part, State, is_ready, judge
from service.health.judging import PARTS
from service.health.key import complaint
from service.health.looking import ClockWatch
from service.health.parts import ArchiveSeen, ChoreSeen, ClockSeen, DatabaseSeen, DrillSeen, WorkersSeen
from service.rounds import Rounds

FINE = Facts(database=DatabaseSeen(revision="r1", newest="r1", latency_s=0.01))
ALIVE = WorkersSeen(alive=(("w1", "sh"),))


def chore(**facts: object) -> ChoreSeen:
    told = {"name": "index", "every_s": 60.0, "since_s": 1.0, "well_ago_s": 1.0, "count": 0, "last": ""}
    return ChoreSeen(**told | facts)  # pyright: ignore[reportArgumentType]


def part(facts: Facts, name: str) -> Part:
    return next(one for one in judge(facts) if one.name == name)


def test_where_nothing_is_wrong_every_part_is_well() -> None:
    parts = judge(FINE)
    assert tuple(one.name for one in parts) == PARTS
    assert {one.state for one in parts} == {"ok"}
    assert is_ready(parts)


@pytest.mark.parametrize(
    ("facts", "name", "state", "word"),
    [
        (replace(FINE, database=DatabaseSeen(silent_s=7.5)), "database", "failing", "not answered for 7 s"),
        (replace(FINE, database=DatabaseSeen(error="refused")), "database", "failing", "refused"),
        (replace(FINE, database=DatabaseSeen(revision="r0", newest="r1")), "database", "failing", "needs r1"),
        (replace(FINE, database=DatabaseSeen(latency_s=3, revision="r", newest="r")), "database", "degraded", "3.0 s"),
        (replace(FINE, against=(because("journal_unwritable", why="full"),)), "database", "failing", "full"),
        (replace(FINE, against=(because("disk_full", free=1, place="/x", least=100),)), "disk", "failing", "/x"),
        (replace(FINE, short=(("/y", 150),)), "disk", "degraded", "150 MiB"),
        (replace(FINE, against=(because("clock_astray", seconds=3600),)), "clock", "failing", "3600 s"),
        (replace(FINE, clock=ClockSeen(stepped_ns=-3600 * 10**9, ago_s=5)), "clock", "degraded", "-3600.0 s"),
        (replace(FINE, workers=WorkersSeen()), "workers", "failing", "no worker"),
        (replace(FINE, workers=replace(ALIVE, lonely=("gz",))), "workers", "degraded", "gz"),
        (replace(FINE, workers=replace(ALIVE, stale=("w2",))), "workers", "degraded", "w2"),
        (replace(FINE, workers=replace(ALIVE, others=("w3",))), "workers", "degraded", "w3"),
        (replace(FINE, workers=replace(ALIVE, waiting=2, oldest_s=40)), "queue", "degraded", "40 s"),
        (replace(FINE, workers=replace(ALIVE, failure="lost")), "queue", "degraded", "lost"),
        (replace(FINE, drills=(DrillSeen(drill="d", waits_s=9, why="away"),)), "drills", "degraded", "waited 9 s"),
        (replace(FINE, drills=(DrillSeen(drill="d", asks=True),)), "drills", "degraded", "decide"),
        (replace(FINE, drills=(DrillSeen(drill="d", broken="entry lost"),)), "prober", "degraded", "entry lost"),
        (replace(FINE, drills=(DrillSeen(drill="d", silent_s=20),)), "prober", "degraded", "20 s"),
        (replace(FINE, ended_badly=(("d", "no room"),)), "drills", "degraded", "no room"),
        (replace(FINE, key="k can be read by other accounts"), "evidence_key", "degraded", "other accounts"),
        (replace(FINE, chores=(chore(count=2, last="Oops: x"),)), "chores", "degraded", "failed 2 times"),
        (replace(FINE, chores=(chore(since_s=900.0, well_ago_s=None),)), "chores", "degraded", "900 s"),
        (replace(FINE, calendars=(("sse", "gone"),)), "calendars", "degraded", "gone"),
    ],
)
def test_what_is_wrong_is_named(facts: Facts, name: str, state: State, word: str) -> None:
    found = part(facts, name)
    assert found.state == state
    assert word in found.text.en
    assert found.text.zh != found.text.en
    assert found.todo is not None or facts.against, "what is wrong comes with what to do"
    assert is_ready(judge(facts)) == (state != "failing")
    assert {one.name for one in judge(facts) if one.state != "ok"} == {name}


@pytest.mark.parametrize("facts", [replace(FINE, key=None), replace(FINE, leads=False), replace(FINE, key="")])
def test_what_is_only_said_is_nothing_wrong(facts: Facts) -> None:
    assert {one.state for one in judge(facts)} == {"ok"}


def test_a_drill_that_waits_for_its_journal_is_not_called_blind() -> None:
    facts = replace(FINE, drills=(DrillSeen(drill="d", waits_s=30, why="away", silent_s=30),))
    assert part(facts, "prober").state == "ok"


def test_a_key_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    assert complaint(None) is None
    assert "No such file" in (complaint(path) or "")
    path.write_bytes(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o644)
    assert "other accounts" in (complaint(path) or "")
    path.chmod(0o600)
    assert not complaint(path)
    other = generate_private_key(SECP256R1())
    path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert "no Ed25519" in (complaint(path) or "")
    path.write_bytes(b"rubbish")
    assert "no private key" in (complaint(path) or "")


class TwoClocks:
    """A monotonic clock and a wall clock, each set by hand, in seconds."""

    def __init__(self) -> None:
        self.now_s, self.utc_s = 100.0, 1_000_000.0

    def go(self, seconds: float, stepped: float = 0.0) -> None:
        self.now_s += seconds
        self.utc_s += seconds + stepped

    def now(self) -> int:
        return int(self.now_s * 10**9)

    def utc_ns(self) -> int:
        return int(self.utc_s * 10**9)

    def boot_id(self) -> str:
        return "boot"


@pytest.mark.parametrize("step", [-3600.0, 3600.0, 2.5])
def test_a_step_of_the_clock_is_seen_told_for_an_hour_and_then_forgotten(step: float) -> None:
    clocks = TwoClocks()
    watch = ClockWatch(clocks, clocks.utc_ns)
    assert watch.look().stepped_ns == 0
    clocks.go(15)
    assert watch.look().stepped_ns == 0
    clocks.go(15, step)
    assert round(watch.look().stepped_ns / 10**9, 1) == step
    clocks.go(600)
    seen = watch.look()
    assert (round(seen.stepped_ns / 10**9, 1), seen.ago_s) == (step, 600.0)
    clocks.go(3600)
    assert watch.look().stepped_ns == 0


def test_a_slow_drift_is_no_step() -> None:
    clocks = TwoClocks()
    watch = ClockWatch(clocks, clocks.utc_ns)
    for _ in range(200):
        clocks.go(15, 0.4)
        assert watch.look().stepped_ns == 0


def test_rounds_tell_of_their_last_failure_until_one_is_well() -> None:
    now = [0.0]
    rounds = Rounds("index", 60, now=lambda: now[0])
    rounds.begin()
    rounds.fail(ValueError("x"), "drill-1")
    rounds.end()
    assert (rounds.count, rounds.well_s, rounds.last) == (1, None, "drill-1: ValueError: x")
    now[0] = 60
    rounds.end()
    assert (rounds.count, rounds.well_s, rounds.failures) == (0, 60, ["drill-1: ValueError: x"])
    for number in range(300):
        rounds.fail(ValueError("y" * 9000), str(number))
    assert len(rounds.failures) == 100
    assert max(map(len, rounds.failures)) <= 500


@pytest.mark.parametrize(
    ("seen", "state", "said"),
    [
        (None, "ok", ""),
        (ArchiveSeen(due_s=60), "ok", ""),
        (ArchiveSeen(due_s=60, ago_s=100, count=3), "ok", ""),
        (ArchiveSeen(due_s=60, ago_s=100, count=3, wrong=("b.zip: digest",)), "degraded", "b.zip: digest"),
        (ArchiveSeen(due_s=86_400, ago_s=3 * 86_400), "degraded", "3 days"),
    ],
)
def test_an_archive_that_is_wrong_or_not_looked_at_is_told(seen: ArchiveSeen | None, state: str, said: str) -> None:
    found = part(replace(FINE, archive=seen), "archive")
    assert found.state == state
    assert said in found.text.en
    assert (found.todo is None) == (state == "ok")
