"""How a drill answers the clauses: each with its pieces of evidence, as one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from measurements.report import Report
from scenarios.fields import both
from scenarios.plan import Plan, Text
from service.report.blocks import Block, Cell, Row, Section, Statement, Table, Tone
from service.report.records import NO_RECORDS, DrillRecords
from service.trace.clauses import Clause, clauses, named
from service.trace.governed import GOVERNED_PIECES
from service.trace.measured import MEASURED
from service.trace.piece import Absent, Answer, Case, Here, Moot, Piece
from service.words import joined, say

State: TypeAlias = Literal["answered", "partly", "not_evidenced", "not_applicable"]
STATES: Final[tuple[State, ...]] = ("answered", "partly", "not_evidenced", "not_applicable")
PIECES: Final[dict[str, Piece]] = {piece.name: piece for piece in (*MEASURED, *GOVERNED_PIECES)}
_TONES: Final[dict[State, Tone]] = {
    "answered": "met",
    "partly": "inconclusive",
    "not_evidenced": "gap",
    "not_applicable": "muted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """One clause and what became of it: every piece that it asks for, with its answer."""

    id: str
    clause: Clause
    answers: tuple[tuple[Piece, Answer], ...]
    ruled_out: Text | None = None
    """Why it is not asked of this drill at all."""

    @property
    def state(self) -> State:
        """Return how far it is answered: pieces that are not asked of this drill do not count."""
        asked = [answer for _, answer in self.answers if not isinstance(answer, Moot)]
        if self.ruled_out is not None or not asked:
            return "not_applicable"
        here = sum(isinstance(answer, Here) for answer in asked)
        return "answered" if here == len(asked) else "partly" if here else "not_evidenced"


def traced(report: Report, plan: Plan, records: DrillRecords = NO_RECORDS) -> tuple[Traced, ...]:
    """Return every clause with its answers, in the order of clauses.yaml."""
    case = Case(report=report, plan=plan, records=records)
    return tuple(_traced(name, clause, case) for name, clause in clauses().items())


def trace(report: Report, plan: Plan, records: DrillRecords = NO_RECORDS) -> Section:
    """Return the table clause, demand, how far it is answered, where in the record, evidence numbers; pure."""
    found = traced(report, plan, records)
    counts = Counter(one.state for one in found)
    told = {state: counts[state] for state in STATES}
    table = Table(
        caption=say("trace.table"),
        heads=tuple(say(f"trace.head.{head}") for head in ("clause", "demand", "state", "place")),
        rows=tuple(_row(one) for one in found),
    )
    blocks: tuple[Block, ...] = (Statement(text=say("trace.sum", count=len(found), **told)), table)
    return Section(letter="trace", clause="", title=say("trace.title"), blocks=blocks)


def _traced(name: str, clause: Clause, case: Case) -> Traced:
    out = _ruled_out(name, clause, case)
    pieces = () if out is not None else tuple(PIECES[piece] for piece in clause.evidence)
    return Traced(id=name, clause=clause, answers=tuple((piece, piece.look(case)) for piece in pieces), ruled_out=out)


def _ruled_out(name: str, clause: Clause, case: Case) -> Text | None:
    if clause.asked_of != "drill":
        return say(f"trace.asked_of.{clause.asked_of}")
    if clause.when_cited and name not in case.plan.clauses:
        return say("trace.moot.not_cited")
    return None


def _row(one: Traced) -> Row:
    here = [answer for _, answer in one.answers if isinstance(answer, Here)]
    return Row(
        cells=(
            Cell(text=named(one.id)),
            Cell(text=both(one.clause.demand)),
            Cell(text=say(f"trace.state.{one.state}"), tone=_TONES[one.state]),
            Cell(text=_places(one)),
        ),
        evidence=tuple(sorted({number for answer in here for number in answer.evidence})),
        book=tuple(sorted({number for answer in here for number in answer.book})),
    )


def _places(one: Traced) -> Text:
    """Return what of it the record has and where, what it lacks, and what is not asked and why."""
    if one.ruled_out is not None:
        return one.ruled_out
    told = tuple(_told(one))
    return Text(zh="；".join(text.zh for text in told), en="; ".join(text.en for text in told))  # noqa: RUF001


def _told(one: Traced) -> Iterator[Text]:
    for piece, answer in one.answers:
        if isinstance(answer, Here):
            yield say("trace.here", piece=piece.title, place=piece.place)
    if missing := [piece.title for piece, answer in one.answers if isinstance(answer, Absent)]:
        yield say("trace.missing", pieces=joined(missing))
    for piece, answer in one.answers:
        if isinstance(answer, Moot):
            yield say("trace.moot", piece=piece.title, reason=answer.because)
