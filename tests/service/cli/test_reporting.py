"""`report` at a terminal: every format from a folder and a database, and each wrong input in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.cli import run
from service.evidence import write
from tests.support.databases import database_in
from tests.support.many_drills import drawn
from tests.support.past import write_journal

MAGIC = {"html": b"<!DOCTYPE", "pdf": b"%PDF-", "docx": b"PK", "json": b"{", "xlsx": b"PK", "csv": b"PK"}


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("drills") / "drill"
    write(place, drawn(2).records)
    return place


@pytest.mark.parametrize("form", list(MAGIC))
def test_a_folder_gives_every_format(drill: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"report.{form}"
    code = run(["report", str(drill), "--format", form, "--lang", "both", "--out", str(target)])
    assert code in {0, 1, 2, 3}
    assert target.read_bytes().startswith(MAGIC[form])
    assert [one.name for one in tmp_path.iterdir()] == [target.name]


def test_a_drill_of_the_database_is_named_by_its_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = drawn(2)
    where = database_in(tmp_path)
    write_journal(where, {told.drill: list(told.history.events)})
    target = tmp_path / "r.json"
    assert run(["report", told.drill, "--db", str(where), "--format", "json", "--out", str(target)]) in {0, 1, 2, 3}
    assert told.drill in target.read_text("utf-8")
    assert run(["report", "nobody", "--db", str(where)]) == 4
    assert "knows no drill of that name" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--format", "odt"], "'odt' is not one of"),
        (["--lang", "fr"], "write zh, en or both"),
        (["--out", "nowhere/x.html"], "name a file that can be written"),
        (["--out", "."], "name a file that can be written"),
        (["--template", "nowhere"], "there is no such folder"),
        (["--template", "wrong"], "the report has no section 'zz'"),
        (["--url", "http://127.0.0.1:9", "--template", "wrong"], "leave --url or --template out"),
        (["--url", "http://127.0.0.1:9"], "does not answer"),
    ],
)
def test_wrong_input_is_told_in_one_line(
    drill: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    more: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wrong").mkdir()
    (tmp_path / "wrong" / "firm.yaml").write_text("sections:\n  - {after: zz, title: t, text: t.md}\n", "utf-8")
    (tmp_path / "wrong" / "t.md").write_text("x\n", "utf-8")
    assert run(["report", str(drill), *more]) == 4
    told = capsys.readouterr()
    assert said in told.err
    assert len(told.err.strip().splitlines()) == 1
    assert "Traceback" not in told.err + told.out


@pytest.mark.parametrize("place", ["empty", "text.txt", "nowhere"])
def test_what_is_no_drill_is_said_to_be_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.txt").write_text("no drill\n", "utf-8")
    assert run(["report", place]) == 4
    told = capsys.readouterr().err
    assert place in told
    assert len(told.strip().splitlines()) == 1
