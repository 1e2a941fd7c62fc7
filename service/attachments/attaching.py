"""The door of attachments: who may attach a file to a dossier, and who may have it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from measurements.events.governed import Attached
from service.access import Caller, Right
from service.attachments.store import Attachments
from service.denial import NoRoomError, NoSuchError, TooLargeError, UnfitError, because
from service.dossiers.attaching import attached_to, require_open
from service.dossiers.dossiers import Dossiers

_AGAIN_S: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A document that a dossier names; `size` in bytes, None where its content lies elsewhere."""

    name: str
    sha256: str
    size: int | None


class Attaching:
    """Attachments of one service: content comes in here, and is named by a record, a note or an archive afterwards."""

    def __init__(self, dossiers: Dossiers, home: Path, most: int) -> None:
        self.store, self.most = Attachments(home), most
        self._dossiers = dossiers

    async def keep(self, caller: Caller, right: Right, dossier: str, content: bytes) -> str:
        """Keep a file for a dossier and return its SHA-256.

        Raises NoSuchError, ForbiddenError, UnfitError (empty), TooLargeError, ConflictError (too many, or the dossier
        is over), NoRoomError where the disk takes nothing more.
        """
        found = await self._dossiers.shelf.get(dossier)
        caller.require(right, found.services, found.facts.sites)
        require_open(found)
        if not content:
            raise UnfitError(because("attachment_empty"))
        if len(content) > self.most:
            raise TooLargeError(because("too_large", most=self.most))
        try:
            return await asyncio.to_thread(self.store.keep, dossier, content)
        except OSError as error:
            raise NoRoomError(_AGAIN_S, because("attachment_unwritten", why=error.strerror or "")) from error

    async def held(self, caller: Caller, dossier: str) -> Sequence[Held]:
        """Return every document that a dossier names; raises NoSuchError, ForbiddenError."""
        found, _ = await self._dossiers.read(caller, dossier)
        sizes = await asyncio.to_thread(self.store.sizes, dossier)
        named = attached_to(found).values()
        return [Held(name=one.name, sha256=one.sha256, size=sizes.get(one.sha256)) for one in named]

    async def find(self, caller: Caller, dossier: str, sha256: str) -> tuple[Attached, Path]:
        """Return a document that a dossier names, and where it lies; raises NoSuchError, ForbiddenError."""
        found, _ = await self._dossiers.read(caller, dossier)
        named = attached_to(found).get(sha256)
        place = None if named is None else await asyncio.to_thread(self.store.place, dossier, sha256)
        if named is None or place is None:
            raise NoSuchError(because("attachment_elsewhere", sha256=sha256[:64]))
        return named, place
