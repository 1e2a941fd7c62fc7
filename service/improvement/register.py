"""The register's door: items are opened, planned, carried out, shown gone, verified; and asked for."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from scenarios.plan import Text
from service.book import Author, Book, Head, HeadPage, Query, Shelf
from service.book.entry import SYSTEM
from service.denial import NoSuchError, UnfitError, because
from service.improvement import deciding
from service.improvement.deciding import DAY_NS, Person, Planning, Shown
from service.improvement.events import (
    Event,
    ItemOpened,
    MeasureDone,
    Verified,
    WaiverAsked,
    WaiverDecided,
)
from service.improvement.item import FAMILY, ITEMS, UNTREATED, Item
from service.improvement.reviews import REVIEWS
from service.improvement.trouble import USES, Severity, Trouble, Use, by_hand, is_provable, tag_of
from service.notices.teller import Teller
from service.policy.improvement import ImprovementPolicy

_MANY: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFinding:
    """Something that was found and of which nothing was done yet."""

    id: str
    title: Text
    severity: Severity
    services: tuple[str, ...]
    drill: str
    due_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What is to be opened: by hand, or by a part of the service that found it. None leaves it to the policy."""

    trouble: Trouble
    owner: str | None = None
    due_ns: int | None = None
    redrill: bool | None = None
    use: Use | None = None
    drill: str = ""
    dossier: str = ""


