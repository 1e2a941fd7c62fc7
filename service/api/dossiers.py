"""Dossiers over HTTP: prepare, approve, sum up, use the results."""

from __future__ import annotations

from fastapi import APIRouter

from service.api.refusing import REFUSALS

router = APIRouter(prefix="/api/v1/dossiers", tags=["dossiers"], responses=REFUSALS)
