"""The library's scenarios of MariaDB, run live against the stack `mariadb`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from service.lab.stacks.mariadb import ENTRY, PRIMARY, REPLICA
from service.lab.standing import Standing
from tests.support.stacks import drill, found, numbers, prove, stack

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.stack, pytest.mark.timeout(900)]

CRASH: Final = "mariadb-crash"
BEHIND: Final = "mariadb-crash-behind"
SWITCH: Final = "mariadb-planned-switchover"
RUNNING: Final = "mariadb -e 'SHOW REPLICA STATUS\\G' | grep -cE 'Slave_(IO|SQL)_Running: Yes'"
TABLES: Final = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'accounts'"


@pytest.fixture(scope="module")
def standing() -> Iterator[Standing]:
    with stack("mariadb") as made:
        yield made


def sql(standing: Standing, host: str, text: str) -> str:
    """Return what a query answers on one host, behind everybody's back."""
    return standing.space.must(host, f'mariadb -N -B -e "{text}"').strip()


def is_home(standing: Standing) -> bool:
    """Tell whether the stack is as it was raised: roles, replication, the address, no table and no fence left."""
    space = standing.space
    addresses = {host: space.must(host, "ip -4 -o address show eth0") for host in (PRIMARY, REPLICA)}
    options = [space.must(host, "ls /etc/mysql/mariadb.conf.d") for host in (PRIMARY, REPLICA)]
    entry = f"{space.address(ENTRY)}/"
    return (
        [sql(standing, host, "SELECT @@read_only") for host in (PRIMARY, REPLICA)] == ["0", "1"]
        and sql(standing, PRIMARY, "SHOW REPLICA STATUS") == ""
        and space.must(REPLICA, RUNNING).strip() == "2"
        and [sql(standing, host, TABLES) for host in (PRIMARY, REPLICA)] == ["0", "0"]
        and sql(standing, PRIMARY, "SELECT @@rpl_semi_sync_master_enabled") == "0"
        and (entry in addresses[PRIMARY], entry in addresses[REPLICA]) == (True, False)
        and not any("fence" in each for each in options)
    )


def ran(standing: Standing, scenario: str, out: Path, *options: str) -> dict[str, Any]:
    """Run a scenario to its end and keep the proof; the stack is then as it was."""
    said, report = drill(standing, scenario, out, *options)
    assert (report["completed"], report["restored"]) == (True, True), said.out + said.err
    assert is_home(standing), said.out
    prove(standing, scenario, out, "mariadb-server")
    return report


@pytest.mark.parametrize("semi_sync", ["false", "true"])
def test_a_dead_primary_is_replaced_and_comes_back_as_it_was(
    standing: Standing, tmp_path: Path, semi_sync: str
) -> None:
    service = ran(standing, CRASH, tmp_path / "out", "--param", f"semi_sync={semi_sync}")["services"][0]
    assert service["rto"]["verdict"] == "met"
    assert service["rpo"]["acknowledged"] > 0
    if semi_sync == "true":
        assert service["rpo"]["lost"] == 0


def test_what_a_deaf_replica_never_heard_is_lost_counted_and_kept(standing: Standing, tmp_path: Path) -> None:
    report = ran(standing, BEHIND, tmp_path / "out")
    figure = report["services"][0]["rpo"]
    kept = standing.space.must(PRIMARY, "cat $(ls -t /var/backups/mariadb-errant-* | head -n 1)")
    only_there = {int(number) for number in re.findall(r"values \((\d+), '", kept)}
    lost = numbers(found(report, "writes_lost")["numbers"])
    assert (figure["lost"], figure["verdict"]) == (len(lost), "missed")
    in_doubt = (each["facts"]["numbers"] for each in report["findings"] if each["code"] == "unknown_writes")
    assert lost == only_there - {number for spelled in in_doubt for number in numbers(spelled)}


def test_a_planned_switch_and_back_loses_nothing_and_a_second_run_does_likewise(
    standing: Standing, tmp_path: Path
) -> None:
    for turn in ("first", "second"):
        service = ran(standing, SWITCH, tmp_path / turn)["services"][0]
        assert (service["rpo"]["lost"], service["rpo"]["verdict"], service["rto"]["verdict"]) == (0, "met", "met")
