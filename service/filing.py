"""Beside a drill's journal: the files that its plan was made from, before it starts; report and evidence, after it."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from measurements.report import Report
from runners.journal import FILE_NAME
from scenarios.inventory import read_inventory
from service.archive.profiles import FOR_EVER, Profile
from service.book import Entry
from service.evidence.attached import named_in
from service.evidence.bundle import SUFFIX, BundleError, open_bundle
from service.evidence.bundling import BundleThereError, pack, read_statement
from service.evidence.layout import EVIDENCE, source_file
from service.evidence.reading import each_record
from service.evidence.sealing import Seal, statement_for
from service.evidence.sources import sources_in
from service.evidence.statement import Statement, statement_bytes
from service.evidence.writing import put_seal, write_files
from service.keys import Key, KeyFileError, open_locked_key
from service.logs import log
from service.place import Place
from service.settings import Settings
from service.sources import Sources

__all__ = [
    "BUNDLES",
    "JOURNAL",
    "PLAIN",
    "Filing",
    "Sources",
    "bundles_of",
    "file_drill",
    "keep_sources",
    "keys_of",
    "source_files",
]

JOURNAL: Final = FILE_NAME
"""Where the journal of a drill with a directory of its own lies in it."""
BUNDLES: Final = "bundles"
"""Under it lies every version of a drill's bundle, `<drill>.v<version>.drillproof.zip`."""
_VERSION: Final = re.compile(r"\.v([1-9][0-9]*)\.drillproof\.zip$", re.ASCII)


def keep_sources(place: Place, sources: Sources) -> None:
    """Copy what the plan was made from into the evidence before the drill starts; a resumed one then has it too.

    An inventory that is more than one file is not copied; the digest of all of them stands in the plan.
    """
    (place.directory / EVIDENCE).mkdir(parents=True, exist_ok=True)
    for name, data in source_files(sources).items():
        (place.directory / name).write_bytes(data)


def source_files(sources: Sources) -> dict[str, bytes]:
    """Return what `keep_sources` copies, by the names that the copies have in a drill's directory."""
    return {
        source_file(role, path.suffix): path.read_bytes()
        for role, path in sources.kept().items()
        if path.is_file() and not (role == "inventory" and _is_layered(path))
    }


def _is_layered(inventory: Path) -> bool:
    """Tell whether more than this file went into the digest that the plan names."""
    return read_inventory(inventory).sha256 != hashlib.sha256(inventory.read_bytes()).hexdigest()


def _nothing(_drill: str) -> Sequence[Entry]:
    return ()


def _nowhere(_dossier: str, _digest: str) -> Path | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """How drills are filed: who signs, how long it is kept, and what the book knows of a drill."""

    keys: Sequence[Key] = ()
    profile: Profile = FOR_EVER
    entries: Callable[[str], Sequence[Entry]] = _nothing
    attached: Callable[[str, str], Path | None] = _nowhere
    """Where the file of a dossier with a digest is kept, None where only the digest is known."""
    is_bundled: bool = False
    """Whether every version becomes a bundle, too; a drill of the command line becomes one when somebody asks."""


PLAIN: Final = Filing()
"""Nobody signs, and there is no book."""


def keys_of(settings: Settings) -> tuple[Key, ...]:
    """Return the key that signs; none where none is set, or where it cannot be used, which health and the log say."""
    if settings.evidence_key is None:
        return ()
    try:
        return (open_locked_key(settings.evidence_key, settings.evidence_key_password_file),)
    except KeyFileError as error:
        log("evidence is not signed", level=logging.ERROR, why=str(error))
        return ()


def file_drill(place: Place, drill: str, filing: Filing = PLAIN) -> Report:
    """Judge a drill from its journal, write report and evidence into its directory, and return the report.

    What was filed before and says the same stays as it is; otherwise there is a new version, which names the one
    before by its digest, and the old bundle stays. Raises UnreadableEventError, RecordsError, BundleError, OSError.
    """
    before = _statement_in(place.directory)
    entries = filing.entries(drill)
    sources = sources_in(open_bundle(place.directory))
    written = write_files(
        place.directory, each_record(place.journal, drill), sources, entries, _places(filing, entries)
    )
    kept = filing.profile.kept(written.report.drill.ended_at)
    seal = Seal(keys=filing.keys, retention=kept)
    if before is not None:
        told = before.about
        seal = replace(seal, version=told.version, supersedes=told.supersedes)
    statement = statement_for(written.report, written.count, entries, written.files, seal)
    if before is not None and statement != before:
        digest = hashlib.sha256(statement_bytes(before)).hexdigest()
        seal = replace(seal, version=before.about.version + 1, supersedes=digest)
        statement = statement_for(written.report, written.count, entries, written.files, seal)
    put_seal(place.directory, statement, seal)
    if filing.is_bundled:
        _bundle(place.directory, drill, statement.about.version)
    return written.report


def bundles_of(directory: Path) -> list[Path]:
    """Return the bundles of a drill that lie in its directory, the oldest version first."""
    there = ((_VERSION.search(path.name), path) for path in (directory / BUNDLES).glob(f"*{SUFFIX}"))
    return [path for _, path in sorted((int(found[1]), path) for found, path in there if found is not None)]


def _bundle(directory: Path, drill: str, version: int) -> None:
    """Pack a version once; one that another process packed meanwhile, or before, stays."""
    place = directory / BUNDLES / f"{drill}.v{version}{SUFFIX}"
    if not place.exists():
        with suppress(BundleThereError):
            pack(open_bundle(directory), place)


def _places(filing: Filing, entries: Sequence[Entry]) -> dict[str, Path | None]:
    """Return where everything lies that is attached to the drill's dossier."""
    dossier, digests = named_in(entries)
    return {digest: filing.attached(dossier, digest) for digest in digests}


def _statement_in(directory: Path) -> Statement | None:
    try:
        return read_statement(open_bundle(directory))
    except BundleError:
        return None
