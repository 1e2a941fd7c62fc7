"""A drill put back from its bundle into a service that has no drills of its own: the same records, the same files.

What the other service's book said of the drill comes along as evidence and stays that: it is not written into this
book, which says only that the drill was imported, and from what.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session

from measurements.codec import GENESIS, Record, decode, link
from runners.database import clear_errors
from runners.journal import put_in, row_of
from scenarios.plan import Plan, plan_from_json
from service.archive.imported import is_imported, tell_imported
from service.archive.stores import ArchiveError
from service.book import Author
from service.evidence import verify
from service.evidence.bundle import SUFFIX, Bundle, open_bundle
from service.evidence.bundling import read_statement
from service.evidence.layout import JOURNAL, REPORT, STATEMENT, Folder
from service.evidence.lines import records_in
from service.evidence.statement import Statement
from service.filing import BUNDLES
from service.firm import Firm
from service.index.heads import head_of_report
from service.keys import NOBODY, Trust
from service.retention.tables import PrunedRow

_AT_ONCE: Final = 500


def restore(firm: Firm, author: Author, bundle: Path, trust: Trust = NOBODY) -> str:
    """Put a drill back and return its id. All of its records are there, or none.

    Raises ArchiveError: something in the bundle is wrong, the drill is here already, or this service has drills of
    its own. Raises JournalError where the database is away, OSError for the files.
    """
    folder = open_bundle(bundle)
    if not isinstance(folder, Bundle):
        msg = f"{bundle}: it is no bundle; name the file that `drillproof archive fetch` wrote"
        raise ArchiveError(msg)
    _refuse_wrong(bundle, trust)
    statement = read_statement(folder)
    drill = statement.about.drill
    _refuse_taken(firm, drill)
    directory = firm.home / "drills" / drill
    _put_files(folder, bundle, directory, statement)
    try:
        _put_records(firm, folder, drill)
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        raise
    tell_imported(firm.book, author, drill, _told(folder, statement))
    _put_head(firm, folder)
    return drill


def _refuse_wrong(bundle: Path, trust: Trust) -> None:
    wrong = [check for check in verify(bundle, trust) if check.status == "failed"]
    if wrong:
        msg = f"{bundle}: {wrong[0].name}: {wrong[0].detail.en}; nothing was restored"
        raise ArchiveError(msg)


def _refuse_taken(firm: Firm, drill: str) -> None:
    """Raise ArchiveError where the drill was here, or drills were run here: theirs and others' must not mix."""
    there = firm.journal.drills_now()
    if drill in there or (firm.home / "drills" / drill).exists():
        msg = f"{drill} is here already; nothing is overwritten"
        raise ArchiveError(msg)
    with Session(firm.book.engine) as session:
        if session.get(PrunedRow, drill) is not None:
            msg = f"{drill} was cleared away here, and its tombstone stays; restore it into a service of its own"
            raise ArchiveError(msg)
    own = [each for each in there if not is_imported(firm.book, each)]
    if own:
        msg = f"this service has run drills of its own ({own[0]}); restore into an empty one: name a new --db"
        raise ArchiveError(msg)


def _put_files(folder: Folder, bundle: Path, directory: Path, statement: Statement) -> None:
    for name in folder.names:
        place = directory / name
        place.parent.mkdir(parents=True, exist_ok=True)
        with folder.open(name) as source, place.open("xb") as target:
            shutil.copyfileobj(source, target)
    kept = directory / BUNDLES / f"{statement.about.drill}.v{statement.about.version}{SUFFIX}"
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(bundle, kept)


def _put_records(firm: Firm, folder: Folder, drill: str) -> None:
    """Put the records as they were, in one transaction; each must follow from the one before it."""
    with clear_errors(firm.journal.url), firm.journal.engine.begin() as connection, folder.open(JOURNAL) as file:
        records = _followed(records_in(file), drill)
        while some := list(islice(records, _AT_ONCE)):
            put_in(connection, [row_of(drill, decode(record.text), record) for record in some])


def _followed(records: Iterator[Record], drill: str) -> Iterator[Record]:
    prev, seq = GENESIS, 1
    for record in records:
        if (record.seq, record.prev, record.hash) != (seq, prev, link(prev, seq, record.text)):
            msg = f"{drill}: record {seq} does not follow from the one before it; nothing was restored"
            raise ArchiveError(msg)
        prev, seq = record.hash, seq + 1
        yield record


def _told(folder: Folder, statement: Statement) -> dict[str, Any]:
    """Return what the book says of it: which statement, and how far the other book's entries went."""
    about = statement.about
    return {
        "drill": about.drill,
        "statement": sha256(folder.read(STATEMENT) or b"").hexdigest(),
        "version": about.version,
        "journal": {"count": about.journal.count, "head": about.journal.head},
        "records_of_another_book": {"count": about.records.count, "head": about.records.head},
    }


def _put_head(firm: Firm, folder: Folder) -> None:
    """List it as a drill that ended, so that nobody takes it for one whose end nobody heard of."""
    told = json.loads(folder.read(REPORT) or b"{}")
    firm.book.put_head(head_of_report(told, _plan_of(firm, told["drill"]["id"]), None))


def _plan_of(firm: Firm, drill: str) -> Plan | None:
    first = firm.journal.records(drill, most=1)[0]
    try:
        return plan_from_json(json.loads(first.text)["plan"])
    except (ValueError, KeyError):
        return None
