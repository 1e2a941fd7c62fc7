"""`stop`: the emergency stop from a terminal, by the service's address or, without any service, in its database."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Final, Protocol

import httpx
import typer
from rich.table import Table

from runners.journal import Journal, JournalError
from service.api.problems import ProblemDocument
from service.api.stopping import StopShown, shown
from service.book import Book
from service.cli.output import AsJson, Language, RefusedError, err, language, out, print_whole, words
from service.cli.start import TOKEN
from service.cli.store import WHERE, Database, at_terminal
from service.database import prepare
from service.denial import DeniedError
from service.running.halting import Halts
from service.running.stopping import Stops
from service.words import Lang, in_language

_PATH: Final = "/api/v1/emergency-stop"
_PATIENCE_S: Final = 30.0
_EVERY_S: Final = 0.5
_NOT_ALL: Final = 1
"""Exit code where somebody has not heard, or a drill was not restored."""


class _Way(Protocol):
    """By which way emergency stops are ordered."""

    def order(self, reason: str, services: list[str] | None) -> StopShown: ...

    def lift(self, stop: str, reason: str) -> StopShown: ...

    def look(self, stop: str) -> StopShown: ...

    def newest(self) -> list[StopShown]: ...


def stop(
    reason: Annotated[str, typer.Argument(metavar="REASON", help="Why; none: tell what is in force.")] = "",
    db: Database = WHERE,
    url: Annotated[str, typer.Option("--url", help="The service's address; DRILLPROOF_TOKEN says who asks.")] = "",
    service: Annotated[list[str] | None, typer.Option("--service", help="Drills of this service only.")] = None,
    lift: Annotated[str, typer.Option("--lift", metavar="STOP", help="Lift this one, for REASON.")] = "",
    lang: Language = None,
    *,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until every drill is closed.")] = False,
    as_json: AsJson = False,
) -> int:
    """Stop everything: every running drill restores at once, and nothing starts until another person lifts it.

    Without --url it is written into the service's database, which needs no running API; code 1 says that a runner or a
    drill has not heard it within two seconds.
    """
    tongue = language(lang)
    with _way(url, db) as way:
        if not reason and not lift:
            return _tell_all(way.newest(), tongue, as_json=as_json)
        found = way.lift(lift, reason) if lift else way.order(reason, service or None)
        if not lift and wait:
            found = _closed(lambda: way.look(found.stop), found, tongue)
    _tell(found, tongue, as_json=as_json)
    fine = found.all_heard and (not wait or all(drill.restored for drill in found.drills))
    return 0 if lift or fine else _NOT_ALL


def _closed(look: Callable[[], StopShown], found: StopShown, lang: Lang) -> StopShown:
    err.print(words(lang, "stop.waiting"), markup=False)
    while not found.all_closed:
        time.sleep(_EVERY_S)
        found = look()
    return found


def _tell_all(found: list[StopShown], lang: Lang, *, as_json: bool) -> int:
    if as_json:
        out.print_json(data=[one.model_dump() for one in found])
        return 0
    in_force = [one for one in found if one.in_force]
    if not in_force:
        out.print(words(lang, "stop.none"), markup=False)
    for one in in_force:
        _tell(one, lang, as_json=False)
    return 0


def _tell(found: StopShown, lang: Lang, *, as_json: bool) -> None:
    if as_json:
        out.print_json(data=found.model_dump())
        return
    key = "stop.in_force" if found.in_force else "stop.lifted"
    facts = {"stop": found.stop, "by": found.by, "reason": found.reason, "lifted_by": found.lifted_by or ""}
    out.print(words(lang, key, **facts), markup=False)
    scope = ", ".join(found.services) if found.services is not None else words(lang, "stop.everything")
    out.print(words(lang, "stop.scope", services=scope), markup=False)
    if found.runners or found.drills:
        print_whole(_table(found, lang))
    for one in found.advice:
        out.print("! " + (one.zh if lang == "zh" else one.en), markup=False)


def _table(found: StopShown, lang: Lang) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("who", "heard", "state"):
        table.add_column(words(lang, f"stop.column.{column}"))
    for runner in found.runners:
        table.add_row(runner.runner, _heard(runner.heard, runner.after_ms, lang), "")
    for drill in found.drills:
        state = "closed" if drill.closed and drill.restored else "residue" if drill.closed else "restoring"
        table.add_row(drill.drill, _heard(drill.heard, drill.after_ms, lang), words(lang, f"stop.{state}"))
    return table


def _heard(heard: bool, after_ms: int | None, lang: Lang) -> str:  # noqa: FBT001  the fact itself
    if not heard:
        return words(lang, "stop.not_heard")
    return words(lang, "stop.heard") if after_ms is None else words(lang, "stop.heard_after", ms=after_ms)


@contextmanager
def _way(url: str, db: str) -> Generator[_Way]:
    """Give the way that was asked for; raises RefusedError with what stood in it."""
    if url:
        with httpx.Client(base_url=url, timeout=_PATIENCE_S, headers=_who()) as client:
            yield _Served(client)
        return
    try:
        journal = Journal.existing(db)
        prepare(journal.engine)
    except JournalError as error:
        raise RefusedError(str(error)) from error
    try:
        yield _Stored(Halts(Stops(journal.engine), Book(journal.engine), journal))
    except DeniedError as denied:
        raise RefusedError("\n".join(in_language(reason.text, "en") for reason in denied.reasons)) from None
    finally:
        journal.close()


def _who() -> dict[str, str]:
    token = os.environ.get(TOKEN, "")
    if not token:
        msg = f"set {TOKEN} to a token of yours, or leave --url out at the machine of the database"
        raise RefusedError(msg)
    return {"Authorization": f"Bearer {token}"}


@dataclass(frozen=True, slots=True)
class _Served:
    """By the service's API."""

    client: httpx.Client

    def order(self, reason: str, services: list[str] | None) -> StopShown:
        return StopShown.model_validate(self._asked("POST", "", {"reason": reason, "services": services}))

    def lift(self, stop: str, reason: str) -> StopShown:
        return StopShown.model_validate(self._asked("POST", f"/{stop}/lift", {"reason": reason}))

    def look(self, stop: str) -> StopShown:
        return StopShown.model_validate(self._asked("GET", f"/{stop}"))

    def newest(self) -> list[StopShown]:
        return [StopShown.model_validate(one) for one in self._asked("GET", "")["items"]]

    def _asked(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        try:
            answer = self.client.request(method, _PATH + path, json=body)
        except httpx.HTTPError as error:
            msg = f"the service does not answer ({error}); at the machine of its database, use --db instead of --url"
            raise RefusedError(msg) from None
        if answer.is_success:
            return answer.json()
        raise RefusedError(_refused(answer))


def _refused(answer: httpx.Response) -> str:
    try:
        return ProblemDocument.model_validate_json(answer.content).detail
    except ValueError:
        return f"{answer.url} answered {answer.status_code}; is this the address of a Drillproof service?"


@dataclass(frozen=True, slots=True)
class _Stored:
    """In the service's database, by whoever sits at the machine."""

    halts: Halts

    def order(self, reason: str, services: list[str] | None) -> StopShown:
        return shown(asyncio.run(self.halts.order(at_terminal(), reason, services)))

    def lift(self, stop: str, reason: str) -> StopShown:
        self.halts.lift(at_terminal(), stop, reason)
        return self.look(stop)

    def look(self, stop: str) -> StopShown:
        return shown(self.halts.look(self.halts.stops.get(stop)))

    def newest(self) -> list[StopShown]:
        return [shown(self.halts.look(one)) for one in self.halts.stops.newest()]
