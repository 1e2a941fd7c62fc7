"""Which file lies where, in a folder and in a bundle alike: the report at the top, what proves it under `evidence/`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final, Literal, Protocol, TypeAlias

EVIDENCE: Final = "evidence"
JOURNAL: Final = f"{EVIDENCE}/journal.jsonl"
RECORDS: Final = f"{EVIDENCE}/records.jsonl"
PLAN: Final = f"{EVIDENCE}/plan.json"
SOFTWARE_FILE: Final = f"{EVIDENCE}/software.json"
STATEMENT: Final = f"{EVIDENCE}/statement.json"
ENVELOPE: Final = f"{EVIDENCE}/envelope.json"
TIMESTAMP: Final = f"{EVIDENCE}/timestamp.tsr"
SIGNERS: Final = f"{EVIDENCE}/signers/"
"""Under it lies the public key of each signer, `<keyid>.pem`."""
ATTACHED: Final = f"{EVIDENCE}/attachments/"
"""Under it lies each file that people attached to the dossier, by its SHA-256."""
REPORT: Final = "report.json"
REPORTS: Final = "report."
"""How the names begin of what lies at the top: report.json, report.html, report.en.html, report.pdf and the like."""
SUFFIXES: Final = (".yaml", ".yml", ".json", ".xlsx", ".csv", ".ini", ".cfg", ".conf")
"""Endings that a source keeps: BIA sheets and inventories come in other forms than YAML."""
MANIFEST: Final = f"{EVIDENCE}/manifest.json"
"""What stood in the statement's place before there were statements; only read."""
MANIFEST_SCHEMA: Final = "drillproof.manifest/1"

OWN: Final = frozenset((JOURNAL, RECORDS, PLAN, SOFTWARE_FILE, STATEMENT, ENVELOPE, TIMESTAMP, MANIFEST))
"""What is made of the drill itself; whatever else lies there is a source."""

Form: TypeAlias = Literal["bundle", "folder", "journal"]
"""`journal`: nothing but a journal that lies by itself (lines or a database)."""


class Fault(StrEnum):
    """What can be wrong with what the files lie in, as opposed to the files."""

    NOT_ZIP = "not_zip"
    HEADER = "header"
    """A member's header is not the one that its name, length and content call for."""
    DIRECTORY = "directory"
    """The list at the end is not the one that the members call for, or something lies behind it."""
    HIDDEN = "hidden"
    """Bytes that belong to no member."""
    DUPLICATE = "duplicate"
    UNFIT_NAME = "unfit_name"
    """Absolute, leading out of the folder, or with characters that no file of a drill has."""
    ENCRYPTED = "encrypted"
    COMPRESSED = "compressed"
    ORDER = "order"
    CONTENT = "content"
    """A member's content does not have the checksum that its header says."""
    MANY = "many"
    """More files than a drill has."""
    LINK = "link"
    """A symbolic link, or something else that is no plain file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing that is wrong with a container: at which file (empty: none in particular) and byte (-1: no bundle)."""

    fault: Fault
    name: str = ""
    at: int = -1


