"""`serve`: the API with SQLite and nothing to configure; the first start makes an administrator."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final

import typer

from runners.journal import Journal
from runners.promptness import be_prompt
from service.access.access import Access
from service.access.first import first_token
from service.api.app import create_app
from service.book import Book
from service.cli.config import ConfigFile, settled_in
from service.cli.output import Language, language, out, words
from service.cli.store import database_in, opened
from service.logs import install_logs, log
from service.policy import Policy, read_policy
from service.report.template import read_template
from service.serving import Listening, check_listening, listening_of, server_for
from service.settings import Settings, home_of
from service.settings.database import is_url
from service.settings.layers import Told
from service.settings.showing import digest_of
from service.software import VERSION
from service.words import Lang

_TURN_S: Final = 0.0005
"""So soon a thread that computes lets the event loop go on; Python's 5 ms add up to tenths of a second a request."""


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
    settings = settled_in(config, tongue, options).settings
    _serve(settings, tongue)
    return 0


def _serve(settings: Settings, lang: Lang) -> None:
    """Serve until somebody ends it; raises what keeps it from beginning."""
    listening = listening_of(settings.listen)
    check_listening(listening)
    policy, database = read_policy(settings.policy), database_in(settings)
    read_template(settings.report.template)
    home = home_of(settings, database)
    journal = _opened(database, home)
    _print_first(journal, policy, listening, lang)
    out.print(words(lang, "serve.at", url=listening.url), markup=False)
    app = create_app(
        journal, home, policy=policy, roots=settings.roots, hosts=listening.hosts, settings=settings, aside=True
    )
    install_logs(settings.log)
    sys.setswitchinterval(_TURN_S)
    log("service begins", version=VERSION, settings=digest_of(settings), url=listening.url, runners=settings.runners)
    with suppress(KeyboardInterrupt):  # Ctrl-C is how it is ended
        be_prompt()
        server_for(app, listening, settings.limits.connections).run()
    log("service ends")


def _opened(database: str, home: Path) -> Journal:
    _make_private(database, home)
    return opened(database, is_new=True)


def _make_private(database: str, home: Path) -> None:
    """Make a new SQLite file, with its -wal and -shm, readable for this account alone: it says who may come in."""
    with suppress(OSError):  # whoever opens it tells what is wrong
        home.mkdir(parents=True, exist_ok=True)
        if not is_url(database):
            Path(database).parent.mkdir(parents=True, exist_ok=True)
            Path(database).touch(mode=0o600)


def _print_first(journal: Journal, policy: Policy, listening: Listening, lang: Lang) -> None:
    """Print the way in where nobody has come in yet."""
    token = first_token(Access(Book(journal.engine), policy.access))
    if token is not None:
        out.print(words(lang, "serve.first", token=token, url=listening.url), markup=False)
