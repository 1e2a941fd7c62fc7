"""The calendar in the console: what is planned when, what is due, when nothing may run, and the year's programme."""

from fastapi import APIRouter

from service.console.calendar import scheduling, viewing, yearly

router = APIRouter(include_in_schema=False)
for _part in (viewing, scheduling, yearly):
    router.include_router(_part.router)
