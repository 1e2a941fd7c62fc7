"""Which reader a file of tables needs."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Final

from scenarios.documents import Unreadable, read_bytes
from scenarios.problems import START, found, one_line
from scenarios.sheets.archive import OLE
from scenarios.sheets.csv_text import read_table
from scenarios.sheets.grid import Book
from scenarios.sheets.limits import LARGEST, MOST_SHEETS
from scenarios.sheets.xlsx import read_workbook

_ZIP: Final = b"PK"


def read_sheets(path: Path, called: str | None = None) -> Book:
    """Return the tables of a workbook, of a CSV file, or of a folder with one CSV file per table.

    What a file is shows in its first bytes, not in its name. `called` is the name that problems give it (default:
    the path as given). What cannot be read stands in `problems`; nothing is raised.
    """
    file = called or str(path)
    try:
        members = sorted(path.glob("*.csv")) if path.is_dir() else None
    except OSError as error:
        return _refused(file, Unreadable(key="cannot_read", facts=(("why", one_line(str(error))),)))
    return _read_file(path, file, "") if members is None else _read_folder(members, file)


def _read_folder(members: list[Path], file: str) -> Book:
    if not members:
        return _refused(file, Unreadable(key="csv_folder_empty"))
    if len(members) > MOST_SHEETS:
        return _refused(file, Unreadable(key="sheet_too_many_sheets", facts=(("most", str(MOST_SHEETS)),)))
    books = [_read_file(member, f"{file.rstrip('/')}/{member.name}", member.stem) for member in members]
    return Book(
        file=file,
        sheets=tuple(chain.from_iterable(book.sheets for book in books)),
        problems=tuple(chain.from_iterable(book.problems for book in books)),
    )


def _read_file(path: Path, file: str, name: str) -> Book:
    raw = read_bytes(path, LARGEST)
    if isinstance(raw, Unreadable):
        large = Unreadable(key="sheet_too_large", facts=(("most", f"{LARGEST // 1_000_000} MB"),))
        return _refused(file, large if raw.key == "too_large" else raw)
    if raw.startswith((_ZIP, OLE)):
        return read_workbook(file, raw)
    if b"\x00" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _refused(file, Unreadable(key="sheet_unknown_form"))
    return read_table(file, raw, name)


def _refused(file: str, why: Unreadable) -> Book:
    return Book(file=file, problems=(found(file, START, "", why.key, **dict(why.facts)),))
