"""The book over HTTP: who did what, and whether the chain holds."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from measurements.utc import utc_text
from service.access import Right
from service.access.audit import Audit, Witness
from service.api.access_models import EntryShown, Verified
from service.api.asking import Auditor, TheFirm
from service.api.paging import Limit, PageOf
from service.api.refusing import REFUSALS
from service.book.entry import as_data
from service.denial import UnfitError, because

router = APIRouter(prefix="/api/v1/audit", tags=["access"], responses=REFUSALS)
_MOST = 2**62
Number = Annotated[int, Query(ge=0, le=_MOST)]


@router.get("", response_model=PageOf[EntryShown])
def entries(  # noqa: PLR0917  query parameters, each by its name
    caller: Auditor,
    firm: TheFirm,
    user: Annotated[str | None, Query(max_length=100)] = None,
    kind: Annotated[str | None, Query(max_length=100)] = None,
    stream: Annotated[str, Query(max_length=200, description="how the stream begins, for example `dossier/`")] = "",
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    newest: Annotated[bool, Query(description="the newest first")] = False,  # noqa: FBT002  a query parameter
    limit: Limit = 50,
    cursor: Annotated[int | None, Query(ge=1, le=_MOST, description="`next` of the page before")] = None,
) -> dict[str, Any]:
    """List entries of the book."""
    caller.require_everywhere(Right.AUDIT)
    found = firm.book.entries(
        cursor or 0,
        limit + 1,
        user=user,
        kind=kind,
        stream=stream,
        since_ns=None if since is None else _ns(since),
        until_ns=None if until is None else _ns(until),
        newest=newest,
    )
    shown = [{**as_data(entry), "at": utc_text(entry.utc_ns)} for entry in found[:limit]]
    return {"items": shown, "next": str(found[limit - 1].number) if len(found) > limit else None}


@router.get("/verify")
def verify(
    caller: Auditor,
    firm: TheFirm,
    number: Annotated[int | None, Query(ge=1, le=_MOST, description="of an entry that was noted earlier")] = None,
    expected_hash: Annotated[str | None, Query(alias="hash", max_length=64, description="what it had then")] = None,
) -> Verified:
    """Check the whole chain, and that an entry which somebody noted earlier is still what it was."""
    caller.require_everywhere(Right.AUDIT)
    found = Audit(firm.book).verify(caller.author, _witness(number, expected_hash))
    flaw = None if found.flaw is None else found.flaw.text
    last = None if found.last is None else {"number": found.last.number, "hash": found.last.hash}
    told = {"flaw": flaw.en, "flaw_zh": flaw.zh} if flaw else {}
    return Verified.model_validate({"holds": flaw is None, "entries": found.entries, "last": last, **told})


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={200: {"description": "one entry a line", "content": {"application/x-ndjson": {}}}},
)
def export(caller: Auditor, firm: TheFirm, after: Number = 0) -> StreamingResponse:
    """Give the book as lines of JSON; `drillproof audit verify FILE` checks them without this service."""
    caller.require_everywhere(Right.AUDIT)
    return StreamingResponse(Audit(firm.book).export(caller.author, after), media_type="application/x-ndjson")


def _witness(number: int | None, expected_hash: str | None) -> Witness | None:
    if (number is None) != (expected_hash is None):
        raise UnfitError(because("witness_halved"))
    return None if number is None or expected_hash is None else Witness(number=number, hash=expected_hash)


def _ns(moment: datetime) -> int:
    """Return UTC nanoseconds within what a database's 64 bits hold."""
    return max(-_MOST, min(_MOST, int(moment.timestamp()) * 10**9 + moment.microsecond * 1_000))
