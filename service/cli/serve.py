"""`serve`: the API with SQLite and nothing to configure; the first start makes an administrator."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from runners.journal import Journal
from service.access.access import Access
from service.access.first import first_token
from service.api.app import create_app
from service.book import Book
from service.cli.config import ConfigFile, settled_in
from service.cli.output import Language, language, out, words
from service.cli.serve_demo import serve_demo
from service.cli.served import private_journal, serve_app
from service.cli.store import database_in
from service.policy import Policy, read_policy
from service.report.template import read_template
from service.serving import Listening, check_listening, listening_of
from service.settings import Settled, home_of
from service.settings.layers import Told
from service.words import Lang


def serve(
    config: ConfigFile = None,
    host: Annotated[str | None, typer.Option("--host", help="The address to listen on; none: 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="The port to listen on; none: 8765.")] = None,
    db: Annotated[str | None, typer.Option("--db", help="A file, or postgresql://user@host:5432/database.")] = None,
    home: Annotated[Path | None, typer.Option("--home", help="The folder of drills, attachments, evidence.")] = None,
    lang: Language = None,
    *,
    policy: Annotated[Path | None, typer.Option("--policy", help="What the firm decided; none: the strict.")] = None,
    root: Annotated[list[Path] | None, typer.Option("--root", help="A folder whose files dossiers may name.")] = None,
    tls_cert: Annotated[Path | None, typer.Option("--tls-cert", help="The certificate with its chain (PEM).")] = None,
    tls_key: Annotated[Path | None, typer.Option("--tls-key", help="Its key (PEM), unreadable for others.")] = None,
    name: Annotated[list[str] | None, typer.Option("--name", help="What callers may call this machine.")] = None,
    proxy: Annotated[str | None, typer.Option("--proxy", help="The proxy whose X-Forwarded-For is believed.")] = None,
    unprotected: Annotated[bool, typer.Option("--unprotected", help="Listen beyond this machine without TLS.")] = False,
    demo: Annotated[bool, typer.Option("--demo", help="Try it: a lab, people, real drills; nothing stays.")] = False,
) -> int:
    """Serve the API; interrupted drills are taken up first. Ctrl-C restores what runs, then ends."""
    tongue = language(lang)
    options: dict[str, Told] = {
        "listen.host": host,
        "listen.port": port,
        "database": db,
        "home": home,
        "policy": policy,
        "roots": root,
        "listen.tls_cert": tls_cert,
        "listen.tls_key": tls_key,
        "listen.names": name,
        "listen.proxy": proxy,
        "listen.unprotected": unprotected,
    }
    if demo:
        others = {"config": config, **options, "listen.port": None}
        return serve_demo(port, tongue, [name for name, told in others.items() if told])
    _serve(settled_in(config, tongue, options), tongue)
    return 0


def _serve(settled: Settled, lang: Lang) -> None:
    """Serve until somebody ends it; raises what keeps it from beginning."""
    settings = settled.settings
    listening = listening_of(settings.listen)
    check_listening(listening)
    policy, database = read_policy(settings.policy), database_in(settings)
    read_template(settings.report.template)
    home = home_of(settings, database)
    journal = private_journal(database, home)
    _print_first(journal, policy, listening, lang)
    out.print(words(lang, "serve.at", url=listening.url), markup=False)
    app = create_app(
        journal, home, policy=policy, roots=settings.roots, hosts=listening.hosts, settings=settings, aside=True
    )
    app.state.settled = settled  # for the console's page of settings: who said what
    serve_app(app, listening, settings)


def _print_first(journal: Journal, policy: Policy, listening: Listening, lang: Lang) -> None:
    """Print the way in where nobody has come in yet."""
    token = first_token(Access(Book(journal.engine), policy.access))
    if token is not None:
        out.print(words(lang, "serve.first", token=token, url=listening.url), markup=False)
