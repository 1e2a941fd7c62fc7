"""The list as it is asked for: which drills are wanted, and each line of the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from measurements.report import VerdictName
from scenarios.plan import Text
from service.book import Head, Query, seen_tags
from service.cards import Card, Status
from service.index.heads import FAMILY, OPEN

_UNDER_WAY: Final = frozenset({"running", "waiting", "interrupted"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which drills: in any of `status`, with everything else that is given.

    `seen` are the services that the asker may read, None: all.
    """

    status: tuple[Status, ...] = ()
    verdict: VerdictName | None = None
    service: str | None = None
    scenario: str | None = None
    opened_by: str | None = None
    dossier: str | None = None
    year: int | None = None
    from_ns: int | None = None
    """Begun at this instant (UTC) or later, and before the other."""
    before_ns: int | None = None
    seen: tuple[str, ...] | None = None
    cursor: str | None = None
    limit: int = 50

    def query(self) -> Query:
        """Return it as the book is asked."""
        asked = {
            "verdict": self.verdict,
            "service": self.service,
            "scenario": self.scenario,
            "by": self.opened_by,
            "dossier": self.dossier,
            "year": None if self.year is None else f"{self.year:04}",
        }
        stored = dict.fromkeys(OPEN if one in _UNDER_WAY else one for one in self.status)
        return Query(
            family=FAMILY,
            status=tuple(stored),
            tags=tuple(f"{name}:{value}" for name, value in asked.items() if value is not None),
            any_tags=seen_tags(self.seen),
            from_ns=self.from_ns,
            before_ns=self.before_ns,
            cursor=self.cursor,
            limit=self.limit,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One drill of the list. `figures` are the services as far as they were measured, in the form of report.json."""

    card: Card
    title: Text | None
    dossier: str | None
    services: tuple[str, ...]
    figures: tuple[dict[str, Any], ...]

    def title_of(self, service: str) -> Text | None:
        """Return what a service that was measured is called, None for any other."""
        found = next((one["title"] for one in self.figures if one["service"] == service), None)
        return None if found is None else Text(zh=found["zh"], en=found["en"])


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePage:
    """One page, newest first; it may be shorter than asked for. `next` is the cursor of the page after it."""

    lines: tuple[Line, ...]
    next: str | None


def line_of(head: Head, card: Card | None = None) -> Line:
    """Return the line of a head; `card` where the drill is not closed, so that it tells how far it is now."""
    shown, title = head.shown, head.shown.get("title")
    return Line(
        card=card or _card(head),
        title=None if title is None else Text(zh=title["zh"], en=title["en"]),
        dossier=shown["dossier"],
        services=tuple(one["service"] for one in shown["services"]),
        figures=tuple(one for one in shown["services"] if "rto" in one),
    )


def _card(head: Head) -> Card:
    shown: dict[str, Any] = head.shown
    status: Any = "interrupted" if head.status == OPEN else head.status
    return Card(
        id=head.stream.partition("/")[2],
        scenario=shown["scenario"],
        status=status,
        plan_sha256=shown.get("plan_sha256", ""),
        opened_by=shown["opened_by"],
        started_at=shown["started_at"],
        ended_at=shown.get("ended_at"),
        restored=shown.get("restored"),
        verdict=shown.get("verdict"),
        questions=(),
        events=shown.get("events", 0),
    )
