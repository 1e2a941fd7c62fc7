"""Remote clocks: exchanges that bound the offset, and stamps that a slow login cannot stretch."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from measurements.clock import instant
from measurements.events import Exchange, Outcome
from runners.hostclock import Reading
from runners.limits import Limits
from runners.offsets import parse_tick, tightest
from runners.ssh import SSHRemote
from tests.support.hands import hands, sh
from tests.support.sshd import Sshd, serve

AHEAD: Final = 3_250_000_000
SLACK: Final = 5_000_000
"""What the machine's own wall clock may be slewed by while a test runs."""
BUSYBOX: Final = shutil.which("busybox")
DATE: Final = shutil.which("date") or "/bin/date"


@dataclass(frozen=True)
class Bounds:
    """Wall clock minus monotonic clock, as read together."""

    low: int
    high: int


def own_offset() -> Bounds:
    before, wall, after = time.monotonic_ns(), time.time_ns(), time.monotonic_ns()
    return Bounds(wall - after, wall - before)


def bounds(exchanges: tuple[Exchange, ...]) -> Bounds:
    return Bounds(
        max(exchange.remote - exchange.c2 for exchange in exchanges),
        min(exchange.remote - exchange.c1 for exchange in exchanges),
    )


def tool(directory: Path, name: str, text: str) -> None:
    directory.mkdir(exist_ok=True)
    path = directory / name
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def without_python(directory: Path, date: str) -> dict[str, str]:
    """Return an environment whose python3 does not work and whose `date` is the one given."""
    tool(directory, "python3", "exit 127")
    tool(directory, "date", date)
    return {"PATH": f"{directory}:/usr/bin:/bin"}


@pytest.fixture
async def ahead(tmp_path: Path) -> AsyncGenerator[Sshd, None]:
    """A host without python3 whose clock is 3.25 s ahead."""
    env = without_python(tmp_path / "bin", f"now=$({DATE} +%s%N); echo $((now + {AHEAD}))")
    async with serve(tmp_path / "sshd", env=env) as sshd:
        yield sshd


async def test_exchanges_by_python_bound_the_offset(remote: SSHRemote) -> None:
    true, got = own_offset(), bounds(await remote.exchange_clocks("db-a", 5))
    assert got.low - SLACK <= true.low
    assert true.high <= got.high + SLACK
    assert got.low <= got.high


async def test_exchanges_by_sh_bound_a_known_offset(ahead: Sshd) -> None:
    async with hands(ahead.host()) as remote:
        exchanges = await remote.exchange_clocks("db-a", 5)
    true, got = own_offset(), bounds(exchanges)
    assert len(exchanges) == 5
    assert got.low - SLACK <= true.low + AHEAD
    assert true.high + AHEAD <= got.high + SLACK


async def test_stamps_mapped_through_the_offset_lie_between_sent_and_received(ahead: Sshd) -> None:
    async with hands(ahead.host()) as remote:
        answer = await sh(remote, "sleep 0.2")
        offset = bounds(await remote.exchange_clocks("db-a", 5))
    stamps = answer.stamps
    assert stamps is not None
    assert stamps.remote_start is not None
    assert stamps.remote_end is not None
    assert stamps.opened <= stamps.sent <= stamps.received
    assert stamps.remote_start - offset.low >= stamps.sent - SLACK
    assert stamps.remote_end - offset.high <= stamps.received + SLACK
    assert stamps.remote_end - stamps.remote_start >= 200_000_000 - SLACK


async def test_a_slow_login_shell_is_not_counted(tmp_path: Path) -> None:
    slow = ("/bin/sh", "-c", 'sleep 2; exec /bin/sh -c "$0"')
    async with serve(tmp_path, shell=slow) as sshd, hands(sshd.host()) as remote:
        answer = await sh(remote, "true")
    stamps = answer.stamps
    assert stamps is not None
    assert stamps.sent - stamps.opened > 1_900_000_000
    assert stamps.received - stamps.sent < stamps.sent - stamps.opened


async def test_one_loop_serves_all_exchanges_of_a_connection(sshd: Sshd, remote: SSHRemote) -> None:
    for _ in range(3):
        assert len(await remote.exchange_clocks("db-a", 2)) == 2
    assert sshd.commands == ["exec sh -s"]


async def test_the_loop_is_started_anew_after_a_loss(sshd: Sshd, remote: SSHRemote) -> None:
    assert len(await remote.exchange_clocks("db-a", 2)) == 2
    sshd.drop_links()
    assert (await sh(remote, "true")).outcome is Outcome.OK
    assert len(await remote.exchange_clocks("db-a", 2)) == 2
    assert sshd.logins == 2


