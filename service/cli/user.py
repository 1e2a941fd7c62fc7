"""`user`: who may use the service, for whoever sits at its machine."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from service.access.user import USERS
from service.book import Query
from service.cli.output import AsJson, Language, language, out, words
from service.cli.store import WHERE, Database, PolicyFile, Roles, access_in, at_terminal, grants_in

app = typer.Typer(help="Who may use the service, and as what.", no_args_is_help=True)
UserId = Annotated[str, typer.Argument(metavar="USER", help="The user's name, for example li.wei.")]
Why = Annotated[str, typer.Option("--reason", help="Why; it is kept in the book.")]


@app.command()
def add(
    user: UserId,
    role: Roles,
    name: Annotated[str, typer.Option("--name", help="What the person is called.")] = "",
    db: Database = WHERE,
    lang: Language = None,
    *,
    machine: Annotated[bool, typer.Option("--machine", help="A program: tokens only, never approver.")] = False,
) -> int:
    """Make somebody a user; then give a password or issue a token."""
    with access_in(db) as access:
        access.add_user(at_terminal(), user, name or user, grants_in(role), machine=machine)
    out.print(words(language(lang), "user.added", user=user), markup=False)
    return 0


@app.command()
def change(user: UserId, role: Roles, name: str = "", db: Database = WHERE, lang: Language = None) -> int:
    """Give a user these roles and no others."""
    with access_in(db) as access:
        known, _ = access.users.get(user)
        access.users.change(at_terminal(), user, name or known.name, grants_in(role))
    out.print(words(language(lang), "user.changed", user=user), markup=False)
    return 0


@app.command("list")
def every(db: Database = WHERE, lang: Language = None, *, as_json: AsJson = False) -> int:
    """List users and their roles."""
    with access_in(db) as access:
        cursor, shown = None, list[dict[str, Any]]()
        while True:
            page = access.users.page(Query(family=USERS.name, cursor=cursor, limit=200))
            shown += [{"id": one.stream.partition("/")[2], "status": one.status, **one.shown} for one in page.heads]
            cursor = page.next
            if cursor is None:
                break
    if as_json:
        out.print(json.dumps(shown, ensure_ascii=False, indent=2), markup=False)
        return 0
    for one in shown:
        out.print(words(language(lang), "user.line", **_told(one)), markup=False)
    return 0


@app.command()
def disable(user: UserId, reason: Why = "", db: Database = WHERE, lang: Language = None) -> int:
    """Let a user not come in any more."""
    with access_in(db) as access:
        access.users.bar(at_terminal(), user, reason)
    out.print(words(language(lang), "user.changed", user=user), markup=False)
    return 0


@app.command()
def enable(user: UserId, reason: Why = "", db: Database = WHERE, lang: Language = None) -> int:
    """Let a user come in again."""
    with access_in(db) as access:
        access.users.let_in(at_terminal(), user, reason)
    out.print(words(language(lang), "user.changed", user=user), markup=False)
    return 0


@app.command()
def password(user: UserId, db: Database = WHERE, policy: PolicyFile = None, lang: Language = None) -> int:
    """Give a user a password that opens nothing but its change; asked for, or read from standard input."""
    tongue = language(lang)
    if sys.stdin.isatty():
        new = str(typer.prompt(words(tongue, "user.password"), hide_input=True, confirmation_prompt=True))
    else:
        new = sys.stdin.readline().rstrip("\r\n")
    with access_in(db, policy) as access:
        access.give_password(at_terminal(), user, new)
    out.print(words(tongue, "user.changed", user=user), markup=False)
    return 0


def _told(one: dict[str, Any]) -> dict[str, str]:
    roles = [f"{g['role']}{_of(':', g['services'])}{_of('@', g['sites'])}" for g in one["grants"]]
    return {"user": str(one["id"]), "name": str(one["name"]), "status": str(one["status"]), "roles": " ".join(roles)}


def _of(mark: str, names: list[str]) -> str:
    return mark + ",".join(names) if names else ""
