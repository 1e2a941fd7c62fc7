"""Everything that one service keeps and does, opened over one database; the API and the command line call here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from runners.journal import Journal
from service.access.access import Access
from service.book import Book
from service.happenings import Ears
from service.index import DrillIndex
from service.notices.outbox import Notices
from service.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """The parts of one service. Each part is a small class that knows one thing and writes to the same book."""

    journal: Journal
    home: Path
    policy: Policy
    book: Book
    access: Access
    notices: Notices
    index: DrillIndex
    ears: Ears = field(default_factory=Ears)
    """Everybody who hears what happens to drills."""


def open_firm(journal: Journal, home: Path, policy: Policy) -> Firm:
    """Return the service's parts over the journal's database; `home` holds a directory a drill."""
    book, ears = Book(journal.engine), Ears()
    firm = Firm(
        journal=journal,
        home=home,
        policy=policy,
        book=book,
        access=Access(book, policy.access),
        notices=Notices(book, policy.notices, home),
        index=DrillIndex(book, journal, home / "drills", ears.tell),
        ears=ears,
    )
    ears.listeners.append(firm.index)  # the last who hears: what it has closed, everybody has heard of
    return firm
