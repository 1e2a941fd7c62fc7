"""Migrations: from every form that there ever was to the newest, with rows in every table, on both databases."""

from __future__ import annotations

import importlib
import pkgutil
import sqlite3
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event
from sqlmodel import SQLModel

import service
from runners.database import engine_for, url_of
from runners.journal import Journal, check_chain
from service.book import Book
from service.cli import run as drillproof
from service.database import NewerDatabaseError, RevisionError, prepare
from service.database.form import NAMES, tables
from service.database.revisions import HEAD, REVISIONS
from service.database.shape import differences, shape_of
from service.database.standing import standing
from service.database.upgrading import upgrade
from tests.contracts.databases import at_once
from tests.support.revisions import ADMIN, at_revision, empty_database, kinds_of_database, rows_in

EVERY: Final = [each.name for each in REVISIONS]
FORMS: Final = Path(__file__).parent / "forms"


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def kind(request: pytest.FixtureRequest) -> Generator[str]:
    yield from kinds_of_database(request.param)


@pytest.fixture
def where(tmp_path: Path, kind: str) -> Generator[str]:
    with empty_database(tmp_path, kind) as place:
        yield place


def assert_kept(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> None:
    """What was in a column that is still there is what it was."""
    for table, rows in before.items():
        assert after[table], table
        kept = set(after[table][0])
        wanted = sorted(({k: v for k, v in row.items() if k in kept} for row in rows), key=repr)
        narrowed = sorted(({k: v for k, v in row.items() if k in rows[0]} for row in after[table]), key=repr)
        assert narrowed == wanted, table


@pytest.mark.parametrize("revision", EVERY)
def test_every_revision_comes_to_the_newest_with_everything_in_it(where: str, revision: str, kind: str) -> None:
    """Every other one does not say which it is, on the other database the others."""
    is_stamped = (kind == "sqlite") == (int(revision) % 2 == 0)
    with at_revision(where, revision, is_stamped=is_stamped) as engine:
        before = rows_in(engine)
        assert standing(engine).revision == revision
        prepare(engine)
        assert_kept(before, rows_in(engine))
        assert differences(engine) == []
        assert standing(engine).is_fine
    journal = Journal.open(where)
    for drill in journal.drills_now():
        records = journal.records(drill)
        assert len(records) == 3
        check_chain(drill, records)
    assert Book(journal.engine).check() == (4 if "book" in before else 0)
    journal.close()


def test_whoever_administered_before_administers_afterwards(where: str) -> None:
    with at_revision(where, "0002") as engine:
        prepare(engine)
        assert {row["id"] for row in rows_in(engine)["users"] if row["administrator"]} == {"ada"}
        assert [row["grants"] == ADMIN for row in rows_in(engine)["users"]].count(True) == 1


def test_what_is_made_at_once_is_what_the_steps_come_to(where: str, tmp_path: Path, kind: str) -> None:
    made = engine_for(url_of(where))
    prepare(made)
    with empty_database(tmp_path, kind) as other, at_revision(other, HEAD) as stepped:
        for engine in (made, stepped):
            assert differences(engine) == []
            with engine.connect() as connection:
                context = MigrationContext.configure(connection, opts={"compare_type": True})
                ours = sa.MetaData()
                for table in tables():
                    table.to_metadata(ours)
                ours.reflect(connection, only=["alembic_version"])
                assert compare_metadata(context, ours) == []
        with made.connect() as first, stepped.connect() as second:
            assert shape_of(first) == shape_of(second)
    made.dispose()


def test_every_table_of_the_service_belongs_to_the_form() -> None:
    for module in pkgutil.walk_packages(service.__path__, "service."):
        if module.name.endswith("tables") or module.name.split(".")[1] in {"running", "retention", "api"}:
            importlib.import_module(module.name)
    assert set(SQLModel.metadata.tables) == set(NAMES)


def test_no_number_of_ours_has_only_32_bits() -> None:
    narrow = [
        f"{table.name}.{column.name}"
        for table in tables()
        for column in table.columns
        if isinstance(column.type, sa.Integer) and not isinstance(column.type, sa.BigInteger)
    ]
    assert narrow == []


@pytest.mark.parametrize("revision", EVERY[:5])
def test_the_first_steps_make_what_the_first_versions_made(tmp_path: Path, revision: str) -> None:
    """`forms` is what the code of that time wrote into a database; the order of columns is not compared."""
    old = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript((FORMS / f"{revision}.sql").read_text("utf-8"))
    found = engine_for(url_of(old))
    with (
        at_revision(str(tmp_path / "new.sqlite"), revision) as stepped,
        stepped.connect() as new,
        found.connect() as real,
    ):
        assert shape_of(new) == shape_of(real)
    assert standing(found).revision == revision or revision == "0001"
    found.dispose()


def test_a_newer_database_is_refused_and_left_alone(where: str) -> None:
    with at_revision(where, HEAD) as engine:
        with engine.begin() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        before = rows_in(engine)
        with pytest.raises(NewerDatabaseError, match="9999"):
            prepare(engine)
        assert rows_in(engine) == before
    assert drillproof(["db", "upgrade", "--db", where]) == 4
    assert drillproof(["audit", "list", "--db", where]) == 4


def test_a_step_that_fails_leaves_everything_as_it_was(where: str) -> None:
    with at_revision(where, "0003") as engine:
        with engine.begin() as connection:
            connection.execute(sa.text("UPDATE users SET grants = 'not JSON' WHERE id = 'vera'"))
        with engine.connect() as connection:
            shape = shape_of(connection)
        before = rows_in(engine)
        with pytest.raises(RevisionError, match="as it was before"):
            prepare(engine)
        assert rows_in(engine) == before
        with engine.connect() as connection:
            assert shape_of(connection) == shape
        assert standing(engine).revision == "0003"


@pytest.mark.parametrize("revision", [None, "0002"])
def test_many_processes_may_begin_at_the_same_time(where: str, revision: str | None) -> None:
    if revision is not None:
        with at_revision(where, revision):
            pass
    engines = [engine_for(url_of(where)) for _ in range(5)]
    assert at_once([lambda engine=engine: prepare(engine) for engine in engines]) == [None] * 5
    assert differences(engines[0]) == []
    for engine in engines:
        engine.dispose()


def test_sqlite_is_copied_before_it_is_upgraded(tmp_path: Path) -> None:
    where = tmp_path / "journal.sqlite"
    with at_revision(str(where), "0004") as engine:
        before = rows_in(engine)
        copy = upgrade(engine)
    assert copy is not None
    assert copy.stat().st_mode & 0o077 == 0
    kept = engine_for(url_of(copy))
    assert rows_in(kept) == before
    assert standing(kept).revision == "0004"
    kept.dispose()
    again = engine_for(url_of(where))
    assert upgrade(again) is None
    again.dispose()


def test_the_newest_form_is_only_looked_at(where: str) -> None:
    engine = engine_for(url_of(where))
    prepare(engine)
    said: list[str] = []

    def note(*told: Any) -> None:
        said.append(told[2])

    event.listen(engine, "before_cursor_execute", note)
    prepare(engine)
    assert not [one for one in said if one.split()[0] in {"CREATE", "INSERT", "ALTER", "DROP", "BEGIN"}]
    assert len(said) < 6
    engine.dispose()


def test_an_altered_form_is_told(where: str, capsys: pytest.CaptureFixture[str]) -> None:
    with at_revision(where, HEAD) as engine, engine.begin() as connection:
        on = "" if engine.dialect.name == "sqlite" else " ON book"
        connection.execute(sa.text(f"DROP TRIGGER book_follows{on}"))
        connection.execute(sa.text("DROP INDEX heads_newest"))
    assert drillproof(["db", "check", "--db", where, "--lang", "en"]) == 1
    told = capsys.readouterr().out
    assert "book!book_follows: is missing" in told
    assert "heads#heads_newest: is missing" in told


def test_the_command_line_tells_and_brings_up(where: str, capsys: pytest.CaptureFixture[str]) -> None:
    with at_revision(where, "0003", is_stamped=False):
        pass
    assert drillproof(["db", "check", "--db", where, "--lang", "zh"]) == 1
    assert "0003" in capsys.readouterr().out
    assert drillproof(["db", "history", "--db", where]) == 0
    assert "* 0003" in capsys.readouterr().out
    assert drillproof(["db", "upgrade", "--db", where]) == 0
    assert drillproof(["db", "check", "--db", where]) == 0
    assert drillproof(["db", "upgrade", "--db", where]) == 0
    assert drillproof(["db", "check", "--db", "/nowhere/x.sqlite"]) == 4
