"""Which way of running the settings choose, and what they say about workers."""

from __future__ import annotations

import asyncio
from typing import Final

from scenarios.plan import SECOND
from service.denial import UnfitError, because
from service.firm import Firm
from service.running.door import Door
from service.running.ear import process_name
from service.running.hearing import hearing_of
from service.running.here import Here
from service.running.jobs import install
from service.running.pulse import bounds_of
from service.running.queued import Queued
from service.running.worker import WorkerSetup
from service.settings import Settings
from service.start import Runner

_HERE: Final = "here"


async def door_of(firm: Firm, group: asyncio.TaskGroup) -> Door:
    """Return the door that the settings choose; raises UnfitError for workers without PostgreSQL."""
    if firm.settings.runners == _HERE:
        return Here(firm, group, hearing_of(firm, process_name()), Runner(name=process_name()))
    await asyncio.to_thread(need_queue, firm)
    return Queued(firm, bounds_of(firm.settings))


def need_queue(firm: Firm) -> None:
    """Make the queue where it is not there; raises UnfitError where there can be none; blocking."""
    if firm.journal.engine.dialect.name != "postgresql":
        raise UnfitError(because("queue_needs_postgres"))
    install(firm.journal.engine)


def setup_of(settings: Settings) -> WorkerSetup:
    """Return what the worker of this process is; raises UnfitError where the settings name no site."""
    told = settings.worker
    if told.site is None:
        raise UnfitError(because("worker_without_site"))
    return WorkerSetup(
        site=told.site,
        reaches=frozenset(told.reaches),
        drills=told.drills,
        name=told.name or "",
        bounds=bounds_of(settings),
        on_stop=settings.on_stop or "hand_over",
        grace_s=settings.grace / SECOND,
        patience_s=settings.patience / SECOND,
    )
