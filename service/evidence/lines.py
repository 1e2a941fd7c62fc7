"""journal.jsonl: one canonical JSON object a line with the event and its place in the chain."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final

from measurements.codec import Record, is_plain
from scenarios.canonical import canonical

LONGEST: Final = 1 << 24
"""So many bytes a line may have: the longest that a drill writes, a plan of 500 steps, has a tenth of it."""
_WORD: Final = r'"([^"\\\x00-\x1f]*+)"'
_HEX: Final = re.compile("[0-9a-f]+")
_LINE: Final = re.compile(rf'\{{"event":(\{{.*\}}),"hash":{_WORD},"prev":{_WORD},"seq":(0|-?[1-9][0-9]{{0,18}})\}}')


class UnreadableLineError(ValueError):
    """A line is not a record: `reason` keys the catalogue's words for why."""

    def __init__(self, line: int, reason: str) -> None:
        """Keep the number of the line and the reason."""
        self.line, self.reason = line, reason
        super().__init__(f"line {line}: {reason}")


def line_of(record: Record) -> str:
    """Return the line of one record, without its end."""
    if is_plain(record.text) and _HEX.fullmatch(record.hash + record.prev) is not None:  # nearly every line
        return f'{{"event":{record.text},"hash":"{record.hash}","prev":"{record.prev}","seq":{record.seq}}}'
    event = json.loads(record.text)
    return canonical({"seq": record.seq, "prev": record.prev, "hash": record.hash, "event": event})


def lines_of(records: Iterable[Record]) -> str:
    """Return the whole file."""
    return "".join(f"{line_of(record)}\n" for record in records)


def record_of(number: int, line: str) -> Record:
    """Return the record on a line; raises UnreadableLineError unless it is exactly what `line_of` writes."""
    found = _LINE.fullmatch(line)
    if found is not None and is_plain(found[1]):
        return Record(seq=int(found[4]), prev=found[3], hash=found[2], text=found[1])
    try:
        told: Any = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise UnreadableLineError(number, "not_json") from None
    if not _is_record(told):
        raise UnreadableLineError(number, "not_json")
    if canonical(told) != line:
        raise UnreadableLineError(number, "not_canonical")
    return Record(seq=told["seq"], prev=told["prev"], hash=told["hash"], text=canonical(told["event"]))


def records_of(content: bytes) -> tuple[Record, ...]:
    """Return the records of a whole file; raises UnreadableLineError at the first line that is none."""
    return tuple(records_in(io.BytesIO(content)))


def records_in(file: BinaryIO) -> Iterator[Record]:
    """Yield the records of a file one by one; raises UnreadableLineError at the first line that is none."""
    for number, line in enumerate(iter(lambda: file.readline(LONGEST), b""), start=1):
        if not line.endswith(b"\n"):
            raise UnreadableLineError(number, "too_long" if len(line) == LONGEST else "unfinished")
        try:
            text = line[:-1].decode()
        except UnicodeDecodeError:
            raise UnreadableLineError(number, "not_json") from None
        yield record_of(number, text)


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _is_record(told: Any) -> bool:
    match told:
        case {"seq": bool()}:
            return False
        case {"seq": int(), "prev": str(), "hash": str(), "event": dict(), **rest}:
            return not rest
        case _:
            return False
