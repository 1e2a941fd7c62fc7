"""The one form in which a bundle is a ZIP file: given names, lengths and checksums, every byte that is no content.

Members are stored, not deflated: what a compressor writes depends on its version, and then the same drill would not
give the same bytes (ADR 19). APPNOTE 6.3.10: 4.3.7 local header, 4.3.12 directory, 4.3.14 to 4.3.16 its end,
4.5.3 zip64.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

LOCAL: Final = b"PK\x03\x04"
CENTRAL: Final = b"PK\x01\x02"
END: Final = b"PK\x05\x06"
_END64: Final = b"PK\x06\x06"
_LOCATOR64: Final = b"PK\x06\x07"
_PLAIN, _ZIP64 = 20, 45
_UNIX: Final = 3 << 8
_UTF8: Final = 1 << 11
_STORED: Final = 0
_TIME, _DATE = 0, (1 << 5) | 1
"""1980-01-01 00:00, the first moment that the format knows; when things happened stands in the journal."""
_READABLE: Final = 0o100644 << 16
_MOST: Final = 2**32 - 1
_MANY: Final = 2**16 - 1
_FIXED: Final = struct.Struct("<4s5H3L2H")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file: its name, its length in bytes, its CRC-32 and where its local header begins."""

    name: str
    size: int
    crc: int
    at: int

    @property
    def header(self) -> bytes:
        """Return the local header."""
        name, extra = self.name.encode(), _sizes64(self.size, self.size)
        sizes = min(self.size, _MOST)
        needs = _ZIP64 if extra else _PLAIN
        fixed = _FIXED.pack(
            LOCAL, needs, _UTF8, _STORED, _TIME, _DATE, self.crc, sizes, sizes, len(name), len(extra)
        )  # fmt: skip
        return fixed + name + extra

    @property
    def start(self) -> int:
        """Return where the content begins."""
        return self.at + len(self.header)

    @property
    def end(self) -> int:
        """Return where the content ends."""
        return self.start + self.size

    @property
    def entry(self) -> bytes:
        """Return its entry in the list at the end."""
        name, sizes = self.name.encode(), min(self.size, _MOST)
        extra = _sizes64(self.size, self.size, self.at)
        needs = _ZIP64 if extra else _PLAIN
        fixed = struct.pack(
            "<4s6H3L5H2L",
            *(CENTRAL, _UNIX | needs, needs, _UTF8, _STORED, _TIME, _DATE, self.crc, sizes, sizes),
            *(len(name), len(extra), 0, 0, 0, _READABLE, min(self.at, _MOST)),
        )
        return fixed + name + extra


def directory(members: Sequence[Member]) -> bytes:
    """Return everything behind the last content."""
    begin = members[-1].end if members else 0
    entries = b"".join(member.entry for member in members)
    return entries + b"".join(_ends(begin, len(entries), len(members)))


def laid_out(files: Iterable[tuple[str, int, int]]) -> Iterator[Member]:
    """Yield members one behind the other from names, lengths and checksums."""
    at = 0
    for name, size, crc in files:
        member = Member(name=name, size=size, crc=crc, at=at)
        yield member
        at = member.end


def told(header: bytes, at: int) -> Member | None:
    """Return the member that the bytes of a local header tell of, None if it is no header.

    What it says is not checked: a header that is not `Member.header` is not one of ours.
    """
    if len(header) < _FIXED.size or header[:4] != LOCAL:
        return None
    *_, crc, _, size, names, extras = _FIXED.unpack(header[: _FIXED.size])
    rest = header[_FIXED.size :]
    name, extra = rest[:names], rest[names : names + extras]
    if size == _MOST and len(extra) >= _WIDE.size:
        size = _WIDE.unpack(extra[: _WIDE.size])[2]
    return Member(name=name.decode(errors="replace"), size=size, crc=crc, at=at)


LONGEST_HEADER: Final = _FIXED.size + 2 * _MANY
_WIDE: Final = struct.Struct("<2H2Q")


def _sizes64(*values: int) -> bytes:
    """Return the extra field for what 32 bits cannot hold, empty where there is nothing of that kind."""
    wide = [value for value in values if value >= _MOST]
    return struct.pack(f"<2H{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""


def _ends(begin: int, size: int, count: int) -> Iterator[bytes]:
    if count >= _MANY or size >= _MOST or begin >= _MOST:
        yield struct.pack("<4sQ2H2L4Q", _END64, 44, _UNIX | _ZIP64, _ZIP64, 0, 0, count, count, size, begin)
        yield struct.pack("<4sLQL", _LOCATOR64, 0, begin + size, 1)
    few = min(count, _MANY)
    yield struct.pack("<4s4H2LH", END, 0, 0, few, few, min(size, _MOST), min(begin, _MOST), 0)
