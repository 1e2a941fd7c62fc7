"""Events to canonical JSON text and back, and the hash chain over that text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field, TypeAdapter, ValidationError

from measurements.events import Event
from scenarios.canonical import canonical, digest

__all__ = [
    "GENESIS",
    "Record",
    "UnreadableEventError",
    "canonical",
    "decode",
    "digest",
    "encode",
    "extend",
    "is_canonical",
    "is_plain",
    "link",
]

GENESIS: Final = "0" * 64
_EVENTS: Final[TypeAdapter[Event]] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])


def _column(cell: str) -> str:
    return rf"\[(?:{cell}(?:,{cell})*+)?\]"


_WHOLE: Final = r"(?:0|-?[1-9][0-9]*+)"
_WHOLES: Final = _column(_WHOLE)
_WORD: Final = r'"[^"\\\x00-\x1f]*+"'
_OUTCOMES: Final = _column('"(?:ok|fail|info)"')
_SAMPLES: Final = (
    rf'"at":{_WHOLE},"batch":{_WHOLE},"details":\[\],"due":{_WHOLES},"kind":"samples_taken",'
    rf'"ok":{_column("(?:true|false|null)")},"received":{_WHOLES},"sent":{_WHOLES},"stream":{_WORD}'
)
_WRITES: Final = (
    rf'"at":{_WHOLE},"batch":{_WHOLE},"completed":{_column(f"(?:{_WHOLE}|null)")},"details":\[\],"due":{_WHOLES},'
    rf'"invoked":{_WHOLES},"kind":"ledger_written","ledger":{_WORD},"number":{_WHOLES},'
    rf'"outcome":{_OUTCOMES}'
)
_PLAIN: Final = re.compile(rf"\{{(?:{_SAMPLES}|{_WRITES})\}}")
"""What a batch in which nothing is out of the ordinary looks like in canonical form: nearly every line of a journal."""


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


def is_plain(text: str) -> bool:
    """Tell whether `text` looks like a batch without remarks in canonical form; what looks so is in that form."""
    return _PLAIN.fullmatch(text) is not None


def is_canonical(event: Event, text: str) -> bool:
    """Tell whether `text`, from which `event` was read, is what `encode` writes of it.

    Plain batches are told by their looks: writing millions of samples once more takes three times as long.
    """
    return is_plain(text) or encode(event) == text


def link(prev: str, seq: int, text: str) -> str:
    """Return the hash of record `seq`: SHA-256 over previous hash, sequence number and text, one a line."""
    return digest(f"{prev}\n{seq}\n{text}")


def extend(prev: str, seq: int, event: Event) -> Record:
    """Return the record that follows the one whose hash is `prev`."""
    text = encode(event)
    return Record(seq=seq, text=text, prev=prev, hash=link(prev, seq, text))
