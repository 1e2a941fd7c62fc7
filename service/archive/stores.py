"""Where an archive lies: a directory, or a bucket of an S3-compatible store. What is put there is never put again."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import stat
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from pydantic import ConfigDict, TypeAdapter, ValidationError

from scenarios.canonical import canonical
from service.evidence.layout import is_fit

INDEX: Final = "index.jsonl"
_CHUNK: Final = 2**20
_READ_ONLY: Final = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH


class ArchiveError(Exception):
    """An archive cannot be reached, read or written; says why and what to do."""


class ArchivedError(ArchiveError):
    """Something else is kept under that name already, and nothing is ever overwritten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One bundle in an archive: its name there, what it holds, and until which day it stays (empty: for ever)."""

    name: str
    drill: str
    version: int
    bytes: int
    sha256: str
    statement: str
    """SHA-256 of its statement, which the next version names."""
    until: str
    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)


class Store(Protocol):
    """A place that keeps files for good."""

    @property
    def where(self) -> str:
        """Return its name for people, without secrets."""
        ...

    def put(self, kept: Kept, bundle: Path) -> bool:
        """Keep a bundle; False where the very same is kept already. Raises ArchivedError, ArchiveError."""
        ...

    def kept(self) -> Iterator[Kept]:
        """Yield everything that was put there, in order of names; raises ArchiveError."""
        ...

    def fetch(self, kept: Kept, target: Path) -> None:
        """Copy a bundle from there to a new file; raises ArchiveError."""
        ...


class DirectoryStore:
    """An archive in a directory: each bundle once and read-only, and one line of index for each."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def where(self) -> str:
        """Return the directory."""
        return str(self._root)

    def put(self, kept: Kept, bundle: Path) -> bool:
        """Keep a bundle; False where the very same is kept already. Raises ArchivedError, ArchiveError."""
        place = self._place(kept.name)
        with _told(place), self._index() as index:
            known = {one.name: one for one in _read(self._root / INDEX)}
            if kept.name in known:
                return _same(known[kept.name], kept)
            _copy_once(bundle, place, kept.sha256)
            index.write(f"{_line(kept)}\n".encode())
            index.flush()
            os.fsync(index.fileno())
        return True

    def kept(self) -> Iterator[Kept]:
        """Yield what the index names, in order of names; raises ArchiveError."""
        path = self._root / INDEX
        if not self._root.is_dir():
            msg = f"{self._root}: there is no such directory; is the archive mounted? make it where it is a new one"
            raise ArchiveError(msg)
        with _told(path):
            found = list(_read(path)) if path.exists() else []
        yield from sorted(found, key=lambda one: one.name)

    def unlisted(self) -> list[str]:
        """Return the names of bundles that lie there and that no line of the index names."""
        known = {one.name for one in self.kept()}
        there = (path.relative_to(self._root).as_posix() for path in self._root.rglob("*.drillproof.zip"))
        return sorted(set(there) - known)

    def fetch(self, kept: Kept, target: Path) -> None:
        """Copy a bundle from there to a new file; raises ArchiveError."""
        place = self._place(kept.name)
        with _told(place):
            shutil.copyfile(place, target)

    def _place(self, name: str) -> Path:
        if not is_fit(name):
            msg = f"{self._root}: {name!r} is no name of an archived bundle; the index was altered"
            raise ArchiveError(msg)
        return self._root / name

    @contextmanager
    def _index(self) -> Generator[BinaryIO]:
        """Give the index to append to; of several processes one writes at a time."""
        with (self._root / INDEX).open("ab") as index:
            fcntl.flock(index, fcntl.LOCK_EX)
            yield index


def _copy_once(bundle: Path, place: Path, due: str) -> None:
    """Copy a bundle to where nothing is, read-only; one that a death left there half is written anew.

    Under the index's lock, so nobody else writes there; what has no line in the index was never kept.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists() and digest_of(place) == due:
        place.chmod(_READ_ONLY)
        return
    part = place.with_name(f".{place.name}.part")
    part.unlink(missing_ok=True)
    with bundle.open("rb") as source, part.open("xb") as target:
        shutil.copyfileobj(source, target, _CHUNK)
        target.flush()
        os.fsync(target.fileno())
    if digest_of(part) != due:
        part.unlink()
        msg = f"{bundle}: it changed while it was copied; nothing was kept"
        raise ArchiveError(msg)
    if place.exists():
        part.unlink()
        msg = f"{place}: something else lies there that the index does not name; look at it, and move it away"
        raise ArchivedError(msg)
    part.chmod(_READ_ONLY)
    part.rename(place)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, read bit by bit."""
    with path.open("rb") as file:
        return digest_in(file)


def digest_in(file: BinaryIO) -> str:
    """Return the SHA-256 of what is still to be read of a file."""
    whole = sha256()
    while chunk := file.read(_CHUNK):
        whole.update(chunk)
    return whole.hexdigest()


def kept_of(content: bytes, where: str) -> Kept:
    """Return what a line of the index says; raises ArchiveError unless it is exactly what was written."""
    try:
        kept = _KEPT.validate_json(content)
    except ValidationError as error:
        msg = f"{where}: no line of an archive's index: {error.errors(include_url=False)[0]['msg']}"
        raise ArchiveError(msg) from None
    if _line(kept).encode() != content:
        msg = f"{where}: a line of the index is not in the form in which it was written"
        raise ArchiveError(msg)
    return kept


def line_bytes(kept: Kept) -> bytes:
    """Return the line of the index."""
    return _line(kept).encode()


def _same(known: Kept, kept: Kept) -> bool:
    """Return False where the same is kept already; raises ArchivedError where it is something else."""
    if known == kept:
        return False
    msg = f"{kept.name}: another bundle is kept under this name already, and nothing is overwritten; compare the two"
    raise ArchivedError(msg)


def _read(path: Path) -> Iterator[Kept]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            yield kept_of(line.removesuffix(b"\n"), f"{path}:{number}")


def _line(kept: Kept) -> str:
    return canonical(json.loads(json.dumps(asdict(kept), ensure_ascii=False)))


@contextmanager
def _told(place: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        msg = f"{error.filename or place}: {error.strerror}; is the archive mounted, and may this account use it?"
        raise ArchiveError(msg) from error


_KEPT: Final[TypeAdapter[Kept]] = TypeAdapter(Kept)
