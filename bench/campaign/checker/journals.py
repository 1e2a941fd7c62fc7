"""What a journal says, read with json and hashlib alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

GENESIS: Final = "0" * 64

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One record as it lay in the database."""

    seq: int
    text: str
    prev: str
    hash: str


@dataclass(frozen=True)
class Tale:
    """The journal of one drill."""

    drill: str
    lines: Sequence[Line]

    @cached_property
    def events(self) -> list[Event]:
        """Return what the lines say, in order."""
        return [json.loads(line.text) for line in self.lines]

    def of(self, kind: str, **fields: Any) -> Iterator[Event]:
        """Yield the events of a kind in which these fields are so."""
        for event in self.events:
            if event["kind"] == kind and all(event.get(name) == value for name, value in fields.items()):
                yield event

    @property
    def opened(self) -> int:
        """Return when it began."""
        return int(self.events[0]["at"])

    @property
    def closed(self) -> Event | None:
        """Return its last word."""
        return next(self.of("drill_closed"), None)

    @property
    def end(self) -> int:
        """Return when it ended, or when it was last heard of."""
        return max(int(event["at"]) for event in self.events)

    @cached_property
    def plan(self) -> Event:
        """Return the plan that the first line announced."""
        plan: Event = self.events[0]["plan"]
        return plan

    @property
    def ticket(self) -> str:
        """Return what its hosts know it by."""
        return str(self.plan["parameters"].get("ticket", ""))

    def table(self, ledger: str) -> str:
        """Return the name under which the hosts know a ledger of this drill."""
        return f"drillproof_{ledger}_{sha256(self.drill.encode()).hexdigest()[:12]}"

    def acknowledged(self, ledger: str) -> set[int]:
        """Return the writes that were acknowledged, by the last word on each."""
        last: dict[int, str] = {}
        for event in self.of("ledger_written", ledger=ledger):
            last |= dict(zip(event["number"], event["outcome"], strict=True))
        return {number for number, outcome in last.items() if outcome == "ok"}


def read_journals(path: Path) -> list[Tale]:
    """Return every drill of a dump: one JSON object a line, with drill, seq, text, prev and hash."""
    tales: dict[str, list[Line]] = {}
    for row in read_lines(path):
        line = Line(seq=row["seq"], text=row["text"], prev=row["prev"], hash=row["hash"])
        tales.setdefault(row["drill"], []).append(line)
    return [Tale(drill, tuple(lines)) for drill, lines in tales.items()]


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file of JSON lines; a torn last line is none, and a missing file is empty."""
    found: list[dict[str, Any]] = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            found.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return found


def breaks(tale: Tale) -> Iterator[str]:
    """Yield where a chain is broken: the hash of a line is SHA-256 over the one before, the number and the text."""
    prev = GENESIS
    for number, line in enumerate(tale.lines, start=1):
        expected = sha256(f"{prev}\n{number}\n{line.text}".encode()).hexdigest()
        if (line.seq, line.prev, line.hash) != (number, prev, expected):
            yield f"line {number} (seq {line.seq}) does not follow from the one before it"
            return
        prev = line.hash
