"""A family of streams of one kind: its events, what they come to, and the shelf on which its streams stand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from service.book.book import Also, Book
from service.book.entry import Author, Entry, Note
from service.book.head import Head, HeadPage, Query
from service.denial import NoSuchError, StaleError, because

E = TypeVar("E")
S = TypeVar("S")
_TRIES: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Generic[E]):
    """An event, who told it and when; `number` is its evidence number in the book, `seq` its place in the stream."""

    event: E
    number: int
    seq: int
    utc_ns: int
    author: Author


@dataclass(frozen=True, slots=True, kw_only=True)
class Family(Generic[E, S]):
    """Streams of one kind, named `<name>/<id>`.

    `events` reads and writes the closed union of its events, which are told apart by their field `kind`. `fold` makes
    the state of all that was told (id first); it is pure. `head` is the state for lists.
    """

    name: str
    events: TypeAdapter[E]
    fold: Callable[[str, Sequence[Told[E]]], S]
    head: Callable[[S], Head]

    def stream(self, name: str) -> str:
        """Return the stream of the thing called `name`."""
        return f"{self.name}/{name}"


class Shelf(Generic[E, S]):
    """Everything of one family in a book."""

    def __init__(self, book: Book, family: Family[E, S]) -> None:
        self.book, self.family = book, family

    async def get(self, name: str) -> S:
        """Return what it is now; raises NoSuchError."""
        return (await self.read(name))[0]

    async def read(self, name: str) -> tuple[S, int]:
        """Return what it is now and the seq of its last event; raises NoSuchError."""
        return await asyncio.to_thread(self.read_now, name)

    def read_now(self, name: str) -> tuple[S, int]:
        """Do what `read` does, for callers that have no loop."""
        told = self._known(name)
        return self.family.fold(name, told), told[-1].seq

    def many_now(self, names: Sequence[str]) -> dict[str, S]:
        """Return what each of these is now, read together; what there is not is left out. For callers without loop."""
        found = self.book.streams([self.family.stream(name) for name in names])
        told = {name: found.get(self.family.stream(name), ()) for name in names}
        return {name: self.family.fold(name, list(map(self._read, its))) for name, its in told.items() if its}

    def _known(self, name: str) -> list[Told[E]]:
        told = self.told(name)
        if not told:
            raise NoSuchError(because("no_such", family=self.family.name, name=name[:200]))
        return told

    def told(self, name: str) -> list[Told[E]]:
        """Return everything that was told of it; empty where there is no such thing."""
        return [self._read(entry) for entry in self.book.stream(self.family.stream(name))]

    async def open(self, name: str, author: Author, events: Sequence[E], also: Also | None = None) -> S:
        """Begin a new thing with these events; raises StaleError if there is one of that name."""
        return await asyncio.to_thread(self.open_now, name, author, events, also)

    def open_now(self, name: str, author: Author, events: Sequence[E], also: Also | None = None) -> S:
        """Do what `open` does, for callers that have no loop."""
        return self._append(name, author, [], events, also)

    async def change(
        self,
        name: str,
        author: Author,
        decide: Callable[[S], Sequence[E]],
        expected: int | None = None,
        also: Also | None = None,
    ) -> S:
        """Let `decide` (pure) say from the present state what happens now, write it, and return the new state.

        Whoever lost a race decides again on the newer state. With `expected` (the seq that the caller has read) a
        newer state raises StaleError. `decide` raises DeniedError with every reason; nothing is written then.
        """
        return await asyncio.to_thread(self.change_now, name, author, decide, expected, also)

    def change_now(
        self,
        name: str,
        author: Author,
        decide: Callable[[S], Sequence[E]],
        expected: int | None = None,
        also: Also | None = None,
    ) -> S:
        """Do what `change` does, for callers that have no loop."""
        for attempt in range(_TRIES):
            before = self._known(name)
            if expected is not None and expected != before[-1].seq:
                raise StaleError(because("stale", stream=self.family.stream(name)))
            state = self.family.fold(name, before)
            events = decide(state)
            if not events:
                return state
            try:
                return self._append(name, author, before, events, also)
            except StaleError:
                if expected is not None or attempt + 1 == _TRIES:
                    raise
        raise AssertionError  # the last attempt returns or raises

    async def page(self, query: Query) -> HeadPage:
        """Return one page of heads."""
        return await asyncio.to_thread(self.book.heads, query)

    def _append(
        self, name: str, author: Author, before: Sequence[Told[E]], events: Sequence[E], also: Also | None
    ) -> S:
        notes = [self._note(name, len(before) + place, event) for place, event in enumerate(events, start=1)]
        utc_ns = self.book.utc_ns()
        planned = [
            Told(event=event, number=0, seq=len(before) + place, utc_ns=utc_ns, author=author)
            for place, event in enumerate(events, start=1)
        ]
        state = self.family.fold(name, [*before, *planned])
        written = self.book.store(author, notes, self.family.head(state), also)
        return self.family.fold(name, [*before, *map(self._read, written)])

    def _note(self, name: str, seq: int, event: E) -> Note:
        body: dict[str, Any] = self.family.events.dump_python(event, mode="json")
        return Note(stream=self.family.stream(name), kind=str(body["kind"]), body=body, seq=seq)

    def _read(self, entry: Entry) -> Told[E]:
        try:
            event = self.family.events.validate_python(entry.body)
        except ValidationError as error:
            msg = f"book entry {entry.number}: not an event of this version: {error.errors(include_url=False)[0]}"
            raise ValueError(msg) from None
        return Told(event=event, number=entry.number, seq=entry.seq, utc_ns=entry.utc_ns, author=entry.author)
