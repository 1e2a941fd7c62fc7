"""Columns on disk are like lists, and nothing is left of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evidence.shelf import PAGE, shelf

NUMBERS = st.one_of(st.integers(-(2**63), 2**63 - 1), st.integers(2**63 - 2, 2**64))
PARTS = st.lists(st.lists(NUMBERS, max_size=9), max_size=9)
PLACES = st.none() | st.integers(-100, 100)


@given(PARTS, st.integers(1, 7), PLACES, PLACES, st.integers(-3, 3).filter(bool))
def test_a_column_on_disk_is_the_list_of_what_it_was_given(
    parts: list[list[int]], page: int, start: int | None, stop: int | None, step: int
) -> None:
    whole = [number for part in parts for number in part]
    with shelf(page=page) as room:
        column, another = room(), room()
        for turn, part in enumerate(parts):
            column.extend(part if turn % 2 else iter(part))
            another.extend([7] * len(part))
        assert [*column] == whole
        assert [column[place] for place in range(-len(whole), len(whole))] == whole + whole
        assert [*column[start:stop:step]] == whole[start:stop:step]
        assert (len(column), [*another]) == (len(whole), [7] * len(whole))


@pytest.mark.parametrize("place", [-4, 3])
def test_there_is_nothing_beyond_the_ends_of_a_column(place: int) -> None:
    with shelf() as room:
        column = room()
        column.extend([1, 2, 3])
        with pytest.raises(IndexError):
            column[place]


def test_many_numbers_at_once_are_as_good_as_one_by_one() -> None:
    many = 20 * PAGE + 3
    with shelf() as room:
        column = room()
        column.extend(range(many))
        assert (len(column), column[many - 1], column[PAGE]) == (many, many - 1, PAGE)
        assert all(map(int.__eq__, column, range(many)))


def test_no_file_is_left_behind_and_none_is_seen(tmp_path: Path) -> None:
    with shelf(tmp_path / "drill") as room:
        room().extend(range(5 * PAGE))
        assert [*(tmp_path / "drill").iterdir()] == []
