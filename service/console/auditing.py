"""The audit log: who did what, filtered, the newest first; and whether the chain of the book still holds."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Response

from service.access import Right
from service.access.audit import Audit
from service.book import Entry
from service.console.frame import Frame, framing
from service.denial import UnfitError, because
from service.words import has

AUDIT: Final = "/console/audit"
PAGE: Final = 50
_BODY_MOST: Final = 1_500
_LATEST: Final = 2**62
Auditing = Annotated[Frame, Depends(framing(Right.AUDIT))]
Told = Annotated[str, Query(max_length=200)]
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries: empty is any. `since` and `until` are days of the firm's zone, both inclusive."""

    user: Told = ""
    kind: Told = ""
    stream: Told = ""
    since: Told = ""
    until: Told = ""

    def query(self) -> dict[str, str]:
        """Return what an address says of it."""
        told = {name: str(getattr(self, name)).strip() for name in self.__slots__}
        return {name: value for name, value in told.items() if value}


@router.get(AUDIT)
async def audit_page(
    framed: Auditing,
    asked: Annotated[Filter, Depends()],
    before: Annotated[int, Query(ge=0, le=_LATEST)] = 0,
) -> Response:
    """Give one page of the log."""
    framed.caller.require_everywhere(Right.AUDIT)
    found = await asyncio.to_thread(_entries, framed, asked, before)
    shown = await asyncio.to_thread(lambda: [_shown(entry) for entry in found[:PAGE]])
    older = str(found[PAGE - 1].number) if len(found) > PAGE else None
    return framed.page(
        "audit.html.jinja",
        entries=shown,
        asked=asked,
        is_filtered=bool(asked.query()),
        older=None if older is None else f"{AUDIT}?{urlencode({**asked.query(), 'before': older})}",
        newest=f"{AUDIT}?{urlencode(asked.query())}" if before else None,
    )


@router.post(f"{AUDIT}/verify")
async def verify(framed: Auditing) -> Response:
    """Check the whole chain now; that it was checked, and by whom, is an entry too."""
    framed.caller.require_everywhere(Right.AUDIT)
    found = await asyncio.to_thread(Audit(framed.firm.book).verify, framed.caller.author, None)
    if found.flaw is not None:
        return framed.goes(AUDIT, "auditing.broken", flaw=framed.tongue.said(found.flaw.text))
    return framed.goes(AUDIT, "auditing.holds", entries=found.entries)


def _entries(framed: Frame, asked: Filter, before: int) -> list[Entry]:
    zone, told = framed.tongue.zone, asked.query()
    until = _day(told.get("until"), "until")
    return framed.firm.book.entries(
        before,
        PAGE + 1,
        user=told.get("user"),
        kind=told.get("kind"),
        stream=told.get("stream", ""),
        since_ns=_begins(_day(told.get("since"), "since"), zone),
        until_ns=_begins(None if until is None else until + timedelta(days=1), zone),
        newest=True,
    )


def _day(told: str | None, field: str) -> date | None:
    """Return a day; raises UnfitError for what is none."""
    if told is None:
        return None
    try:
        found = date.fromisoformat(told)
    except ValueError:
        found = date.min
    if not date(2000, 1, 1) <= found <= date(2200, 1, 1):
        raise UnfitError(because("not_a_day", field=field, told=told[:40]))
    return found


def _begins(day: date | None, zone: ZoneInfo) -> int | None:
    return None if day is None else int(datetime.combine(day, time(), zone).timestamp()) * 10**9


def _shown(entry: Entry) -> dict[str, Any]:
    body = json.dumps({k: v for k, v in entry.body.items() if k != "kind"}, ensure_ascii=False, indent=1)
    return {
        "entry": entry,
        "what": f"console.entry.{entry.kind}" if has(f"console.entry.{entry.kind}") else None,
        "body": body[:_BODY_MOST],
        "is_cut": len(body) > _BODY_MOST,
        "is_empty": body == "{}",
    }
