"""What a browser's form says to the door: whether it was meant, and whether what stands in it can be kept."""

from __future__ import annotations

from typing import Final

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import Receive

from service.denial import UnfitError, because

PAGES: Final = "/console/"
"""Under this address are the pages; their forms carry the word against forgery as a field."""
FIELD: Final = "csrf"
MOST_FIELDS: Final = 500
MOST_FILES: Final = 5
_KINDS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


def is_form(request: Request) -> bool:
    """Tell whether a page's form was sent."""
    kind = request.headers.get("content-type", "").lower()
    return request.url.path.startswith(PAGES) and kind.startswith(_KINDS)


async def word_in(request: Request, receive: Receive) -> str:
    """Return the word against forgery that a form carries, empty where it has none; raises UnfitError."""
    try:
        form = await Request(request.scope, receive).form(
            max_fields=MOST_FIELDS, max_files=MOST_FILES, max_part_size=request.app.state.firm.policy.access.limits.body
        )
    except HTTPException:
        raise UnfitError(because("form_unfit")) from None
    try:
        if any("\x00" in each for pair in form.multi_items() for each in pair if isinstance(each, str)):
            raise UnfitError(because("not_text"))
        word = form.get(FIELD, "")
        return word if isinstance(word, str) else ""
    finally:
        await form.close()
