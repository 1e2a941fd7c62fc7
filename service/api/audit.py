"""The book over HTTP: who did what, and whether the chain holds."""

from __future__ import annotations

from fastapi import APIRouter

from service.api.refusing import REFUSALS

router = APIRouter(prefix="/api/v1/audit", tags=["access"], responses=REFUSALS)
