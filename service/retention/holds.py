"""Legal holds: what somebody says must be kept, a drill or a dossier with its drills, until somebody else lifts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, TypeAdapter
from sqlmodel import Session, col, select

from runners.journal import EventRow
from service.book import Author, Book, Family, Head, HeadPage, Query, Shelf, Told
from service.book.tables import EntryRow, HeadRow, TagRow
from service.denial import ConflictError, NoSuchError, because

FAMILY: Final = "hold"
HELD: Final = "held"
What: TypeAlias = Literal["drill", "dossier"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPlaced:
    """Somebody wants it kept."""

    what: What
    name: str
    reason: str
    kind: Literal["hold_placed"] = "hold_placed"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLifted:
    """Somebody else says that it need not be kept any longer."""

    reason: str
    kind: Literal["hold_lifted"] = "hold_lifted"


Event: TypeAlias = Annotated[HoldPlaced | HoldLifted, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One hold as it stands; `lifted_by` is None as long as it counts."""

    id: str
    what: What
    name: str
    reason: str
    placed_by: str
    placed_ns: int
    lifted_by: str | None = None
    lifted_reason: str | None = None


def fold(name: str, told: Sequence[Told[Event]]) -> Hold:
    """Return the hold that was placed last and whether it was lifted since."""
    newest = next(one for one in reversed(told) if isinstance(one.event, HoldPlaced))
    assert isinstance(newest.event, HoldPlaced)  # noqa: S101  it was looked for
    last = told[-1]
    is_lifted = isinstance(last.event, HoldLifted)
    return Hold(
        id=name,
        what=newest.event.what,
        name=newest.event.name,
        reason=newest.event.reason,
        placed_by=newest.author.user,
        placed_ns=newest.utc_ns,
        lifted_by=last.author.user if is_lifted else None,
        lifted_reason=last.event.reason if is_lifted else None,
    )


def head(hold: Hold) -> Head:
    """Return a hold for lists."""
    return Head(
        stream=f"{FAMILY}/{hold.id}",
        family=FAMILY,
        status=HELD if hold.lifted_by is None else "lifted",
        order_ns=hold.placed_ns,
        tags=frozenset((tag(hold.what, hold.name),)),
        shown={
            "what": hold.what,
            "name": hold.name,
            "reason": hold.reason,
            "placed_by": hold.placed_by,
            "placed_ns": hold.placed_ns,
            "lifted_by": hold.lifted_by,
            "lifted_reason": hold.lifted_reason,
        },
    )


HOLDS: Final[Family[Event, Hold]] = Family(name=FAMILY, events=TypeAdapter(Event), fold=fold, head=head)


def tag(what: What, name: str) -> str:
    """Return what a hold on something is found by."""
    return f"{what}:{name}"


class Holds:
    """Every hold of one service. Every method blocks."""

    def __init__(self, book: Book) -> None:
        self._book, self._shelf = book, Shelf(book, HOLDS)

    def place(self, author: Author, what: What, name: str, reason: str) -> Hold:
        """Keep a drill, or a dossier with its drills; raises NoSuchError, ConflictError where it is held already."""
        hold, event = f"{what}.{name}", HoldPlaced(what=what, name=name, reason=reason)

        def also(session: Session) -> None:
            if not _is_there(session, what, name):
                raise NoSuchError(because("no_such", family=what, name=name[:200]))

        if not self._shelf.told(hold):
            return self._shelf.open_now(hold, author, [event], also=also)

        def decide(state: Hold) -> list[Event]:
            if state.lifted_by is None:
                raise ConflictError(because("hold_there", what=what, name=name, by=state.placed_by))
            return [event]

        return self._shelf.change_now(hold, author, decide, also=also)

    def lift(self, author: Author, hold: str, reason: str) -> Hold:
        """End a hold; raises NoSuchError, ConflictError (it was lifted, or whoever placed it wants to lift it)."""

        def decide(state: Hold) -> list[Event]:
            if state.lifted_by is not None:
                raise ConflictError(because("hold_lifted", hold=hold, by=state.lifted_by))
            if state.placed_by == author.user and author.user != "system":
                raise ConflictError(because("hold_own", hold=hold))
            return [HoldLifted(reason=reason)]

        return self._shelf.change_now(hold, author, decide)

    def get(self, hold: str) -> Hold:
        """Return one hold; raises NoSuchError."""
        return self._shelf.read_now(hold)[0]

    def page(self, query: Query) -> HeadPage:
        """Return one page of holds."""
        return self._book.heads(query)


def held(session: Session, tags: Sequence[str]) -> list[str]:
    """Return the holds that count now on any of those things, within a transaction."""
    on = select(TagRow.stream).where(col(TagRow.tag).in_(tags))
    asked = select(HeadRow.stream).where(HeadRow.family == FAMILY, HeadRow.status == HELD, col(HeadRow.stream).in_(on))
    return sorted(stream.partition("/")[2] for stream in session.exec(asked))


def _is_there(session: Session, what: What, name: str) -> bool:
    if what == "drill":
        return session.exec(select(EventRow.seq).where(EventRow.drill == name).limit(1)).first() is not None
    return session.exec(select(EntryRow.seq).where(EntryRow.stream == f"dossier/{name}").limit(1)).first() is not None
