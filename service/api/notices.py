"""What was sent to people, and what waits, over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

from service.api.refusing import REFUSALS

router = APIRouter(prefix="/api/v1/notices", tags=["notices"], responses=REFUSALS)
