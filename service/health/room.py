"""Where room runs short: the home of the service, and the folder of a database that lies in a file."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import URL

_MIB: Final = 1024 * 1024


def free_places(home: Path, database: URL) -> tuple[tuple[str, str, int], ...]:
    """Return each place: what lies there (home, database), its path, and the bytes that are free; blocking."""
    names = ("home", "database")
    return tuple((name, str(place), _free(place)) for name, place in zip(names, _places(home, database), strict=False))


def short_places(free: Iterable[tuple[str, str, int]], least: int) -> tuple[tuple[str, int], ...]:
    """Return the places with less than twice the room that a start needs, and the MiB that are free."""
    return tuple((place, room // _MIB) for _, place, room in free if room < 2 * least)


def _places(home: Path, database: URL) -> Iterator[Path]:
    yield home
    if database.get_backend_name() == "sqlite" and database.database:
        folder = Path(database.database).absolute().parent
        if folder != home.absolute():
            yield folder


def _free(place: Path) -> int:
    there = next(parent for parent in (place, *place.absolute().parents) if parent.exists())
    return shutil.disk_usage(there).free
