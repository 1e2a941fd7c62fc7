"""A drill's folder: what lies in it, the same bytes each time, whole or not at all."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from measurements.codec import Record
from scenarios.canonical import canonical, digest
from service import evidence
from service.evidence.layout import source_name
from service.software import SOFTWARE
from tests.support.stories import crash

FILES = {
    "evidence/bia.yaml",
    "evidence/inventory.yaml",
    "evidence/journal.jsonl",
    "evidence/manifest.json",
    "evidence/plan.json",
    "evidence/scenario.yaml",
    "report.en.html",
    "report.html",
    "report.json",
    "report.zh.html",
}
SOURCES = {"scenario": b"scenario", "bia": b"bia", "inventory": b"inventory"}


@pytest.fixture(scope="module")
def records() -> tuple[Record, ...]:
    return crash().records()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_everything_has_its_place(tmp_path: Path, records: tuple[Record, ...]) -> None:
    report = evidence.write(tmp_path, records, SOURCES)
    assert set(contents(tmp_path)) == FILES
    assert report.drill.head == records[-1].hash


def test_the_same_journal_gives_the_same_bytes(tmp_path: Path, records: tuple[Record, ...]) -> None:
    evidence.write(tmp_path / "one", records, SOURCES)
    evidence.write(tmp_path / "two", records, SOURCES)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_writing_again_replaces_what_is_there(tmp_path: Path, records: tuple[Record, ...]) -> None:
    evidence.write(tmp_path, records[:40])
    evidence.write(tmp_path, records)
    assert all(check.status != "failed" for check in evidence.verify(tmp_path))


def test_a_line_of_the_journal_holds_the_record_and_its_place(tmp_path: Path, records: tuple[Record, ...]) -> None:
    evidence.write(tmp_path, records)
    lines = (tmp_path / "evidence/journal.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(records)
    told = json.loads(lines[6])
    assert (told["seq"], told["prev"], told["hash"]) == (7, records[6].prev, records[6].hash)
    assert canonical(told["event"]) == records[6].text


def test_the_plan_file_has_the_digest_of_the_plan(tmp_path: Path, records: tuple[Record, ...]) -> None:
    report = evidence.write(tmp_path, records)
    assert digest((tmp_path / "evidence/plan.json").read_text(encoding="utf-8")) == report.drill.plan_sha256


def test_the_manifest_names_every_file_with_its_digest(tmp_path: Path, records: tuple[Record, ...]) -> None:
    evidence.write(tmp_path, records, SOURCES)
    told = json.loads((tmp_path / "evidence/manifest.json").read_text(encoding="utf-8"))
    assert told["software"] == SOFTWARE
    assert (told["records"], told["head"]) == (len(records), records[-1].hash)
    assert {one["path"] for one in told["files"]} == FILES - {"evidence/manifest.json"}
    for one in told["files"]:
        content = (tmp_path / one["path"]).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())


def test_no_half_written_file_is_left_behind(tmp_path: Path, records: tuple[Record, ...]) -> None:
    (tmp_path / "report.json").mkdir()
    with pytest.raises(OSError, match=r"report\.json"):
        evidence.write(tmp_path, records)
    assert [path.name for path in tmp_path.rglob("*.part")] == []


@pytest.mark.parametrize("role", ["", "../../etc/passwd", "a/b", ".hidden", "a b"])
def test_a_role_that_is_no_file_name_is_refused(role: str) -> None:
    with pytest.raises(ValueError, match="file name"):
        source_name(role)


def test_a_drill_that_still_runs_has_a_folder_too(tmp_path: Path, records: tuple[Record, ...]) -> None:
    report = evidence.write(tmp_path, records[:30])
    assert report.verdict == "inconclusive"
    assert not report.completed
