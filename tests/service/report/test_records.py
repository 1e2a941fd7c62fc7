"""Records: what the book knows of a drill, as pure entries, as lines of a file, and as sections of the report."""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.codec import link
from measurements.judge import judge
from measurements.report import Report
from scenarios.plan import SECOND, Plan
from service.book.entry import Entry
from service.report.blocks import Row, Section, Statement, Table
from service.report.document import ReportDocument, document
from service.report.form import as_data
from service.report.records import (
    NO_RECORDS,
    RecordsError,
    entries_in,
    entries_of,
    entry_of,
    line_of,
    lines_of,
    records_of,
)
from service.report.signed import signatures, version
from tests.support.firms import book_at
from tests.support.recorded import DOSSIER, whole_life
from tests.support.reports import lossy
from tests.support.stories import crash, crash_plan

HEAD = "ab" * 32
ENTRIES = whole_life("drill-1", HEAD)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return crash_plan()


@pytest.fixture(scope="module")
def report(plan: Plan) -> Report:
    told = lossy(plan)
    return replace(told, drill=replace(told.drill, head=HEAD))


@pytest.fixture(scope="module")
def whole(report: Report, plan: Plan) -> ReportDocument:
    return document(report, plan, records_of(ENTRIES))


def section(whole: ReportDocument, letter: str) -> Section:
    return next(one for one in whole.sections if one.letter == letter)


def proofs(part: Section) -> Iterator[Statement | Row]:
    for block in part.blocks:
        match block:
            case Statement():
                yield block
            case Table():
                yield from block.rows
            case _:
                pass


def text(whole: ReportDocument) -> str:
    return json.dumps(as_data(whole)["sections"], ensure_ascii=False)


