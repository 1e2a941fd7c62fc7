"""`serve`: the API with SQLite and nothing to configure; the first start makes an administrator."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from runners.journal import Journal, JournalError
from service.access.access import Access
from service.access.first import first_token
from service.api.app import create_app
from service.book import Book
from service.cli.output import Language, RefusedError, language, out, words
from service.cli.store import WHERE, Database, home_of
from service.policy import Policy, read_policy
from service.serving import Listening, Tls, check_listening, server_for
from service.words import Lang


def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")] = 8765,
    db: Database = WHERE,
    lang: Language = None,
    *,
    policy: Annotated[Path | None, typer.Option("--policy", help="What the firm decided; none: the strict.")] = None,
    root: Annotated[list[Path] | None, typer.Option("--root", help="A folder whose files dossiers may name.")] = None,
    tls_cert: Annotated[Path | None, typer.Option("--tls-cert", help="The certificate with its chain (PEM).")] = None,
    tls_key: Annotated[Path | None, typer.Option("--tls-key", help="Its key (PEM), unreadable for others.")] = None,
    name: Annotated[list[str] | None, typer.Option("--name", help="What callers may call this machine.")] = None,
    proxy: Annotated[str | None, typer.Option("--proxy", help="The proxy whose X-Forwarded-For is believed.")] = None,
    unprotected: Annotated[bool, typer.Option("--unprotected", help="Listen beyond this machine without TLS.")] = False,
) -> int:
    """Serve the API; interrupted drills are taken up first. Ctrl-C restores what runs, then ends."""
    tongue = language(lang)
    listening = Listening(
        host=host, port=port, tls=_tls(tls_cert, tls_key), names=tuple(name or ()), proxy=proxy, unprotected=unprotected
    )
    check_listening(listening)
    decided = read_policy(policy)
    try:
        _make_private(db)
        journal = Journal.open(db)
    except JournalError as error:
        raise RefusedError(str(error)) from error
    _print_first(journal, decided, listening, tongue)
    out.print(words(tongue, "serve.at", url=listening.url), markup=False)
    app = create_app(journal, home_of(db), policy=decided, roots=root or (), hosts=listening.hosts)
    with suppress(KeyboardInterrupt):  # Ctrl-C is how it is ended
        server_for(app, listening).run()
    return 0


def _make_private(db: str) -> None:
    """Make a new SQLite file, with its -wal and -shm, readable for this account alone: it says who may come in."""
    with suppress(OSError):  # whoever opens it tells what is wrong
        home_of(db).mkdir(parents=True, exist_ok=True)
        if "://" not in db:
            Path(db).touch(mode=0o600)


def _tls(certificate: Path | None, key: Path | None) -> Tls | None:
    if certificate is not None and key is not None:
        return Tls(certificate=certificate, key=key)
    if certificate is not None or key is not None:
        msg = "--tls-cert and --tls-key belong together; give both"
        raise RefusedError(msg)
    return None


def _print_first(journal: Journal, policy: Policy, listening: Listening, lang: Lang) -> None:
    """Print the way in where nobody has come in yet."""
    token = first_token(Access(Book(journal.engine), policy.access))
    if token is not None:
        out.print(words(lang, "serve.first", token=token, url=listening.url), markup=False)
