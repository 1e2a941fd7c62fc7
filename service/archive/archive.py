"""The archive of a service: bundles go in once, are looked at again and again, and come out as they went in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from service.archive.stores import ArchiveError, Kept, Store, digest_of
from service.book import Author, Book, Note
from service.evidence import verify
from service.evidence.bundle import SUFFIX, BundleError, open_bundle
from service.evidence.bundling import read_statement
from service.evidence.layout import STATEMENT
from service.keys import NOBODY, Trust

ARCHIVED: Final = "bundle_archived"
CHECKED: Final = "archive_checked"
CHECKS: Final = "archive/checks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A bundle that is not as it was put there, and why in a few words."""

    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of looking at every bundle of an archive."""

    where: str
    count: int
    wrong: tuple[Wrong, ...] = ()


class Archive:
    """One store, and the book that remembers what went there; None for whoever has no service. Every method blocks."""

    def __init__(self, store: Store, book: Book | None = None) -> None:
        self.store, self._book = store, book

    def export(self, author: Author, bundle: Path) -> Kept | None:
        """Keep a bundle and write that down; None where it is kept already. Raises ArchiveError, BundleError."""
        kept = kept_of_bundle(bundle)
        if not self.store.put(kept, bundle):
            return None
        self._tell(author, f"archive/{kept.drill}", ARCHIVED, {"where": self.store.where, **asdict(kept)})
        return kept

    def check(self, author: Author, trust: Trust = NOBODY) -> Checked:
        """Fetch and verify every bundle, and write down what came of it; raises ArchiveError where none can be read."""
        count, wrong = 0, list[Wrong]()
        for kept in self.store.kept():
            count += 1
            wrong.extend(Wrong(name=kept.name, why=why) for why in self._flaws(kept, trust))
        wrong.extend(Wrong(name=name, why="it is not in the index") for name in self._unlisted())
        checked = Checked(where=self.store.where, count=count, wrong=tuple(wrong))
        self._tell(author, CHECKS, CHECKED, asdict(checked))
        return checked

    def fetch(self, drill: str, target: Path, version: int | None = None) -> Kept:
        """Copy a version of a drill's bundle (None: the newest) to a new file; raises ArchiveError."""
        found = [one for one in self.store.kept() if one.drill == drill and version in {None, one.version}]
        if not found:
            msg = f"{self.store.where}: it has no bundle of {drill}" + (
                "" if version is None else f", version {version}"
            )
            raise ArchiveError(msg)
        kept = max(found, key=lambda one: one.version)
        self.store.fetch(kept, target)
        if digest_of(target) != kept.sha256:
            msg = f"{self.store.where}: {kept.name}: it is not what was put there; take another copy"
            raise ArchiveError(msg)
        return kept

    def _flaws(self, kept: Kept, trust: Trust) -> Iterator[str]:
        """Yield what is wrong with one bundle, the first of each kind."""
        with tempfile.TemporaryDirectory(prefix="drillproof-archive-") as folder:
            target = Path(folder) / f"fetched{SUFFIX}"
            try:
                self.store.fetch(kept, target)
            except ArchiveError as error:
                yield str(error)
                return
            if digest_of(target) != kept.sha256:
                yield "its digest is not the one that the index says"
            try:
                failed = [check for check in verify(target, trust) if check.status == "failed"]
            except (BundleError, OSError) as error:
                yield str(error)
                return
            yield from (f"{check.name}: {check.detail.en}" for check in failed[:1])

    def _unlisted(self) -> Sequence[str]:
        looked: Any = getattr(self.store, "unlisted", None)
        return () if looked is None else looked()

    def _tell(self, author: Author, stream: str, kind: str, body: dict[str, Any]) -> None:
        if self._book is not None:
            self._book.store(author, [Note(stream=stream, kind=kind, body={"kind": kind, **body})])


def kept_of_bundle(bundle: Path) -> Kept:
    """Return how an archive keeps a bundle: by year, drill and version; raises BundleError."""
    folder = open_bundle(bundle)
    about = read_statement(folder).about
    content = folder.read(STATEMENT) or b""
    return Kept(
        name=f"{about.made.start[:4] or 'undated'}/{about.drill}.v{about.version}{SUFFIX}",
        drill=about.drill,
        version=about.version,
        bytes=bundle.stat().st_size,
        sha256=digest_of(bundle),
        statement=sha256(content).hexdigest(),
        until="" if about.retention is None else about.retention.until,
    )
