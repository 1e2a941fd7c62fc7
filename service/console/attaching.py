"""Files that a form brings: kept, and named as what they were called where they came from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Final, TypeAlias

from fastapi import APIRouter, Depends, Path
from fastapi.responses import FileResponse

from measurements.events.governed import Attached
from service.access import Right
from service.api.attachments import Sha256, download
from service.console.fields import Fields
from service.console.frame import Frame, framing

FILES: Final = "files"
"""The field of every form that brings files."""
KEEP: Final = "keep"
"""The boxes of what stands there already."""
_UNFIT: Final = re.compile(r"[\x00-\x1f\x7f/]")
_LONGEST: Final = 200
Reading: TypeAlias = Annotated[Frame, Depends(framing(Right.READ))]
router = APIRouter(include_in_schema=False)


@router.get("/console/dossiers/{dossier}/attachments/{sha256}", response_class=FileResponse)
async def give(dossier: Annotated[str, Path(max_length=200)], sha256: Sha256, framed: Reading) -> FileResponse:
    """Give an attached file as a download; a page says why there is none."""
    return await download(framed.firm, framed.caller, dossier, sha256)


async def attached(
    framed: Frame, right: Right, dossier: str, fields: Fields, before: Iterable[Attached] = ()
) -> tuple[Attached, ...]:
    """Keep the files of a form and return them by name and digest; raises what `Attaching.keep` raises.

    What was attached `before` comes first, as far as its box is still ticked.
    """
    kept = fields.texts(KEEP)
    found = [one for one in before if one.sha256 in kept]
    for file in fields.files(FILES):
        digest = await framed.firm.attaching.keep(framed.caller, right, dossier, file.content)
        found.append(Attached(name=name_of(file.name), sha256=digest))
    return tuple(found)


def name_of(told: str) -> str:
    """Return what a file is called: the last part of what the browser said, as the API takes it."""
    last = re.split(r"[/\\]", told)[-1]
    name = _UNFIT.sub("_", last).strip()
    return name[-_LONGEST:] or "file"
