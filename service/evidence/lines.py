"""journal.jsonl: one canonical JSON object a line with the event and its place in the chain."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from measurements.codec import Record
from scenarios.canonical import canonical


class UnreadableLineError(ValueError):
    """A line is not a record: `reason` keys the catalogue's words for why."""

    def __init__(self, line: int, reason: str) -> None:
        """Keep the number of the line and the reason."""
        self.line, self.reason = line, reason
        super().__init__(f"line {line}: {reason}")


def line_of(record: Record) -> str:
    """Return the line of one record, without its end."""
    event = json.loads(record.text)
    return canonical({"seq": record.seq, "prev": record.prev, "hash": record.hash, "event": event})


def lines_of(records: Iterable[Record]) -> str:
    """Return the whole file."""
    return "".join(f"{line_of(record)}\n" for record in records)


def record_of(number: int, line: str) -> Record:
    """Return the record on a line; raises UnreadableLineError unless it is exactly what `line_of` writes."""
    try:
        told: Any = json.loads(line)
    except (ValueError, RecursionError):
        raise UnreadableLineError(number, "not_json") from None
    if not _is_record(told):
        raise UnreadableLineError(number, "not_json")
    if canonical(told) != line:
        raise UnreadableLineError(number, "not_canonical")
    return Record(seq=told["seq"], prev=told["prev"], hash=told["hash"], text=canonical(told["event"]))


def records_of(content: bytes) -> tuple[Record, ...]:
    """Return the records of a whole file; raises UnreadableLineError at the first line that is none."""
    try:
        *told, rest = content.decode().split("\n")
    except UnicodeDecodeError as error:
        raise UnreadableLineError(content[: error.start].count(b"\n") + 1, "not_json") from None
    if rest:
        raise UnreadableLineError(len(told) + 1, "unfinished")
    return tuple(record_of(number, line) for number, line in enumerate(told, start=1))


def _is_record(told: Any) -> bool:
    match told:
        case {"seq": bool()}:
            return False
        case {"seq": int(), "prev": str(), "hash": str(), "event": dict(), **rest}:
            return not rest
        case _:
            return False
