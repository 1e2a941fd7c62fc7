"""How a closed drill is filed: its bundles, who signed the newest, where it went, and for how long it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from sqlmodel import Session

from service.archive.archive import ARCHIVED
from service.archive.imported import stream_of
from service.book import Book, Entry
from service.evidence.bundle import BundleError, open_bundle
from service.evidence.bundling import read_statement
from service.evidence.layout import ENVELOPE, TIMESTAMP, Folder, signer_name
from service.evidence.statement import Kept, Statement
from service.filing import bundles_of
from service.firm import Firm
from service.keys import Signer, Trust, signers
from service.keys.signing import EnvelopeError, envelope_of
from service.retention.holds import held, tag


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleSeen:
    """One version of a drill's bundle, as a file."""

    version: int
    name: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A version that went to the archive: `where` names the store."""

    version: int
    where: str
    utc_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What is filed of a drill. `flaw` says why nothing can be told of it; everything else is empty then.

    `bundles` are all versions, the newest first; the rest is told of the newest. `holds` name the legal holds.
    """

    bundles: tuple[BundleSeen, ...] = ()
    signers: tuple[Signer, ...] = ()
    kept: Kept | None = None
    stamped: bool = False
    exported: tuple[Exported, ...] = ()
    holds: tuple[str, ...] = ()
    imported: bool = False
    flaw: str = ""

    @property
    def version(self) -> int:
        """Return the newest version, 0 where nothing was filed."""
        return self.bundles[0].version if self.bundles else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What the book says of how a drill is kept."""

    exported: tuple[Exported, ...]
    holds: tuple[str, ...]
    imported: bool


def filed(firm: Firm, drills: Sequence[tuple[str, str | None]], trust: Trust) -> list[Filed]:
    """Return how each of these drills, which have a dossier or None, is filed.

    Blocking; reads no more of a bundle than its statement and envelope.
    """
    told = _told(firm.book, drills)
    return [_filed(firm.home / "drills" / drill, told[drill], trust) for drill, _ in drills]


def _told(book: Book, drills: Sequence[tuple[str, str | None]]) -> dict[str, _Told]:
    """Return what the book says of these drills, asked for together."""
    names = [drill for drill, _ in drills]
    entries = book.streams([stream for drill in names for stream in (_archive(drill), stream_of(drill))])
    with Session(book.engine) as session:
        is_any_held = bool(held(session, [one for drill, dossier in drills for one in _tags(drill, dossier)]))
        holds = {drill: tuple(held(session, _tags(drill, dossier))) if is_any_held else () for drill, dossier in drills}
    return {
        drill: _Told(
            exported=tuple(_exported(entries.get(_archive(drill), ()))),
            holds=holds[drill],
            imported=stream_of(drill) in entries,
        )
        for drill in names
    }


def _filed(folder: Path, told: _Told, trust: Trust) -> Filed:
    exported, holds, imported = told.exported, told.holds, told.imported
    there = bundles_of(folder)[::-1]
    if not there:
        return Filed(holds=holds, exported=exported)
    bundles = tuple(_seen(path, len(there) - place) for place, path in enumerate(there))
    try:
        stat = there[0].stat()
        newest = _newest(there[0], stat.st_mtime_ns, stat.st_size, trust)
    except (BundleError, EnvelopeError, OSError) as error:
        return Filed(bundles=bundles, exported=exported, holds=holds, imported=imported, flaw=str(error))
    return Filed(
        bundles=bundles,
        signers=newest.signers,
        kept=newest.kept,
        stamped=newest.stamped,
        exported=exported,
        holds=holds,
        imported=imported,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Newest:
    """What is told of the newest bundle by its statement and its envelope."""

    signers: tuple[Signer, ...]
    kept: Kept | None
    stamped: bool


@lru_cache(maxsize=2_000)
def _newest(path: Path, _mtime_ns: int, _size: int, trust: Trust) -> _Newest:
    """Return what a bundle tells, which is the same as long as the file is that old; raises as `open_bundle` does."""
    folder = open_bundle(path)
    statement = read_statement(folder)
    return _Newest(
        signers=tuple(_signers(folder, statement, trust)),
        kept=statement.about.retention,
        stamped=folder.size(TIMESTAMP) is not None,
    )


def _seen(path: Path, at_least: int) -> BundleSeen:
    told = path.name.rpartition(".v")[2].partition(".")[0]
    version = int(told) if told.isdecimal() else at_least
    return BundleSeen(version=version, name=path.name, bytes=path.stat().st_size)


def _signers(folder: Folder, statement: Statement, trust: Trust) -> Sequence[Signer]:
    content = folder.read(ENVELOPE)
    if content is None:
        return ()
    return signers(
        envelope_of(content), lambda keyid: folder.read(signer_name(keyid)), trust, None, _day(statement.about.made.end)
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _archive(drill: str) -> str:
    return f"archive/{drill}"


def _exported(entries: Sequence[Entry]) -> Iterator[Exported]:
    for entry in entries:
        if entry.kind == ARCHIVED:
            yield Exported(version=entry.body["version"], where=entry.body["where"], utc_ns=entry.utc_ns)


def _tags(drill: str, dossier: str | None) -> list[str]:
    return [tag("drill", drill), *([] if dossier is None else [tag("dossier", dossier)])]
