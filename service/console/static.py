"""The console's own files: an address with the digest of them all, so that browsers may keep them for good."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Response

from service.denial import NoSuchError, because

FOLDER: Final = Path(__file__).parent / "static"
_ADDRESS: Final = "/console/static"
_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statics:
    """All files as they were when the process began, and what names them together."""

    digest: str
    files: Mapping[str, bytes]


@cache
def statics() -> Statics:
    """Return the files, read once: a process serves the ones that its templates were written for."""
    files = {each.name: each.read_bytes() for each in sorted(FOLDER.iterdir()) if each.suffix in _TYPES}
    told = hashlib.sha256()
    for name, content in files.items():
        told.update(f"{name} {len(content)} ".encode() + content)
    return Statics(digest=told.hexdigest()[:16], files=files)


def address_of(name: str) -> str:
    """Return where a browser finds the file `name`; raises KeyError where there is none.

    One digest for all files, so that a module that imports `./live.js` finds the one that belongs to it.
    """
    found = statics()
    if name not in found.files:
        raise KeyError(name)
    return f"{_ADDRESS}/{found.digest}/{name}"


@router.get(_ADDRESS + "/{digest}/{name}")
async def static_file(digest: str, name: str) -> Response:
    """Give one file; under the digest of another version it is given too, but not to be kept."""
    found = statics()
    if name not in found.files:
        raise NoSuchError(because("no_such", family="file", name=name[:80]))
    kind = _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    keep = _FOR_GOOD if digest == found.digest else "no-cache"
    return Response(found.files[name], media_type=kind, headers={"Cache-Control": keep})
