"""Pages of lists, and versions of things: what every list and every editable thing of the API has in common."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeAlias, TypeVar

from fastapi import Header, Query, Response
from pydantic import BaseModel, Field

from service.book import Head, HeadPage
from service.denial import UnfitError, because

T = TypeVar("T")

Cursor: TypeAlias = Annotated[str | None, Query(max_length=300, description="`next` of the page before")]
Limit: TypeAlias = Annotated[int, Query(ge=1, le=200, description="how many at most")]
IfMatch: TypeAlias = Annotated[
    str | None,
    Header(
        max_length=80,
        description="the ETag that was read",
        examples=['"3"'],
        json_schema_extra={"pattern": '^(W/)?"?[0-9]{1,9}"?$'},  # what is not of it is refused by `expected`, in words
    ),
]


class PageOf(BaseModel, Generic[T]):
    """One page of a list."""

    items: list[T]
    next: str | None = Field(description="the cursor of the next page; null at the end")


def shown(page: HeadPage) -> dict[str, Any]:
    """Return a page of heads as the API shows it: what each head shows, with its name and status."""
    return {"items": [one(head) for head in page.heads], "next": page.next}


def one(head: Head) -> dict[str, Any]:
    """Return a head as the API shows it."""
    return {"id": head.stream.partition("/")[2], "status": head.status, **head.shown}


def mark(response: Response, seq: int) -> None:
    """Set the ETag of what was read."""
    response.headers["ETag"] = f'"{seq}"'


def expected(if_match: str | None, *, required: bool = False) -> int | None:
    """Return the seq that an If-Match header names, None where there is none.

    Raises UnfitError where it is required and missing, or nothing that we gave out.
    """
    told = (if_match or "").removeprefix("W/").strip('"')
    if told.isdecimal() and len(told) < 10:  # noqa: PLR2004  the digits of 32 bits
        return int(told)
    if if_match is not None or required:
        raise UnfitError(because("if_match_missing"))
    return None
