"""Every command that opens a service's database brings it up, or says why it cannot, and never shows a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from runners.database import engine_for, url_of
from service.cli import run as drillproof
from service.database.revisions import HEAD
from service.database.standing import standing
from tests.support.revisions import at_revision

READS = (
    ["audit", "list"],
    ["user", "list"],
    ["improvement", "list"],
    ["incident", "list"],
    ["hold", "list"],
    ["prune", "--dry-run"],
)


@pytest.mark.parametrize("command", READS, ids=" ".join)
def test_an_older_database_is_brought_up(tmp_path: Path, command: list[str]) -> None:
    where = str(tmp_path / "journal.sqlite")
    with at_revision(where, "0003", is_stamped=False) as engine, engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM heads"))  # the sample's are of no family that reads them
    assert drillproof([*command, "--db", where]) == 0
    engine = engine_for(url_of(where))
    assert standing(engine).is_fine
    engine.dispose()


@pytest.mark.parametrize(
    "command",
    [*READS, ["serve", "--port", "1"], ["start", "d"], ["backup", "--to", "/tmp/x"], ["db", "check"]],
    ids=" ".join,
)
def test_a_newer_database_is_refused(tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    where = str(tmp_path / "journal.sqlite")
    with at_revision(where, HEAD) as engine, engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert drillproof([*command, "--db", where]) == 4
    assert "9999" in capsys.readouterr().err
