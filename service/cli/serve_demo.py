"""`serve --demo`: the service with the embedded lab under it and drills that really run; nothing of it stays."""

from __future__ import annotations

import asyncio
import signal
import socket
import tempfile
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from types import FrameType
from typing import Any, Final

from fastapi import FastAPI

from runners.clock import SystemClock
from scenarios.plan import SECOND, Text
from service.api.app import create_app
from service.cli.lab import lived
from service.cli.output import RefusedError, out, words
from service.cli.served import private_journal, serve_app
from service.demo.course import Course, roots_of
from service.demo.people import ROLES, enlist
from service.demo.place import DemoPlace, left_behind, make_place, remove
from service.lab.down import lab_down
from service.lab.state import LabState
from service.lab.up import lab_up
from service.policy import Policy, default_policy
from service.serving import listening_of
from service.words import Lang, in_language

_PORT: Final = 8765
_ENDS: Final = (signal.SIGTERM, signal.SIGHUP)


def serve_demo(port: int | None, lang: Lang, others: Sequence[str]) -> int:
    """Serve a demo until it is ended, and clear up; raises RefusedError where it cannot begin.

    `others` are the options that were given beside it: none of them can be, for a demo touches nothing of anybody's.
    """
    if others:
        raise RefusedError(words(lang, "demo.others", options=", ".join(others)))
    with _door(_PORT if port is None else port, lang) as door, _ended_alike():
        for place in left_behind():
            out.print(words(lang, "demo.earlier", path=str(place.directory)), markup=False)
            _clear(place)
        place = _placed(lang)
        try:
            with suppress(KeyboardInterrupt):
                _serve(place, _raised(place, lang), door, lang)
        finally:
            _undisturbed()
            gone = _clear(place)
            told = words(lang, "demo.gone") if gone else words(lang, "demo.left", path=str(place.directory))
            out.print(told, markup=False)
    return 0


def _placed(lang: Lang) -> DemoPlace:
    try:
        return make_place()
    except OSError as error:
        why = error.strerror or str(error)
        raise RefusedError(words(lang, "demo.place", path=tempfile.gettempdir(), why=why)) from error


def _serve(place: DemoPlace, lab: LabState, door: socket.socket, lang: Lang) -> None:
    settings = place.settings(door.getsockname()[1])
    listening = listening_of(settings.listen)
    journal = private_journal(str(place.database), place.home)
    app = create_app(
        journal,
        place.home,
        policy=_policy(),
        roots=roots_of(place.directory),
        hosts=listening.hosts,
        settings=settings,
        aside=True,
    )
    _let_run(app, lab, lang)
    try:
        serve_app(app, listening, settings, door)
    finally:
        journal.close()


def _policy() -> Policy:
    """Return the strict policy, save that what a drill found does not keep the next from being started.

    The prepared drill is one of a service that has just been drilled, and nobody of the demo treats what was found.
    """
    strict = default_policy()
    return strict.model_copy(update={"guarding": strict.guarding.model_copy(update={"open_findings": "allow"})})


def _let_run(app: FastAPI, lab: LabState, lang: Lang) -> None:
    """Let the demo's own drills run while the application lives; its frame says that it is a demo."""
    app.state.demo = True
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(served: FastAPI) -> AsyncGenerator[Any]:
        async with inner(served) as state, asyncio.TaskGroup() as group:
            password = await asyncio.to_thread(enlist, served.state.firm.access, lang)
            _print_way_in(served, password, lang)
            course = Course(desk=served.state.desk, lab=lab, lang=lang, tell=lambda text: _tell(text, lang))
            running = group.create_task(course.run())
            yield state
            running.cancel()
            out.print(words(lang, "demo.ending"), markup=False)

    app.router.lifespan_context = lifespan


def _print_way_in(app: FastAPI, password: str, lang: Lang) -> None:
    url = f"http://127.0.0.1:{app.state.firm.settings.listen.port}"
    out.print(words(lang, "demo.at", url=url), style="bold", markup=False)
    for account in ROLES:
        name = words(lang, f"demo.person.{account}")
        out.print(f"  {account:<10} {password}  {name}", markup=False, highlight=False)
    out.print(words(lang, "demo.ends"), markup=False)


def _tell(text: Text, lang: Lang) -> None:
    out.print(in_language(text, lang), markup=False)


def _raised(place: DemoPlace, lang: Lang) -> LabState:
    out.print(words(lang, "demo.lab"))
    clock = SystemClock()
    begun = clock.now()
    lab = lived(lab_up(place.lab))
    out.print(words(lang, "demo.lab_up", seconds=f"{(clock.now() - begun) / SECOND:.1f}"))
    return lab


def _clear(place: DemoPlace) -> bool:
    lived(lab_down(place.lab))
    return remove(place)


def _door(port: int, lang: Lang) -> socket.socket:
    """Return where it will listen, bound before anything else is begun; raises RefusedError where somebody has it."""
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        door.close()
        why = str(error) if isinstance(error, OverflowError) else error.strerror or str(error)
        raise RefusedError(words(lang, "demo.port", port=port, why=why)) from error
    return door


@contextmanager
def _ended_alike() -> Generator[None]:
    """Let every way of being ended be the one of Ctrl-C, so that what was begun is cleared up."""

    def end(_number: int, _frame: FrameType | None) -> None:
        signal.raise_signal(signal.SIGINT)

    before = {number: signal.signal(number, end) for number in _ENDS}
    interrupted = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        for number, handler in (*before.items(), (signal.SIGINT, interrupted)):
            signal.signal(number, handler)


def _undisturbed() -> None:
    """Let nothing break off the clearing up, which takes a second or two."""
    for number in (signal.SIGINT, *_ENDS):
        signal.signal(number, signal.SIG_IGN)
