"""The board of findings: which items are asked for, each as a card with its age, and the lessons of incidents; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, get_args

from scenarios.plan import Text
from service.book import Head, Query, seen_tags
from service.console.evidence.lines import Badge, Tone
from service.improvement.deciding import DAY_NS
from service.improvement.item import FAMILY, SETTLED, UNSETTLED, Status
from service.improvement.trouble import Severity
from service.incidents.events import LessonDrawn
from service.incidents.incident import Incident
from service.words import say

IN_COLUMN: Final = 12
ON_PAGE: Final = 30
STATUSES: Final[tuple[Status, ...]] = (*UNSETTLED, *SETTLED)
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
_SEVERITY_TONES: Final[dict[str, Tone]] = {"serious": "missed", "warning": "inconclusive"}
_STATUS_TONES: Final[dict[Status, Tone]] = {"closed": "met", "waived": "unknown", "proved": "met", "done": "plain"}
Tags: TypeAlias = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which items; empty is any. `status` given: one list of these instead of a column for each state."""

    status: str = ""
    service: str = ""
    owner: str = ""
    severity: str = ""
    drill: str = ""
    overdue: bool = False

    def query(self, status: Sequence[Status], seen: tuple[str, ...] | None, now_ns: int, limit: int) -> Query:
        """Return it as the book is asked, for items in one of these states."""
        named = {"service": self.service, "owner": self.owner, "severity": self.severity, "seen": self.drill}
        fitting = tuple(one for one in status if not self.overdue or one in UNSETTLED) or ("nothing",)
        return Query(
            family=FAMILY,
            status=fitting,
            tags=tuple(f"{tag}:{value}" for tag, value in named.items() if value),
            any_tags=seen_tags(seen),
            due_before_ns=now_ns + 1 if self.overdue else None,
            limit=limit,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCard:
    """One item of the board; `days` is how old it is, `late` whether it is overdue."""

    id: str
    title: Text
    status: Badge
    severity: Badge
    kind: Text
    services: tuple[str, ...]
    owner: str
    due_ns: int
    days: int
    late: bool
    drill: str
    reopened: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The items of one state: the newest of them, how many there are in all, and whether more fit than are shown."""

    status: Status
    cards: tuple[ItemCard, ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What an incident taught, and the item that follows it up (empty: none does)."""

    incident: str
    title: str
    services: tuple[str, ...]
    rehearsal: bool
    aim: Text
    what: str
    owner: str
    due: str
    item: str


def card_of(head: Head, now_ns: int) -> ItemCard:
    """Return an item as the board shows it at an instant."""
    shown = head.shown
    status: Status = next(one for one in STATUSES if one == head.status)
    return ItemCard(
        id=head.stream.partition("/")[2],
        title=Text(zh=shown["title"]["zh"], en=shown["title"]["en"]),
        status=status_of(status),
        severity=severity_of(shown["severity"]),
        kind=say(f"console.findings.kind.{shown['kind']}"),
        services=tuple(shown["services"]),
        owner=shown["owner"],
        due_ns=shown["due_ns"],
        days=age_of(shown["opened_ns"], now_ns),
        late=status not in SETTLED and shown["due_ns"] <= now_ns,
        drill=shown["drill"],
        reopened=shown["reopened"],
    )


def age_of(opened_ns: int, now_ns: int) -> int:
    """Return how many whole days ago something was opened."""
    return max(0, now_ns - opened_ns) // DAY_NS


def status_of(status: Status) -> Badge:
    """Return a state in words."""
    return Badge(text=say(f"console.findings.status.{status}"), tone=_STATUS_TONES.get(status, "inconclusive"))


def severity_of(severity: str) -> Badge:
    """Return how serious something is, in words."""
    return Badge(text=say(f"console.findings.severity.{severity}"), tone=_SEVERITY_TONES.get(severity, "unknown"))


def lessons_of(state: Incident) -> Iterator[Lesson]:
    """Yield what an incident taught, in the order of telling."""
    for saying in state.sayings:
        if isinstance(saying.said, LessonDrawn):
            yield Lesson(
                incident=state.id,
                title=state.declared.title,
                services=state.services,
                rehearsal=state.is_drill,
                aim=say(f"console.findings.aim.{saying.said.aim}"),
                what=saying.said.what,
                owner=saying.said.owner,
                due=saying.said.due,
                item=saying.said.improvement,
            )
