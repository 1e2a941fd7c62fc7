"""Which row waits for which: the column of earlier steps, against numbers, phases and circles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scenarios.importing.naming import number_of
from scenarios.importing.script.rows import PHASES, Row
from scenarios.order import cycles
from scenarios.problems import Problem

_BETWEEN: Final = re.compile(r"[,，、;；\s]+|和|及|与")
_RANGE: Final = re.compile(r"(?:步骤|step|第|s)?([0-9]{1,4})[-~至到]([0-9]{1,4})", re.ASCII)
_NOTHING: Final = frozenset(("", "无", "-", "/", "none", "n/a", "—", "开始", "start"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """For each row that says so, the rows that it needs, by place; and what is wrong with it."""

    needs: Mapping[int, tuple[int, ...]]
    problems: tuple[Problem, ...]


def read_waiting(rows: Sequence[Row], ids: Sequence[str]) -> Waiting:
    """Return what the rows say in their column of earlier steps."""
    by_number: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        by_number.setdefault(number_of(row.text("number")), []).append(place)
    needs: dict[int, tuple[int, ...]] = {}
    problems: list[Problem] = []
    for place, row in enumerate(rows):
        if row.text("needs"):
            told = [_one(rows, place, name, by_number) for name in _numbers(row.text("needs"), by_number)]
            problems += [one for one in told if isinstance(one, Problem)]
            needs[place] = tuple(dict.fromkeys(one for one in told if isinstance(one, int)))
    return Waiting(needs=needs, problems=(*problems, *_circles(rows, ids, needs)))


def _numbers(text: str, known: Mapping[str, object]) -> Iterator[str]:
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    for word in _BETWEEN.split(plain):
        span = _RANGE.fullmatch(word)
        if word in _NOTHING:
            continue
        if span is None or number_of(word) in known or not 0 <= int(span[2]) - int(span[1]) <= len(known):
            yield word
        else:
            yield from map(str, range(int(span[1]), int(span[2]) + 1))


def _one(rows: Sequence[Row], place: int, name: str, by_number: Mapping[str, list[int]]) -> int | Problem:
    row, meant = rows[place], by_number.get(number_of(name) or "?", [])
    if len(meant) != 1:
        return row.problem("needs", "script_needs_ambiguous" if meant else "script_needs_unknown", name=name)
    needed = rows[meant[0]]
    if PHASES.index(needed.phase) > PHASES.index(row.phase):
        return row.problem("needs", "script_needs_later", name=name, phase=str(needed.phase))
    return meant[0]


def _circles(rows: Sequence[Row], ids: Sequence[str], needs: Mapping[int, tuple[int, ...]]) -> Iterator[Problem]:
    """Yield the circles, those through steps that wait for the one above them included."""
    last: dict[str, int] = {}
    graph: dict[str, tuple[str, ...]] = {}
    places = {id_: place for place, id_ in enumerate(ids)}
    for place, row in enumerate(rows):
        implied = (last[row.phase],) if row.phase in last else ()
        graph[ids[place]] = tuple(ids[needed] for needed in needs.get(place, implied))
        last[row.phase] = place
    for cycle in cycles(graph):
        culprit = max((places[id_] for id_ in cycle if places[id_] in needs), default=places[cycle[0]])
        yield rows[culprit].problem("needs", "script_needs_cycle", cycle=" → ".join(cycle))