class Folder(Protocol):
    """The files of one drill, wherever they lie. Nothing is held in memory that was not asked for."""

    @property
    def place(self) -> Path:
        """Return where it is on disk."""
        ...

    @property
    def form(self) -> Form:
        """Return what it is."""
        ...

    @property
    def names(self) -> tuple[str, ...]:
        """Return the name of every file, in order, as the statement writes them (`evidence/journal.jsonl`)."""
        ...

    def size(self, name: str) -> int | None:
        """Return a file's length in bytes, None where there is no such file."""
        ...

    def open(self, name: str) -> BinaryIO:
        """Return a file to be read bit by bit, and closed by the caller; raises FileNotFoundError."""
        ...

    def read(self, name: str) -> bytes | None:
        """Return the whole of a file, None where there is no such file."""
        ...

    def flaws(self) -> Iterator[Flaw]:
        """Yield what is wrong with the container; for a bundle every byte is looked at."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Evidence as plain files: `root` is DIR, None for a journal that lies by itself."""

    root: Path | None
    journal: Path

    @property
    def place(self) -> Path:
        """Return where it is."""
        return self.journal if self.root is None else self.root

    @property
    def form(self) -> Form:
        """Return whether there is more than a journal."""
        return "journal" if self.root is None else "folder"

    @property
    def names(self) -> tuple[str, ...]:
        """Return what belongs to the evidence; a service keeps other things in a drill's own directory too."""
        if self.root is None:
            return (JOURNAL,) if self.journal.is_file() else ()
        return tuple(sorted(path.relative_to(self.root).as_posix() for path in _lying(self.root) if not path.is_dir()))

    def at(self, name: str) -> Path | None:
        """Return the place of a file by its name in the statement, None if there is no folder or the name leaves it."""
        if self.root is None:
            return self.journal if name == JOURNAL else None
        try:
            place = self.root / name
            inside = place.resolve().is_relative_to(self.root.resolve())
        except (OSError, ValueError):  # a name with NUL, or of more bytes than a file system takes
            return None
        return place if inside else None

    def size(self, name: str) -> int | None:
        """Return a file's length in bytes, None where there is no such file."""
        place = self._file(name)
        return None if place is None else place.stat().st_size

    def open(self, name: str) -> BinaryIO:
        """Return a file to be read bit by bit, and closed by the caller; raises FileNotFoundError."""
        place = self._file(name)
        if place is None:
            raise FileNotFoundError(name)
        return place.open("rb")

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes, None where it is not there."""
        place = self._file(name)
        return None if place is None else place.read_bytes()

    def flaws(self) -> Iterator[Flaw]:
        """Yield every name that is no plain file."""
        for path in () if self.root is None else sorted(_lying(self.root)):
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                yield Flaw(fault=Fault.LINK, name=path.relative_to(self.place).as_posix())

    def _file(self, name: str) -> Path | None:
        place = self.at(name)
        return place if place is not None and place.is_file() else None


def folder(path: Path) -> Directory:
    """Return where plain files lie: `path` is DIR, DIR/evidence, or a journal file."""
    if not path.is_dir():
        return Directory(root=None, journal=path)
    if not (path / EVIDENCE).is_dir() and (path / Path(JOURNAL).name).is_file():
        path = path.absolute()
        return Directory(root=path.parent if path.name == EVIDENCE else None, journal=path / Path(JOURNAL).name)
    return Directory(root=path, journal=path / JOURNAL)


def is_outside(name: str) -> bool:
    """Tell whether a file is about the statement, so that the statement cannot list it."""
    return name in {STATEMENT, ENVELOPE, TIMESTAMP} or name.startswith(SIGNERS)


def signer_name(keyid: str) -> str:
    """Return the name under which a signer's public key lies."""
    return f"{SIGNERS}{keyid}.pem"


def is_fit(name: str) -> bool:
    """Tell whether a file of a drill may have this name: relative, inside, and read alike by every system."""
    parts = name.split("/")
    is_plain = name.isprintable() and "\\" not in name and ":" not in name and len(name.encode()) <= _LONGEST
    return is_plain and all(part not in {"", ".", ".."} for part in parts)


def source_name(role: str) -> str:
    """Return the name under which a file that the plan was made from is kept; raises ValueError for an unfit role.

    A role with a dot is a whole file name.
    """
    if not role or not all(character.isalnum() or character in "_-." for character in role) or role.startswith("."):
        msg = f"{role!r} cannot be part of a file name; write letters, digits, - and _"
        raise ValueError(msg)
    return f"{EVIDENCE}/{role}" if "." in role else f"{EVIDENCE}/{role}.yaml"


def source_file(role: str, suffix: str) -> str:
    """Return the name under which a source of that role is kept, with the ending that its own name has."""
    return source_name(f"{role}{suffix}" if suffix in SUFFIXES else role)


_LONGEST: Final = 1_000


def _lying(root: Path) -> Iterator[Path]:
    yield from root.glob(f"{REPORTS}*")
    yield from (root / EVIDENCE).rglob("*")
