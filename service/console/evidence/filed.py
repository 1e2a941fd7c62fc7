"""How a closed drill is filed: its bundles, who signed the newest, where it went, and for how long it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session

from service.archive.archive import ARCHIVED
from service.archive.imported import is_imported
from service.book import Book
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


def filed(firm: Firm, drill: str, dossier: str | None, trust: Trust) -> Filed:
    """Return how a drill is filed; blocking, and reads no more than its statement and envelope."""
    there = bundles_of(firm.home / "drills" / drill)[::-1]
    exported, holds = tuple(_exported(firm.book, drill)), tuple(_holds(firm.book, drill, dossier))
    if not there:
        return Filed(holds=holds, exported=exported)
    bundles = tuple(_seen(path, len(there) - place) for place, path in enumerate(there))
    imported = is_imported(firm.book, drill)
    try:
        folder = open_bundle(there[0])
        statement = read_statement(folder)
        named = _signers(folder, statement, trust)
    except (BundleError, EnvelopeError, OSError) as error:
        return Filed(bundles=bundles, exported=exported, holds=holds, imported=imported, flaw=str(error))
    return Filed(
        bundles=bundles,
        signers=tuple(named),
        kept=statement.about.retention,
        stamped=folder.size(TIMESTAMP) is not None,
        exported=exported,
        holds=holds,
        imported=imported,
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


def _exported(book: Book, drill: str) -> Iterator[Exported]:
    for entry in book.stream(f"archive/{drill}"):
        if entry.kind == ARCHIVED:
            yield Exported(version=entry.body["version"], where=entry.body["where"], utc_ns=entry.utc_ns)


def _holds(book: Book, drill: str, dossier: str | None) -> Sequence[str]:
    tags = [tag("drill", drill), *([] if dossier is None else [tag("dossier", dossier)])]
    with Session(book.engine) as session:
        return held(session, tags)
