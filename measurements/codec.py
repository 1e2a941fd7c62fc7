"""Events to canonical JSON text and back, and the hash chain over that text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field, TypeAdapter, ValidationError

from measurements.events import Event
from scenarios.canonical import canonical, digest

__all__ = ["GENESIS", "Record", "UnreadableEventError", "canonical", "decode", "digest", "encode", "extend", "link"]

GENESIS: Final = "0" * 64
_EVENTS: Final[TypeAdapter[Event]] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])


class UnreadableEventError(ValueError):
    """A stored text is not an event of this version; the message says where it stops being one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line of a journal: the event's text between its place and its links in the chain."""

    seq: int
    text: str
    prev: str
    hash: str


def encode(event: Event) -> str:
    """Return the canonical text of an event."""
    return canonical(_EVENTS.dump_python(event, mode="json"))


def decode(text: str) -> Event:
    """Return the event that `text` tells of; raises UnreadableEventError."""
    try:
        return _EVENTS.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        msg = f"not an event of this version: {where}: {first['msg']}"
        raise UnreadableEventError(msg) from None


def link(prev: str, seq: int, text: str) -> str:
    """Return the hash of record `seq`: SHA-256 over previous hash, sequence number and text, one a line."""
    return digest(f"{prev}\n{seq}\n{text}")


def extend(prev: str, seq: int, event: Event) -> Record:
    """Return the record that follows the one whose hash is `prev`."""
    text = encode(event)
    return Record(seq=seq, text=text, prev=prev, hash=link(prev, seq, text))
