"""Which files lie under the folders that the service was given, each by a name that shows no path of the machine.

A name is `place:folder:file.yaml`. No path is ever made of what somebody sent but of parts that were looked at, and
what it comes to must lie in its place, links followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from service.authoring.reading import LARGEST, Heading, read_heading
from service.denial import NoSuchError, because
from service.dossiers.files import SHIPPED

LIBRARY: Final = "library"
OWN: Final = "own"
FOLDER: Final = "scenarios"
"""Under the service's home: what is written by people in the console, and nothing else."""
_PART: Final = re.compile(r"\w[\w.+ -]{0,99}")
_ENDINGS: Final = frozenset((".yaml", ".yml"))
_DEEPEST: Final = 4
_MOST_SEEN: Final = 4_000
"""Entries of folders that are looked at in one place; whatever comes after is not listed."""
_SKIPPED: Final = frozenset(("drills", "starting", "node_modules", "__pycache__", "bundles", "site-packages"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder by its name."""

    name: str
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A file of the language: its name, where it lies, and what it says of itself."""

    id: str
    place: str
    path: Path
    heading: Heading

    @property
    def shown(self) -> str:
        """Return the file as people see it: `library/pg-crash.yaml`."""
        return self.id.replace(":", "/")


class Places:
    """The folders of one service; `own` is None where it was given none in which it may keep what people write."""

    def __init__(self, roots: Sequence[Path], home: Path) -> None:
        self._roots = tuple(root.resolve() for root in roots)
        folder = home.resolve() / FOLDER
        self.own = folder if self.allows(folder) else None

    def allows(self, path: Path) -> bool:
        """Tell whether a path lies under a folder that the service was given."""
        return any(path.is_relative_to(root) for root in self._roots)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Return every place, the library first; a folder is looked through in the first place that has it."""
        library = (SHIPPED / LIBRARY).resolve()
        found = [Place(name=LIBRARY, folder=library)] if self.allows(library) else []
        if self.own is not None:
            found.append(Place(name=OWN, folder=self.own))
        taken = {place.name for place in found} | {LIBRARY, OWN}
        for root in self._roots:
            if root not in {SHIPPED.resolve(), *(place.folder for place in found)}:
                name = _name(root, taken)
                taken.add(name)
                found.append(Place(name=name, folder=root))
        return tuple(found)

    def every(self) -> tuple[Filed, ...]:
        """Return every file of the language, by place and name; blocking."""
        seen: dict[Path, Filed] = {}
        for place in self.places:
            for path in _files(place.folder, [_MOST_SEEN]):
                real = path.resolve()
                if real not in seen and self.allows(real):
                    filed = _filed(place, path)
                    if filed is not None:
                        seen[real] = filed
        return tuple(seen.values())

    def find(self, name: str) -> Filed:
        """Return the file of that name; raises NoSuchError for whatever is none of the language; blocking."""
        place, path = self._path(name)
        found = None if path is None or place is None else _filed(place, path)
        if found is None:
            raise NoSuchError(because("no_such", family="scenario", name=name[:200]))
        return found

    def _path(self, name: str) -> tuple[Place | None, Path | None]:
        first, *parts = name.split(":")
        place = next((one for one in self.places if one.name == first), None)
        if place is None or not parts or len(parts) > _DEEPEST + 1 or not all(map(_PART.fullmatch, parts)):
            return None, None
        path = place.folder.joinpath(*parts)
        try:
            real = path.resolve()
            fits = real.is_relative_to(place.folder) and real.is_file() and path.suffix in _ENDINGS
        except (OSError, RuntimeError, ValueError):
            return None, None
        return (place, path) if fits else (None, None)


def _name(root: Path, taken: set[str]) -> str:
    plain = re.sub(r"[^\w.-]", "-", root.name).strip("-.") or "root"
    return next(name for name in (plain, *(f"{plain}-{number}" for number in range(2, 100))) if name not in taken)


def _filed(place: Place, path: Path) -> Filed | None:
    parts = path.relative_to(place.folder).parts
    if not all(map(_PART.fullmatch, parts)):
        return None
    heading = read_heading(path)
    return (
        None
        if heading is None
        else Filed(id=":".join((place.name, *parts)), place=place.name, path=path, heading=heading)
    )


def _files(folder: Path, left: list[int], depth: int = 0) -> Iterator[Path]:
    """Yield the YAML files below a folder, in order; `left` counts down what may still be looked at."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    if any(one.name == "pyvenv.cfg" for one in entries):
        return
    for one in entries:
        left[0] -= 1
        if left[0] < 0:
            return
        if one.name.startswith(".") or one.name in _SKIPPED:
            continue
        if one.suffix in _ENDINGS:
            if one.is_file() and one.stat().st_size <= LARGEST:
                yield one
        elif depth < _DEEPEST and not one.suffix and one.is_dir() and not one.is_symlink():
            yield from _files(one, left, depth + 1)
