"""Preparation in the console: from a wish to a drill that two people approved and one starts."""

from fastapi import APIRouter

from service.console.preparing import after, approving, changing, listed, opening, shown

router = APIRouter(include_in_schema=False)
for _part in (listed, opening, shown, changing, approving, after):
    router.include_router(_part.router)
