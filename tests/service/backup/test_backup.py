"""Backups: taken while drills write, whole or refused, restored into either database, equal to the last byte."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa

from measurements.events import ClockRead
from runners.journal import Journal
from service.attachments import Attachments
from service.backup import BackupError, Manifest, back_up, restore
from service.backup.manifest import NAME, read_manifest
from service.backup.restoring import check_by_restoring
from service.backup.writing import EPHEMERAL
from service.book import Author, Book, Note
from service.cli import run as drillproof
from service.database import prepare
from service.database.revisions import HEAD
from tests.support.revisions import empty_database, fill, kinds_of_database, rows_in

KINDS: Final = ("sqlite", "postgresql")
ADA: Final = Author(user="ada", via="test")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def kind(request: pytest.FixtureRequest) -> Generator[str]:
    yield from kinds_of_database(request.param)


@pytest.fixture
def new(tmp_path: Path, kind: str) -> Generator[Callable[[str], str]]:
    """Make empty databases: of the kind of the test, or of the one that is asked for."""
    with ExitStack() as stack:
        yield lambda other="": stack.enter_context(empty_database(tmp_path, other or kind))


def filled(where: str, home: Path) -> Journal:
    """Return a service's database with rows in every table, and files beside it."""
    journal = Journal.open(where)
    prepare(journal.engine)
    with journal.engine.begin() as connection:
        fill(connection)
    evidence = home / "drills" / "pg-20261107" / "evidence"
    evidence.mkdir(parents=True)
    (evidence / "manifest.json").write_bytes(b"{}")
    (evidence / "名单.xlsx").write_bytes(bytes(range(256)) * 9)
    (evidence / "signers").mkdir()
    (evidence / "signers" / f"{'0' * 64}.pem").write_text("public", encoding="utf-8")
    (home / "policy.yaml").write_text("{}", encoding="utf-8")
    Attachments(home).keep("pg-20261107-1a2b3c4d", b"a photo of the standby's screen")
    (home / "signing.pem").write_text("secret", encoding="utf-8")
    (home / "signing.pem").chmod(0o600)
    return journal


