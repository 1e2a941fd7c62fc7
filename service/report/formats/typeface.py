"""Which font PDF and pictures are set in, which characters it has, how wide they are, how others are spelled out."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Final

import typst
from noto_cjk_sans_otc import FONT_PATH  # pyright: ignore[reportMissingTypeStubs]  the package has one constant

FAMILY: Final = "Noto Sans CJK SC"
MONO: Final = "Noto Sans Mono CJK SC"
GETA: Final = "〓"
"""What compositors set for a character that they have no type for."""

_MEMORY: Final = 11
"""After so many compilations (0.1 s for empty ones) the typesetter drops what none of them needed."""
_LAST: Final = 0x110000
_EXACT: Final = 0x2E80
"""From here on nearly every character is as wide as it is high, and none is wider."""
_WIDE: Final = chr(_EXACT)
_FULL_REPERTOIRE: Final = (0, 4)
"""Platform and encoding of the character map that goes beyond the Basic Multilingual Plane."""
_GROUPS: Final = struct.Struct(">III")
_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U0010ffff]"
)
"""Characters without a shape of their own or without a meaning (private ones): on paper nobody would see them."""
_ODD: Final = re.compile("[^\n -~]")
"""What has to be looked at: everything but plain ASCII and the end of a line."""


class NoFontError(Exception):
    """The font that the PDF is set in is not there, or it is no collection of fonts."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"the font of the PDF cannot be read ({why}): install the package noto-cjk-sans-otc anew, in the version "
            "that requirements.lock names"
        )


@dataclass(frozen=True, slots=True)
class Typeface:
    """What the font has: for each character its glyph's number, 0 for none, and the widths below U+2E80 in em."""

    glyphs: bytes
    widths: tuple[float, ...]

    def has(self, character: str) -> bool:
        """Tell whether the font has a shape for the character that a reader can see."""
        return self.glyphs[ord(character)] == 1 and not _UNSEEN.match(character)


@lru_cache(maxsize=20_000)
def width(text: str) -> float:
    """Return how wide a line of text is, in em; kerning is left out, it makes lines shorter."""
    widths = typeface().widths
    return sum([widths[ord(one)] if one < _WIDE else 1.0 for one in text])


def font_file() -> Path:
    """Return where the font lies: in its package, never among the machine's own fonts."""
    return Path(str(FONT_PATH))


@cache
def fonts() -> typst.Fonts:
    """Return the only fonts that the compiler sees; what it embeds are the characters that a paper has."""
    folder = str(font_file().parent)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def forget() -> None:
    """Let the typesetter forget what it set: it keeps 60 MB for each paper until _MEMORY more were set."""
    for _ in range(_MEMORY):
        typst.compile(b"", font_paths=fonts(), ignore_system_fonts=True)


@cache
def typeface() -> Typeface:
    """Return what the font has; raises NoFontError."""
    try:
        with font_file().open("rb") as file:
            return _typeface(file)
    except (OSError, struct.error, KeyError) as error:
        raise NoFontError(str(error)) from error


def printable(text: str) -> str:
    """Return the text with what paper cannot show spelled out as [U+1F600]: nothing is left out, lines stay lines."""
    return text if _is_whole(text) else _ODD.sub(lambda one: one[0] if _is_shown(one[0]) else _spelled(one[0]), text)


def drawable(markup: str) -> str:
    """Return a chart's markup with GETA for what the font lacks, so that no label gets longer."""
    return markup if _is_whole(markup) else _ODD.sub(lambda one: one[0] if _is_shown(one[0]) else GETA, markup)


def _spelled(character: str) -> str:
    return f"[U+{ord(character):04X}]"


def _is_whole(text: str) -> bool:
    """Tell whether paper can show all of the text; nearly every text is looked at only so far."""
    return all(map(_is_shown, set(text)))


@cache
def _is_shown(character: str) -> bool:
    return not _ODD.match(character) or typeface().has(character)


def _typeface(file: BinaryIO) -> Typeface:
    (first,) = _read(file, 12, ">I")
    _, count = _read(file, first, ">IH")
    tables = {tag: at for tag, _, at, _ in (_read(file, first + 12 + 16 * n, ">4sIII") for n in range(count))}
    groups = _groups(file, tables[b"cmap"])
    known = bytearray(_LAST)
    for begin, end, _ in groups:
        known[begin : end + 1] = b"\x01" * (end + 1 - begin)
    return Typeface(bytes(known), tuple(_widths(file, tables, groups)))


def _groups(file: BinaryIO, cmap: int) -> list[tuple[int, int, int]]:
    """Return runs of characters and the first one's glyph (OpenType, `cmap` format 12)."""
    _, count = _read(file, cmap, ">HH")
    maps = {(one, two): at for one, two, at in (_read(file, cmap + 4 + 8 * n, ">HHI") for n in range(count))}
    start = cmap + maps[_FULL_REPERTOIRE]
    (length,) = _read(file, start + 12, ">I")
    file.seek(start + 16)
    return [(begin, end, glyph) for begin, end, glyph in _GROUPS.iter_unpack(file.read(length * _GROUPS.size)) if glyph]


def _widths(file: BinaryIO, tables: dict[bytes, int], groups: list[tuple[int, int, int]]) -> list[float]:
    (per_em,) = _read(file, tables[b"head"] + 18, ">H")
    (measured,) = _read(file, tables[b"hhea"] + 34, ">H")
    advances = [advance for advance, _ in struct.iter_unpack(">Hh", _bytes(file, tables[b"hmtx"], measured * 4))]
    widths = [1.0] * _EXACT
    for begin, end, glyph in groups:
        for one in range(begin, min(end + 1, _EXACT)):
            widths[one] = advances[min(glyph + one - begin, measured - 1)] / per_em
    return widths


def _read(file: BinaryIO, at: int, form: str) -> tuple[Any, ...]:
    return struct.unpack(form, _bytes(file, at, struct.calcsize(form)))


def _bytes(file: BinaryIO, at: int, count: int) -> bytes:
    file.seek(at)
    return file.read(count)
