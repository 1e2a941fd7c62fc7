"""All pages of the console: the slices' routers in one."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from service.console import (
    attaching,
    auditing,
    calendar,
    drills,
    entry,
    impact,
    overview,
    owning,
    preparing,
    saying,
    scenarios,
    static,
    wall,
)
from service.console.evidence import pages as evidence
from service.console.findings import pages as findings
from service.console.history import pages as history
from service.console.papers import pages as papers

_SLICES: Final = (
    static,
    entry,
    overview,
    owning,
    auditing,
    drills,
    saying,
    attaching,
    wall,
    evidence,
    findings,
    history,
    papers,
    preparing,
    scenarios,
    calendar,
    impact,
)

router = APIRouter(tags=["console"], include_in_schema=False)
for _slice in _SLICES:
    router.include_router(_slice.router)
