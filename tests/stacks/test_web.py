"""The library's scenarios of the stack `web`, run live against nginx, HAProxy, keepalived and dnsmasq."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from measurements.events import Outcome, SamplesTaken, StepCompleted, StepInvoked
from service.evidence import load_history
from service.lab.standing import Standing
from tests.support.command import drillproof
from tests.support.redis_servers import until
from tests.support.stacks import drill, prove, stack

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(900)]

PACKAGES: Final = ("nginx", "haproxy", "keepalived", "dnsmasq-base")
AT_THE_END: Final = {"give_work", "statements_again"}
LOOK: Final = """\
ip -4 -o address show | awk '{ print $4 }' | sort
pgrep -x 'nginx|haproxy|keepalived|dnsmasq' -l | cut -d ' ' -f 2 | sort -u
nft list tables
[ ! -S /run/haproxy/admin.sock ] || echo 'show stat' | socat - /run/haproxy/admin.sock |
    cut -d , -f 1,2,18 | grep ^portal
"""


@pytest.fixture(scope="module")
def standing() -> Iterator[Standing]:
    with stack("web") as made:
        yield made


def state(standing: Standing) -> dict[str, list[str]]:
    """Return which host has which address, what runs there, and what the balancers think of the servers."""
    return {host.name: standing.space.must(host.name, LOOK).split() for host in standing.space.hosts}


def ran(standing: Standing, scenario: str, out: Path) -> dict[str, Any]:
    """Run a scenario to its end; everything is then as it was."""
    before = state(standing)
    said, report = drill(standing, scenario, out)
    assert (report["completed"], report["restored"]) == (True, True), said.out + said.err
    until(lambda: state(standing) == before)  # a balancer that was without power looks at its servers first
    prove(standing, scenario, out, *PACKAGES)
    return report


def failed_samples(out: Path, stream: str) -> int:
    """Return how many looks of a probe were not answered well."""
    return sum(taken.ok.count(False) for taken in load_history(out).of(SamplesTaken) if taken.stream == stream)


@pytest.mark.stack
def test_the_address_of_a_hanging_name_server_moves_and_comes_back(standing: Standing, tmp_path: Path) -> None:
    report = ran(standing, "web-dns-failure", tmp_path / "out")
    assert report["services"][0]["rto"]["lower_s"] > 0
    assert failed_samples(tmp_path / "out", "answer") > 0
    assert failed_samples(tmp_path / "out", "page") == 0


@pytest.mark.stack
def test_nobody_notices_that_a_server_is_worked_on(standing: Standing, tmp_path: Path) -> None:
    for again in ("first", "second"):
        ran(standing, "web-drain", tmp_path / again)
        assert failed_samples(tmp_path / again, "page") == 0
        assert failed_samples(tmp_path / again, "anybody") == 0


@pytest.mark.stack
def test_the_other_balancer_takes_the_address_over_when_the_power_is_gone(standing: Standing, tmp_path: Path) -> None:
    ran(standing, "web-vip-host-loss", tmp_path / "out")
    assert failed_samples(tmp_path / "out", "page") > 0


@pytest.mark.stack
def test_an_overloaded_server_is_judged_by_the_acceptable_level(standing: Standing, tmp_path: Path) -> None:
    ran(standing, "web-cpu-pressure", tmp_path / "out")


@pytest.mark.stack
def test_a_clock_that_goes_wrong_refuses_what_is_valid_until_the_server_is_out(
    standing: Standing, tmp_path: Path
) -> None:
    ran(standing, "clock-skew", tmp_path / "out")
    assert failed_samples(tmp_path / "out", "statement") > 0


def test_a_host_with_a_wrong_clock_is_found_before_anything_is_touched(standing: Standing, tmp_path: Path) -> None:
    before = state(standing)
    (shipped,) = (one for one in standing.scenarios() if one.name == "clock-skew")
    text = shipped.path.read_text("utf-8")
    (tmp_path / "skewed.yaml").write_text(text.replace("server: web-a", "server: clock-a"), "utf-8")
    files = ["--inventory", str(standing.inventory), "--bia", str(standing.bia)]
    out = tmp_path / "out"
    said = asyncio.run(drillproof("run", str(tmp_path / "skewed.yaml"), *files, "--out", str(out), "--yes"))
    assert said.code == 3, said.out + said.err
    history = load_history(out)
    (found,) = (
        done for done in history.of(StepCompleted) if done.host == "clock-a" and done.step == "ready.1.clock_offset"
    )
    assert found.outcome is Outcome.FAILED
    assert {begun.step for begun in history.of(StepInvoked) if not begun.step.startswith("ready.")} <= AT_THE_END
    assert state(standing) == before
