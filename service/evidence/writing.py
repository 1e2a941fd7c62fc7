"""Writing a drill's folder: the same journal gives the same bytes, and a file is there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from measurements.codec import Record
from measurements.report import Report
from scenarios.canonical import canonical
from service.book import Entry
from service.evidence.attached import put_attached
from service.evidence.judged import Judged, judged
from service.evidence.layout import (
    ENVELOPE,
    JOURNAL,
    MANIFEST,
    PLAN,
    RECORDS,
    REPORT,
    SIGNERS,
    SOFTWARE_FILE,
    TIMESTAMP,
    source_name,
)
from service.evidence.lines import line_of
from service.evidence.parts import part_in, sweep
from service.evidence.sealing import UNSIGNED, Seal, seal_files, statement_for
from service.evidence.shelf import shelf
from service.evidence.statement import Statement
from service.report.document import document
from service.report.form import json_of
from service.report.html import pages
from service.report.records import NO_RECORDS, DrillRecords, records_of
from service.report.records import lines_of as record_lines_of
from service.software import SOFTWARE

_NOTHING: Final[Mapping[str, bytes]] = {}
_NONE: Final[Mapping[str, Path | None]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Files that lie there and are not sealed yet: how many records the journal has, each file with its SHA-256."""

    report: Report
    count: int
    files: Mapping[str, str]


def write(
    target: Path,
    records: Iterable[Record],
    sources: Mapping[str, bytes] = _NOTHING,
    entries: Sequence[Entry] = (),
    seal: Seal = UNSIGNED,
) -> Report:
    """Write report and evidence of a drill into the folder `target`, seal them, and return the report.

    `sources` are the files that the plan was made from, by role (scenario, bia, inventory); `entries` what the book
    knows of the drill. The records are read once and none is kept. Files are replaced one by one, the statement
    behind all that it names and the signatures last. Raises UnreadableEventError, RecordsError or OSError.
    """
    written = write_files(target, records, sources, entries)
    put_seal(target, statement_for(written.report, written.count, entries, written.files, seal), seal)
    return written.report


def write_files(
    target: Path,
    records: Iterable[Record],
    sources: Mapping[str, bytes],
    entries: Sequence[Entry],
    attached: Mapping[str, Path | None] = _NONE,
) -> Written:
    """Write everything but the seal; `attached` says where the files lie that the entries name, by their digests."""
    sweep(target)
    listed: dict[str, str] = {}
    with shelf(target) as room, _part(target / JOURNAL) as file:
        copy = _Copy(file)
        found = judged(copy.passing(records), room)
    listed[JOURNAL] = copy.digest.hexdigest()
    for name, content in _files(found, sources, entries).items():
        _put(target / name, content)
        listed[name] = sha256(content).hexdigest()
    listed |= put_attached(target, attached)
    return Written(report=found.report, count=copy.count, files=listed)


def put_seal(target: Path, statement: Statement, seal: Seal) -> None:
    """Write the statement and what belongs to it in place of what was said of the files as they were before."""
    told = seal_files(statement, seal)
    keys = (target / SIGNERS).glob("*.pem")
    old = (*(target / name for name in (MANIFEST, ENVELOPE, TIMESTAMP)), *keys)
    for path in old:
        if path.relative_to(target).as_posix() not in told:
            path.unlink(missing_ok=True)
    for name, content in told.items():
        _put(target / name, content)


def report_files(found: Judged, records: DrillRecords = NO_RECORDS) -> dict[str, bytes]:
    """Return report.json and the pages by their names."""
    whole = document(found.report, found.plan, records)
    told = {REPORT: json_of(whole), **pages(whole)}
    return {name: text.encode() for name, text in told.items()}


def software_file() -> bytes:
    """Return what is kept of the software that made the report; `verify` of the same version makes it again."""
    return canonical({"schema": "drillproof.software/1", "software": SOFTWARE}).encode()


class _Copy:
    """Records on their way, written down as they pass."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest, self.count = file, sha256(), 0

    def passing(self, records: Iterable[Record]) -> Iterator[Record]:
        for record in records:
            line = f"{line_of(record)}\n".encode()
            self._file.write(line)
            self.digest.update(line)
            self.count += 1
            yield record


def _files(found: Judged, sources: Mapping[str, bytes], entries: Sequence[Entry]) -> dict[str, bytes]:
    opened = found.history.opened
    told = {RECORDS: record_lines_of(entries).encode()} if entries else {}
    return {
        PLAN: canonical({} if opened is None else opened.plan).encode(),
        SOFTWARE_FILE: software_file(),
        **told,
        **{source_name(role): content for role, content in sorted(sources.items())},
        **report_files(found, records_of(entries)),
    }


def _put(path: Path, content: bytes) -> None:
    with _part(path) as file:
        file.write(content)


@contextmanager
def _part(path: Path) -> Generator[BinaryIO]:
    """Give a file that takes the place of `path` when all of it is on the disk, and is gone where that fails."""
    with part_in(path.parent) as (part, place):
        yield part
        part.flush()
        os.fsync(part.fileno())
        place.chmod(0o644)
        place.replace(path)
