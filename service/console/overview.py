"""The first page: what runs, what waits, what is due, and how each service last proved itself."""

from __future__ import annotations

from fastapi import APIRouter, Response

from service.console.frame import HOME, Framed

router = APIRouter(include_in_schema=False)


@router.get(HOME)
async def overview_page(framed: Framed) -> Response:
    """Give the page."""
    return framed.page("overview.html.jinja")
