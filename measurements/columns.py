"""Long columns of whole numbers, and how one goes through them without having them in memory at once.

Where a column is kept is not known here: in a list, or wherever a room of somebody else's keeps it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain, tee
from operator import sub
from typing import Final, Protocol, TypeAlias, overload

BLOCK: Final = 1 << 14
"""So many numbers of a column are taken into memory at once."""
_BINS: Final = 1 << 12


class Column(Protocol):
    """A column that grows at its end; every list of whole numbers is one."""

    def __len__(self) -> int:
        """Return how many numbers there are."""
        ...

    def __iter__(self) -> Iterator[int]:
        """Return all of them, in order."""
        ...

    @overload
    def __getitem__(self, place: int, /) -> int: ...
    @overload
    def __getitem__(self, place: slice, /) -> Sequence[int]: ...

    def extend(self, numbers: Iterable[int], /) -> None:
        """Put numbers behind the last."""
        ...


Room: TypeAlias = Callable[[], Column]
"""Gives new columns, which are kept somewhere."""


def in_memory() -> Column:
    """Return a column that is a list: 8 bytes a number, and 32 more for each that stands nowhere else."""
    return list[int]()


def between(column: Column, start: int, end: int) -> Iterator[int]:
    """Return the numbers from place `start` up to, not including, place `end`."""
    return chain.from_iterable(column[at : min(at + BLOCK, end)] for at in range(start, end, BLOCK))


class Ascending:
    """How many numbers of an ascending column are below limits that only grow: as quick as going through it once.

    All before `place` are known to be below the first limit.
    """

    def __init__(self, column: Column, place: int) -> None:
        self._column, self._count, self._place = column, len(column), place

    def below(self, limit: int) -> int:
        """Return how many are below `limit`, which is not smaller than the one before."""
        column, place, count = self._column, self._place, self._count
        while place < count and column[place] < limit:
            place += 1
        self._place = place
        return place


def steps(column: Iterable[int]) -> Iterator[int]:
    """Return by how much each number but the first is larger than the one before it."""
    behind, ahead = tee(column)
    next(ahead, None)
    return map(sub, ahead, behind)


def in_order(columns: Sequence[Column], room: Room) -> Sequence[Column]:
    """Return rows in the order of their first column, and where that is equal as they stood.

    Where they are in order they are returned as they are. Rows are held in memory as long as a later one may belong
    before them.
    """
    if all(map((0).__le__, steps(columns[0]))):
        return columns
    ordered, waiting = [room() for _ in columns], [list[int]() for _ in columns]
    for start, later in _blocks(columns[0]):
        waiting = _sorted(
            [[*rows, *column[start : start + BLOCK]] for rows, column in zip(waiting, columns, strict=True)]
        )
        ready = len(waiting[0]) if later is None else bisect_right(waiting[0], later)
        for column, rows in zip(ordered, waiting, strict=True):
            column.extend(rows[:ready])
        waiting = [rows[ready:] for rows in waiting]
    return ordered


def _blocks(keys: Column) -> Iterator[tuple[int, int | None]]:
    """Yield where each block begins, with the smallest key of all later blocks, None for the last."""
    starts = range(0, len(keys), BLOCK)
    least = [min(keys[start : start + BLOCK]) for start in starts]
    later = [*accumulate(reversed(least), min)][::-1]
    return zip(starts, [*later[1:], None], strict=True)


def _sorted(rows: Sequence[list[int]]) -> list[list[int]]:
    order = sorted(range(len(rows[0])), key=rows[0].__getitem__)
    return [[column[place] for place in order] for column in rows]


def ranked(column: Column, place: int) -> int:
    """Return the number that would stand at a place, counted from 0, if all were in ascending order."""
    lowest, highest, many = min(column), max(column), len(column)
    while many > BLOCK and lowest < highest:
        width = (highest - lowest) // _BINS + 1
        bins = Counter(map(width.__rfloordiv__, map(lowest.__rsub__, _within(column, lowest, highest))))
        ends = accumulate(bins[number] for number in sorted(bins))
        bin_, end = next(found for found in zip(sorted(bins), ends, strict=True) if place < found[1])
        many = bins[bin_]
        place -= end - many
        lowest, highest = lowest + bin_ * width, min(highest, lowest + (bin_ + 1) * width - 1)
    return lowest if lowest == highest else sorted(_within(column, lowest, highest))[place]


def _within(column: Column, lowest: int, highest: int) -> Iterator[int]:
    return filter(highest.__ge__, filter(lowest.__le__, column))
