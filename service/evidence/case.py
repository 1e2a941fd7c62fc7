"""What an auditor has in hand: the files, what is claimed of them, the journal, the records, and their flaws."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from measurements.columns import Room
from measurements.evidence import Examined, examine
from measurements.history import History
from measurements.judge import judge
from measurements.report import Report
from scenarios.plan import Plan, Text
from service.evidence.bundle import open_bundle
from service.evidence.checks import Discrepancy, at
from service.evidence.layout import JOURNAL, MANIFEST, RECORDS, STATEMENT, Folder
from service.evidence.lines import UnreadableLineError, records_in
from service.evidence.plans import plan_or_none, plan_told
from service.evidence.reading import NoEvidenceError, is_database, load_records
from service.evidence.rendering import Render, render
from service.evidence.shelf import shelf
from service.evidence.statement import Statement, StatementError, statement_of
from service.keys import NOBODY, Trust
from service.report.document import ReportDocument, document
from service.report.records import NO_RECORDS, DrillRecords, RecordsError, entries_in, records_of
from service.words import say

LARGEST: Final = 1 << 25
"""So many bytes any file but the journal may have; no drill's has a tenth of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One file in a manifest."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What was written in the statement's place before there were statements."""

    schema: str
    software: str
    drill: str
    scenario: str
    plan_sha256: str
    records: int
    head: str
    files: tuple[Listed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What is said of the files, in the file `path`: each file's digest, and facts about the drill by their fields.

    `content` are the bytes that a signature is over, `statement` what they say; a manifest of old has no statement.
    """

    path: str
    content: bytes
    files: Mapping[str, str]
    facts: Mapping[str, str | int]
    statement: Statement | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that was found at a place. What could not be read is None, and the flaw beside it says why."""

    folder: Folder
    trust: Trust
    claims: Claims | None
    claims_flaw: Discrepancy | None
    journal: Examined | None
    journal_flaw: Discrepancy | None
    history: History | None
    plan: Plan | None
    records: Booked
    rebuilt: Rebuilt | None
    render: Render


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """The entries of the book that came along, and what they come to; `flaw` where that cannot be told."""

    is_there: bool = False
    entries: tuple[Any, ...] = ()
    told: DrillRecords | None = NO_RECORDS
    flaw: Discrepancy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """The report made once more from journal and records alone, or why it cannot be made."""

    report: Report | None = None
    whole: ReportDocument | None = None
    flaw: Text | None = None


_MANIFESTS: Final[TypeAdapter[Manifest]] = TypeAdapter(Manifest)


def open_case(path: Path, trust: Trust = NOBODY, render: Render = render) -> Case:
    """Return what lies at `path`; raises NoEvidenceError where there is nothing to look at, BundleError or OSError.

    Samples are on disk while the report is made once more, and in no history of the case.
    """
    folder = open_bundle(path)
    claims, claims_flaw = _claims(folder)
    records = _booked(folder)
    with shelf() as room:
        journal, journal_flaw = _journal(path, folder, room)
        history = None if journal is None else journal.history
        rebuilt = None if history is None or journal is None else _rebuilt(history, journal.head, records.told)
    return Case(
        folder=folder,
        trust=trust,
        claims=claims,
        claims_flaw=claims_flaw,
        journal=journal,
        journal_flaw=journal_flaw,
        history=history,
        plan=None if history is None else plan_or_none(history),
        records=records,
        rebuilt=rebuilt,
        render=render,
    )


def contents(folder: Folder, name: str) -> bytes | None:
    """Return a file's bytes; None where it is not there, or is larger than any file of a drill."""
    size = folder.size(name)
    return None if size is None or size > LARGEST else folder.read(name)


def _claims(folder: Folder) -> tuple[Claims | None, Discrepancy | None]:
    if (content := contents(folder, STATEMENT)) is not None:
        return _stated(content)
    if (content := contents(folder, MANIFEST)) is not None:
        return _manifested(content)
    return None, None


def _stated(content: bytes) -> tuple[Claims | None, Discrepancy | None]:
    try:
        statement = statement_of(content)
    except StatementError as error:
        return None, at("check.statement.unreadable", STATEMENT, field=error.where, reason=error.reason)
    about = statement.about
    facts: dict[str, str | int] = {
        "drill": about.drill,
        "scenario": about.scenario,
        "plan_sha256": about.plan_sha256,
        "software": about.software,
        "journal.count": about.journal.count,
        "journal.head": about.journal.head,
        "records.count": about.records.count,
        "records.head": about.records.head,
        "made.start": about.made.start,
        "made.end": about.made.end,
    }
    return Claims(path=STATEMENT, content=content, files=statement.files, facts=facts, statement=statement), None


def _manifested(content: bytes) -> tuple[Claims | None, Discrepancy | None]:
    try:
        told = _MANIFESTS.validate_python(json.loads(content))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        return None, at("check.statement.unreadable", MANIFEST, field=where, reason=first["msg"])
    except (ValueError, RecursionError) as error:
        return None, at("check.statement.unreadable", MANIFEST, reason=str(error))
    facts: dict[str, str | int] = {
        "drill": told.drill,
        "scenario": told.scenario,
        "plan_sha256": told.plan_sha256,
        "software": told.software,
        "journal.count": told.records,
        "journal.head": told.head,
    }
    files = {one.path: one.sha256 for one in told.files}
    return Claims(path=MANIFEST, content=content, files=files, facts=facts, statement=None), None


def _journal(path: Path, folder: Folder, room: Room) -> tuple[Examined | None, Discrepancy | None]:
    try:
        if folder.size(JOURNAL) is None:
            return (None, _missing(path)) if folder.form == "bundle" else (examine(load_records(path), room), None)
        with folder.open(JOURNAL) as file:
            if not is_database(file):
                return examine(records_in(file), room), None
        return examine(load_records(path), room), None
    except UnreadableLineError as error:
        reason = say(f"check.chain.{error.reason}")
        return None, at("check.chain.unreadable", _name_of(folder), line=error.line, reason=reason)


def _missing(path: Path) -> Discrepancy:
    if not path.is_file():
        raise NoEvidenceError(path, "there is no such file or folder")
    return at("check.chain.missing", JOURNAL)


def _name_of(folder: Folder) -> str:
    return folder.place.name if folder.form == "journal" else JOURNAL


def _booked(folder: Folder) -> Booked:
    content = contents(folder, RECORDS)
    if content is None:
        return Booked(is_there=folder.size(RECORDS) is not None)
    try:
        entries = entries_in(content)
    except RecordsError as error:
        return Booked(
            is_there=True, told=None, flaw=at("check.records.unreadable", RECORDS, error.number, reason=error.why)
        )
    try:
        return Booked(is_there=True, entries=entries, told=records_of(entries))
    except RecordsError as error:
        return Booked(is_there=True, entries=entries, told=None, flaw=_unreadable(error))


def _unreadable(error: RecordsError) -> Discrepancy:
    return at("check.records.unreadable", RECORDS, reason=str(error))


def _rebuilt(history: History, head: str, records: DrillRecords | None) -> Rebuilt:
    try:
        report = judge(history, head)
        plan = plan_or_none(history) or plan_told(report)
        return Rebuilt(report=report, whole=document(report, plan, records or NO_RECORDS))
    except Exception as error:  # noqa: BLE001  whatever the evidence holds, a verifier says so and goes on
        return Rebuilt(flaw=say("check.figures.uncomputable", reason=f"{type(error).__name__}: {error}"))
