"""Scenarios in the console: found, read, compared with their versions, written and checked."""

from fastapi import APIRouter

from service.console.scenarios import editing, reading

router = APIRouter(include_in_schema=False)
for _part in (editing, reading):
    router.include_router(_part.router)
