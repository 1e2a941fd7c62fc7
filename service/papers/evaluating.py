"""The evaluation sheet: nine items that people grade 1, 3 or 5, blank or filled in, beside what was measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from measurements.report import Report, Seconds
from scenarios.plan import Text
from service.dossiers.events import Evaluated, Grade, Item
from service.papers.executed import Executed, cover_of
from service.papers.origin import Origin
from service.papers.phrasing import TO_FILL, gap, line, listed, row, section, signatures, statement, table
from service.report.blocks import Block, Cell, Row, Tone
from service.report.figures import bounds
from service.report.paper import Paper
from service.software import SOFTWARE
from service.words import joined, say

CLAUSES: Final = ("JRT0251-12.2-c", "RCU-drill")
GRADES: Final[dict[int, Tone]] = {1: "missed", 3: "inconclusive", 5: "met"}
_Fact = tuple[Text, tuple[int, ...]]


def evaluation_sheet(told: Executed, origin: Origin, *, blank: bool = False) -> Paper:
    """Return the sheet (JR/T 0251 12.2 c; items after GB/T 38645 A.9), blank on request or where nobody has graded."""
    given = None if blank else told.records.last(Evaluated)
    done = None if given is None else given.event
    book = () if given is None else (given.number,)
    sections = (
        section(1, "paper.evaluation.members", "JRT0251-12.2-c", (_members(done, book),)),
        section(2, "paper.evaluation.items", "JRT0251-12.2-c", _items(told.report, done, book)),
        section(3, "paper.evaluation.conclusion", "JRT0251-12.2-c", (_conclusion(done, book),)),
        signatures(4, ("evaluated_by", "commanded_by")),
    )
    state = "filled" if done is not None else "blank"
    return Paper(
        kind=say("paper.evaluation"),
        number=told.report.drill.id,
        title=told.report.drill.title,
        software=SOFTWARE,
        made_ns=origin.made_ns,
        cover=(
            *cover_of(told.report),
            line("state", say(f"paper.evaluation.{state}"), "plain" if done else "gap"),
            *origin.lines(*CLAUSES),
        ),
        sections=sections,
    )


def _members(done: Evaluated | None, book: tuple[int, ...]) -> Block:
    heads = ("name", "department", "role", "expertise")
    if done is None:
        rows = tuple(row(TO_FILL, TO_FILL, TO_FILL, TO_FILL) for _ in range(4))
        return table(say("paper.evaluation.members.table"), heads, rows)
    rows = tuple(row(name, TO_FILL, TO_FILL, TO_FILL, book=book) for name in done.members)
    return table(say("paper.evaluation.members.table"), heads, rows, proved=True)


def _items(report: Report, done: Evaluated | None, book: tuple[int, ...]) -> Iterator[Block]:
    grades = {} if done is None else {one.item: one for one in done.grades}
    rows = (_item(number, item, report, grades.get(item), book) for number, item in enumerate(Item, start=1))
    heads = ("number", "evaluated", "measure", "facts", "grade", "suggestion")
    yield table(say("paper.evaluation.table"), heads, rows, proved=True)
    yield statement("paper.evaluation.scale")
    if done is not None:
        counts = Counter(one.grade for one in done.grades)
        yield statement("paper.evaluation.counts", book=book, five=counts[5], three=counts[3], one=counts[1])


def _item(number: int, item: Item, report: Report, grade: Grade | None, book: tuple[int, ...]) -> Row:
    told = [fact(report) for fact in FACTS.get(item, ())]
    known = [one for one in told if one is not None]
    facts = Cell(text=joined(text for text, _ in known)) if known else Cell(text=say("word.no_evidence"), tone="gap")
    return row(
        number,
        say(f"item.{item.value}"),
        say(f"paper.measure.{item.value}"),
        facts,
        Cell(text=say("paper.evaluation.boxes")) if grade is None else _grade(grade),
        TO_FILL if grade is None else grade.note,
        evidence=sorted({number for _, numbers in known for number in numbers}),
        book=() if grade is None else book,
    )


def _grade(grade: Grade) -> Cell:
    return Cell(text=say(f"paper.grade.{grade.grade}"), tone=GRADES[grade.grade])


def _conclusion(done: Evaluated | None, book: tuple[int, ...]) -> Block:
    if done is None:
        return gap("paper.evaluation.none")
    return statement("paper.evaluation.said", book=book, text=done.text, people=listed(done.members))


def _phase(name: str) -> Callable[[Report], _Fact | None]:
    def fact(report: Report) -> _Fact | None:
        told = [(one.title, getattr(one.phases, name)) for one in report.services]
        known: list[tuple[Text, Seconds]] = [(title, figure) for title, figure in told if figure is not None]
        if not known:
            return None
        texts = joined(_interval(name, title, figure) for title, figure in known)
        return texts, tuple(number for _, figure in known for number in figure.evidence)

    return fact


def _interval(name: str, title: Text, figure: Seconds) -> Text:
    lower, upper = bounds(figure.lower_s, figure.upper_s)
    return say("paper.fact.interval", service=title, what=say(f"d.phase.{name}"), lower=lower, upper=upper)


def _steps(report: Report) -> _Fact | None:
    last = [entry for entry in report.timeline if entry.is_last and entry.outcome != "skipped"]
    if not last:
        return None
    well = sum(entry.outcome == "ok" for entry in last)
    odd = [number for entry in last if entry.outcome != "ok" for number in entry.evidence]
    return say("paper.fact.steps", well=well, count=len(last)), tuple(odd)


def _gates(report: Report) -> _Fact | None:
    told = [gate for gate in report.gates if gate.counted]
    if not told:
        return None
    waived = sum(gate.waived for gate in told)
    numbers = tuple(number for gate in told for number in gate.evidence)
    return say("paper.fact.gates", count=len(told), waived=waived), numbers


def _manuals(report: Report) -> _Fact | None:
    if not report.manuals:
        return None
    confirmed = sum(one.confirmed_by is not None for one in report.manuals)
    numbers = tuple(number for one in report.manuals for number in one.evidence)
    return say("paper.fact.manuals", count=len(report.manuals), confirmed=confirmed), numbers


def _notices(report: Report) -> _Fact | None:
    if not report.notices:
        return None
    reached = sum(one.outcome == "ok" for one in report.notices)
    numbers = tuple(number for one in report.notices for number in one.evidence)
    return say("paper.fact.notices", count=len(report.notices), reached=reached), numbers


def _way_back(report: Report) -> _Fact | None:
    if report.drill.ended_at is None:
        return None
    key = "paper.fact.restored" if report.restored else "paper.fact.not_restored"
    return say(key), (report.drill.events,)


def _goals(report: Report) -> _Fact | None:
    if report.drill.ended_at is None:
        return None
    found = sum(one.code != "no_findings" for one in report.findings)
    return say("paper.fact.goals", verdict=say(f"verdict.{report.verdict}"), count=found), (report.drill.events,)


FACTS: Final[Mapping[Item, tuple[Callable[[Report], _Fact | None], ...]]] = {
    Item.FEASIBILITY: (_steps,),
    Item.ALERTING: (_phase("detect"),),
    Item.LOCATING: (_phase("decide"),),
    Item.COMMAND: (_gates,),
    Item.PARTICIPANTS: (_phase("people"), _manuals),
    Item.PARTNERS: (_notices,),
    Item.SAFEGUARDS: (_way_back,),
    Item.GOALS: (_goals,),
}
"""What the record tells of an item; of cost and benefit it tells nothing."""
