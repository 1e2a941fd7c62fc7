"""Writing a bundle: every file that a statement names, in one file whose bytes the drill decides; little memory."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from service.evidence.bundle import BundleError
from service.evidence.layout import STATEMENT, Flaw, Folder, Form, is_fit, is_outside
from service.evidence.parts import part_in
from service.evidence.statement import Statement, StatementError, statement_of
from service.evidence.zipping import directory, laid_out

_CHUNK: Final = 2**20


class BundleThereError(BundleError):
    """Something is where the bundle was to go, and nothing is overwritten."""


@dataclass(frozen=True, kw_only=True)
class Overlaid:
    """The files of a drill with some that take the place of others, or are added; `None` takes one away."""

    below: Folder
    over: Mapping[str, bytes | None]

    @property
    def place(self) -> Path:
        """Return where it is on disk."""
        return self.below.place

    @property
    def form(self) -> Form:
        """Return what lies below."""
        return self.below.form

    @property
    def names(self) -> tuple[str, ...]:
        """Return the name of every file, in order."""
        there = {name for name in self.below.names if name not in self.over}
        return tuple(sorted(there | {name for name, content in self.over.items() if content is not None}))

    def size(self, name: str) -> int | None:
        """Return a file's length in bytes, None where there is no such file."""
        if name not in self.over:
            return self.below.size(name)
        content = self.over[name]
        return None if content is None else len(content)

    def open(self, name: str) -> BinaryIO:
        """Return a file to be read; raises FileNotFoundError."""
        if name not in self.over:
            return self.below.open(name)
        content = self.over[name]
        if content is None:
            raise FileNotFoundError(name)
        return io.BytesIO(content)

    def read(self, name: str) -> bytes | None:
        """Return the whole of a file, None where there is no such file."""
        return self.over[name] if name in self.over else self.below.read(name)

    def flaws(self) -> Iterator[Flaw]:
        """Yield what is wrong with what lies below."""
        return self.below.flaws()


def read_statement(folder: Folder) -> Statement:
    """Return what the statement of a drill says; raises BundleError where there is none that can be read."""
    content = folder.read(STATEMENT)
    if content is None:
        msg = f"{folder.place}: it has no {STATEMENT}; file it anew: drillproof bundle DIR"
        raise BundleError(msg)
    try:
        return statement_of(content)
    except StatementError as error:
        msg = f"{folder.place}: {STATEMENT}: {error}; verify it, and take it from where it was filed"
        raise BundleError(msg) from error


def pack(folder: Folder, target: Path, *, replace: bool = False) -> None:
    """Write a bundle of everything that the statement of `folder` names, and of what belongs to the statement.

    Every file is compared with its digest first. The bundle is there whole or not at all, and takes no other's place
    unless `replace`. Raises BundleError (a file is missing, or is not what the statement says), BundleThereError.
    """
    files = list(_measured(folder, read_statement(folder)))
    try:
        with _part(target, replace=replace) as out:
            _write(out, folder, files)
    except OSError as error:
        msg = f"{error.filename or target}: {error.strerror}; name a place that can be written"
        raise BundleError(msg) from error


def _measured(folder: Folder, statement: Statement) -> Iterator[tuple[str, int, int]]:
    """Yield name, length and checksum of every file, in order of names."""
    outside = {name for name in folder.names if is_outside(name)}
    for name in sorted({*statement.files, *outside}):
        size, crc, digest = _read_through(folder, name)
        if digest != statement.files.get(name, digest) or not is_fit(name):
            msg = f"{folder.place}: {name}: it is not what the statement says; verify the drill, nothing was written"
            raise BundleError(msg)
        yield name, size, crc


def _read_through(folder: Folder, name: str) -> tuple[int, int, str]:
    size, crc, digest = 0, 0, sha256()
    try:
        with folder.open(name) as file:
            while chunk := file.read(_CHUNK):
                size, crc = size + len(chunk), zlib.crc32(chunk, crc)
                digest.update(chunk)
    except OSError as error:
        msg = f"{folder.place}: {name}: {error.strerror or 'it is missing'}; nothing was written"
        raise BundleError(msg) from error
    return size, crc, digest.hexdigest()


def _write(out: BinaryIO, folder: Folder, files: list[tuple[str, int, int]]) -> None:
    members = list(laid_out(files))
    for member in members:
        out.write(member.header)
        crc = 0
        with folder.open(member.name) as file:
            while chunk := file.read(_CHUNK):
                crc = zlib.crc32(chunk, crc)
                out.write(chunk)
        if crc != member.crc or out.tell() != member.end:
            msg = f"{folder.place}: {member.name}: it changed while it was read; nothing was written"
            raise BundleError(msg)
    out.write(directory(members))


@contextmanager
def _part(target: Path, *, replace: bool) -> Generator[BinaryIO]:
    """Give a file that is at `target` when all of it is on the disk, and is gone where that fails."""
    with part_in(target.parent) as (part, place):
        yield part
        part.flush()
        os.fsync(part.fileno())
        place.chmod(0o644)
        if replace:
            place.replace(target)
        else:
            _link(place, target)


def _link(place: Path, target: Path) -> None:
    """Give a file its name unless something has that name already."""
    try:
        os.link(place, target)
    except FileExistsError as error:
        msg = f"{target}: it is there already, and no bundle is overwritten; name another place"
        raise BundleThereError(msg) from error
