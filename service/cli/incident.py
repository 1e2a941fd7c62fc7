"""`incident`: declare an interruption, tell what happens, read how it stands and its summary, without the service."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import typer
from pydantic import BaseModel, ValidationError

from service.access import Caller
from service.api.incident_forms import DeclarationForm, SayingForm
from service.api.incident_shown import at, shown, summary_shown
from service.cli.output import AsJson, Language, RefusedError, language, out
from service.cli.store import WHERE, Database, PolicyFile, home_of, opened
from service.denial import DeniedError
from service.firm import Firm, open_firm
from service.incidents.incident import Incident
from service.incidents.page import page
from service.incidents.summary import summary
from service.policy import read_policy
from service.words import Lang, in_language

app = typer.Typer(help="Real interruptions, and drills that rehearse one.", no_args_is_help=True)
TOKEN: Final = "DRILLPROOF_TOKEN"  # noqa: S105  the name of a variable
_STDIN: Final = "-"
Name = Annotated[str, typer.Argument(metavar="INCIDENT")]
Form = Annotated[str, typer.Argument(metavar="FILE", help="JSON as the API takes it; - reads it from the input.")]
F = TypeVar("F", bound=BaseModel)


@app.command("list")
def every(db: Database = WHERE, policy: PolicyFile = None, lang: Language = None, *, as_json: AsJson = False) -> int:
    """Print the incidents, the newest first."""
    with _firm(db, policy, language(lang)) as firm:
        heads = asyncio.run(firm.incidents.page(seen=None, limit=200)).heads
    for head in heads:
        told = {"id": head.stream.partition("/")[2], "status": head.status, "at": at(head.order_ns), **head.shown}
        line = f"{told['id']}  {told['status']:<9}  {told['level'] or '-':<4} {told['title']}"
        out.print(json.dumps(told, ensure_ascii=False) if as_json else line, markup=False)
    return 0


@app.command()
def declare(file: Form, db: Database = WHERE, policy: PolicyFile = None, lang: Language = None) -> int:
    """Declare an interruption, in the name of whoever DRILLPROOF_TOKEN stands for; prints its id."""
    form = _read(DeclarationForm, file)
    with _firm(db, policy, language(lang)) as firm:
        state = asyncio.run(firm.incidents.declare(_caller(firm), form.wish()))
    out.print(state.id, markup=False)
    return 0


@app.command()
def tell(name: Name, file: Form, db: Database = WHERE, policy: PolicyFile = None, lang: Language = None) -> int:
    """Write down something of its course: an impact, a decision, a report that was made, a cause, ..."""
    form = _read(SayingForm, file)
    return _changed(db, policy, lang, lambda firm, who: firm.incidents.tell(who, name, form.root.said))


@app.command()
def end(
    name: Name,
    reason: Annotated[str, typer.Option("--reason", help="Why it is over.")],
    db: Database = WHERE,
    policy: PolicyFile = None,
    lang: Language = None,
) -> int:
    """Say that the emergency is over."""
    return _changed(db, policy, lang, lambda firm, who: firm.incidents.end(who, name, reason))


@app.command()
def close(name: Name, db: Database = WHERE, policy: PolicyFile = None, lang: Language = None) -> int:
    """Make it final; a refusal names everything that is missing."""
    return _changed(db, policy, lang, lambda firm, who: firm.incidents.close(who, name))


@app.command()
def show(name: Name, db: Database = WHERE, policy: PolicyFile = None, lang: Language = None) -> int:
    """Print an incident as JSON: its level, what comes next, reports due and made, everything that was told."""
    with _firm(db, policy, language(lang)) as firm:
        state, now = asyncio.run(firm.incidents.shelf.get(name)), firm.book.utc_ns()
    _print(shown(state, now).model_dump(mode="json"))
    return 0


@app.command("summary")
def summed(
    name: Name, db: Database = WHERE, policy: PolicyFile = None, lang: Language = None, *, as_json: AsJson = False
) -> int:
    """Print the event summary (JR/T 0251 10.5 a-d) as a page, or as JSON."""
    tongue = language(lang)
    with _firm(db, policy, tongue) as firm:
        whole = summary(asyncio.run(firm.incidents.shelf.get(name)), firm.book.utc_ns())
    if as_json:
        _print(summary_shown(whole).model_dump(mode="json"))
    else:
        sys.stdout.write(page(whole, tongue) + "\n")
    return 0


def _changed(
    db: str, policy: Path | None, lang: str | None, change: Callable[[Firm, Caller], Awaitable[Incident]]
) -> int:
    async def changed(firm: Firm) -> Incident:
        return await change(firm, _caller(firm))

    with _firm(db, policy, language(lang)) as firm:
        state, now = asyncio.run(changed(firm)), firm.book.utc_ns()
    _print(shown(state, now).model_dump(mode="json"))
    return 0


@contextmanager
def _firm(db: str, policy: Path | None, lang: Lang) -> Generator[Firm]:
    """Give the parts of a service over its database; refusals become those of the command line."""
    journal = opened(db)
    try:
        yield open_firm(journal, home_of(db), read_policy(policy))
    except DeniedError as denied:
        raise RefusedError("\n".join(in_language(reason.text, lang) for reason in denied.reasons)) from None
    finally:
        journal.close()


def _caller(firm: Firm) -> Caller:
    return firm.access.recognise(os.environ.get(TOKEN, ""), "")


def _read(form: type[F], file: str) -> F:
    try:
        text = sys.stdin.read() if file == _STDIN else Path(file).read_text("utf-8")
        return form.model_validate_json(text)
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{file}: {error}; name a file of JSON in UTF-8"
        raise RefusedError(msg) from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        msg = f"{file}: {wrong}; the form is that of POST /api/v1/incidents, see /openapi.json"
        raise RefusedError(msg) from error


def _print(data: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
