"""Where each chain ends, noted as rows go by on their way into a backup or out of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from measurements.codec import GENESIS
from service.backup.errors import BackupError
from service.backup.manifest import ChainEnd, Manifest


class Ends:
    """Where each chain ends, noted as the rows go by."""

    def __init__(self) -> None:
        self.book = ChainEnd(last=0, hash=GENESIS)
        self.drills: dict[str, ChainEnd] = {}

    def noted(self, table: str, columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        """Yield the rows, which come in the order of their chains."""
        places = {name: place for place, name in enumerate(columns)}
        for row in rows:
            if table == "events":
                end = ChainEnd(last=row[places["seq"]], hash=row[places["hash"]])
                self.drills[row[places["drill"]]] = end
            elif table == "book":
                self.book = ChainEnd(last=row[places["number"]], hash=row[places["hash"]])
            yield row

    def compare(self, manifest: Manifest) -> None:
        """Raise BackupError where the chains do not end where a manifest says."""
        if self.book != manifest.book:
            ends, told = self.book.last, manifest.book.last
            msg = f"the book ends with entry {ends}, the manifest says {told}; take another backup"
            raise BackupError(msg)
        if self.drills != manifest.drills:
            unlike = sorted({*self.drills, *manifest.drills})
            drill = next(name for name in unlike if self.drills.get(name) != manifest.drills.get(name))
            msg = f"drill {drill} ends with a record which the manifest does not say; take another backup"
            raise BackupError(msg)
