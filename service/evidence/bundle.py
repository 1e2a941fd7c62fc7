"""A drill's evidence opened for reading, in a folder or in one bundle file, by one interface."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from service.evidence.layout import Fault, Flaw, Folder, Form, folder, is_fit
from service.evidence.zipping import END, LONGEST_HEADER, Member, directory, told

SUFFIX: Final = ".drillproof.zip"
_CHUNK: Final = 2**20
_ENCRYPTED: Final = 1
MOST: Final = 10_000
"""So many files a bundle may hold; a drill has a dozen."""
_END_SIZE: Final = 22
_FARTHEST_END: Final = _END_SIZE + 2**16
_LEAST_ENTRY: Final = 46
_WIDE_COUNT: Final = 2**16 - 1


class BundleError(Exception):
    """A file cannot be opened as a bundle at all; says why and what to do."""


def open_bundle(path: Path) -> Folder:
    """Return the evidence at `path`: a bundle, a drill's folder, its evidence folder, or a journal.

    What is wrong with a bundle is told by `flaws`, and whatever of it can be read is there. Raises BundleError
    where the file cannot be read; a path at which there is nothing is an empty folder.
    """
    if not is_bundle(path):
        return folder(path)
    try:
        members, unread = _found(path)
    except OSError as error:
        msg = f"{path}: {error.strerror}; name a bundle that can be read"
        raise BundleError(msg) from error
    return Bundle(place=path, members=members, unread=unread)


def is_bundle(path: Path) -> bool:
    """Tell whether a file is, or says by its name that it is, a bundle."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return path.name.endswith(SUFFIX) or file.read(2) == b"PK"
    except OSError:
        return path.name.endswith(SUFFIX)


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """Evidence in one file. Members are stored, so that each is a stretch of the file; `unread` tells of others."""

    place: Path
    members: tuple[Member, ...]
    unread: tuple[Flaw, ...] = ()
    form: Form = "bundle"

    @property
    def names(self) -> tuple[str, ...]:
        """Return the name of every file, in the bundle's order, each once."""
        return tuple(self._by_name)

    def size(self, name: str) -> int | None:
        """Return a file's length in bytes, None where there is no such file."""
        member = self._by_name.get(name)
        return None if member is None else member.size

    def open(self, name: str) -> BinaryIO:
        """Return a file to be read bit by bit, and closed by the caller; raises FileNotFoundError."""
        member = self._by_name.get(name)
        if member is None:
            raise FileNotFoundError(name)
        return io.BufferedReader(_Stretch(self.place, member.start, member.size), _CHUNK)

    def read(self, name: str) -> bytes | None:
        """Return the whole of a file, None where there is no such file."""
        if name not in self._by_name:
            return None
        with self.open(name) as file:
            return file.read()

    def flaws(self) -> Iterator[Flaw]:
        """Yield every byte range that is not as the names, lengths and contents of the members call for."""
        yield from self.unread
        yield from _flaws_of_names(self.members)
        with self.place.open("rb") as file:
            yield from _flaws_of_bytes(file, self.members)

    @cached_property
    def _by_name(self) -> dict[str, Member]:
        return {member.name: member for member in self.members}


class _Stretch(io.RawIOBase):
    """A stretch of a file, which reads as a file of its own."""

    def __init__(self, path: Path, start: int, size: int) -> None:
        super().__init__()
        self._file, self._start, self._size, self._at = path.open("rb", buffering=0), start, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's buffer is wider
        self._file.seek(self._start + self._at)
        wanted = memoryview(buffer)[: max(0, min(len(buffer), self._size - self._at))]
        count = self._file.readinto(wanted)
        self._at += count
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


def _found(path: Path) -> tuple[tuple[Member, ...], tuple[Flaw, ...]]:
    """Return the members that a walk from the first byte finds, or what the list at the end says where they differ."""
    with path.open("rb") as file:
        walked = tuple(islice(_walk(file), MOST + 1))
        if len(walked) > MOST or _listed_count(file) > MOST:
            return walked[:MOST], (Flaw(fault=Fault.MANY, at=0),)
        file.seek(walked[-1].end if walked else 0)
        if walked and file.read(len(directory(walked)) + 1) == directory(walked):
            return walked, ()
    members, unread = _listed(path)
    return (members, unread) if members or unread else (walked, ())


