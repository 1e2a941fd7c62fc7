"""What a backup says of itself: every table and file with its digest, where each chain ended, who made it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from service.backup.errors import BackupError

NAME: Final = "manifest.json"
_NAME: Final = r"^[a-z_]{1,63}$"
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TablePart(_Part):
    """One table: its columns as the lines have them, how many lines, the digest of the lines before they are packed."""

    name: Annotated[str, Field(pattern=_NAME)]
    columns: tuple[Annotated[str, Field(pattern=_NAME.replace("a-z_", "a-z0-9_"))], ...]
    rows: int
    sha256: Sha256


class FilePart(_Part):
    """One file of the home, by its path below it."""

    path: str
    size: int
    mode: int
    sha256: Sha256


class ChainEnd(_Part):
    """Where a chain ended: the last number and its hash."""

    last: int
    hash: str


class Manifest(_Part):
    """The whole backup."""

    form: Literal["drillproof.backup/1"] = "drillproof.backup/1"
    software: str
    revision: str
    database: Literal["sqlite", "postgresql"]
    made_utc_ns: int
    tables: tuple[TablePart, ...]
    files: tuple[FilePart, ...]
    book: ChainEnd
    drills: dict[str, ChainEnd]
    """Every drill that has records."""


def read_manifest(backup: Path) -> Manifest:
    """Return what a backup says of itself; raises BackupError."""
    try:
        return Manifest.model_validate_json((backup / NAME).read_bytes())
    except OSError as error:
        msg = f"{backup / NAME}: {error.strerror}; name the folder of a finished backup"
        raise BackupError(msg) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        msg = f"{backup / NAME}: {place}: {first['msg']}; it was changed, or a newer Drillproof wrote it"
        raise BackupError(msg) from error
