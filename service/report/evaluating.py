"""Section 7: the evaluation form: nine items, each graded 1, 3 or 5 (GB/T 38645 A.9, JR/T 0251 12.2 c)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from measurements.report import Report
from measurements.utc import utc_text
from scenarios.plan import Plan
from service.book import Told
from service.dossiers.events import Evaluated, Grade, Item
from service.report.blocks import Block, Row, Section, Tone
from service.report.figures import moment
from service.report.phrasing import cell, gap, missing, part, row, statement, table
from service.report.records import DrillRecords
from service.words import joined, same, say

_HEADS: Final = ("number", "item", "looked_at", "grade", "suggestion")
_TONES: Final[dict[int, Tone]] = {1: "missed", 3: "plain", 5: "met"}


def evaluation(_report: Report, _plan: Plan, records: DrillRecords) -> Section:
    """Return the evaluation, or the form with nothing in it and the sentence that nobody evaluated."""
    told = records.last(Evaluated)
    blocks = _unfilled() if told is None else _filled(told)
    return part("evaluation", "7", blocks, clause="JRT0251-12.2-c")


def _filled(told: Told[Evaluated]) -> Iterator[Block]:
    proof = (told.number,)
    members = joined(same(one) for one in told.event.members) if told.event.members else say("word.no_evidence")
    at = moment(utc_text(told.utc_ns))
    yield statement("v.group", book=proof, members=members, person=told.author.user, at=at)
    grades = {grade.item: grade for grade in told.event.grades}
    yield table("v.table", _HEADS, (_row(number, item, grades, proof) for number, item in enumerate(Item, start=1)))
    yield statement("v.scale")
    if told.event.text:
        yield statement("v.text", book=proof, text=told.event.text)


def _unfilled() -> Iterator[Block]:
    yield gap("v.none")
    yield table("v.table", _HEADS, (_row(number, item, {}, ()) for number, item in enumerate(Item, start=1)))
    yield statement("v.scale")


def _row(number: int, item: Item, grades: dict[Item, Grade], proof: tuple[int, ...]) -> Row:
    grade = grades.get(item)
    graded = missing() if grade is None else cell(say(f"grade.{grade.grade}"), _TONES[grade.grade])
    note = "" if grade is None else grade.note
    named = (say(f"item.{item.value}"), say(f"item.{item.value}.means"))
    return row(cell(str(number), "number"), *named, graded, note, book=proof)
