"""Files of the house: read once, refused early, every part with its place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scenarios.composer import compose
from scenarios.problems import START, Mark, Problem, found, one_line
from scenarios.tree import Table

LARGEST: Final = 2_000_000
"""Bytes; a drill that a person can review is a hundredth of this."""
LARGEST_SCRIPT: Final = 256_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file as far as it could be read: `root` is None where it could not."""

    file: str
    folder: Path
    sha256: str = ""
    root: Table | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Why a file gave no text: the message key, where in the file, and its facts."""

    key: str
    mark: Mark = START
    facts: tuple[tuple[str, str], ...] = ()


def load(path: Path, called: str | None = None) -> Document:
    """Return the file at `path`; what is wrong with it stands in `problems`, nothing is raised.

    `called` is the name that problems give the file (default: the path as given).
    """
    file, folder = called or str(path), path.absolute().parent
    match read_bytes(path, LARGEST):
        case bytes() as raw:
            return _parse(file, folder, raw)
        case why:
            return Document(file=file, folder=folder, problems=(_unreadable(file, why),))


def document_of(raw: bytes, file: str, folder: Path) -> Document:
    """Return what is in no file yet as if it lay in `folder` and were called `file`; nothing is raised."""
    return _parse(file, folder, raw)


def _parse(file: str, folder: Path, raw: bytes) -> Document:
    text = decode(raw)
    sha256 = hashlib.sha256(raw).hexdigest()
    if isinstance(text, Unreadable):
        return Document(file=file, folder=folder, sha256=sha256, problems=(_unreadable(file, text),))
    root, problems = compose(file, text)
    return Document(file=file, folder=folder, sha256=sha256, root=root, problems=problems)


def _unreadable(file: str, why: Unreadable) -> Problem:
    return found(file, why.mark, "", why.key, **dict(why.facts))


def read_bytes(path: Path, largest: int) -> bytes | Unreadable:
    """Return what a regular file of at most `largest` bytes holds, or why not."""
    try:
        if not path.is_file():
            return Unreadable(key="no_file" if not path.exists() else "not_a_file")
        with path.open("rb") as stream:
            raw = stream.read(largest + 1)
    except (OSError, ValueError) as error:
        return Unreadable(key="cannot_read", facts=(("why", one_line(getattr(error, "strerror", None) or str(error))),))
    if len(raw) > largest:
        return Unreadable(key="too_large", facts=(("most", f"{largest // 1000} kB"),))
    return raw


def decode(raw: bytes) -> str | Unreadable:
    """Return UTF-8 bytes as text with line ends as one line feed, or where they stop being UTF-8."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        mark = Mark(line=before.count(b"\n") + 1, column=len(before) - before.rfind(b"\n"))
        return Unreadable(key="not_utf8", mark=mark, facts=(("byte", f"0x{raw[error.start]:02x}"),))
    return text.replace("\r\n", "\n")
