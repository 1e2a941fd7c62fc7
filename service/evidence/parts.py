"""Files that are being written, under names of their own until they are whole; what a killed writer left is swept."""

from __future__ import annotations

import fcntl
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, Final, cast

_SUFFIX: Final = ".part"


@contextmanager
def part_in(folder: Path) -> Generator[tuple[BinaryIO, Path]]:
    """Give a new file in `folder`, made where it is not there, and its name; it is gone behind the block.

    Whoever wants to keep it gives it its own name before. It is locked as long as its writer lives.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=".", suffix=_SUFFIX, delete=False) as part:
        place = Path(part.name)
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield cast("BinaryIO", part), place
        finally:
            place.unlink(missing_ok=True)


def sweep(root: Path) -> None:
    """Remove under `root` every such file whose writer does not live any more."""
    for place in root.rglob(f".*{_SUFFIX}"):
        with suppress(FileNotFoundError, BlockingIOError), place.open("rb") as part:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
            place.unlink(missing_ok=True)
