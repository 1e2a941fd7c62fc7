"""Files that people attached to a drill's dossier, among its evidence: put there by digest, and looked at again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path

from service.book import Entry
from service.dossiers.attaching import attached_in
from service.evidence.case import Case
from service.evidence.checks import Check, Discrepancy, absent, at, found
from service.evidence.layout import ATTACHED, Folder
from service.evidence.parts import part_in
from service.evidence.wholeness import digest_in
from service.report.records import DrillRecords, records_of


def named_in(entries: Iterable[Entry]) -> tuple[str, tuple[str, ...]]:
    """Return a drill's dossier (empty: none) and the digest of everything attached to it; raises RecordsError."""
    told = records_of(tuple(entries))
    return ("" if told.dossier is None else told.dossier.id), tuple(sorted(_named(told)))


def put_attached(target: Path, places: Mapping[str, Path | None]) -> dict[str, str]:
    """Put attached files into a drill's folder, and return the SHA-256 of each file that lies there now, by its name.

    `places` says where the content of each digest is kept (None: elsewhere). What is not what its digest says is not
    put there, and what was there and is not named any more is removed. Raises OSError.
    """
    folder = target / ATTACHED
    held = {digest: place for digest, place in places.items() if _lies(folder / digest, place, digest)}
    for path in folder.glob("*"):
        if path.name not in held:
            path.unlink(missing_ok=True)
    return {f"{ATTACHED}{digest}": digest for digest in held}


def _lies(target: Path, place: Path | None, digest: str) -> bool:
    """Put a file where it is to lie unless it lies there already; tell whether it does now."""
    if _is(target, digest):
        return True
    if place is None or not _is(place, digest):
        return False
    with part_in(target.parent) as (part, made):
        with place.open("rb") as source:
            shutil.copyfileobj(source, part)
        part.flush()
        os.fsync(part.fileno())
        made.chmod(0o644)
        made.replace(target)
    return True


def _is(path: Path, digest: str) -> bool:
    with suppress(FileNotFoundError), path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest() == digest
    return False


def check_attachments(case: Case) -> Check:
    """Check that each attached file is the one that a note, a record or the archive names, and none other."""
    told = case.records.told
    if told is None:
        return absent("attachments", "check.unread")
    named, names = _named(told), [name for name in case.folder.names if name.startswith(ATTACHED)]
    if wrong := list(_wrong(case.folder, names, named)):
        return found("attachments", wrong)
    if not named:
        return absent("attachments", "check.attachments.none", essential=False)
    if not names:
        return absent("attachments", "check.attachments.elsewhere", essential=False, count=len(named))
    return found("attachments", (), count=len(names), elsewhere=len(named) - len(names))


def _named(told: DrillRecords) -> set[str]:
    return set(attached_in(one.event for one in told.told))


def _wrong(folder: Folder, names: Iterable[str], named: set[str]) -> Iterator[Discrepancy]:
    for name in names:
        digest = name.removeprefix(ATTACHED)
        if digest not in named:
            yield at("check.attachments.unnamed", name)
            continue
        if digest_in(folder, name) != digest:
            yield at("check.attachments.differs", name)
