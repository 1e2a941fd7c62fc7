"""The pages of evidence: closed drills and how each is filed; one drill's report, bundles and verification."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from measurements.report import VerdictName
from scenarios.problems import Problems
from service.access import Right
from service.api.bundles import TheVerifying
from service.api.drills import Drill, TheDesk
from service.cards import Status
from service.console.evidence import lines
from service.console.evidence.filed import Filed, filed
from service.console.frame import Framed
from service.denial import NoSuchError, because
from service.desk import Desk, NoSuchDrillError
from service.firm import Firm
from service.index.listing import Line, Wanted
from service.keys import NOBODY, Trust, read_trust
from service.verifying import Verified, Verifying

router = APIRouter(prefix="/console/evidence", include_in_schema=False)
CLOSED: Final[tuple[Status, ...]] = ("completed", "failed", "aborted")
_AT_ONCE: Final = 20
_PATIENCE_S: Final = 3.0
"""So long a browser waits for a verification before it gets a page that looks again by itself."""
Word: TypeAlias = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One closed drill of the list."""

    line: Line
    filed: Filed
    verified: Verified | None


@router.get("", response_class=HTMLResponse)
async def every(
    framed: Framed,
    desk: TheDesk,
    verifying: TheVerifying,
    *,
    service: Word = "",
    verdict: Annotated[str, Query(pattern="^(met|missed|inconclusive)?$")] = "",
    year: Annotated[str, Query(pattern="^(2[0-9]{3})?$")] = "",
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> HTMLResponse:
    """List closed drills with how each is filed, the newest first."""
    wanted = Wanted(
        status=CLOSED,
        verdict=_verdict(verdict),
        service=service or None,
        year=int(year) if year else None,
        seen=framed.caller.seen_services(),
        cursor=cursor,
        limit=_AT_ONCE,
    )
    found = await framed.firm.index.page(wanted, desk.card)
    rows = await asyncio.to_thread(_rows, framed.firm, verifying, found.lines)
    sought = {"service": service, "verdict": verdict, "year": year}
    return framed.page(
        "evidence.html.jinja", rows=rows, next=found.next, is_first=cursor is None, sought=sought, ev=lines
    )


@router.get("/{drill}", response_class=HTMLResponse)
async def one(framed: Framed, desk: TheDesk, verifying: TheVerifying, drill: Drill) -> Response:
    """Show one closed drill: figures, report, bundles, signatures, where it is kept, and whether it verifies.

    One that is not over is shown where it can be followed.
    """
    await _permit(framed, desk, drill)
    line = await framed.firm.index.one(drill, desk.card)
    if line.card.ended_at is None:
        return framed.goes(f"/console/drills/{drill}")
    row = (await asyncio.to_thread(_rows, framed.firm, verifying, [line]))[0]
    since = verifying.since(drill)
    page = framed.page("evidence_one.html.jinja", row=row, since=since, ev=lines)
    if since is not None:
        page.headers["Refresh"] = "3"
    return page


@router.post("/{drill}/verify")
async def verify(framed: Framed, desk: TheDesk, verifying: TheVerifying, drill: Drill) -> Response:
    """Verify the newest bundle; what takes longer than a moment goes on while the page is looked at."""
    await _permit(framed, desk, drill)
    work = verifying.begin(framed.caller.author, drill)
    done, _ = await asyncio.wait({work}, timeout=_PATIENCE_S)
    for each in done:
        each.result()
    return framed.goes(f"/console/evidence/{drill}#verification")


async def _permit(framed: Framed, desk: Desk, drill: str) -> None:
    """Raise NoSuchError, or ForbiddenError where the reader may not see the drill."""
    try:
        await desk.permit(framed.caller, Right.READ, drill)
    except NoSuchDrillError:
        raise NoSuchError(because("no_such", family="drill", name=drill)) from None


def trust_of(firm: Firm) -> Trust:
    """Return whose signatures this service knows; a trust file that cannot be read knows nobody, as health says."""
    try:
        return read_trust(firm.settings.archive.trust)
    except (Problems, OSError):
        return NOBODY


def _rows(firm: Firm, verifying: Verifying, drills: Sequence[Line]) -> list[Row]:
    found = filed(firm, [(line.card.id, line.dossier) for line in drills], trust_of(firm))
    verified = verifying.last_of([line.card.id for line in drills])
    return [
        Row(line=line, filed=one, verified=verified.get(line.card.id)) for line, one in zip(drills, found, strict=True)
    ]


def _verdict(asked: str) -> VerdictName | None:
    match asked:
        case "met" | "missed" | "inconclusive":
            return asked
        case _:
            return None
