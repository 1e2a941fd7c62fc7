"""All pages of the console: the slices' routers in one."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from service.console import entry, overview, static

_SLICES: Final = (static, entry, overview)

router = APIRouter(tags=["console"], include_in_schema=False)
for _slice in _SLICES:
    router.include_router(_slice.router)
