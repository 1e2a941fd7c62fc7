"""Log-in, users and tokens over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

from service.api.refusing import REFUSALS

router = APIRouter(prefix="/api/v1", tags=["access"], responses=REFUSALS)
