"""The library's scenarios of Redis, run live against the stack `redis`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from measurements.events import DrillClosed, LedgerRead, LedgerWritten, WriteOutcome
from service.evidence import load_history
from service.lab.standing import Standing
from tests.support.command import start_drillproof
from tests.support.stacks import LONGEST_S, drill, prove, stack

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.stack, pytest.mark.timeout(900)]

CRASH: Final = "redis-sentinel-crash"
LINK: Final = "redis-link-down"
PACKAGES: Final = ("redis-server", "redis-sentinel")
ASK: Final = 'ask() { REDISCLI_AUTH=$PASSWORD redis-cli --no-auth-warning "$@"; }\n'
ROLES: Final = (
    'ask info replication | tr -d "\\r" | grep -E "^(role|master_link_status):"; ask config get min-replicas*'
)
PRIORITY: Final = "ask config get replica-priority | tail -n 1"
READ: Final = """\
for key in $(ask --scan | grep '^{'); do ask xrange "$key" - + | awk 'taken == "n" { print } { taken = $0 }'; done
"""
OF_THE_COPY: Final = """\
cp -a /var/lib/redis.isolated /tmp/copy
redis-server --port 0 --unixsocket /tmp/copy.sock --dir /tmp/copy --appendonly yes --save '' --daemonize yes >/dev/null
until redis-cli -s /tmp/copy.sock ping 2>/dev/null | grep -q PONG; do sleep 0.1; done
ask() { redis-cli -s /tmp/copy.sock "$@"; }
"""
END_OF_THE_COPY: Final = "redis-cli -s /tmp/copy.sock shutdown nosave; rm -rf /tmp/copy\n"


@pytest.fixture(scope="module")
def standing() -> Iterator[Standing]:
    with stack("redis") as made:
        yield made


def looked(standing: Standing, host: str, script: str) -> str:
    """Run a script beside everything else, with `ask` for redis-cli."""
    password = (standing.space.directory / "secrets" / "redis_password").read_text("utf-8").strip()
    return standing.space.must(host, f"PASSWORD={password}\n{ASK}{script}").strip()


def state(standing: Standing) -> dict[str, list[str]]:
    """Return who is master, who follows, what is configured, and how bad the lines are."""
    script = f"{ROLES}; {PRIORITY}; cat /run/cable/eth0; nft list tables"
    return {host.name: looked(standing, host.name, script).split() for host in standing.space.hosts}


def of_outcome(out: Path, wanted: WriteOutcome) -> set[int]:
    """Return the numbers of the ledger's writes that ended so."""
    ended: dict[int, WriteOutcome] = {}
    for event in load_history(out).of(LedgerWritten):
        ended |= dict(zip(event.number, event.outcome, strict=True))
    return {number for number, outcome in ended.items() if outcome is wanted}


def read_back(out: Path) -> set[int]:
    """Return the numbers that the drill itself found in the end."""
    return {number for event in load_history(out).of(LedgerRead) for number in event.number}


@asynccontextmanager
async def running(standing: Standing, scenario: str, out: Path) -> AsyncGenerator[asyncio.subprocess.Process]:
    """Start a scenario as a user would, and wait for its end."""
    path = next(one.path for one in standing.scenarios() if one.name == scenario)
    files = ("--inventory", str(standing.inventory), "--bia", str(standing.bia))
    async with asyncio.timeout(LONGEST_S):
        process = await start_drillproof("run", str(path), *files, "--out", str(out), "--yes", "--json")
        try:
            yield process
            await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def reached(process: asyncio.subprocess.Process, step: str) -> None:
    """Return when the drill tells of `step`."""
    assert process.stdout is not None
    async for line in process.stdout:
        if json.loads(line)["step"] == step:
            return
    pytest.fail(f"the drill ended before {step}")


async def crash(standing: Standing, out: Path) -> tuple[dict[str, Any], set[int]]:
    """Run the crash; return the report, and the numbers that the new master itself has when the ledger was read.

    Sentinels on a busy machine may take a starved master for dead too, and choose the third: it is the one that counts.
    """
    kept: dict[str, str] = {}
    async with running(standing, CRASH, out) as process:
        await reached(process, "unstarve")
        for host in standing.space.hosts:
            if host.name != "redis-a":
                kept[host.address] = await asyncio.to_thread(looked, standing, host.name, READ)
    report: dict[str, Any] = json.loads((out / "report.json").read_text("utf-8"))
    source = next(event.source for event in load_history(out).of(LedgerRead))
    return report, {int(line) for line in kept[source.removeprefix("redis ").partition(":")[0]].split()}


async def test_what_a_crash_loses_behind_a_slow_line_is_what_the_new_master_lacks(
    standing: Standing, tmp_path: Path
) -> None:
    before = state(standing)
    report, kept = await crash(standing, tmp_path / "out")
    closed = next(load_history(tmp_path / "out").of(DrillClosed))
    assert (report["completed"], report["restored"]) == (True, True), closed
    figure = report["services"][0]["rpo"]
    acknowledged = of_outcome(tmp_path / "out", WriteOutcome.OK)
    assert kept == read_back(tmp_path / "out")
    assert (figure["acknowledged"], figure["lost"]) == (len(acknowledged), len(acknowledged - kept))
    assert (figure["lost"] > 0, figure["verdict"]) == (True, "missed")
    assert state(standing) == before
    prove(standing, CRASH, tmp_path / "out", *PACKAGES)


def split(standing: Standing, out: Path, *options: str) -> dict[str, Any]:
    """Run the cut line; lost is what only the isolated master has, but for what the drill itself calls unknown."""
    before = state(standing)
    said, report = drill(standing, LINK, out, *options)
    assert (report["completed"], report["restored"]) == (True, True), said.out + said.err
    isolated = {int(line) for line in looked(standing, "redis-a", OF_THE_COPY + READ + END_OF_THE_COPY).split()}
    lost = of_outcome(out, WriteOutcome.OK) - read_back(out)
    assert report["services"][0]["rpo"]["lost"] == len(lost) > 0
    assert lost == isolated - read_back(out) - of_outcome(out, WriteOutcome.INFO)
    assert state(standing) == before
    return report


def test_what_an_isolated_master_acknowledges_is_counted_to_the_last_write(standing: Standing, tmp_path: Path) -> None:
    report = split(standing, tmp_path / "out")
    assert report["services"][0]["rpo"]["split_brain"] > 0
    prove(standing, LINK, tmp_path / "out", *PACKAGES)


def test_a_master_that_needs_a_replica_soon_acknowledges_nothing_any_more(standing: Standing, tmp_path: Path) -> None:
    split(standing, tmp_path / "out", "--param", "min_replicas=1")
    refused = of_outcome(tmp_path / "out", WriteOutcome.FAIL)
    assert refused, "from some moment on it said NOREPLICAS"
    assert max(of_outcome(tmp_path / "out", WriteOutcome.OK) - read_back(tmp_path / "out")) < max(refused)
