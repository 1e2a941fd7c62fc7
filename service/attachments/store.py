"""Attached files on disk: `home/attachments/<dossier>/<SHA-256>`, each whole or not there, the same content once."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from service.denial import ConflictError, because
from service.evidence.layout import is_fit
from service.evidence.parts import part_in, sweep

FOLDER: Final = "attachments"
MOST_FILES: Final = 200
"""So many files one dossier has at most."""
MOST_BYTES: Final = 512 * 2**20
"""So many bytes they have together; what comes in at the same moment may go over it by a file each."""
_DIGEST: Final = re.compile("[0-9a-f]{64}", re.ASCII)


class Attachments:
    """The attached files of every dossier below one home. Every method blocks."""

    def __init__(self, home: Path) -> None:
        self._root = home / FOLDER

    def keep(self, dossier: str, content: bytes) -> str:
        """Keep a file on the disk and return its SHA-256; one that is kept already stays as it is.

        Raises ConflictError where the dossier has too much already, OSError where it cannot be written.
        """
        digest, folder = sha256(content).hexdigest(), self._folder(dossier)
        if self.place(dossier, digest) is not None:
            return digest
        self._require_room(dossier, len(content))
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        with part_in(folder) as (part, place):
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
            place.chmod(0o644)
            place.replace(folder / digest)
        for made in (folder, self._root):
            _settle(made)
        return digest

    def place(self, dossier: str, digest: str) -> Path | None:
        """Return where the content with that digest lies, None where it is not kept."""
        if not _DIGEST.fullmatch(digest):
            return None
        place = self._folder(dossier) / digest
        return place if place.is_file() and not place.is_symlink() else None

    def sizes(self, dossier: str) -> Mapping[str, int]:
        """Return how many bytes each kept file of a dossier has, by its digest."""
        return {path.name: path.stat().st_size for path in self._files(dossier)}

    def drop(self, dossier: str) -> None:
        """Remove everything that is kept of a dossier."""
        shutil.rmtree(self._folder(dossier), ignore_errors=True)

    def dossiers(self) -> list[str]:
        """Return the dossiers of which anything is kept."""
        return sorted(path.name for path in self._root.glob("*") if path.is_dir())

    def _folder(self, dossier: str) -> Path:
        if not is_fit(dossier) or "/" in dossier:
            msg = f"{dossier!r} is no name of a dossier"
            raise ValueError(msg)
        return self._root / dossier

    def _files(self, dossier: str) -> Iterator[Path]:
        folder = self._folder(dossier)
        if folder.is_dir():
            yield from (path for path in sorted(folder.iterdir()) if _DIGEST.fullmatch(path.name) and path.is_file())

    def _require_room(self, dossier: str, more: int) -> None:
        sizes = self.sizes(dossier)
        if len(sizes) >= MOST_FILES or sum(sizes.values()) + more > MOST_BYTES:
            raise ConflictError(because("attachments_many", files=MOST_FILES, most=MOST_BYTES // 2**20))


def _settle(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
