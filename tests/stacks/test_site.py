"""The loss of a whole site, live against the stack `site`: four services, each with its figures, and their order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from service.lab.standing import Standing
from tests.support.stacks import drill, prove, stack

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.stack, pytest.mark.timeout(900)]

SERVICES: Final = ["orders-db", "session-cache", "order-app", "client-entry"]
PACKAGES: Final = ("postgresql-15", "redis-server", "haproxy")
HOMES: Final = {"db-a": 201, "cache-a": 202, "app-a": 203, "lb-a": 204}
RECOVERS: Final = "runuser -u postgres -- psql -XAtc 'select pg_is_in_recovery()'"


@pytest.fixture(scope="module")
def standing() -> Iterator[Standing]:
    with stack("site") as made:
        yield made


def is_home(standing: Standing) -> bool:
    """Tell whether the stack is as it was raised: roles, copies, addresses, and the spare application at rest."""
    space = standing.space
    addresses = {host: space.must(host, "ip -4 -o address show eth0") for host in HOMES}
    spares = {host: space.must(host.replace("-a", "-b"), "ip -4 -o address show eth0") for host in HOMES}
    return (
        all(f"{space.address(number)}/" in addresses[host] for host, number in HOMES.items())
        and not any(f"{space.address(number)}/" in spares[host] for host, number in HOMES.items())
        and [space.must(host, RECOVERS).strip() for host in ("db-a", "db-b")] == ["f", "t"]
        and [space.must(host, "cache-role").strip() for host in ("cache-a", "cache-b")] == ["leads", "copies"]
        and [space.must(host, "order-app status || :").strip() for host in ("app-a", "app-b")] == ["runs", "stopped"]
    )


def ran(standing: Standing, scenario: str, out: Path) -> dict[str, Any]:
    """Run a scenario to its end and keep the proof; the stack is then as it was."""
    said, report = drill(standing, scenario, out)
    assert (report["completed"], report["restored"]) == (True, True), said.out + said.err
    assert is_home(standing), said.out
    prove(standing, scenario, out, *PACKAGES)
    return report


def codes(report: dict[str, Any]) -> set[str]:
    return {finding["code"] for finding in report["findings"]}


def outcomes(report: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {(pair["first"], pair["second"]): pair["outcome"] for pair in report["order"]["pairs"]}


@pytest.mark.parametrize("time", ["the first time", "and again"])
def test_a_lost_site_comes_back_in_the_order_of_the_bia(standing: Standing, tmp_path: Path, time: str) -> None:
    report = ran(standing, "site-loss", tmp_path / "out")
    assert time
    assert [place["service"] for place in report["order"]["places"]] == SERVICES
    assert {one["service"] for one in report["services"]} == set(SERVICES)
    for one in report["services"]:
        assert one["rto"]["lower_s"] is not None, one["service"]
        assert one["rpo"]["source"] == {"orders-db": "orders", "session-cache": "sessions", "order-app": "placed"}.get(
            one["service"]
        )
    assert codes(report) & {"priority_inversion", "dependency_inversion"} == set()
    told = outcomes(report)
    assert len(told) == 6
    assert told["orders-db", "session-cache"] == "kept"
    assert told["session-cache", "order-app"] == "kept"
    assert "inverted" not in told.values()


def test_a_wrong_order_is_found_although_every_service_came_back(standing: Standing, tmp_path: Path) -> None:
    report = ran(standing, "site-loss-inverted", tmp_path / "out")
    told = outcomes(report)
    assert told["orders-db", "session-cache"] == "inverted"
    assert told["order-app", "client-entry"] == "inverted"
    found = [finding for finding in report["findings"] if finding["code"] == "priority_inversion"]
    (facts,) = (finding["facts"] for finding in found)
    assert (facts["service"], facts["other"]) == ("orders-db", "session-cache")
    assert float(facts["other_upper"]) < float(facts["lower"])
    assert all(finding["evidence"] for finding in found)
    late = {one["facts"]["service"] for one in report["findings"] if one["code"] == "dependency_inversion"}
    assert late == {"orders-db", "session-cache", "order-app"}  # the entry served before any of them
