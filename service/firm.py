"""Everything that one service keeps and does, opened over one database; the API and the command line call here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from runners.journal import Journal
from service.access.access import Access
from service.access.oidc import Oidc
from service.aside import Aside
from service.attachments import Attaching
from service.book import Book
from service.cards import Cards
from service.database import prepare
from service.dossiers import Dossiers, Files, default_roots
from service.guard.guard import Guard
from service.happenings import Ears, Listener
from service.improvement import Improvements
from service.improvement.reviewing import Reviewer
from service.incidents.incidents import Incidents
from service.index import DrillIndex
from service.logs import DrillLog
from service.notices.drill_news import DrillNews
from service.notices.outbox import Notices
from service.notices.runner_news import RunnerNews
from service.policy import Policy
from service.programme.programme import Programme, programme_of
from service.retention.clearing import Retention
from service.running.news import News
from service.running.stopping import Stops
from service.running.words import Words
from service.settings import Settings, default_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """The parts of one service. Each part is a small class that knows one thing and writes to the same book."""

    journal: Journal
    home: Path
    policy: Policy
    book: Book
    access: Access
    oidc: Oidc
    notices: Notices
    incidents: Incidents
    index: DrillIndex
    improvements: Improvements
    dossiers: Dossiers
    attaching: Attaching
    files: Files
    """The folders out of which dossiers may name files."""
    guard: Guard
    programme: Programme
    retention: Retention
    words: Words
    stops: Stops
    news: News
    settings: Settings
    cards: Cards
    aside: Aside | None = None
    """The processes beside it, for what takes a processor long; without them a thread does it."""
    asked: set[str] = field(default_factory=set[str])
    """Idempotency keys of requests that this process is at."""
    ears: Ears = field(default_factory=Ears)
    """Everybody who hears what happens to drills."""


def open_firm(
    journal: Journal, home: Path, policy: Policy, roots: Sequence[Path] = (), settings: Settings | None = None
) -> Firm:
    """Return the service's parts over the journal's database; `home` holds a directory a drill.

    Dossiers may name files under `roots`; without any, under where it runs, `home` and what ships.
    """
    prepare(journal.engine)
    book, ears = Book(journal.engine), Ears()
    access = Access(book, policy.access)
    notices = Notices(book, policy.notices, home)
    files = Files(roots or default_roots(home))
    dossiers = Dossiers(book, policy, files, notices)
    told = settings or default_settings()
    guard = Guard(book, journal, home, policy.guarding)
    guard.most = told.limits.drills
    firm = Firm(
        journal=journal,
        home=home,
        policy=policy,
        book=book,
        access=access,
        oidc=Oidc(access, book, home),
        notices=notices,
        incidents=Incidents(book, policy.incidents, home),
        improvements=Improvements(book, policy.improvement, notices),
        index=DrillIndex(book, journal, home / "drills", ears.tell),
        dossiers=dossiers,
        attaching=Attaching(dossiers, home, policy.access.limits.attachment),
        files=files,
        programme=programme_of(book, policy.programme, dossiers, notices, guard.markets.calendars),
        guard=guard,
        retention=Retention(book, policy, home),
        words=Words(journal.engine),
        stops=guard.stops,
        news=News(journal.engine),
        settings=told,
        cards=Cards(journal, home / "drills"),
        ears=ears,
    )
    firm.programme.duties.register = firm.improvements
    firm.guard.findings = firm.improvements
    ears.listeners.extend(_listeners(firm))
    return firm


def _listeners(firm: Firm) -> Iterator[Listener]:
    """Yield who hears of drills. The index is the last: what it has closed, everybody has heard of."""
    yield firm.dossiers
    yield firm.programme
    yield DrillNews(firm.notices)
    yield RunnerNews(firm.journal, firm.notices, tuple, firm.stops)
    yield DrillLog()
    yield Reviewer(firm.improvements)
    yield firm.index
