"""What people say to drills, kept in the database until the drill's own journal has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, cast

from sqlalchemy import BigInteger, Column, Engine, Index, Integer
from sqlmodel import Field, Session, SQLModel, col, select, update

from measurements.codec import decode, encode
from measurements.events import AbortAsked, ApprovalGiven, InterruptionDecided, ManualReported, StepSettled
from runners.approvals import Word
from runners.clock import SystemClock
from runners.database import reading
from runners.journal import Journal
from service.running.news import announce

KINDS: Final = ("approval_given", "manual_reported", "abort_asked", "interruption_decided", "step_settled")


class WordRow(SQLModel, table=True):
    """One word: to which drill, by whom and when, and which runner wrote it into the drill's journal."""

    __tablename__ = "words"  # pyright: ignore[reportAssignmentType]  its declared type is for computed names
    __table_args__ = (Index("words_waiting", "drill", "heard_ns"),)

    number: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True),
    )
    drill: str = Field(max_length=200)
    body: str
    by: str
    utc_ns: int = Field(sa_type=BigInteger)
    heard_by: str | None = None
    heard_ns: int | None = Field(default=None, sa_type=BigInteger)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A word that no journal has yet, and its number."""

    number: int
    word: Word


class Words:
    """The words of one service. Every method blocks; call them from a thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables["words"]])

    def say(self, drill: str, word: Word, by: str) -> int:
        """Keep a word for whoever runs the drill, and return its number; `by` is the account that said it."""
        row = WordRow(drill=drill, body=encode(word), by=by, utc_ns=SystemClock().utc_ns())
        with Session(self._engine, expire_on_commit=False) as session:
            session.add(row)
            announce(session)
            session.commit()
        return cast("int", row.number)

    def unheard(self, drill: str) -> tuple[Said, ...]:
        """Return the words that are not marked as heard, in the order in which they were said."""
        wanted = select(WordRow).where(WordRow.drill == drill, col(WordRow.heard_ns).is_(None))
        with reading(self._engine) as session:
            return tuple(_said(row) for row in session.exec(wanted.order_by(col(WordRow.number))))

    def mark(self, numbers: Sequence[int], by: str) -> None:
        """Mark words that the drill's journal has; `by` is the runner."""
        if not numbers:
            return
        marked = update(WordRow).where(col(WordRow.number).in_(numbers))
        with Session(self._engine) as session:
            session.exec(marked.values(heard_by=by, heard_ns=SystemClock().utc_ns()))
            session.commit()

    def settle(self, journal: Journal, drill: str, by: str) -> None:
        """Mark what the journal has already: a runner that died between writing a word down and marking it.

        A word is known again by its kind, who said it, on which step, and what was decided; of several that are the
        same in that, the journal has the earliest.
        """
        told = [decode(record.text) for record in journal.records(drill, kinds=KINDS)]
        journaled = [_same(event) for event in told if isinstance(event, Word)]
        if journaled:
            self.mark(tuple(self._written(drill, journaled)), by)

    def _written(self, drill: str, journaled: list[tuple[str, ...]]) -> Iterator[int]:
        with reading(self._engine) as session:
            wanted = select(WordRow).where(WordRow.drill == drill).order_by(col(WordRow.number))
            rows = [(_said(row), row.heard_ns is None) for row in session.exec(wanted)]
        for said, is_open in rows:
            if _same(said.word) in journaled:
                journaled.remove(_same(said.word))
                if is_open:
                    yield said.number


def _said(row: WordRow) -> Said:
    return Said(number=cast("int", row.number), word=cast("Word", decode(row.body)))


def _same(word: Word) -> tuple[str, ...]:
    match word:
        case ApprovalGiven():
            return word.kind, word.step, word.person, word.decision
        case ManualReported():
            return word.kind, word.step, word.person, word.what
        case AbortAsked():
            return word.kind, word.by
        case InterruptionDecided():
            return word.kind, word.decision, word.by, word.interruption
        case StepSettled():
            return word.kind, word.step, word.host, word.outcome.value, word.by
