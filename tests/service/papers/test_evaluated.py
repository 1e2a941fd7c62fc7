"""An evaluation that people gave stands in its sheet and answers its clause, each with its entry of the book."""

from __future__ import annotations

from measurements.judge import judge
from service.book import Author, Told
from service.dossiers.events import DossierEvent, Evaluated, Grade, Item
from service.papers.evaluating import evaluation_sheet
from service.papers.executed import Executed
from service.papers.origin import Origin
from service.report.blocks import Table
from service.report.paper import Paper
from service.report.records import DrillRecords
from service.trace import traced
from service.trace.piece import Here
from tests.support.stories import crash

NUMBER = 41
ORIGIN = Origin(made_ns=1_790_000_000 * 10**9)


def records() -> DrillRecords:
    grades = tuple(Grade(item=item, grade=1 if item is Item.COST else 5, note=f"note {item}") for item in Item)
    event: DossierEvent = Evaluated(grades=grades, members=("王芳", "赵强"), text="达到目的")
    author = Author(user="olga", via="test")
    return DrillRecords(told=(Told(event=event, number=NUMBER, seq=9, utc_ns=1, author=author),), count=1)


def sheet(*, blank: bool = False) -> Paper:
    told = Executed(report=judge(crash().history()), plan=crash().plan, records=records())
    return evaluation_sheet(told, ORIGIN, blank=blank)


def items(whole: Paper) -> Table:
    return next(block for block in whole.sections[1].blocks if isinstance(block, Table))


def test_the_nine_grades_stand_in_the_sheet_as_they_were_given() -> None:
    rows = items(sheet()).rows
    assert [row.cells[4].text.zh for row in rows] == ["5 优秀"] * 8 + ["1 差"]
    assert [row.cells[5].text.zh for row in rows] == [f"note {item}" for item in Item]
    assert all(row.book == (NUMBER,) for row in rows)


def test_a_blank_sheet_has_the_same_items_and_nobody_s_grades() -> None:
    whole = sheet(blank=True)
    rows = items(whole).rows
    assert [row.cells[1] for row in rows] == [row.cells[1] for row in items(sheet()).rows]
    assert {row.cells[4].text.zh.count("□") for row in rows} == {3}
    assert all(row.book == () for row in rows)
    assert "达到目的" not in repr(whole)


def test_facts_beside_the_grades_are_those_of_the_report_with_its_evidence() -> None:
    report = judge(crash().history())
    alerting = items(sheet()).rows[1]
    detect = report.services[0].phases.detect
    assert detect is not None
    assert f"{detect.lower_s!r} s" in alerting.cells[3].text.zh
    assert alerting.evidence == tuple(sorted(set(detect.evidence)))


def test_an_evaluation_answers_part_of_the_summing_up() -> None:
    found = traced(judge(crash().history()), crash().plan, records())
    one = next(one for one in found if one.id == "JRT0251-12.2-c")
    assert one.state == "partly"
    answers = {piece.name: answer for piece, answer in one.answers}
    assert answers["evaluated"] == Here(book=(NUMBER,))
