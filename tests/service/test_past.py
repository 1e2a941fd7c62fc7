"""Drills that were run before are found wherever their journals lie, and what cannot be read is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from measurements.events import Ending
from service.estimates import as_data, estimate, lines, shown_time
from service.evidence.layout import JOURNAL
from service.evidence.lines import lines_of
from service.past import past_drills
from tests.support.past import chained, events_of, old_plan, write_journal


def test_a_journal_of_many_drills(tmp_path: Path) -> None:
    drills = {
        "b": events_of("b", old_plan(), "2026-03-01"),
        "a": events_of("a", old_plan(), "2026-05-01", Ending.FAILED),
        "c": events_of("c", old_plan(), "2026-04-01", None),
    }
    path = write_journal(tmp_path / "journal.sqlite", drills)
    for place in (path, tmp_path):
        past = past_drills([place])
        assert [(one.id, one.completed) for one in past.drills] == [("b", True), ("c", False), ("a", False)]
        assert past.unread == ()


def test_a_folder_of_drills_each_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_journal(tmp_path / name / "journal.sqlite", {name: events_of(name, old_plan(), "2026-03-01")})
    past = past_drills([tmp_path, tmp_path / "one"])
    assert [one.id for one in past.drills] == ["one", "two"]


def test_evidence_without_its_database(tmp_path: Path) -> None:
    path = tmp_path / JOURNAL
    path.parent.mkdir(parents=True)
    path.write_text(lines_of(chained(events_of("d", old_plan(), "2026-03-01"))), "utf-8")
    for place in (tmp_path, path, tmp_path / "evidence"):
        assert [one.id for one in past_drills([place]).drills] == ["d"]


@pytest.mark.parametrize("content", [b"", b"not a journal", b'{"seq":1}\n'])
def test_what_cannot_be_read_is_told(content: bytes, tmp_path: Path) -> None:
    for name in ("journal.jsonl", "journal.sqlite"):
        path = tmp_path / name
        path.write_bytes(content)
        past = past_drills([path])
        assert past.drills == ()
        assert len(past.unread) == 1 or content == b""


def test_a_place_without_a_journal_is_told(tmp_path: Path) -> None:
    assert [one.place for one in past_drills([tmp_path / "nowhere"]).unread] == [str(tmp_path / "nowhere")]
    assert len(past_drills([tmp_path]).unread) == 1


def test_an_estimate_reads_in_both_languages(tmp_path: Path) -> None:
    drills = {name: events_of(name, old_plan(), "2026-03-01") for name in ("a", "b")}
    past = past_drills([write_journal(tmp_path / "journal.sqlite", drills)])
    found = estimate(old_plan(), past)
    english, chinese = lines(found, "en"), lines(found, "zh")
    assert "from 2 earlier drills" in "\n".join(english)
    assert "promote: median 2s, range [2s, 2s], 2 runs" in "\n".join(english)
    assert "release: (person) median 2s" in "\n".join(english)
    assert "2 次" in "\n".join(chinese)
    assert len(english) == len(chinese)
    assert as_data(found)["drills"] == 2


def test_without_earlier_drills_an_estimate_is_what_the_plan_allows() -> None:
    told = "\n".join(lines(estimate(old_plan(), past_drills([])), "en"))
    assert "no earlier drill of this scenario" in told
    assert "promote: no earlier run: at most 1m00s" in told


@pytest.mark.parametrize(
    ("ns", "told"),
    [(0, "0s"), (1_500_000_000, "1.5s"), (59_960_000_000, "60s"), (90 * 10**9, "1m30s"), (7_260 * 10**9, "2h01m")],
)
def test_durations_as_people_say_them(ns: int, told: str) -> None:
    assert shown_time(ns) == told
