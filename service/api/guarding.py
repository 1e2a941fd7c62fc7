"""The guard over HTTP: would a drill be refused now and why; the calendars it keeps."""

from __future__ import annotations

from fastapi import APIRouter

from service.api.refusing import REFUSALS

router = APIRouter(prefix="/api/v1", tags=["guard"], responses=REFUSALS)
