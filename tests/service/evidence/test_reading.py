"""Histories from every place where they may lie, and clear words where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.codec import Record, UnreadableEventError
from runners.journal import FILE_NAME, Journal
from scenarios.canonical import canonical
from service import evidence
from service.evidence.lines import LONGEST, line_of, lines_of, record_of, records_of
from tests.support.stories import DRILL, crash, missing


@pytest.fixture(scope="module")
def records() -> tuple[Record, ...]:
    return crash().records()


@pytest.mark.parametrize("place", ["", "evidence", "evidence/journal.jsonl"])
def test_a_history_is_found_in_the_folder_its_evidence_or_the_file(
    place: str, tmp_path: Path, records: tuple[Record, ...]
) -> None:
    evidence.write(tmp_path, records)
    assert evidence.load_records(tmp_path / place) == records
    assert len(evidence.load_history(tmp_path / place).events) == len(records)


def test_a_journal_that_lies_by_itself_is_read(tmp_path: Path, records: tuple[Record, ...]) -> None:
    (tmp_path / "any.jsonl").write_text(lines_of(records), encoding="utf-8")
    assert evidence.load_records(tmp_path / "any.jsonl") == records


def kept(path: Path, drill: str) -> None:
    journal = Journal.at(path)
    journal.take_pen(drill).store(missing().history().events)
    journal.close()


@pytest.mark.parametrize("place", ["", FILE_NAME])
def test_the_runners_database_is_read(place: str, tmp_path: Path) -> None:
    kept(tmp_path / FILE_NAME, DRILL)
    assert evidence.load_records(tmp_path / place) == missing().records()


def test_a_database_of_several_drills_needs_a_name(tmp_path: Path) -> None:
    kept(tmp_path / FILE_NAME, "one")
    kept(tmp_path / FILE_NAME, "two")
    with pytest.raises(evidence.NoEvidenceError, match="2 drills"):
        evidence.load_records(tmp_path)
    assert evidence.load_records(tmp_path, "two") == missing().records()


def test_the_plan_comes_from_the_history(records: tuple[Record, ...], tmp_path: Path) -> None:
    evidence.write(tmp_path, records)
    assert evidence.load_plan(evidence.load_history(tmp_path)) == crash().plan


def test_nothing_there_is_said_with_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(evidence.NoEvidenceError, match="name a drill's folder"):
        evidence.load_records(tmp_path / "nowhere")
    with pytest.raises(evidence.NoEvidenceError, match="no journal"):
        evidence.load_records(tmp_path)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"hello\n", 1, "not_json"),
        (b"\xff\xfe\n", 1, "not_json"),
        (b"[]\n", 1, "not_json"),
        (b'{"event":{},"hash":"","prev":"","seq":true}\n', 1, "not_json"),
        (b'{"event":{},"hash":"","prev":"","seq":1.0}\n', 1, "not_json"),
        (b'{"event":{},"hash":"","prev":"","seq":1,"more":1}\n', 1, "not_json"),
        (b'{"hash":"","event":{},"prev":"","seq":1}\n', 1, "not_canonical"),
        (b'{"event":{"a":1,"a":2},"hash":"","prev":"","seq":1}\n', 1, "not_canonical"),
        (b'{"event":{"a":"\\u4e2d"},"hash":"","prev":"","seq":1}\n', 1, "not_canonical"),
        (b'{"event":{"a":"\\ud800"},"hash":"","prev":"","seq":1}\n', 1, "not_canonical"),
        (b'{"event":{},"hash":"","prev":"","seq":1}\n\n', 2, "not_json"),
        (b'{"event":{},"hash":"","prev":"","seq":1}', 1, "unfinished"),
        pytest.param(b"[" * 100_000 + b"\n", 1, "not_json", id="deep"),
        (b'{"event":{"a":NaN},"hash":"","prev":"","seq":1}\n', 1, "not_json"),
        pytest.param(b'{"event":{"a":' + b"9" * 5_000 + b'},"hash":"","prev":"","seq":1}\n', 1, "not_json", id="huge"),
        pytest.param(b"9" * (LONGEST + 1) + b"\n", 1, "too_long", id="too_long"),
    ],
)
def test_a_line_that_is_no_record_is_named(content: bytes, line: int, reason: str) -> None:
    with pytest.raises(evidence.UnreadableLineError) as caught:
        records_of(content)
    assert (caught.value.line, caught.value.reason) == (line, reason)


def test_an_event_of_another_version_is_refused(tmp_path: Path, records: tuple[Record, ...]) -> None:
    strange = Record(seq=1, text='{"kind":"moon_landing"}', prev=records[0].prev, hash=records[0].hash)
    (tmp_path / "x.jsonl").write_text(lines_of([strange]), encoding="utf-8")
    with pytest.raises(UnreadableEventError):
        evidence.load_history(tmp_path / "x.jsonl")


KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@given(event=st.dictionaries(KEYS, JSON, max_size=4))
def test_any_event_survives_its_line(event: dict[str, object]) -> None:
    record = Record(seq=3, text=canonical(event), prev="p", hash="h")
    assert record_of(1, line_of(record)) == record
    assert records_of(f"{line_of(record)}\n".encode()) == (record,)
