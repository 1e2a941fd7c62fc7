"""The application: what is there at which address, and how it begins and ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware

from runners.clock import SystemClock
from runners.journal import Journal
from service.api import (
    attachments,
    audit,
    bundles,
    dashboard,
    dossiers,
    drills,
    guarding,
    health,
    impact,
    improvements,
    incidents,
    notes,
    notices,
    papers,
    programme,
    retention,
    scenarios,
    session,
    stopping,
)
from service.api.crowd import Crowd
from service.api.document import install_document
from service.api.door import Door
from service.api.problems import install_problems
from service.archive.chore import Archiving
from service.aside import Aside
from service.console import site, stop
from service.console.drawing import draw_all
from service.console.refusing import install_pages
from service.desk import Desk, desk_of
from service.filed import Refiling
from service.firm import Firm, open_firm
from service.health import HealthCollector, Looker, roll_of
from service.improvement.reminding import Reminder
from service.incidents.watch import Watch
from service.judging import Judging
from service.leading import Leader
from service.loopwatch import LoopWatch
from service.metrics import DrillCollector, LiveCollector, StandingCollector, drill_registry
from service.notices.post_room import post_room
from service.policy import Policy, default_policy
from service.report.template import read_template
from service.retention.chore import Clearing
from service.rounds import Roll
from service.running.ear import process_name
from service.running.hearing import hearing_of
from service.running.unfiled import file_unfiled
from service.settings import Settings
from service.software import VERSION
from service.verifying import Verifying
from service.viewing import Viewing

_NOWHERE: Final = "/\0"
"""No route has it, so that none of them ends the search and every router is looked through."""
_SUMMARY = "Starts disaster-recovery drills, follows them, and gives their reports."


_ROUTERS: Final = (
    drills,
    stopping,
    stop,
    site,
    dashboard,
    dossiers,
    scenarios,
    impact,
    guarding,
    programme,
    improvements,
    incidents,
    notes,
    attachments,
    notices,
    bundles,
    papers,
    session,
    audit,
    retention,
    health,
)


def _chores(firm: Firm, desk: Desk, roll: Roll) -> Iterator[Coroutine[Any, Any, None]]:
    """Yield what each part does in the background; of several processes one does it (service.leading)."""
    yield post_room(firm, desk.home, lambda: desk.running).run()
    yield Watch(firm.incidents, firm.notices, roll.of("incidents", 15.0)).run()
    yield firm.index.run()
    yield Reminder(firm.improvements, roll.of("reminder", 3600.0)).run()
    yield desk.run()
    if desk.door.is_here:
        yield file_unfiled(firm, desk.door)  # what workers ended, their door files
    yield from desk.door.chores()
    yield firm.programme.run()
    yield firm.programme.ticker(desk, firm.access).run()
    yield Clearing(firm.retention, roll.of("retention", 86_400.0)).run()
    yield Refiling(firm, roll.of("refiling", 60.0)).run()
    yield Archiving(firm.book, firm.home, firm.settings, roll.of("archive", 3_600.0)).run()


def _beside(app: FastAPI, desk: Desk) -> Iterator[Coroutine[Any, Any, None]]:
    """Yield what every process does in the background, for as long as it lives."""
    leader = app.state.leader = Leader(desk.journal.engine)
    yield leader.lead(lambda: _chores(desk.firm, desk, app.state.looker.roll))
    yield app.state.looker.run()
    yield desk.door.run()
    yield _hear(desk.firm, desk)
    yield app.state.loopwatch.run()
    yield asyncio.to_thread(draw_all)


def _watch(app: FastAPI, desk: Desk) -> None:
    """Let metrics and health look at everything that the process does."""
    firm = desk.firm
    looker = app.state.looker = Looker(desk, roll_of(desk), lambda: is_leading(app))
    watch = app.state.loopwatch = LoopWatch()
    live = LiveCollector(firm.index, desk.journal, SystemClock())
    firm.ears.listeners.insert(0, live)  # the index stays the last
    app.state.metrics = drill_registry(
        DrillCollector(firm.index, desk.journal, desk.home, lambda: desk.running),
        live,
        StandingCollector(firm.book, firm.programme),
        HealthCollector(looker),
        watch,
    )


async def _hear(firm: Firm, desk: Desk) -> None:
    """Hear what other processes write, for ever; emergency stops as a runner where drills run in this process."""
    await hearing_of(firm, process_name()).run(is_runner=desk.door.is_here)


def is_leading(app: FastAPI) -> bool:
    """Tell whether this process does the chores."""
    return app.state.leader.is_leading


def _know_the_way(app: FastAPI) -> None:
    """Let every route be made ready now: FastAPI does it at the first request, and lets nobody else in for so long."""
    nowhere: dict[str, Any] = {"type": "http", "method": "GET", "path": _NOWHERE, "root_path": "", "headers": []}
    for route in app.routes:
        route.matches(nowhere)


async def _judging(firm: Firm) -> Judging:
    style = await asyncio.to_thread(read_template, firm.settings.report.template)
    return Judging(firm.journal, firm.aside, style)


def _leave(app: FastAPI, chores: Sequence[asyncio.Task[None]]) -> None:
    """Let drills restore, or be left, and nobody wait any longer for what is made."""
    app.state.desk.leave("the service is stopping")
    for task in chores:
        task.cancel()
    app.state.verifying.close()
    app.state.judging.close()


def _close(firm: Firm) -> None:
    """End the processes beside the service; blocking, until what they do has come to its end."""
    if firm.aside is not None:
        firm.aside.close()


def create_app(
    journal: Journal,
    home: Path,
    *,
    policy: Policy | None = None,
    roots: Sequence[Path] = (),
    hosts: Sequence[str] = ("127.0.0.1", "localhost"),
    settings: Settings | None = None,
    aside: bool = False,
) -> FastAPI:
    """Return the API over one journal; `home` holds a directory a drill, `hosts` are the names it answers to.

    Dossiers may name files under `roots` (none: as `open_firm` says). `aside`: reports are made,
    and drills filed, in processes beside it.

    While it lives it runs the drills that are started here; on start it takes up those that were interrupted.
    At its end every drill that runs here restores first, or is left for whoever goes on with it (setting on_stop).
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
        _know_the_way(app)
        firm = await asyncio.to_thread(open_firm, journal, home, policy or default_policy(), roots, settings)
        app.state.firm = replace(firm, aside=Aside() if aside else None)
        async with asyncio.TaskGroup() as group:
            desk = app.state.desk = await desk_of(app.state.firm, group)
            _watch(app, desk)
            app.state.viewing = Viewing(journal, app.state.firm.settings.limits)
            app.state.judging = await _judging(app.state.firm)
            app.state.verifying = Verifying(app.state.firm, app.state.judging)
            await desk.resume_all()
            chores = [group.create_task(work) for work in _beside(app, desk)]
            yield
            _leave(app, chores)
        await asyncio.to_thread(_close, app.state.firm)

    app = FastAPI(
        title="Drillproof", version=VERSION, summary=_SUMMARY, lifespan=lifespan, docs_url=None, redoc_url=None
    )
    app.add_middleware(Door, root=app)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*hosts])
    app.add_middleware(Crowd, root=app)
    install_problems(app)
    install_pages(app)
    install_document(app)
    for part in _ROUTERS:
        app.include_router(part.router)
    return app
