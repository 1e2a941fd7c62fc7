"""What people write in a service: kept in its own folder, every version of it, and each entered in the book.

The book is the truth: an entry has the digest of a version, the version lies under its digest, and the file that plans
are made from is a copy of the newest one.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pydantic import TypeAdapter

from service.authoring.places import OWN
from service.authoring.reading import LARGEST, heading_of
from service.book import Author, Book, Family, Head, Shelf, Told
from service.denial import ConflictError, NoSuchError, StaleError, TooLargeError, UnfitError, because

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}\.yaml")
_VERSIONS: Final = ".versions"
_MOST: Final = 500
"""So many scenarios are kept here; a firm with more keeps them in a repository of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioKept:
    """A version was written: of that digest, with so many problems then."""

    sha256: str
    problems: int
    kind: Literal["scenario_kept"] = "scenario_kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A scenario that was written here: its newest version."""

    id: str
    sha256: str
    by: str
    at_ns: int
    problems: int


def fold(name: str, told: Sequence[Told[ScenarioKept]]) -> Kept:
    """Return the newest version."""
    last = told[-1]
    return Kept(id=name, sha256=last.event.sha256, by=last.author.user, at_ns=last.utc_ns, problems=last.event.problems)


def head(kept: Kept) -> Head:
    """Return it for lists."""
    shown: dict[str, object] = {"sha256": kept.sha256, "by": kept.by, "problems": kept.problems}
    return Head(stream=f"scenario/{kept.id}", family="scenario", status="kept", order_ns=kept.at_ns, shown=shown)


KEPT: Final[Family[ScenarioKept, Kept]] = Family(
    name="scenario", events=TypeAdapter(ScenarioKept), fold=fold, head=head
)


class Keeping:
    """The folder in which a service keeps what people write; `folder` is None where it was given none."""

    def __init__(self, book: Book, folder: Path | None) -> None:
        self.folder = folder
        self.shelf: Shelf[ScenarioKept, Kept] = Shelf(book, KEPT)

    def save(self, author: Author, file: str, text: str, expected: str, problems: int) -> Kept:
        """Keep a text as the newest version of `file`; blocking. `expected` is the digest that was read, "" for none.

        Raises UnfitError where it is no scenario or has no fit name, TooLargeError, ConflictError where this service
        keeps none, StaleError where somebody else wrote meanwhile.
        """
        raw = text.replace("\r\n", "\n").encode("utf-8", "replace")
        folder = self._fit(file, text, raw)
        digest = hashlib.sha256(raw).hexdigest()
        with _alone(folder):
            before = self._digest(folder / file)
            if before != expected:
                raise StaleError(because("stale", stream=f"scenario/{file}"))
            if before == digest and self.shelf.told(file):
                return self.shelf.read_now(file)[0]
            if not before and len(list(folder.glob("*.yaml"))) >= _MOST:
                raise ConflictError(because("scenarios_many", most=_MOST))
            _write(folder / _VERSIONS / digest, raw)
            kept = self._enter(author, file, ScenarioKept(sha256=digest, problems=problems))
            _write(folder / file, raw)
            return kept

    def version(self, digest: str) -> str:
        """Return the text of a version; raises NoSuchError. Blocking."""
        path = None if self.folder is None else self.folder / _VERSIONS / digest
        if path is None or not re.fullmatch("[0-9a-f]{64}", digest) or not path.is_file():
            raise NoSuchError(because("no_such", family="version", name=digest[:64]))
        return path.read_text("utf-8")

    def told(self, file: str) -> list[Told[ScenarioKept]]:
        """Return every version of a file as it was written, the oldest first; blocking."""
        return self.shelf.told(file)

    def _fit(self, file: str, text: str, raw: bytes) -> Path:
        if self.folder is None:
            raise ConflictError(because("scenarios_not_kept"))
        if not _NAME.fullmatch(file):
            raise UnfitError(because("scenario_name", name=file[:100]))
        if len(raw) > LARGEST:
            raise TooLargeError(because("too_large", most=LARGEST))
        heading = heading_of(text, file)
        if heading is None or heading.kind != "scenario":
            raise UnfitError(because("scenario_none"))
        return self.folder

    def _digest(self, path: Path) -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""

    def _enter(self, author: Author, file: str, event: ScenarioKept) -> Kept:
        if self.shelf.told(file):
            return self.shelf.change_now(file, author, lambda _: [event])
        return self.shelf.open_now(file, author, [event])


def own_name(file: str) -> str:
    """Return the name that a kept file has among all."""
    return f"{OWN}:{file}"


@contextmanager
def _alone(folder: Path) -> Generator[None, None, None]:
    """Let one writer in at a time, of all processes of this machine."""
    (folder / _VERSIONS).mkdir(parents=True, exist_ok=True)
    with (folder / _VERSIONS / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path, raw: bytes) -> None:
    """Put the bytes in place at once: whoever reads meanwhile reads the old ones or the new ones."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as stream:
        stream.write(raw)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