def _listed_count(file: BinaryIO) -> int:
    """Return how many entries the list at the end says that it has: nobody reads a list that is too long."""
    length = file.seek(0, io.SEEK_END)
    file.seek(max(0, length - _FARTHEST_END))
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + _END_SIZE:
        return 0
    count, size = struct.unpack("<HL", tail[at + 10 : at + 16])
    return max(count, size // _LEAST_ENTRY) if count < _WIDE_COUNT else size // _LEAST_ENTRY


def _walk(file: BinaryIO) -> Iterator[Member]:
    """Yield members as long as one stands behind the other."""
    at, length = 0, file.seek(0, io.SEEK_END)
    while True:
        file.seek(at)
        found = told(file.read(LONGEST_HEADER), at)
        if found is None or found.end > length:
            return
        yield found
        at = found.end


def _listed(path: Path) -> tuple[tuple[Member, ...], tuple[Flaw, ...]]:
    """Return what the list at the end tells of: members that can be read, and those that are packed in another way."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, EOFError, IndexError):
        return (), ()
    if infos and infos[0].header_offset < 0:
        return (), ()
    packed = {info.header_offset: fault for info in infos if (fault := _packing(info)) is not None}
    stored = (info for info in infos if info.header_offset not in packed)
    members = (Member(name=info.filename, size=info.file_size, crc=info.CRC, at=info.header_offset) for info in stored)
    unread = (
        Flaw(fault=packed[info.header_offset], name=info.filename, at=info.header_offset)
        for info in infos
        if info.header_offset in packed
    )
    return tuple(members), tuple(unread)


def _packing(info: zipfile.ZipInfo) -> Fault | None:
    if info.flag_bits & _ENCRYPTED:
        return Fault.ENCRYPTED
    return None if info.compress_type == zipfile.ZIP_STORED else Fault.COMPRESSED


def _flaws_of_names(members: Sequence[Member]) -> Iterator[Flaw]:
    seen: set[str] = set()
    latest = ""
    for member in members:
        if member.name in seen:
            yield Flaw(fault=Fault.DUPLICATE, name=member.name, at=member.at)
        if not is_fit(member.name):
            yield Flaw(fault=Fault.UNFIT_NAME, name=member.name, at=member.at)
        if member.name < latest:
            yield Flaw(fault=Fault.ORDER, name=member.name, at=member.at)
        seen.add(member.name)
        latest = max(latest, member.name)


def _flaws_of_bytes(file: BinaryIO, members: Sequence[Member]) -> Iterator[Flaw]:
    at = 0
    for member in members:
        if member.at != at:
            yield Flaw(fault=Fault.HIDDEN, name=member.name, at=min(at, member.at))
        file.seek(member.at)
        if file.read(len(member.header)) != member.header:
            yield Flaw(fault=Fault.HEADER, name=member.name, at=member.at)
        elif _crc(file, member.size) != member.crc:
            yield Flaw(fault=Fault.CONTENT, name=member.name, at=member.start)
        at = member.end
    yield from _flaws_of_end(file, members, at)


def _crc(file: BinaryIO, size: int) -> int:
    crc = 0
    while size and (chunk := file.read(min(size, _CHUNK))):
        crc, size = zlib.crc32(chunk, crc), size - len(chunk)
    return crc


def _flaws_of_end(file: BinaryIO, members: Sequence[Member], at: int) -> Iterator[Flaw]:
    due = directory(members)
    file.seek(at)
    found = file.read(len(due) + 1)
    if not members:
        yield Flaw(fault=Fault.NOT_ZIP, at=0)
    elif found != due:
        common = next((place for place, (one, other) in enumerate(zip(found, due, strict=False)) if one != other), None)
        fault = Fault.HIDDEN if common is None and len(found) > len(due) else Fault.DIRECTORY
        place = min(len(found), len(due)) if common is None else common
        yield Flaw(fault=fault, name=_entry_at(members, place), at=at + place)


def _entry_at(members: Sequence[Member], place: int) -> str:
    """Return whose entry in the list at the end a place is in, empty behind the last."""
    for member in members:
        place -= len(member.entry)
        if place < 0:
            return member.name
    return ""
