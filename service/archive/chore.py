"""The chore that keeps the archive: what was filed goes there within the hour, and all of it is verified in turn."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.archive.archive import CHECKED, Archive, Checked
from service.archive.bucket import BucketStore
from service.archive.stores import ArchiveError, DirectoryStore, Store
from service.book import Book
from service.book.entry import SYSTEM
from service.evidence.bundle import BundleError
from service.filing import bundles_of
from service.keys import read_trust
from service.rounds import Rounds
from service.settings import Settings
from service.settings.model import ArchiveSettings

EVERY_S: Final = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LastCheck:
    """How an archive was found when all of it was verified last, UTC in nanoseconds."""

    utc_ns: int
    count: int
    wrong: tuple[str, ...]


def store_of(told: ArchiveSettings) -> Store | None:
    """Return where the settings keep bundles, None where nowhere; raises ArchiveError where it cannot be opened."""
    if told.to is not None:
        return DirectoryStore(told.to)
    if told.bucket is not None:
        return BucketStore(told.bucket, told.prefix or "", told.endpoint, told.lock)
    return None


def last_check(book: Book) -> LastCheck | None:
    """Return what the newest verification of the archive came to, None where there was none."""
    found = book.entries(kind=CHECKED, newest=True, limit=1)
    if not found:
        return None
    body = found[0].body
    wrong = tuple(f"{one['name']}: {one['why']}" for one in body["wrong"])
    return LastCheck(utc_ns=found[0].utc_ns, count=body["count"], wrong=wrong)


class Archiving:
    """Keeps the archive of one service as long as that lives. What cannot be kept is told in its rounds."""

    def __init__(self, book: Book, home: Path, settings: Settings, rounds: Rounds | None = None) -> None:
        self._book, self._drills, self._settings = book, home / "drills", settings.archive
        self.rounds = rounds or Rounds("archive", EVERY_S)

    async def run(self) -> None:
        """Look every hour; ends when it is cancelled, at once where no archive is set."""
        if self._settings.to is None and self._settings.bucket is None:
            return
        await self.rounds.go_on(self.look)

    def look(self) -> Checked | None:
        """Export what is not there yet; verify everything where that is due, and return what came of it."""
        store = store_of(self._settings)
        if store is None:
            return None
        archive = Archive(store, self._book)
        self._export(archive)
        last = last_check(self._book)
        if last is not None and self._book.utc_ns() - last.utc_ns < self._settings.check:
            return None
        return archive.check(SYSTEM, read_trust(self._settings.trust))

    def _export(self, archive: Archive) -> None:
        known = {Path(one.name).name for one in archive.store.kept()}
        for directory in sorted(self._drills.glob("*")):
            for bundle in bundles_of(directory):
                if bundle.name not in known:
                    self._export_one(archive, bundle)

    def _export_one(self, archive: Archive, bundle: Path) -> None:
        try:
            archive.export(SYSTEM, bundle)
        except (ArchiveError, BundleError, OSError) as error:
            self.rounds.fail(error, bundle.name)
