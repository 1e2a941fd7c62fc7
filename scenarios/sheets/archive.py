"""Whether a workbook's archive may be unpacked, looked at before anything of it is."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

from scenarios.problems import START, Problem, found
from scenarios.sheets.limits import LARGEST_UNPACKED, MOST_CELLS, MOST_PARTS, MOST_TAGS

OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
"""How both an encrypted workbook and one of the form before .xlsx begin."""
_DECLARATION: Final = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00")


def unpack(file: str, raw: bytes) -> Mapping[str, bytes] | Problem:
    """Return the XML parts of a workbook by name, or why they are not taken.

    An archive never gives more bytes for a part than its directory says, so the sum there bounds the memory.
    """
    if raw.startswith(OLE):
        return found(file, START, "", "sheet_encrypted_or_old")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _parts(file, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        return found(file, START, "", "sheet_broken", why=str(error) or type(error).__name__)


def _parts(file: str, archive: zipfile.ZipFile) -> Mapping[str, bytes] | Problem:
    entries = archive.infolist()
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        return found(file, START, "", "sheet_unpacks_too_large", most=f"{LARGEST_UNPACKED // 1_000_000} MB")
    if any(entry.flag_bits & 1 for entry in entries):
        return found(file, START, "", "sheet_encrypted_or_old")
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names) or "[Content_Types].xml" not in names:
        return found(file, START, "", "sheet_broken", why="the archive is no workbook")
    parts = {name: archive.read(name) for name in names if name.lower().endswith((".xml", ".rels"))}
    if sum(part.count(b"<") for part in parts.values()) > MOST_TAGS:
        return found(file, START, "", "sheet_too_many_cells", most=str(MOST_CELLS))
    hostile = next((name for name, part in parts.items() if _declares(part)), None)
    return parts if hostile is None else found(file, START, "", "sheet_hostile", part=hostile)


def _declares(part: bytes) -> bool:
    """Whether the part could declare entities; one that is not in UTF-8 could hide that."""
    return _DECLARATION.search(part) is not None or part.startswith(_WIDE) or b"\x00" in part[:64]
