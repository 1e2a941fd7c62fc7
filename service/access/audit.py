"""The book as an auditor reads it: filtered, in pages, as a file, and whether its chain holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from measurements.codec import GENESIS, link
from service.book import Author, Book, Entry, Note
from service.book.entry import as_data
from service.denial import Reason, because

_CHUNK: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """An entry that somebody noted elsewhere: it shows whether the book was cut or written anew since."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a look at the chain found: up to `last` all follows; `flaw` tells of the first entry that does not."""

    entries: int
    last: Witness | None
    flaw: Reason | None = None


class Audit:
    """One book, read by auditors. Every method blocks. That somebody exported or verified it is entered, too."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def note(self, author: Author, kind: str, **facts: Any) -> None:
        """Enter that the book itself was looked at as a whole."""
        self._book.store(author, [Note(stream="door/audit", kind=kind, body={"kind": kind, **facts})])

    def every(self, after: int = 0) -> Iterator[Entry]:
        """Yield all entries above `after`, in order, without ever holding all of them."""
        while page := self._book.entries(after, _CHUNK):
            yield from page
            after = page[-1].number

    def verify(self, author: Author, witness: Witness | None = None) -> Checked:
        """Check the whole chain, and that the entry somebody noted is still what it was."""
        found = check(self.every(), witness)
        self.note(author, "audit_verified", entries=found.entries, holds=found.flaw is None)
        return found

    def export(self, author: Author, after: int = 0) -> Iterator[str]:
        """Yield the entries above `after` as lines of JSON, from which `imported` makes them again."""
        self.note(author, "audit_exported", after=after)
        return (exported(entry) for entry in self.every(after))


def check(entries: Iterable[Entry], witness: Witness | None = None) -> Checked:
    """Return whether each entry follows from the one before it. Pure; the first may be any, if it says so itself."""
    last: Witness | None = None
    count, seen = 0, witness is None
    for entry in entries:
        before = Witness(number=entry.number - 1, hash=entry.prev) if last is None and entry.number > 1 else last
        prev = GENESIS if before is None else before.hash
        number = 1 if before is None else before.number + 1
        if (entry.number, entry.prev, entry.hash) != (number, prev, link(prev, number, entry.text)):
            return Checked(entries=count, last=last, flaw=because("chain_broken", number=entry.number))
        if witness is not None and entry.number == witness.number:
            seen = True
            if entry.hash != witness.hash:
                return Checked(entries=count, last=last, flaw=_unlike(witness, entry.hash))
        last, count = Witness(number=entry.number, hash=entry.hash), count + 1
    return Checked(entries=count, last=last, flaw=None if seen or witness is None else _unlike(witness, "-"))


def _unlike(witness: Witness, found: str) -> Reason:
    return because("witness_wrong", number=witness.number, expected=witness.hash, found=found)


def exported(entry: Entry) -> str:
    """Return an entry as one line."""
    return json.dumps(as_data(entry), ensure_ascii=False) + "\n"


def imported(line: str) -> Entry:
    """Return the entry of one line; raises ValueError where it is none."""
    told = json.loads(line)
    try:
        author = Author(**{name: str(told.pop(name)) for name in ("user", "via", "address")})
        return Entry(author=author, **told)
    except (KeyError, TypeError, AttributeError) as error:
        msg = f"not an entry of a book: {error}"
        raise ValueError(msg) from error
