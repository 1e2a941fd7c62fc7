"""Where columns of samples lie while a drill is judged: in a file without a name, a few pages of it in memory."""

from __future__ import annotations

import os
from array import array
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final, overload

from measurements.columns import Room

PAGE: Final = 1 << 10
"""So many numbers of each column are read at once; a column has two pages in memory."""
_AT_ONCE: Final = 1 << 14
_NUMBER: Final = array("q").itemsize


@contextmanager
def shelf(folder: Path | None = None, page: int = PAGE) -> Generator[Room]:
    """Give columns whose numbers lie in a file in `folder` (None: where temporary files go), 8 bytes each.

    The file has no name, so that nothing is left of it however the process ends. Raises OSError where there is no
    room for it.
    """
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=folder, buffering=0) as file:
        pages = _Pages(file.fileno(), page)
        yield lambda: PagedColumn(pages)


class _Pages:
    """Pages of one size, one behind the other."""

    def __init__(self, file: int, size: int) -> None:
        self._file, self.size, self._count = file, size, 0

    def put(self, page: array[int]) -> int:
        """Write a page, and return its number."""
        content, at = memoryview(page).cast("B"), self._count * self.size * _NUMBER
        while content:
            written = os.pwrite(self._file, content, at)
            content, at = content[written:], at + written
        self._count += 1
        return self._count - 1

    def get(self, number: int) -> array[int]:
        """Return a page."""
        page = array("q")
        page.frombytes(os.pread(self._file, self.size * _NUMBER, number * self.size * _NUMBER))
        return page


class PagedColumn:
    """A column of which whole pages lie in the file. A number of more than 64 bits brings all of it into memory."""

    def __init__(self, pages: _Pages) -> None:
        self._pages, self._numbers, self._tail = pages, array("q"), array("q")
        self._near: tuple[int, array[int]] = (-1, self._tail)
        self._wide: list[int] | None = None

    def __len__(self) -> int:
        """Return how many numbers there are."""
        return len(self._numbers) * self._pages.size + len(self._tail) if self._wide is None else len(self._wide)

    def __iter__(self) -> Iterator[int]:
        """Return all of them, in order."""
        if self._wide is not None:
            return iter(self._wide)
        return chain(chain.from_iterable(map(self._pages.get, self._numbers)), self._tail)

    @overload
    def __getitem__(self, place: int, /) -> int: ...
    @overload
    def __getitem__(self, place: slice, /) -> Sequence[int]: ...

    def __getitem__(self, place: int | slice, /) -> int | Sequence[int]:
        """Return a number, or a list of those from one place to another."""
        if self._wide is not None:
            return self._wide[place]
        if isinstance(place, slice):
            start, stop, step = place.indices(len(self))
            return self._stretch(start, stop)[::step] if step > 0 else list(self)[place]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        page, rest = divmod(place % len(self), self._pages.size)
        return self._page(page)[rest]

    def extend(self, numbers: Iterable[int], /) -> None:
        """Put numbers behind the last; raises OSError where the disk has no room."""
        if isinstance(numbers, tuple | list) and len(numbers) <= _AT_ONCE:  # nearly always: the column of a batch
            self._extend(numbers)
            return
        coming = iter(numbers)
        while part := list(islice(coming, _AT_ONCE)):
            self._extend(part)

    def _extend(self, numbers: Sequence[int]) -> None:
        if self._wide is not None:
            self._wide.extend(numbers)
            return
        before = len(self._tail)
        try:
            self._tail.extend(numbers)
        except OverflowError:
            del self._tail[before:]
            self._wide = [*self, *numbers]
            return
        size = self._pages.size
        full = len(self._tail) - len(self._tail) % size
        if full:
            self._numbers.extend(self._pages.put(self._tail[at : at + size]) for at in range(0, full, size))
            del self._tail[:full]

    def _page(self, page: int) -> array[int]:
        if page == len(self._numbers):
            return self._tail
        if self._near[0] != page:
            self._near = (page, self._pages.get(self._numbers[page]))
        return self._near[1]

    def _stretch(self, start: int, stop: int) -> list[int]:
        """Return the numbers from one place up to, not including, another."""
        size, found = self._pages.size, list[int]()
        while start < stop:
            page, rest = divmod(start, size)
            part = self._page(page)[rest : rest + stop - start]
            found.extend(part)
            start += len(part)
        return found
