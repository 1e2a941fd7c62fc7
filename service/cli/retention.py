"""`prune` and `hold`: what is cleared away when its time is over, and what somebody says must be kept."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from runners.journal import JournalError
from service.book import Book, Query
from service.cli.database import journal_at
from service.cli.output import AsJson, Language, RefusedError, language, out, words
from service.cli.store import WHERE, Database, PolicyFile, at_terminal, home_of
from service.database import prepare
from service.denial import DeniedError
from service.policy import read_policy
from service.retention.clearing import Cleared, Retention
from service.retention.holds import FAMILY, What
from service.words import Lang, in_language

app = typer.Typer(help="What must be kept, whatever the policy lets go.", no_args_is_help=True)
Why = Annotated[str, typer.Option("--reason", help="Why; it is kept in the book.")]
Held = Annotated[str, typer.Argument(metavar="HOLD", help="As `hold list` names it.")]
Home = Annotated[Path | None, typer.Option("--home", help="Where drills filed; none: where serve has it.")]


def prune(
    db: Database = WHERE,
    policy: PolicyFile = None,
    home: Home = None,
    lang: Language = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell only; drills that stay too, and why.")] = False,
    as_json: AsJson = False,
) -> int:
    """Clear away what the policy lets go: whole drills with a tombstone in the book, and rows that nobody needs."""
    with retention_in(db, policy, home) as retention:
        found = retention.look() if dry_run else retention.clear(at_terminal())
    if as_json:
        out.print(json.dumps(_data(found), ensure_ascii=False), markup=False)
    else:
        _tell(found, language(lang), dry_run=dry_run)
    return 0


@app.command("list")
def every(db: Database = WHERE, lang: Language = None, *, as_json: AsJson = False) -> int:
    """List holds, those that were lifted too."""
    tongue = language(lang)
    with retention_in(db) as retention:
        heads = retention.holds.page(Query(family=FAMILY, limit=1000)).heads
    for head in heads:
        told = {"id": head.stream.partition("/")[2], "status": head.status, **head.shown}
        if as_json:
            out.print(json.dumps(told, ensure_ascii=False), markup=False)
            continue
        lifted = f" - {head.shown['lifted_by']}: {head.shown['lifted_reason']}" if head.shown["lifted_by"] else ""
        facts = {"id": str(told["id"]), "reason": head.shown["reason"], "by": head.shown["placed_by"]}
        status = words(tongue, f"status.{head.status}")
        out.print(words(tongue, "hold.line", status=status, lifted=lifted, **facts), markup=False)
    return 0


@app.command()
def place(
    what: Annotated[What, typer.Argument(metavar="WHAT", help="drill or dossier.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its id.")],
    reason: Why,
    db: Database = WHERE,
    lang: Language = None,
) -> int:
    """Keep a drill, or a dossier with its drills, until somebody else lifts it."""
    with retention_in(db) as retention:
        hold = retention.holds.place(at_terminal(), what, name, reason)
    out.print(words(language(lang), "hold.placed", hold=hold.id), markup=False)
    return 0


@app.command()
def lift(hold: Held, reason: Why, db: Database = WHERE, lang: Language = None) -> int:
    """End a hold."""
    with retention_in(db) as retention:
        found = retention.holds.lift(at_terminal(), hold, reason)
    out.print(words(language(lang), "hold.released", hold=found.id), markup=False)
    return 0


@contextmanager
def retention_in(db: str, policy: Path | None = None, home: Path | None = None) -> Generator[Retention]:
    """Give the retention of a service; raises RefusedError."""
    decided = read_policy(policy)
    try:
        with journal_at(db) as journal:
            prepare(journal.engine)
            yield Retention(Book(journal.engine), decided, home or home_of(db))
    except (DeniedError, JournalError) as error:
        raise RefusedError(str(error)) from error


def _data(found: Cleared) -> dict[str, object]:
    kept = [{"drill": one.drill, "reasons": [reason.code for reason in one.reasons]} for one in found.kept]
    return {"drills": found.drills, "kept": kept, "rows": found.rows}


def _tell(found: Cleared, lang: Lang, *, dry_run: bool) -> None:
    for drill in found.drills:
        out.print(words(lang, "prune.would" if dry_run else "prune.drill", drill=drill), markup=False)
    for one in found.kept:
        reasons = "; ".join(in_language(reason.text, lang) for reason in one.reasons)
        out.print(words(lang, "prune.kept", drill=one.drill, reasons=reasons), markup=False)
    if not found.drills:
        out.print(words(lang, "prune.none"), markup=False)
    for name, rows in found.rows.items():
        out.print(words(lang, "prune.rows", name=name, rows=rows), markup=False)