def kept(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {name: found for name, found in rows.items() if name not in EPHEMERAL}


@pytest.mark.parametrize("other", KINDS)
def test_a_backup_of_either_database_is_the_same_in_either(
    new: Callable[..., str], tmp_path: Path, kind: str, other: str
) -> None:
    if (kind, other) == ("sqlite", "postgresql"):
        pytest.skip("the cluster is there in the other half of these tests")
    journal = filled(new(), tmp_path / "home")
    place, told = back_up(journal.engine, tmp_path / "home", tmp_path / "backups")
    target = Journal.open(new(other))
    restore(place, target, tmp_path / "restored")
    assert kept(rows_in(target.engine)) == kept(rows_in(journal.engine))
    again, same = back_up(target.engine, tmp_path / "restored", tmp_path / "again")
    assert (same.tables, same.files, same.book, same.drills) == (told.tables, told.files, told.book, told.drills)
    assert place.stat().st_mode & 0o077 == again.stat().st_mode & 0o077 == 0
    back = Journal.open(new())
    restore(again, back, tmp_path / "back")
    assert kept(rows_in(back.engine)) == kept(rows_in(journal.engine))
    for each in (journal, target, back):
        each.close()


def test_keys_are_taken_only_where_asked(new: Callable[..., str], tmp_path: Path) -> None:
    journal = filled(new(), tmp_path / "home")
    _, without = back_up(journal.engine, tmp_path / "home", tmp_path / "a")
    place, told = back_up(journal.engine, tmp_path / "home", tmp_path / "b", keys=True)
    assert {one.path for one in told.files} - {one.path for one in without.files} == {"signing.pem"}
    assert [one.path for one in without.files if one.path.endswith(".pem")] == [
        f"drills/pg-20261107/evidence/signers/{'0' * 64}.pem"
    ]
    target = Journal.open(new())
    restore(place, target, tmp_path / "restored")
    assert (tmp_path / "restored/signing.pem").stat().st_mode & 0o777 == 0o600
    for each in (journal, target):
        each.close()


def test_a_drill_that_writes_meanwhile_is_not_disturbed_and_the_backup_is_of_one_instant(
    new: Callable[..., str], tmp_path: Path
) -> None:
    journal = Journal.open(new())
    prepare(journal.engine)
    book, pen, stop = Book(journal.engine), journal.take_pen("busy"), threading.Event()
    written: list[int] = []

    def write() -> None:
        while not stop.is_set():
            number = len(written)
            pen.store([ClockRead(at=number, before=0, utc_ns=number)])
            book.store(ADA, [Note(stream="busy", kind="told", body={"kind": "told", "number": number})])
            written.append(number)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        while len(written) < 5:
            assert thread.is_alive()
        taken: list[Manifest] = []
        for number in range(3):
            before = len(written)
            place, told = back_up(journal.engine, tmp_path / "home", tmp_path / f"{number}")
            check_by_restoring(place)
            assert before <= told.drills["busy"].last <= len(written) + 1
            assert told.drills["busy"].last - told.book.last in {0, 1}, "not of one instant"
            taken.append(told)
    finally:
        stop.set()
        thread.join()
    assert len(written) == pen.seq == book.check()
    assert taken[0].book.last < taken[2].book.last, "the writer stood still"
    journal.close()


def test_nothing_is_ever_overwritten(new: Callable[..., str], tmp_path: Path) -> None:
    journal = filled(new(), tmp_path / "home")
    place, _ = back_up(journal.engine, tmp_path / "home", tmp_path / "backups")
    before = rows_in(journal.engine)
    with pytest.raises(BackupError, match="is there already"):
        restore(place, journal, tmp_path / "home")
    with pytest.raises(BackupError, match="not empty"):
        restore(place, journal, tmp_path / "elsewhere")
    assert rows_in(journal.engine) == before
    assert not (tmp_path / "elsewhere").exists()
    journal.close()


def cut(place: Path) -> None:
    place.write_bytes(place.read_bytes()[:-9])


def flip(place: Path) -> None:
    told = bytearray(place.read_bytes())
    told[len(told) // 2] ^= 0x41
    place.write_bytes(told)


def forge(place: Path) -> None:
    """Change a row so well that only its digest, or the chain, can tell."""
    lines = gzip.decompress(place.read_bytes()).replace(b"2027", b"2028").replace(b'"told"', b'"tell"')
    place.write_bytes(gzip.compress(lines.replace(b'"before\\":2', b'"before\\":3')))


def empty(place: Path) -> None:
    place.write_bytes(b"")


def lose(place: Path) -> None:
    place.unlink()


@pytest.mark.parametrize("harm", [cut, flip, forge, empty, lose], ids=lambda harm: harm.__name__)
@pytest.mark.parametrize("name", ["tables/events.jsonl.gz", "tables/book.jsonl.gz", "files/policy.yaml"])
def test_a_damaged_backup_is_refused_and_leaves_nothing(
    tmp_path: Path, harm: Callable[[Path], None], name: str
) -> None:
    if (harm, name) == (forge, "files/policy.yaml"):
        pytest.skip("it is no table")
    journal = filled(str(tmp_path / "a.sqlite"), tmp_path / "home")
    place, _ = back_up(journal.engine, tmp_path / "home", tmp_path / "backups")
    whole = (place / name).read_bytes()
    harm(place / name)
    assert not (place / name).exists() or (place / name).read_bytes() != whole
    target = Journal.open(tmp_path / "b.sqlite")
    with pytest.raises(BackupError, match="damaged"):
        restore(place, target, tmp_path / "restored")
    assert {name: rows for name, rows in rows_in(target.engine).items() if rows} == {}
    assert not (tmp_path / "restored").exists()
    for each in (journal, target):
        each.close()


def rewritten(place: Path, **changes: Any) -> None:
    told = json.loads((place / NAME).read_text("utf-8"))
    (place / NAME).write_text(json.dumps({**told, **changes}), encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"revision": "9999"}, "9999"),
        ({"form": "drillproof.backup/2"}, "form"),
        ({"files": [{"path": "../../x", "size": 0, "mode": 420, "sha256": "0" * 64}]}, "leads out"),
        ({"files": [{"path": "/etc/x", "size": 0, "mode": 420, "sha256": "0" * 64}]}, "leads out"),
        ({"book": {"last": 5, "hash": "0" * 64}}, "the manifest says 5"),
        ({"drills": {}}, "does not say"),
        ({"tables": [{"name": "users; drop", "columns": ["id"], "rows": 0, "sha256": "0" * 64}]}, "tables"),
        ({"tables": []}, "rows|book"),
        ({"secret": 1}, "secret"),
    ],
)
def test_a_manifest_that_lies_is_refused(tmp_path: Path, changes: dict[str, Any], why: str) -> None:
    journal = filled(str(tmp_path / "a.sqlite"), tmp_path / "home")
    place, _ = back_up(journal.engine, tmp_path / "home", tmp_path / "backups")
    rewritten(place, **changes)
    with pytest.raises(BackupError, match=why):
        check_by_restoring(place)
    target = Journal.open(tmp_path / "b.sqlite")
    with pytest.raises(BackupError, match=why):
        restore(place, target, tmp_path / "restored")
    assert {name: rows for name, rows in rows_in(target.engine).items() if rows} == {}
    target.close()
    journal.close()


