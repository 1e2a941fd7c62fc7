"""`token`: what programs and people come in with, for whoever sits at the service's machine."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from service.access import Right
from service.access.token import TOKENS
from service.book import Query
from service.cli.output import AsJson, Language, RefusedError, language, out, words
from service.cli.store import WHERE, Database, PolicyFile, access_in, at_terminal

app = typer.Typer(help="Tokens of the service's users.", no_args_is_help=True)


@app.command()
def issue(  # noqa: PLR0917  options, each by its name
    user: Annotated[str, typer.Argument(metavar="USER", help="Whose token.")],
    label: Annotated[str, typer.Option("--label", help="What it is for.")],
    days: Annotated[int, typer.Option("--days", min=1, max=400, help="How long it lives.")] = 30,
    right: Annotated[list[str] | None, typer.Option("--right", help="Only for this; several are allowed.")] = None,
    db: Database = WHERE,
    policy: PolicyFile = None,
    lang: Language = None,
) -> int:
    """Print a new token: this one time, for nobody can make it of what is kept."""
    with access_in(db, policy) as access:
        access.users.get(user)
        lives = min(days, access.policy.token_days_longest)
        secret = access.issue(at_terminal(), user, label, lives, _rights(right))
    out.print(words(language(lang), "token.issued", token=secret, days=lives), markup=False)
    return 0


@app.command("list")
def every(
    user: Annotated[str, typer.Argument(metavar="USER", help="Whose tokens.")],
    db: Database = WHERE,
    lang: Language = None,
    *,
    as_json: AsJson = False,
) -> int:
    """List a user's tokens, the newest first."""
    with access_in(db) as access:
        page = access.tokens.page(Query(family=TOKENS.name, tags=(f"owner:{user}",), limit=200))
    shown = [{"id": one.stream.partition("/")[2], "status": one.status, **one.shown} for one in page.heads]
    if as_json:
        out.print(json.dumps(shown, ensure_ascii=False, indent=2), markup=False)
        return 0
    for one in shown:
        facts = {name: str(one[name]) for name in ("id", "status", "label", "expires_at")}
        out.print(words(language(lang), "token.line", **facts), markup=False)
    return 0


@app.command()
def revoke(
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="The token's id, as `token list` tells it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept in the book.")] = "",
    db: Database = WHERE,
    lang: Language = None,
) -> int:
    """Let a token not be taken any more."""
    with access_in(db) as access:
        access.tokens.revoke(at_terminal(), token, reason)
    out.print(words(language(lang), "token.revoked", token=token), markup=False)
    return 0


def _rights(told: list[str] | None) -> list[Right] | None:
    unknown = [one for one in told or () if one not in set(Right)]
    if unknown:
        msg = f"--right {unknown[0]}: there is no such right; there are {', '.join(Right)}"
        raise RefusedError(msg)
    return [Right(one) for one in told] if told else None
