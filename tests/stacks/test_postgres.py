"""The library's scenarios of PostgreSQL, run live against the stack `postgres`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from measurements.events import LedgerWritten, WriteOutcome
from service.evidence import load_history
from service.lab.standing import Standing
from tests.support.stacks import drill, found, numbers, prove, stack

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.stack, pytest.mark.timeout(900)]

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


def test_a_fenced_primary_that_waits_for_its_standby_loses_nothing(standing: Standing, tmp_path: Path) -> None:
    figure = ran(standing, FENCED, tmp_path / "out")["services"][0]["rpo"]
    assert (figure["lost"], figure["split_brain"], figure["verdict"]) == (0, 0, "met")
    assert figure["acknowledged"] > 0