def test_a_backup_of_an_older_version_is_brought_up(new: Callable[..., str], tmp_path: Path) -> None:
    journal = filled(new(), tmp_path / "home")
    place, told = back_up(journal.engine, tmp_path / "home", tmp_path / "backups")
    older = [part.model_dump(mode="json") for part in told.tables if part.name != "pruned"]
    rewritten(place, revision="0007", tables=older)
    target = Journal.open(new())
    restore(place, target, tmp_path / "restored")
    found, wanted = rows_in(target.engine), rows_in(journal.engine)
    assert found["pruned"] == []
    assert kept({**found, "pruned": []}) == kept({**wanted, "pruned": []})
    for each in (journal, target):
        each.close()


def test_words_are_numbered_on_after_a_restore(new: Callable[..., str], tmp_path: Path) -> None:
    journal = filled(new(), tmp_path / "home")
    place, _ = back_up(journal.engine, tmp_path / "home", tmp_path / "backups")
    target = Journal.open(new())
    restore(place, target, tmp_path / "restored")
    with target.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO words (drill, body, by, utc_ns) VALUES ('d', '{}', 'ada', 1)"))
    assert [row["number"] for row in rows_in(target.engine)["words"]] == [1, 2]
    for each in (journal, target):
        each.close()


def test_a_drill_that_a_worker_held_waits_for_another_one_after_a_restore(
    new: Callable[..., str], tmp_path: Path
) -> None:
    journal = filled(new(), tmp_path / "home")
    with journal.engine.begin() as connection:
        connection.execute(sa.text("UPDATE runs SET status = 'held', worker = 'sh-1' WHERE drill = 'pg-20261107'"))
    place, _ = back_up(journal.engine, tmp_path / "home", tmp_path / "backups")
    target = Journal.open(new())
    restore(place, target, tmp_path / "restored")
    (row,) = [row for row in rows_in(target.engine)["runs"] if row["drill"] == "pg-20261107"]
    assert (row["status"], row["worker"], row["turn"]) == ("waiting", None, 1)
    for each in (journal, target):
        each.close()


def test_a_place_that_cannot_be_written_is_a_refusal_and_leaves_nothing(
    new: Callable[..., str], tmp_path: Path
) -> None:
    journal = filled(new(), tmp_path / "home")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BackupError, match="name a folder"):
        back_up(journal.engine, tmp_path / "home", tmp_path / "file" / "below")
    journal.close()


def test_the_command_line_backs_up_proves_keeps_some_and_restores(
    new: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where, home, to = new(), tmp_path / "home", tmp_path / "backups"
    filled(where, home).close()
    for number in range(2):
        (to / f"drillproof-2026010{number}T000000Z").mkdir(parents=True)
        (to / f"drillproof-2026010{number}T000000Z" / NAME).write_text("{}", encoding="utf-8")
    ask = ["backup", "--db", where, "--home", str(home), "--to", str(to), "--keep", "2", "--lang", "en"]
    assert drillproof(ask) == 0
    said = capsys.readouterr().out
    assert "restored into a place of its own" in said
    assert "drillproof-20260100T000000Z" in said
    left = sorted(path.name for path in to.iterdir())
    assert len(left) == 2
    target, into = new(), tmp_path / "restored"
    assert drillproof(["restore", "--from", str(to / left[1]), "--into", target, "--home", str(into)]) == 0
    assert drillproof(["audit", "verify", "--db", target]) == 0
    assert (into / "drills/pg-20261107/evidence/名单.xlsx").read_bytes() == bytes(range(256)) * 9
    assert drillproof(["restore", "--from", str(to / left[1]), "--into", target, "--home", str(into)]) == 4
    assert drillproof(["restore", "--from", str(tmp_path), "--into", new(), "--home", str(tmp_path / "z")]) == 4
    assert read_manifest(to / left[1]).revision == HEAD
