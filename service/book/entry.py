"""One entry of the book: what happened to which stream, who did it, from where; and its links in the chain."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Final

from measurements.codec import GENESIS, Record, link
from scenarios.canonical import canonical

__all__ = ["GENESIS", "Author", "Entry", "Note", "chained"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who writes: a user's id, `system` or `nobody`; `via` is how (`token:…`, `session:…`, `schedule`, `terminal`)."""

    user: str
    via: str
    address: str = ""

    @property
    def plain(self) -> Author:
        """Return the author as every database keeps it: PostgreSQL has no NUL in a text."""
        kept = {name: getattr(self, name).replace("\0", "\N{REPLACEMENT CHARACTER}") for name in self.__slots__}
        return replace(self, **kept)


SYSTEM: Final = Author(user="system", via="service")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is to be written: `body` is JSON-ready; `seq` is its place in the stream, None: wherever the stream ends."""

    stream: str
    kind: str
    body: dict[str, Any]
    seq: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One written entry. `number` counts through the whole book, `seq` through the stream; both begin at 1."""

    number: int
    stream: str
    seq: int
    utc_ns: int
    author: Author
    kind: str
    body: dict[str, Any]
    prev: str
    hash: str

    @property
    def text(self) -> str:
        """Return the text that the chain is over."""
        return _text(self.stream, self.seq, self.utc_ns, self.author, self.kind, self.body)

    @property
    def record(self) -> Record:
        """Return the entry as a link of the chain (`measurements.codec.link`)."""
        return Record(seq=self.number, text=self.text, prev=self.prev, hash=self.hash)


def chained(prev: str, number: int, seq: int, utc_ns: int, author: Author, note: Note) -> Entry:
    """Return the entry that follows the one whose hash is `prev`."""
    text = _text(note.stream, seq, utc_ns, author, note.kind, note.body)
    return Entry(
        number=number,
        stream=note.stream,
        seq=seq,
        utc_ns=utc_ns,
        author=author,
        kind=note.kind,
        body=json.loads(canonical(note.body)),
        prev=prev,
        hash=link(prev, number, text),
    )


def _text(stream: str, seq: int, utc_ns: int, author: Author, kind: str, body: dict[str, Any]) -> str:
    return canonical(
        {
            "stream": stream,
            "seq": seq,
            "utc_ns": utc_ns,
            "user": author.user,
            "via": author.via,
            "address": author.address,
            "kind": kind,
            "body": body,
        }
    )


def as_data(entry: Entry) -> dict[str, Any]:
    """Return an entry as JSON has it, with everything that its hash is made of."""
    author = entry.author
    return {
        "number": entry.number,
        "stream": entry.stream,
        "seq": entry.seq,
        "utc_ns": entry.utc_ns,
        "user": author.user,
        "via": author.via,
        "address": author.address,
        "kind": entry.kind,
        "body": entry.body,
        "prev": entry.prev,
        "hash": entry.hash,
    }
