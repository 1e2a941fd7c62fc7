"""Tables as lines: a packed file of JSON arrays, one row each, hashed while they are written and read."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from service.backup.errors import BackupError
from service.backup.manifest import TablePart

TABLES: Final = "tables"
_LEVEL: Final = 3
_LONGEST: Final = 2**28
"""No line is longer; a damaged file must not fill the memory."""


def file_of(backup: Path, table: str) -> Path:
    """Return where a table's lines lie."""
    return backup / TABLES / f"{table}.jsonl.gz"


def write_lines(backup: Path, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> TablePart:
    """Write all rows of a table; raises OSError."""
    digest, count = sha256(), 0
    with gzip.open(file_of(backup, table), "wb", compresslevel=_LEVEL) as file:
        for row in rows:
            line = json.dumps(list(row), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            file.write(line)
            count += 1
    return TablePart(name=table, columns=tuple(columns), rows=count, sha256=digest.hexdigest())


def read_lines(backup: Path, part: TablePart) -> Iterator[list[Any]]:
    """Yield the rows of a table; raises BackupError at the end where they are not what the manifest says."""
    digest, count = sha256(), 0
    try:
        with gzip.open(file_of(backup, part.name), "rb") as file:
            while line := file.readline(_LONGEST):
                digest.update(line)
                count += 1
                yield _row(backup, part, line, count)
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(backup, part.name, str(error)) from error
    if (count, digest.hexdigest()) != (part.rows, part.sha256):
        raise _damaged(backup, part.name, f"{count} rows, {part.rows} expected, or rows that were changed")


def _row(backup: Path, part: TablePart, line: bytes, number: int) -> list[Any]:
    try:
        row: Any = json.loads(line)
    except ValueError as error:
        raise _damaged(backup, part.name, f"line {number}: {error}") from error
    if not isinstance(row, list) or len(row) != len(part.columns):  # pyright: ignore[reportUnknownArgumentType]
        raise _damaged(backup, part.name, f"line {number}: not a row of {len(part.columns)} columns")
    return row  # pyright: ignore[reportUnknownVariableType]


def _damaged(backup: Path, table: str, why: str) -> BackupError:
    return BackupError(f"{file_of(backup, table)}: {why}; the backup is damaged, take another one")
