"""The library's scenarios of PostgreSQL, run live against the stack `postgres`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from measurements.events import LedgerWritten, WriteOutcome
from service.evidence import load_history
from service.lab.standing import Standing
from tests.support.proved import LIBRARY
from tests.support.stacks import drill, found, numbers, prove, stack

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(900)]
in_lab_test = pytest.mark.stack

SPLIT: Final = "pg-partition-split-brain"
FENCED: Final = "pg-partition-fenced"
STREAMS: Final = 'runuser -u postgres -- psql -XAtc "select status from pg_stat_wal_receiver"'
RECOVERS: Final = "runuser -u postgres -- psql -XAtc 'select pg_is_in_recovery()'"


@pytest.fixture(scope="module")
def standing() -> Iterator[Standing]:
    with stack("postgres") as made:
        yield made


def is_home(standing: Standing) -> bool:
    """Tell whether the stack is as it was raised: roles, replication, and the address."""
    space = standing.space
    addresses = {host: space.must(host, "ip -4 -o address show eth0") for host in ("db-a", "db-b")}
    entry = f"{space.address(201)}/"
    return (
        space.must("db-a", RECOVERS).strip() == "f"
        and space.must("db-b", RECOVERS).strip() == "t"
        and space.must("db-b", STREAMS).strip() == "streaming"
        and entry in addresses["db-a"]
        and entry not in addresses["db-b"]
    )


def ran(standing: Standing, scenario: str, out: Path, *options: str) -> dict[str, Any]:
    """Run a scenario to its end and keep the proof; the stack is then as it was."""
    said, report = drill(standing, scenario, out, *options)
    assert (report["completed"], report["restored"]) == (True, True), said.out + said.err
    assert is_home(standing), said.out
    prove(standing, scenario, out, "postgresql-15")
    return report


def of_unknown_outcome(out: Path) -> set[int]:
    """Return the numbers of the ledger's writes that the client never learned the end of."""
    ended: dict[int, WriteOutcome] = {}
    for event in load_history(out).of(LedgerWritten):
        ended |= dict(zip(event.number, event.outcome, strict=True))
    return {number for number, outcome in ended.items() if outcome is WriteOutcome.INFO}


@in_lab_test
def test_what_the_old_primary_acknowledges_behind_the_cut_is_counted_to_the_last_write(
    standing: Standing, tmp_path: Path
) -> None:
    report = ran(standing, SPLIT, tmp_path / "out")
    rows = standing.space.must("db-a", "cut -d '|' -f 1 /var/lib/postgresql/split-brain.rows")
    on_the_old_one = {int(line) for line in rows.splitlines()}
    figure = report["services"][0]["rpo"]
    lost = numbers(found(report, "writes_lost")["numbers"])
    assert figure["split_brain"] > 0
    assert (figure["lost"], figure["verdict"]) == (len(lost), "missed")
    unknown = of_unknown_outcome(tmp_path / "out")
    assert lost == {number for number in on_the_old_one if number >= min(lost)} - unknown


@in_lab_test
def test_a_fenced_primary_that_waits_for_its_standby_loses_nothing(standing: Standing, tmp_path: Path) -> None:
    figure = ran(standing, FENCED, tmp_path / "out")["services"][0]["rpo"]
    assert (figure["lost"], figure["split_brain"], figure["verdict"]) == (0, 0, "met")
    assert figure["acknowledged"] > 0


@in_lab_test
def test_a_host_without_power_is_replaced_and_asks_its_twin_when_it_is_back(standing: Standing, tmp_path: Path) -> None:
    service = ran(standing, "pg-power-loss", tmp_path / "out")["services"][0]
    assert (service["rto"]["verdict"], service["rpo"]["verdict"]) == ("met", "met")
    assert "stays down" in standing.space.must("db-a", "cat /var/log/rc.boot.log")


@in_lab_test
def test_a_planned_switch_over_and_back_loses_nothing(standing: Standing, tmp_path: Path) -> None:
    figure = ran(standing, "pg-planned-switchover", tmp_path / "out")["services"][0]["rpo"]
    assert figure["acknowledged"] > 0
    assert (figure["lost"], figure["duplicated"], figure["altered"]) == (0, 0, 0)


