"""How wide the columns of a table are, and where a word that is wider than its place may break."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from service.report.formats.typeface import width as wide

BREAK: Final = "\u200b"
"""Where a word may break; no text that is `printable` holds one of its own."""
PIECE: Final = 6
"""A long word may break after so many characters, and wherever its parts are joined by a sign."""
LINE: Final = 1.55
"""From one baseline to the next, in em."""

_MOST_LEAST: Final = 9.0
"""No column is kept wider than so many em for the sake of one long word: that word breaks."""
_LEAST: Final = 1.2
"""Every column has room for a Chinese character."""
_MOST_NATURAL: Final = 34.0
_JOINTS: Final = re.compile(r"(?<=[-_./:@=,;|\\])(?=.)")
_TINY: Final = 1.1
_SHORT: Final = 4.2
"""A text no wider than so many em stays in one line."""
_PIECES: Final = re.compile(
    "[ \n\u2e80-\U0010ffff]|[^ \n\u2e80-\U0010ffff]+(?:(?<=[0-9]) s(?![^ \n\u2e80-\U0010ffff]))?"
)
"""A line may break before and after a space and nearly every character from U+2E80 on, but not between number and s."""

Rows: TypeAlias = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: how wide it may be and how large its letters are, both in points."""

    width: float
    size: float

    @property
    def room(self) -> float:
        """How many em fit in one line."""
        return self.width / self.size

    def fits(self, text: str) -> str:
        """Return the text with a BREAK wherever it has to be able to break so as to stay inside."""
        if wide(text) <= self.room:
            return text
        return "".join(self._word(word) for word in _words(text))

    def height(self, text: str) -> float:
        """Return about how high the text gets, in points, and rather more than less."""
        lines = sum(1 + int(wide(line) * 1.15 / self.room) for line in text.split("\n"))
        return lines * LINE * self.size

    def _word(self, word: str) -> str:
        if wide(word) <= self.room:
            return word
        return BREAK.join(piece for part in _JOINTS.split(word) for piece in self._pieces(part))

    def _pieces(self, part: str) -> Iterator[str]:
        length = max(1, min(PIECE, int(self.room / _TINY)))
        yield from (part[start : start + length] for start in range(0, len(part), length))


def column_widths(rows: Rows, width: float, size: float, padding: float) -> tuple[float, ...]:
    """Return how wide each column is, in points; together they are `width`, and each holds its `padding` too.

    A column gets what its longest line asks for where there is room; else at least its longest word, and the rest goes
    to those that have most to say.
    """
    columns = list(zip(*rows, strict=True))
    room = width / size - len(columns) * padding / size
    lines = [[_longest_line(cell) for cell in cells] for cells in columns]
    natural = [max(_LEAST, min(_MOST_NATURAL, max(one))) for one in lines]
    words = [max(_LEAST, *map(_longest_word, cells)) for cells in columns]
    least = [min(_MOST_LEAST, line, word) for line, word in zip(natural, words, strict=True)]
    usual = [sum(one) / len(one) for one in lines]
    return tuple(one * size + padding for one in _shared(natural, least, usual, room))


def _shared(natural: Sequence[float], least: Sequence[float], usual: Sequence[float], room: float) -> list[float]:
    if sum(natural) <= room:
        spare = (room - sum(natural)) / sum(one + 1 for one in natural)
        return [one + (one + 1) * spare for one in natural]
    if sum(least) >= room:
        share = (room - _LEAST * len(least)) / (sum(least) - _LEAST * len(least))
        return [_LEAST + (one - _LEAST) * share for one in least]
    wishes = [((most - some) * often) ** 0.5 for most, some, often in zip(natural, least, usual, strict=True)]
    spare = (room - sum(least)) / sum(wishes)
    return [some + wish * spare for some, wish in zip(least, wishes, strict=True)]


def _longest_line(text: str) -> float:
    return max(wide(line) for line in text.split("\n")) + 0.2


def _longest_word(text: str) -> float:
    if "\n" not in text and (whole := wide(text)) <= _SHORT:
        return whole + 0.2
    return max((wide(word) for word in _words(text)), default=0.0) + 0.2


def _words(text: str) -> Iterator[str]:
    """Yield the text in pieces between which a line may break: words, spaces, Chinese characters."""
    return (found[0] for found in _PIECES.finditer(text))
