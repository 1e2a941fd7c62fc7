"""What the hosts' own logs say: who served when, what was done there, and which writes were durable."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from bench.campaign.checker.journals import read_lines

_OFF: Final = {"alive": False, "frozen": False, "entry": False, "blocked": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Something was otherwise from some moment in [before, after] on."""

    host: str
    name: str
    value: bool | str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An order that the host's keeper was given."""

    host: str
    ticket: str
    act: str
    side: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """The service came up or went down somewhere in [before, after]."""

    up: bool
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A fault that stood on a host; `after` is None where nothing ended it."""

    name: str
    before: int
    after: int | None


@dataclass(frozen=True)
class PairLog:
    """All that the two hosts of one service wrote down."""

    number: int
    turns: Sequence[Turn]
    acts: Sequence[Act]
    kept: Mapping[str, Mapping[str, Mapping[int, tuple[int, int]]]]
    """Ledger, host, number: between what two moments the write was made durable there."""
    served: Sequence[int]
    """When a request at the service's address was answered well."""

    @property
    def hosts(self) -> tuple[str, str]:
        """Return who serves at first, and the spare."""
        return f"app-{self.number}", f"spare-{self.number}"

    @cached_property
    def edges(self) -> list[Edge]:
        """Return every change: up is a host that lives, is awake, is primary, and is reached at the address."""
        flags: dict[str, dict[str, Any]] = {host: dict(_OFF) for host in self.hosts}
        edges: list[Edge] = []
        is_up = False
        for turn in self.turns:
            flags[turn.host][turn.name] = turn.value
            if any(map(_serves, flags.values())) != is_up:
                is_up = not is_up
                edges.append(self._edge(turn, up=is_up))
        return edges

    def _edge(self, turn: Turn, *, up: bool) -> Edge:
        """A moved address is known once the neighbours heard of it: at the first good answer at latest."""
        if not up:
            return Edge(up=False, before=turn.before, after=turn.after)
        found = bisect_left(self.served, turn.before)
        answered = self.served[found] if found < len(self.served) else turn.after
        return Edge(up=True, before=turn.before, after=max(turn.after, answered))

    def spans(self, host: str, name: str, *, value: bool) -> Iterator[Span]:
        """Yield each time from which on `name` was `value` on a host until it was otherwise."""
        since: Turn | None = None
        for turn in self.turns:
            if turn.host != host or turn.name != name:
                continue
            if turn.value == value:
                since = since or turn
            elif since is not None:
                yield Span(name=name, before=since.before, after=turn.after)
                since = None
        if since is not None:
            yield Span(name=name, before=since.before, after=None)


def _serves(flags: Mapping[str, Any]) -> bool:
    return (
        bool(flags["alive"] and flags["entry"])
        and not (flags["frozen"] or flags["blocked"])
        and flags.get("role") == "primary"
    )


def read_pair(folder: Path, number: int) -> PairLog:
    """Return what the hosts of a pair wrote down, each in a directory of `folder`."""
    hosts = (f"app-{number}", f"spare-{number}")
    rows = [(host, row) for host in hosts for row in read_lines(folder / host / "truth.jsonl")]
    turns = sorted((turn for host, row in rows for turn in _turns(host, row)), key=lambda turn: turn.after)
    acts = [
        Act(host=host, ticket=row["ticket"], act=row["act"], side=row["side"], at=row["at"])
        for host, row in rows
        if row["what"] == "act"
    ]
    served = sorted(moment for host in hosts for moment in _moments(folder / host / "served"))
    return PairLog(number, turns, sorted(acts, key=lambda act: act.at), _kept(folder, hosts), served)


def _turns(host: str, row: Mapping[str, Any]) -> Iterator[Turn]:
    """Yield what a line says; at a boot nothing of before holds any more."""
    if row["what"] == "turn":
        yield Turn(host=host, name=row["name"], value=row["value"], before=row["before"], after=row["after"])
    elif row["what"] == "boot" and row["before"]:
        for name, value in _OFF.items():
            yield Turn(host=host, name=name, value=value, before=row["before"], after=row["after"])


def _moments(path: Path) -> Iterator[int]:
    for line in path.read_text(encoding="ascii").splitlines() if path.exists() else ():
        yield int(line)


def _kept(folder: Path, hosts: Sequence[str]) -> dict[str, dict[str, dict[int, tuple[int, int]]]]:
    found: dict[str, dict[str, dict[int, tuple[int, int]]]] = {}
    for host in hosts:
        for row in read_lines(folder / host / "kept.jsonl"):
            ledger = found.setdefault(row["ledger"], {}).setdefault(host, {})
            ledger.setdefault(row["number"], (row["began"], row["kept"]))  # who begins anew is told of it once more
    return found