@in_lab_test
def test_a_primary_whose_disk_is_full_is_fenced_and_replaced(standing: Standing, tmp_path: Path) -> None:
    service = ran(standing, "pg-disk-full", tmp_path / "out")["services"][0]
    assert service["rto"]["verdict"] == "met"
    assert "100%" not in standing.space.must("db-a", "df /var/lib/postgresql")


@in_lab_test
def test_what_was_deleted_by_mistake_comes_back_from_the_moment_before(standing: Standing, tmp_path: Path) -> None:
    service = ran(standing, "pg-point-in-time", tmp_path / "out")["services"][0]
    assert (service["rto"]["verdict"], service["rpo"]["basis"]) == ("met", "marker")
    fills = "runuser -u postgres -- psql -XAtd trading -c 'select count(*), sum(id) from fills'"
    assert standing.space.must("db-a", fills).strip() == "4000|8002000"
    assert standing.space.must("db-c", "ls /srv/restore").strip() == ""


@in_lab_test
def test_a_password_that_does_not_work_is_put_back(standing: Standing, tmp_path: Path) -> None:
    contacts = str(LIBRARY / "securities-contacts.yaml")
    service = ran(standing, "credential-handover", tmp_path / "out", "--contacts", contacts)["services"][0]
    assert service["rto"]["verdict"] == "met"
    assert standing.space.must("db-a", "ls /var/lib/postgresql | grep drillproof || echo nothing").strip() == "nothing"


VERIFY: Final = "pg-backup-verify"
DAMAGE: Final = """\
file=$(find /srv/backup/base/*/base -type f -size +100k | sort | head -n 1)
printf 'damage' | dd of="$file" bs=1 seek=50000 conv=notrunc 2>/dev/null
"""
OF_ANOTHER: Final = """\
set -e
bin=/usr/lib/postgresql/15/bin
cd /
as() { runuser -u postgres -- "$@"; }
as $bin/initdb -D /srv/restore/other --no-sync >/dev/null
as $bin/pg_ctl -D /srv/restore/other -w -o '-k /srv/restore -p 5555 -c listen_addresses=' \\
    -l /srv/restore/log start >/dev/null
as createdb -h /srv/restore -p 5555 trading
as pg_basebackup -h /srv/restore -p 5555 -D /srv/backup/base/other --no-sync
as $bin/pg_ctl -D /srv/restore/other -m immediate stop >/dev/null
rm -rf /srv/restore/other /srv/restore/log
"""
AFRESH: Final = "rm -rf /srv/backup/base/* && pg-backup"


@in_lab_test
def test_a_good_backup_is_restored_and_equal_to_its_source(standing: Standing, tmp_path: Path) -> None:
    standing.space.must("db-c", AFRESH)
    said, report = drill(standing, VERIFY, tmp_path / "out")
    assert (report["completed"], report["restored"]) == (True, True), said.out
    prove(standing, VERIFY, tmp_path / "out", "postgresql-15")


@pytest.mark.parametrize(
    ("spoil", "options", "reason"),
    [
        pytest.param(DAMAGE, (), "is damaged", id="damaged"),
        pytest.param("sleep 2", ("--param", "max_age=1s"), "is too old", id="too old", marks=in_lab_test),
        pytest.param(OF_ANOTHER, (), "is of another database system", id="of another", marks=in_lab_test),
    ],
)
def test_a_backup_that_is_good_for_nothing_fails_the_drill(
    standing: Standing, tmp_path: Path, spoil: str, options: tuple[str, ...], reason: str
) -> None:
    standing.space.must("db-c", spoil)
    try:
        said, report = drill(standing, VERIFY, tmp_path / "out", *options)
    finally:
        standing.space.must("db-c", AFRESH)
    assert (report["completed"], report["restored"]) == (False, True), said.out
    assert said.code != 0
    assert f"{reason}" in said.out
    assert any(reason in str(finding["facts"]) for finding in report["findings"])
    assert standing.space.must("db-c", "ls /srv/restore").strip() == ""
