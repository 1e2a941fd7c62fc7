"""How spooled lines become numbered batches: about one a second, and at once when the state changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Generic, TypeAlias, TypeVar

from measurements.events import LedgerWritten, SamplesTaken, WriteOutcome
from runners.beat import SECOND
from runners.spool import SAMPLES, WRITES, SpoolReader, pad
from runners.watch import Mark

E = TypeVar("E", SamplesTaken, LedgerWritten)
Row: TypeAlias = list[Any]

_PROMPT_ANSWERS: Final = 8
"""So many answers after a change of state are handed over at once, for those who wait for several in a row."""
_LARGEST: Final = 5_000
_LOST: Final = 1
_SAMPLE: Final = 5
_BEGUN: Final = 3
_ANSWERED: Final = 6
_UNANSWERED: Final[Row] = [None, WriteOutcome.INFO.value, ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Generic[E]):
    """What the lines of one kind of spool mean. `success` is None for a line that is no answer."""

    suffix: str
    lengths: tuple[int, ...]
    success: Callable[[Row], bool | None]
    event: Callable[[int, str, int, Sequence[Row]], E]


@dataclass(slots=True)
class _Pace:
    """When a batch is due."""

    up: bool | None = None
    run: int = 0
    changed: bool = False
    last: int = 0

    def note(self, success: bool | None) -> None:  # noqa: FBT001  the answer itself
        """Take note of one more line."""
        if success is None:
            return
        self.run = self.run + 1 if success == self.up else 1
        self.up = success
        self.changed = self.changed or self.run <= _PROMPT_ANSWERS

    def is_due(self, now: int) -> bool:
        """Tell whether what is at hand is to be handed over now."""
        return self.changed or now - self.last >= SECOND

    def handed_over(self, now: int) -> None:
        """Begin the next batch."""
        self.changed, self.last = False, now


@dataclass(slots=True)
class Batches(Generic[E]):
    """One stream's spool, from the journal's mark on. Which lines a batch holds is told by the journal alone.

    So a batch that was handed over and did not reach the journal is made anew, longer or shorter, and nothing is lost
    or doubled.
    """

    name: str
    form: Form[E]
    directory: Path
    mark: Mark
    heard_at: int = 0
    """When the spool last had something new, as far as `take` knows."""
    lost: int = 0
    """How many lines the disk did not take and nobody could keep, since whoever asks last took note of it."""
    _reader: SpoolReader = field(init=False)
    _known: int = field(init=False)
    _batch: int = field(init=False)
    _pending: list[Row] = field(init=False, default_factory=list[Row])
    _pace: _Pace = field(init=False, default_factory=_Pace)

    def __post_init__(self) -> None:
        """Stand at the beginning of the spool, with the journal's lines still to be passed over."""
        self._reader = SpoolReader(self.path)
        self._known, self._batch = self.mark.lines, self.mark.batch

    @property
    def path(self) -> Path:
        """Return the spool's file."""
        return self.directory / (self.name + self.form.suffix)

    def make_up(self) -> int:
        """Fill a spool that lost lines which the journal holds (the machine went down); return how many."""
        reader, there = SpoolReader(self.path), 0
        while lines := reader.read():
            there += sum(self._fits(line) for line in lines)
        missing = max(0, self.mark.lines - there)
        if missing:
            pad(self.path, missing)
        return missing

    def take(self, now: int, *, everything: bool = False) -> E | None:
        """Return the next batch if one is due (or if anything is there, with `everything`)."""
        if self._read():
            self.heard_at = now
        if not self._pending or not (everything or self._pace.is_due(now)):
            return None
        rows, self._pending = self._pending[:_LARGEST], self._pending[_LARGEST:]
        event = self.form.event(now, self.name, self._batch, rows)
        self._batch += 1
        if not self._pending:
            self._pace.handed_over(now)
        return event

    def _read(self) -> bool:
        """Take in whatever is new; tell whether anything was."""
        anything = False
        while lines := self._reader.read():
            anything = True
            if not self._known:  # else an earlier runner read it, and has told
                self.lost += sum(line[0] for line in lines if line is not None and len(line) == _LOST)
            self._take_in([line for line in lines if self._fits(line)])
        return anything

    def _take_in(self, lines: Sequence[Row | None]) -> None:
        passed = min(self._known, len(lines))
        self._known -= passed
        new = [line for line in lines[passed:] if line is not None]
        for row in new:
            self._pace.note(self.form.success(row))
        self._pending += new

    def _fits(self, line: Row | None) -> bool:
        return line is None or len(line) in self.form.lengths


def _samples(at: int, stream: str, batch: int, rows: Sequence[Row]) -> SamplesTaken:
    in_order = sorted(rows, key=lambda row: row[1])
    return SamplesTaken(
        at=at,
        stream=stream,
        batch=batch,
        due=tuple(row[0] for row in in_order),
        sent=tuple(row[1] for row in in_order),
        received=tuple(row[2] for row in in_order),
        ok=tuple(row[3] for row in in_order),
        details=_details(in_order),
    )


def _writes(at: int, ledger: str, batch: int, rows: Sequence[Row]) -> LedgerWritten:
    by_number: dict[int, Row] = {row[0]: (row + _UNANSWERED)[:_ANSWERED] for row in rows}
    merged = [by_number[number] for number in sorted(by_number)]
    return LedgerWritten(
        at=at,
        ledger=ledger,
        batch=batch,
        due=tuple(row[1] for row in merged),
        number=tuple(row[0] for row in merged),
        invoked=tuple(row[2] for row in merged),
        completed=tuple(row[3] for row in merged),
        outcome=tuple(WriteOutcome(row[4]) for row in merged),
        details=_details(merged),
    )


def _details(rows: Sequence[Row]) -> tuple[tuple[int, str], ...]:
    """Return the last column, sparsely."""
    return tuple((index, row[-1]) for index, row in enumerate(rows) if row[-1])


SAMPLE_FORM: Final = Form(suffix=SAMPLES, lengths=(_SAMPLE,), success=lambda row: row[3], event=_samples)
WRITE_FORM: Final = Form(
    suffix=WRITES,
    lengths=(_BEGUN, _ANSWERED),
    success=lambda row: row[4] == WriteOutcome.OK.value if len(row) == _ANSWERED else None,
    event=_writes,
)


def highest_number(path: Path) -> int:
    """Return the highest number in a ledger's spool, 0 if there is none."""
    reader, highest = SpoolReader(path), 0
    while lines := reader.read():
        highest = max(highest, *(line[0] for line in lines if line is not None and len(line) in WRITE_FORM.lengths), 0)
    return highest