class Improvements:
    """All improvement items of one service. A change raises DeniedError with every reason, and NoSuchError."""

    def __init__(self, book: Book, policy: ImprovementPolicy, teller: Teller) -> None:
        self.book, self.policy, self.teller = book, policy, teller
        self.shelf = Shelf(book, ITEMS)
        self._reviews = Shelf(book, REVIEWS)

    async def read(self, name: str) -> tuple[Item, int]:
        """Return an item and the seq of its last entry; raises NoSuchError."""
        return await self.shelf.read(name)

    async def page(self, query: Query) -> HeadPage:
        """Return one page of items, newest first."""
        return await self.shelf.page(query)

    async def open(self, author: Author, opening: Opening, name: str | None = None) -> Item:
        """Open an item and tell its owner; `name` makes opening twice a StaleError instead of two items."""
        event = self.opened(opening)
        item = await self.shelf.open(name or new_name(), author, (event,))
        await self._tell_opened(item)
        return item

    async def open_by_hand(self, author: Author, opening: Callable[[str], Opening]) -> Item:
        """Open what a person found; `opening` is given the mark of its trouble. Raises UnfitError for an unfit date."""
        name = new_name()
        wish = opening(by_hand(name))
        deciding.check_due(wish.due_ns, self._now, self.policy.longest_days * DAY_NS)
        return await self.open(author, wish, name)

    async def plan(self, author: Author, name: str, wish: Planning, expected: int | None = None) -> Item:
        """Change who is to do what until when."""
        longest = self.policy.longest_days * DAY_NS
        item = await self._change(name, author, lambda it: deciding.plan(it, wish, self._now, longest), expected)
        await self._tell(item, "finding_planned", (item.owner,), f"planned/{item.since_ns}/{item.owner}")
        return item

    async def done(self, author: Author, name: str, told: MeasureDone, expected: int | None = None) -> Item:
        """Take note that the measure was carried out."""
        return await self._change(name, author, lambda item: deciding.done(item, told), expected)

    async def redrilled(self, author: Author, name: str, drill: str, expected: int | None = None) -> Item:
        """Take note of a drill that showed it gone, as a person says; raises NoSuchError for a drill nobody knows."""
        review = await self._reviews.get(drill)
        shown = Shown(
            drill=drill,
            services=review.services,
            started_ns=review.started_ns,
            completed=review.completed,
            restored=review.restored,
            marks=frozenset(review.marks),
        )
        return await self._change(name, author, lambda item: deciding.redrilled(item, shown), expected)

    async def verify(self, author: Author, name: str, told: Verified, who: Person, expected: int | None = None) -> Item:
        """Take note of a verification; one that says it worked closes the item."""
        return await self._change(name, author, lambda item: deciding.verify(item, told, who), expected)

    async def ask_waiver(self, author: Author, name: str, asked: WaiverAsked, expected: int | None = None) -> Item:
        """Take note of a wish that nothing be done for a while."""
        longest = self.policy.longest_days * DAY_NS
        return await self._change(
            name, author, lambda item: deciding.ask_waiver(item, asked, self._now, longest), expected
        )

    async def decide_waiver(
        self, author: Author, name: str, decided: WaiverDecided, who: Person, expected: int | None = None
    ) -> Item:
        """Take note of what somebody else decided about that wish."""
        return await self._change(name, author, lambda item: deciding.decide_waiver(item, decided, who), expected)

    async def reopen(self, author: Author, name: str, reason: str, expected: int | None = None) -> Item:
        """Open a settled item again."""
        return await self._change(
            name, author, lambda item: deciding.reopen(item, reason, self.due_of(item.trouble.severity)), expected
        )

    async def found(self, author: Author, trouble: Trouble, drill: str = "", dossier: str = "") -> Item:
        """Take note of a trouble that a part of the service found: on the item that there is of it, or on a new one.

        For whoever finds something of itself: a report that is late, a plan that proved wrong in the evaluation.
        """
        known = await self.of_mark(trouble.mark)
        if known is None:
            return await self.open(author, Opening(trouble=trouble, drill=drill, dossier=dossier))
        due = self.due_of(trouble.severity)
        return await self._change(known, author, lambda item: deciding.seen(item, drill or dossier, trouble, due))

    async def shown_gone(self, name: str, drill: str, started_ns: int) -> bool:
        """Take note that a drill's report showed it gone; return whether that counts, as it began late enough."""
        item = await self._change(name, SYSTEM, lambda it: deciding.shown_gone(it, drill, started_ns))
        return item.redrill is not None and item.redrill.drill == drill

    async def remind(self, head: Head, kind: str, key: str) -> None:
        """Tell an item's owner, and everybody who is told of the register, that it is due or overdue."""
        item, _ = await self.shelf.read(_name(head))
        await self._tell(item, kind, (item.owner, *item.reported_to), f"{kind}/{key}")

    async def of_mark(self, mark: str) -> str | None:
        """Return the newest item of a mark, None where there is none."""
        found = await self.shelf.page(Query(family=FAMILY, tags=(tag_of(mark),), limit=1))
        return _name(found.heads[0]) if found.heads else None

    async def open_findings(self, services: Sequence[str]) -> tuple[str, ...]:
        """Return in one line each what stands in the way of drilling these services; see `untreated`."""
        found = await self.untreated(services)
        return tuple(f"{one.id} ({one.title.zh} / {one.title.en})" for one in found)

    async def untreated(self, services: Iterable[str]) -> tuple[OpenFinding, ...]:
        """Return what was found of these services, is serious enough by the policy, and was not treated yet.

        Where the measure was carried out nothing stands in the way of the drill that is to show it gone.
        """
        tags = tuple(f"service:{name}" for name in services)
        if not tags:
            return ()
        heads = await self.heads(Query(family=FAMILY, status=UNTREATED, any_tags=tags))
        return tuple(_finding(head) for head in heads if head.shown["severity"] in self.policy.blocking)

    async def known(self, names: Iterable[str]) -> frozenset[str]:
        """Return those of the names that are items here."""
        found: set[str] = set()
        for name in names:
            try:
                await self.shelf.get(name)
            except NoSuchError:
                continue
            found.add(name)
        return frozenset(found)

    async def require_known(self, names: Sequence[str]) -> None:
        """Raise UnfitError if any of the names is no item here."""
        strange = set(names) - await self.known(names)
        if strange:
            raise UnfitError(because("improvements_unknown", names=", ".join(sorted(strange))))

    async def heads(self, query: Query) -> list[Head]:
        """Return all heads of a query, page by page."""
        found: list[Head] = []
        cursor: str | None = None
        while True:
            page = await self.shelf.page(replace(query, cursor=cursor, limit=_MANY))
            found += page.heads
            cursor = page.next
            if cursor is None:
                return found

    def opened(self, opening: Opening) -> ItemOpened:
        """Return how an item opens, with what the policy says where nothing else was said."""
        trouble = opening.trouble
        due = self.due_of(trouble.severity)
        return ItemOpened(
            title=trouble.said,
            trouble=trouble,
            due_ns=due if opening.due_ns is None else opening.due_ns,
            redrill=self._needs_redrill(trouble) if opening.redrill is None else opening.redrill,
            use=opening.use or USES[trouble.kind],
            owner=self._owner(trouble) if opening.owner is None else opening.owner,
            drill=opening.drill,
            dossier=opening.dossier,
            reported_to=tuple(self.policy.report_to),
        )

    def due_of(self, severity: Severity) -> int:
        """Return when something is due that opens now, in UTC nanoseconds."""
        days = {
            "serious": self.policy.due_days.serious,
            "warning": self.policy.due_days.warning,
            "info": self.policy.due_days.info,
        }
        return self._now + days[severity] * DAY_NS

    @property
    def _now(self) -> int:
        return self.book.utc_ns()

    def _needs_redrill(self, trouble: Trouble) -> bool:
        return self.policy.redrill and is_provable(trouble)

    def _owner(self, trouble: Trouble) -> str:
        named = (self.policy.owners.get(service) for service in trouble.services)
        return next((owner for owner in named if owner), None) or self.policy.owner or ""

    async def _change(
        self,
        name: str,
        author: Author,
        decide: Callable[[Item], Sequence[Event]],
        expected: int | None = None,
    ) -> Item:
        item = await self.shelf.change(name, author, decide, expected)
        if item.status in {"done", "proved", "waiving"}:
            await self._tell(item, "finding_waits", item.reported_to, f"waits/{item.status}/{len(item.verifications)}")
        return item

    async def _tell_opened(self, item: Item) -> None:
        await self._tell(item, "finding_opened", (item.owner, *item.reported_to), "opened")

    async def _tell(self, item: Item, kind: str, people: Sequence[str], key: str) -> None:
        facts = {"title": item.title, "owner": item.owner or "-", "due": day_of(item.due_ns), "item": item.id}
        await self.teller.tell(
            kind,
            f"{FAMILY}/{item.id}",
            facts,
            services=item.trouble.services,
            people=tuple(dict.fromkeys(person for person in people if person)),
            key=f"{FAMILY}/{item.id}/{key}",
        )


def new_name() -> str:
    """Return a name that no other item has."""
    return secrets.token_hex(6)


def _name(head: Head) -> str:
    return head.stream.partition("/")[2]


def _finding(head: Head) -> OpenFinding:
    shown = head.shown
    return OpenFinding(
        id=_name(head),
        title=Text(zh=shown["title"]["zh"], en=shown["title"]["en"]),
        severity=shown["severity"],
        services=tuple(shown["services"]),
        drill=shown["drill"],
        due_ns=shown["due_ns"],
    )


def day_of(utc_ns: int) -> str:
    """Return the UTC day of an instant, as ISO 8601."""
    return (datetime.fromtimestamp(0, UTC) + timedelta(microseconds=utc_ns // 1_000)).date().isoformat()