def test_a_drill_that_the_book_does_not_know_has_no_records(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert entries_of(book_at(tmp_path_factory.mktemp("book")), "drill-1") == []
    assert records_of([]) == NO_RECORDS
    assert not NO_RECORDS


def test_lines_give_back_the_same_entries_and_their_hashes_can_be_computed_again() -> None:
    kept = entries_in(lines_of(ENTRIES).encode())
    assert list(kept) == ENTRIES
    assert all(one.hash == link(one.prev, one.number, one.text) for one in kept)


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_entries_are_handed_over_is_no_matter(rnd: random.Random) -> None:
    shuffled = list(ENTRIES)
    rnd.shuffle(shuffled)
    assert records_of(shuffled) == records_of(ENTRIES)


@given(st.data())
def test_a_line_that_was_touched_is_refused_or_is_another_entry(data: st.DataObject) -> None:
    entry = data.draw(st.sampled_from(ENTRIES))
    line = line_of(entry)
    place = data.draw(st.integers(0, len(line) - 1))
    letter = data.draw(st.characters(codec="ascii", min_codepoint=32))
    touched = line[:place] + letter + line[place + 1 :]
    if touched == line:
        return
    with contextlib.suppress(RecordsError):
        assert entry_of(1, touched) != entry


@pytest.mark.parametrize(
    "broken",
    [
        b"\xff\n",
        b"{}",
        b"{}\n",
        b"[1]\n",
        b"nonsense\n",
        line_of(ENTRIES[0]).replace('"seq":1', '"seq":true').encode() + b"\n",
        line_of(ENTRIES[0]).replace(",", ", ", 1).encode() + b"\n",
    ],
)
def test_what_is_no_record_is_said_with_its_line(broken: bytes) -> None:
    with pytest.raises(RecordsError, match="line 1"):
        entries_in(broken)


def test_entries_that_no_book_could_hold_are_refused() -> None:
    begun = ENTRIES[0]
    other = replace(begun, number=99, stream="dossier/other")
    for strange in (
        [begun, other],
        [replace(begun, stream="dossiers/x")],
        [replace(begun, seq=2)],
        [replace(begun, body={"kind": "unheard_of"})],
        [one for one in ENTRIES if one.kind != "dossier_opened" and one.stream.startswith("dossier/")],
        [replace(_of_kind("signed_in"), seq=1)],
    ):
        with pytest.raises(RecordsError):
            records_of(strange)


def _of_kind(kind: str) -> Entry:
    return next(one for one in ENTRIES if one.kind == kind)


def test_what_was_added_after_the_drill_counts_as_versions() -> None:
    records = records_of(ENTRIES)
    assert version(NO_RECORDS) == "1.0"
    assert version(records) == f"1.{records.added}"
    until_done = [one for one in ENTRIES if one.number <= _of_kind("drill_done").number]
    assert version(records_of(until_done)) == "1.0"
    assert version(records_of(ENTRIES[:3])) == "1.0"


def test_the_cover_says_who_prepared_reviewed_and_approved(whole: ReportDocument) -> None:
    told = {line.key: line.value.en for line in whole.cover}
    assert told["number"] == whole.report.drill.id
    assert told["prepared"].startswith("olga, ")
    assert told["reviewed"].startswith("anna, ")
    assert told["approved"].startswith("amir, ")


def test_a_report_without_records_says_what_nobody_recorded(report: Report, plan: Plan) -> None:
    bare = document(report, plan)
    told = text(bare)
    assert "本报告没有演练档案的记录" in told
    for letter in ("preparation", "evaluation", "problems", "filing", "signature"):
        assert any("未取得证据" in text_of(one) for one in proofs(section(bare, letter))), letter


def text_of(proved: Statement | Row) -> str:
    return proved.text.zh if isinstance(proved, Statement) else " ".join(cell.text.zh for cell in proved.cells)


def test_everything_that_people_recorded_is_told_with_its_number_in_the_book(whole: ReportDocument) -> None:
    expected = {
        "b": ("王芳", "participant_named"),
        "evaluation": ("1（差）", "evaluated"),
        "problems": ("改为同步复制", "item_planned"),
        "e": ("指挥链路清楚", "task_answered"),
        "filing": ("交易所", "archived"),
        "signature": ("anna", "report_signed"),
    }
    for letter, (words, kind) in expected.items():
        number = _of_kind(kind).number
        found = [one for one in proofs(section(whole, letter)) if words in text_of(one) and one.book]
        assert found, letter
        assert any(min(one.book) <= number <= max(one.book) or kind == "report_signed" for one in found), letter


def test_the_nine_items_stand_in_their_order_with_1_3_or_5(whole: ReportDocument) -> None:
    form = next(block for block in section(whole, "evaluation").blocks if isinstance(block, Table))
    assert [row.cells[0].text.zh for row in form.rows] == [str(number) for number in range(1, 10)]
    assert [row.cells[1].text.zh for row in form.rows][:2] == ["方案可行性", "监控告警"]
    assert {row.cells[3].text.en for row in form.rows} == {"1 (poor)", "5 (excellent)"}


def test_a_report_that_is_owed_has_its_deadline_and_what_is_uncertain_about_it(whole: ReportDocument) -> None:
    told = " ".join(text_of(one) for one in proofs(section(whole, "filing")))
    assert "2026-11-27" in told
    assert "已按期报送" in told
    assert "真实期限不早于所列日期" in told


def test_a_signature_of_another_record_does_not_count_as_one(report: Report, plan: Plan) -> None:
    other = replace(report, drill=replace(report.drill, head="cd" * 32))
    told = " ".join(text_of(one) for one in proofs(section(document(other, plan, records_of(ENTRIES)), "signature")))
    assert "针对另一份记录签署" in told


def test_signing_anew_voids_what_was_signed_after_it() -> None:
    signed = [one for one in ENTRIES if one.kind == "report_signed"]
    again = replace(signed[0], number=ENTRIES[-1].number + 1, seq=signed[-1].seq + 1, utc_ns=signed[-1].utc_ns + 1)
    assert list(signatures(records_of([*ENTRIES, again]))) == ["prepared"]


def test_planned_and_actual_times_stand_side_by_side() -> None:
    plan = crash_plan()
    steps = (replace(one, planned_ns=SECOND) if one.id == "promote" else one for one in plan.steps)
    planned = replace(plan, steps=tuple(steps))
    told = section(document(judge(crash(plan=planned).history()), planned), "process")
    tables = [block for block in told.blocks if isinstance(block, Table)]
    (beside,) = [block for block in tables if block.heads[-1].zh == "结束偏差"]
    assert [row.cells[1].text.zh for row in beside.rows] == ["提升备库"]
    assert any(one.tone == "warning" and "提升备库" in one.text.zh for one in told.blocks if isinstance(one, Statement))


def test_tables_are_numbered_by_their_section(whole: ReportDocument) -> None:
    for one in whole.sections:
        tables = [block for block in one.blocks if isinstance(block, Table)]
        assert all(block.caption.zh.startswith(f"表 {one.number}-{n} ") for n, block in enumerate(tables, start=1))
    assert DOSSIER not in {line.value.en for line in whole.cover}
