"""A drill's folder: what lies in it, the same bytes each time, whole or not at all."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from measurements.codec import Record
from scenarios.canonical import canonical, digest
from service import evidence
from service.evidence.layout import ENVELOPE, STATEMENT, source_name
from service.evidence.parts import part_in
from service.evidence.sealing import Seal
from service.evidence.statement import Chained, statement_of
from service.keys import NOBODY, Standing, new_key, signers
from service.keys.signing import envelope_of
from service.software import SOFTWARE
from tests.support.stories import crash

FILES = {
    "evidence/bia.yaml",
    "evidence/inventory.yaml",
    "evidence/journal.jsonl",
    "evidence/plan.json",
    "evidence/scenario.yaml",
    "evidence/software.json",
    "evidence/statement.json",
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


def test_the_statement_names_every_file_with_its_digest(tmp_path: Path, records: tuple[Record, ...]) -> None:
    evidence.write(tmp_path, records, SOURCES)
    told = statement_of((tmp_path / STATEMENT).read_bytes())
    assert told.about.software == SOFTWARE
    assert told.about.journal == Chained(count=len(records), head=records[-1].hash)
    assert told.about.records == Chained(count=0, head="")
    assert (told.about.made.start, told.about.made.end) == (
        "2026-11-18T11:06:40.000000Z",
        "2026-11-18T11:07:26.000000Z",
    )
    assert set(told.files) == FILES - {STATEMENT}
    for name, digest_told in told.files.items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest_told


def test_without_a_key_nothing_looks_signed(tmp_path: Path, records: tuple[Record, ...]) -> None:
    key = new_key(tmp_path / "key.pem")
    evidence.write(tmp_path / "drill", records, seal=Seal(keys=[key]))
    assert {"evidence/envelope.json", f"evidence/signers/{key.keyid}.pem"} <= set(contents(tmp_path / "drill"))
    evidence.write(tmp_path / "drill", records, SOURCES)
    assert set(contents(tmp_path / "drill")) == FILES


def test_a_signed_folder_is_signed_over_its_statement(tmp_path: Path, records: tuple[Record, ...]) -> None:
    key = new_key(tmp_path / "key.pem")
    evidence.write(tmp_path / "drill", records, seal=Seal(keys=[key]))
    envelope = envelope_of((tmp_path / "drill" / ENVELOPE).read_bytes())
    assert envelope.payload == (tmp_path / "drill" / STATEMENT).read_bytes()
    [found] = signers(envelope, lambda _: key.public.encode(), NOBODY, None, None)
    assert (found.keyid, found.standing) == (key.keyid, Standing.STRANGER)


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


def test_what_a_killed_writer_left_is_swept_and_what_is_being_written_is_not(
    tmp_path: Path, records: tuple[Record, ...]
) -> None:
    (tmp_path / "evidence").mkdir()
    left = tmp_path / "evidence" / ".killed.part"
    left.write_bytes(b"half of it")
    with part_in(tmp_path / "bundles") as (_, alive):
        evidence.write(tmp_path, records[:30])
        assert alive.exists()
        assert not left.exists()
    assert not alive.exists()
