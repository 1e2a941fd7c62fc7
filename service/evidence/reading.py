"""Histories from wherever they lie: a drill's folder, its evidence, a bare journal, or the runner's database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from sqlmodel import select

from measurements.codec import Record, decode
from measurements.history import History
from runners.database import reading
from runners.journal import FILE_NAME, EventRow, Journal
from scenarios.plan import Plan, plan_from_json
from service.evidence.layout import folder
from service.evidence.lines import records_of

_AT_ONCE: Final = 500
_SQLITE: Final = b"SQLite format 3\x00"


class NoEvidenceError(Exception):
    """There is nothing at that place that tells of a drill."""

    def __init__(self, path: Path, reason: str) -> None:
        """Keep the place and say what to name instead."""
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}; name a drill's folder, its evidence folder or a journal")


def load_records(path: Path, drill: str | None = None) -> tuple[Record, ...]:
    """Return the records of a drill, unchecked.

    `path` is a drill's folder, its evidence folder, a journal.jsonl or a journal database; `drill` is needed only
    for a database with several. Raises NoEvidenceError, UnreadableLineError, or JournalError for a database.
    """
    if not path.exists():
        raise NoEvidenceError(path, "there is no such file or folder")
    journal = folder(path).journal
    if journal.is_file() and not _is_database(journal):
        return records_of(journal.read_bytes())
    database = journal if journal.is_file() else path / FILE_NAME
    if not database.is_file():
        raise NoEvidenceError(path, "there is no journal in it")
    return _from_database(database, drill)


def each_record(journal: Journal, drill: str) -> Iterator[Record]:
    """Yield a drill's records in order, unchecked, of which only some hundred are in memory."""
    after = 0
    while found := journal.records(drill, after, most=_AT_ONCE):
        yield from found
        after = found[-1].seq


def load_history(path: Path, drill: str | None = None) -> History:
    """Return what `load_records` reads as a history; raises UnreadableEventError too."""
    return History(tuple(decode(record.text) for record in load_records(path, drill)))


def load_plan(history: History) -> Plan:
    """Return the plan that a history was opened with; raises ValueError where there is none that can be read."""
    if history.opened is None:
        msg = "the history does not begin with the opening of a drill"
        raise ValueError(msg)
    return plan_from_json(history.opened.plan)


def _from_database(path: Path, drill: str | None) -> tuple[Record, ...]:
    journal = Journal.existing(path)
    try:
        known = [drill] if drill is not None else _drills(journal)
        if len(known) != 1:
            raise NoEvidenceError(path, f"it holds {len(known)} drills, and none was named")
        return tuple(journal.records(known[0]))
    finally:
        journal.close()


def _drills(journal: Journal) -> list[str]:
    with reading(journal.engine) as session:
        return list(session.exec(select(EventRow.drill).where(EventRow.seq == 1)))


def is_database(file: BinaryIO) -> bool:
    """Tell whether an open file, which is then read from its beginning again, is a journal database."""
    found = file.read(len(_SQLITE)) == _SQLITE
    file.seek(0)
    return found


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return is_database(file)