@pytest.mark.parametrize(
    "date",
    [f"{DATE} +%s", "echo 1763755316N", "exit 1", "echo"],
    ids=["no nanoseconds", "a letter", "fails", "says nothing"],
)
@pytest.mark.parametrize(("perl", "granularity"), [("", 1_000), ("exit 127", 10_000_000)], ids=["perl", "no perl"])
async def test_a_host_without_fine_date_tells_its_time_another_way(
    tmp_path: Path, date: str, perl: str, granularity: int
) -> None:
    env = without_python(tmp_path / "bin", date)
    if perl:
        tool(tmp_path / "bin", "perl", perl)
    async with serve(tmp_path / "sshd", env=env) as sshd, hands(sshd.host()) as remote:
        exchanges = await remote.exchange_clocks("db-a", 3)
        answer = await sh(remote, "echo fine; sleep 0.2")
    assert (answer.outcome, answer.stdout, answer.stderr) == (Outcome.OK, "fine\n", "")
    assert answer.stamps is not None
    assert {each.granularity for each in exchanges} == {answer.stamps.granularity} == {granularity}
    start, end = instant(answer.stamps, exchanges)
    assert answer.stamps.sent <= start.lower
    assert end.upper <= answer.stamps.received
    assert end.upper - start.lower >= 200_000_000
    assert end.lower - start.upper <= 200_000_000 + (answer.stamps.received - answer.stamps.sent)


async def test_a_host_with_nothing_but_a_shell_still_tells_its_time_since_boot(tmp_path: Path) -> None:
    only_sh = tmp_path / "bin"
    only_sh.mkdir()
    (only_sh / "sh").symlink_to("/bin/sh")
    async with serve(tmp_path / "sshd", env={"PATH": str(only_sh)}) as sshd, hands(sshd.host()) as remote:
        exchanges = await remote.exchange_clocks("db-a", 3)
        answer = await sh(remote, "echo fine")
    assert [each.granularity for each in exchanges] == [10_000_000] * 3
    assert answer.stdout == "fine\n"
    assert answer.stamps is not None
    assert answer.stamps.granularity == 10_000_000


@pytest.mark.skipif(BUSYBOX is None, reason="no busybox: apt-get install busybox")
async def test_a_host_of_busybox_alone_is_bounded_to_hundredths_of_a_second(tmp_path: Path) -> None:
    only = tmp_path / "bin"
    only.mkdir()
    for name in ("sh", "date", "sleep", "kill"):
        (only / name).symlink_to(BUSYBOX or "")
    shell = (str(only / "sh"), "-c")
    async with serve(tmp_path / "sshd", shell=shell, env={"PATH": str(only)}) as sshd, hands(sshd.host()) as remote:
        exchanges = await remote.exchange_clocks("db-a", 3)
        answer = await sh(remote, "sleep 0.3; exit 4")
        late = await sh(remote, "sleep 600", seconds=3)
    assert len(exchanges) == 3
    assert (answer.outcome, answer.exit_status) == (Outcome.OK, 4)
    assert answer.stamps is not None
    start, end = instant(answer.stamps, exchanges)
    assert end.upper - start.lower >= 300_000_000
    assert answer.stamps.granularity == 10_000_000
    assert "its process group was ended" in late.reason


async def test_a_loop_that_hangs_is_given_up_in_time(tmp_path: Path) -> None:
    tool(tmp_path / "bin", "python3", "sleep 600")
    env = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"}
    async with (
        serve(tmp_path / "sshd", env=env) as sshd,
        hands(sshd.host(), limits=Limits(clocks=0.3)) as remote,
    ):
        assert await remote.exchange_clocks("db-a", 3) == ()
        assert (await sh(remote, "true")).outcome is Outcome.OK


async def test_a_loop_that_stops_answering_is_replaced(tmp_path: Path) -> None:
    once = f"exec {sys.executable} -S -c 'import time; print(0, time.time_ns(), flush=True); time.sleep(600)'"
    tool(tmp_path / "bin", "python3", once)
    env = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"}
    async with (
        serve(tmp_path / "sshd", env=env) as sshd,
        hands(sshd.host(), limits=Limits(clocks=3.0)) as remote,
    ):
        assert await remote.exchange_clocks("db-a", 3) == ()
        (tmp_path / "bin" / "python3").unlink()
        assert len(await remote.exchange_clocks("db-a", 3)) == 3


@pytest.mark.parametrize(
    ("line", "tick"),
    [
        (b"7 1763755316123456789", (7, Reading(ns=1763755316123456789))),
        (b"7 1763755316123456789\r", (7, Reading(ns=1763755316123456789))),
        (b"7 1763755316123456700w", (7, Reading(ns=1763755316123456700, granularity=16_000_000))),
        (b"7 1763755316s", (7, Reading(ns=1763755316 * 10**9, granularity=10**9))),
        (b"7 12345.67b", (7, Reading(ns=12345_670_000_000, granularity=10_000_000, since_boot=True))),
        (b"Welcome to db-a", None),
        (b"7 1763755316", None),
        (b"", None),
    ],
)
def test_a_tick_is_told_from_a_greeting(line: bytes, tick: tuple[int, Reading] | None) -> None:
    assert parse_tick(line) == tick


def test_the_shortest_round_trips_win_and_stay_in_order() -> None:
    made = [Exchange(c1=c1, remote=0, c2=c1 + trip) for c1, trip in ((0, 9), (10, 3), (20, 8), (30, 1), (40, 2))]
    assert [exchange.c1 for exchange in tightest(made, 3)] == [10, 30, 40]
