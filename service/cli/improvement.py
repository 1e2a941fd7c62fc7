"""`improvement`: the register on the command line; changes are made in the name of whom a token stands for."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.table import Table

from measurements.utc import utc_text
from service.access import Caller, Right
from service.api.improvement_shown import card, forms, whole
from service.book import Query
from service.cli.output import AsJson, Language, RefusedError, language, out, print_whole, words
from service.cli.start import TOKEN
from service.cli.store import WHERE, Database, PolicyFile, home_of, opened
from service.denial import DeniedError
from service.firm import Firm, open_firm
from service.improvement.deciding import Person, Planning
from service.improvement.events import MeasureDone, Verified
from service.improvement.item import FAMILY, UNSETTLED, Item
from service.policy import read_policy
from service.words import Lang, in_language

app = typer.Typer(help="What drills and people found wrong, and what became of it.", no_args_is_help=True)
Id: Final = typer.Argument(metavar="ITEM", help="The item.")
_COLUMNS: Final = ("item", "status", "severity", "due", "owner", "title")


@app.command("list")
def every(
    db: Database = WHERE,
    service: Annotated[str | None, typer.Option("--service", help="Of this service only.")] = None,
    lang: Language = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Settled ones, too.")] = False,
    as_json: AsJson = False,
) -> int:
    """Print the items that are not settled, the newest first."""
    tongue = language(lang)
    tags = () if service is None else (f"service:{service}",)
    with _firm(db, None) as firm:
        asked = Query(family=FAMILY, status=() if everything else UNSETTLED, tags=tags)
        found, now = asyncio.run(firm.improvements.heads(asked)), firm.book.utc_ns()
    cards = [card(head, now) for head in found]
    if as_json:
        out.print(json.dumps([one.model_dump() for one in cards], ensure_ascii=False, indent=2), markup=False)
        return 0
    table = Table(box=None, pad_edge=False)
    for column in _COLUMNS:
        table.add_column(words(tongue, f"improvement.column.{column}"))
    for one in cards:
        late = words(tongue, "improvement.overdue") if one.overdue else ""
        title = one.title.zh if tongue == "zh" else one.title.en
        table.add_row(one.id, one.status, one.severity, f"{one.due_at[:10]} {late}".strip(), one.owner or "-", title)
    print_whole(table)
    return 0


@app.command()
def show(
    item: Annotated[str, Id],
    db: Database = WHERE,
    *,
    form: Annotated[bool, typer.Option("--forms", help="As forms 39 and 40.")] = False,
) -> int:
    """Print a whole item as JSON; with --forms as forms 39 and 40."""
    with _firm(db, None) as firm:
        found, _ = _ran(firm.improvements.read(item), "en")
        shown = forms(found) if form else whole(found, firm.book.utc_ns())
    out.print(shown.model_dump_json(indent=2), markup=False)
    return 0


@app.command()
def plan(
    item: Annotated[str, Id],
    owner: Annotated[str | None, typer.Option("--owner", help="The account that owns it.")] = None,
    measure: Annotated[str | None, typer.Option("--measure", help="What mends it.")] = None,
    lead: Annotated[str | None, typer.Option("--lead", help="The department that leads.")] = None,
    db: Database = WHERE,
    policy: PolicyFile = None,
    *,
    lang: Language = None,
) -> int:
    """Say who is to do what."""
    wish = Planning(owner=owner, corrective=measure, lead=lead)
    return _change(
        db, policy, lang, item, Right.IMPROVE, lambda firm, caller: firm.improvements.plan(caller.author, item, wish)
    )


@app.command()
def done(
    item: Annotated[str, Id],
    text: Annotated[str, typer.Option("--text", help="What was done.")],
    doer: Annotated[list[str] | None, typer.Option("--doer", help="Who else did it.")] = None,
    db: Database = WHERE,
    policy: PolicyFile = None,
    lang: Language = None,
) -> int:
    """Say that the measure was carried out."""
    told = MeasureDone(text=text, doers=tuple(doer or ()))
    return _change(
        db, policy, lang, item, Right.IMPROVE, lambda firm, caller: firm.improvements.done(caller.author, item, told)
    )


@app.command()
def verify(
    item: Annotated[str, Id],
    method: Annotated[str, typer.Option("--method", help="How it was looked at.")],
    finding: Annotated[str, typer.Option("--finding", help="What was seen.")],
    db: Database = WHERE,
    policy: PolicyFile = None,
    lang: Language = None,
    *,
    failed: Annotated[bool, typer.Option("--failed", help="The measure did not work.")] = False,
) -> int:
    """Say whether the measure worked; nobody who had a part in it can."""
    told = Verified(result="failed" if failed else "worked", method=method, finding=finding)

    def work(firm: Firm, caller: Caller) -> Coroutine[Any, Any, Item]:
        person = Person(user=caller.user, name=caller.name)
        return firm.improvements.verify(caller.author, item, told, person)

    return _change(db, policy, lang, item, Right.VERIFY, work)


def _change(
    db: str,
    policy: Path | None,
    lang: str | None,
    name: str,
    right: Right,
    work: Callable[[Firm, Caller], Coroutine[Any, Any, Item]],
) -> int:
    tongue = language(lang)
    with _firm(db, policy) as firm:
        try:
            caller = firm.access.recognise(os.environ.get(TOKEN, ""), "")
            found, _ = firm.improvements.shelf.read_now(name)
            caller.require(right, found.trouble.services)
        except DeniedError as denied:
            raise _refused(denied, tongue) from denied
        item = _ran(work(firm, caller), tongue)
    told = {"item": item.id, "status": item.status, "due": utc_text(item.due_ns)[:10]}
    out.print(words(tongue, "improvement.now", **told), markup=False)
    return 0


@contextmanager
def _firm(db: str, policy: Path | None) -> Generator[Firm]:
    journal = opened(db)
    try:
        yield open_firm(journal, home_of(db), read_policy(policy))
    finally:
        journal.close()


def _ran(work: Coroutine[Any, Any, Any], lang: Lang) -> Any:
    try:
        return asyncio.run(work)
    except DeniedError as denied:
        raise _refused(denied, lang) from denied


def _refused(denied: DeniedError, lang: Lang) -> RefusedError:
    return RefusedError("\n".join(in_language(reason.text, lang) for reason in denied.reasons))
