"""How one service files drills: with its key, its retention profile and its book; and anew, when people add to them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from sqlmodel import col, select

from measurements.report import Report
from runners.database import reading
from service.archive.imported import is_imported
from service.archive.profiles import PROFILES, ProfileName
from service.aside import journal_at
from service.attachments import Attachments
from service.book import Book, Entry
from service.book.tables import HeadRow, TagRow
from service.evidence.bundle import BundleError, open_bundle
from service.evidence.bundling import read_statement
from service.filing import Filing, file_drill, keys_of
from service.firm import Firm
from service.index.heads import FAMILY, OPEN
from service.place import Place
from service.report.records import FAMILIES, entries_of
from service.rounds import Rounds
from service.settings import Settings

EVERY_S: Final = 60.0
QUIET_NS: Final = 300 * 10**9
"""For so long nothing is added to a drill before it is filed anew, so that an afternoon of writing is one version."""
_ASIDE: Final = "filing"
_PAGE: Final = 500
_TAGS: Final = ("drill:", "seen:")


def filing_of(firm: Firm) -> Filing:
    """Return how drills are filed now."""
    return _filing(firm.book, firm.home, firm.settings, firm.policy.retention.profile)


def _filing(book: Book, home: Path, settings: Settings, profile: ProfileName) -> Filing:
    return Filing(
        attached=Attachments(home).place,
        keys=keys_of(settings),
        profile=PROFILES[profile],
        entries=partial(entries_of, book),
        is_bundled=True,
    )


def filed(firm: Firm, drill: str) -> Report:
    """File a drill as the firm files now, and return its report; blocking.

    Where the firm has processes beside it, it is done in one of them: a long drill takes minutes of a processor.
    Raises what `file_drill` raises, ValueError for a journal or records that cannot be read, AsideEndedError.
    """
    return _filed_here(firm, drill) if firm.aside is None else firm.aside.wait(_ASIDE, _beside(firm, drill))


async def file_ended(firm: Firm, drill: str) -> Report:
    """Return what `filed` returns, with no thread of the service waiting for it where it is done beside."""
    if firm.aside is None:
        return await asyncio.to_thread(_filed_here, firm, drill)
    return await firm.aside.do(_ASIDE, _beside(firm, drill))


def _filed_here(firm: Firm, drill: str) -> Report:
    return file_drill(Place(journal=firm.journal, directory=_directory(firm, drill)), drill, filing_of(firm))


def _beside(firm: Firm, drill: str) -> Callable[[], Report]:
    """Return what the process beside is to do: a function with arguments that can be sent there."""
    where = firm.journal.engine.url.render_as_string(hide_password=False)
    return partial(_filed_of, where, firm.home, drill, firm.settings, firm.policy.retention.profile)


def _directory(firm: Firm, drill: str) -> Path:
    return _drills_in(firm.home, drill)


def _drills_in(home: Path, drill: str) -> Path:
    return home / "drills" / drill


def _filed_of(where: str, home: Path, drill: str, settings: Settings, profile: ProfileName) -> Report:
    """File a drill in the process beside: with its own connections to journal and book, and the key by its file."""
    journal = journal_at(where)
    filing = _filing(Book(journal.engine), home, settings, profile)
    return file_drill(Place(journal=journal, directory=_drills_in(home, drill)), drill, filing)


class Refiling:
    """Files anew what the book knows more of than was filed. What cannot be filed is told in its rounds."""

    def __init__(self, firm: Firm, rounds: Rounds | None = None) -> None:
        self._firm = firm
        self.rounds = rounds or Rounds("refiling", EVERY_S)
        self._read = 0
        self._waiting: dict[str, int] = {}
        """Drills that something was added to, and when the last of it was."""

    async def run(self) -> None:
        """Look every minute; ends when it is cancelled."""
        await self.rounds.go_on(self.look)

    def look(self) -> list[str]:
        """File every drill anew to which something was added and nothing is being added now; return them."""
        newest = {entry.stream: entry.utc_ns for entry in self._new_entries()}  # each stream is looked up once
        for stream, since in newest.items():
            for drill in drills_of(self._firm.book, stream):
                self._waiting[drill] = max(since, self._waiting.get(drill, since))
        now = self._firm.book.utc_ns()
        quiet = [drill for drill, since in self._waiting.items() if now - since >= QUIET_NS]
        return [drill for drill in quiet if self._filed_anew(drill)]

    def _filed_anew(self, drill: str) -> bool:
        """File a drill anew where the book knows more; one that failed waits as if something was added again."""
        self._waiting[drill] = self._firm.book.utc_ns()
        try:
            is_late = self._is_late(_directory(self._firm, drill), drill)
            if is_late:
                filed(self._firm, drill)
        except (OSError, ValueError, BundleError) as error:
            self.rounds.fail(error, drill)
            return False
        del self._waiting[drill]
        return is_late

    def _is_late(self, directory: Path, drill: str) -> bool:
        """Tell whether what was filed does not tell all that the book knows; what was never filed is no matter here."""
        try:
            told = read_statement(open_bundle(directory)).about.records
        except BundleError:
            return False
        if is_imported(self._firm.book, drill):
            return False
        entries = entries_of(self._firm.book, drill)
        return (told.count, told.head) != (len(entries), entries[-1].hash if entries else "")

    def _new_entries(self) -> Iterator[Entry]:
        while page := self._firm.book.entries(self._read, _PAGE):
            self._read = page[-1].number
            yield from (entry for entry in page if entry.stream.partition("/")[0] in FAMILIES)


def drills_of(book: Book, stream: str) -> list[str]:
    """Return the closed drills that the entries of a stream are about."""
    family, _, name = stream.partition("/")
    tagged = select(TagRow.tag).where(TagRow.stream == stream)
    closed = select(HeadRow.stream).where(HeadRow.family == FAMILY, HeadRow.status != OPEN)
    with reading(book.engine) as session:
        tags = list(session.exec(tagged))
        dossiers = [f"dossier/{tag.partition(':')[2]}" for tag in tags if tag.startswith("dossier:")]
        tags += list(session.exec(select(TagRow.tag).where(col(TagRow.stream).in_(dossiers))))
        told = {tag.partition(":")[2] for tag in tags if tag.startswith(_TAGS)}
        if family == "review":
            told.add(name)
        heads = session.exec(closed.where(col(HeadRow.stream).in_([f"{FAMILY}/{drill}" for drill in told])))
        return sorted(head.partition("/")[2] for head in heads)
