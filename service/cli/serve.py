"""`serve`: the API on this machine, with SQLite and nothing to configure."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from runners.journal import Journal, JournalError
from service.api.app import create_app
from service.cli.output import Language, RefusedError, language, out, words


def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")] = 8765,
    db: Annotated[Path, typer.Option("--db", help="The journal; drills get directories beside it.")] = Path(
        "var/service/journal.sqlite"
    ),
    lang: Language = None,
    *,
    unprotected: Annotated[
        bool, typer.Option("--unprotected", help="Listen beyond this machine although nobody has to log in yet.")
    ] = False,
) -> int:
    """Serve the API; interrupted drills are taken up first. Ctrl-C restores what runs, then ends."""
    tongue = language(lang)
    refuse_strangers(host, unprotected=unprotected)
    try:
        journal = Journal.at(db)
    except JournalError as error:
        raise RefusedError(str(error)) from error
    out.print(words(tongue, "serve.at", url=f"http://{host}:{port}"), markup=False)
    app = create_app(journal, db.parent, hosts=("*",) if unprotected else ("127.0.0.1", "localhost", "[::1]"))
    uvicorn.run(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=5)
    return 0


def refuse_strangers(host: str, *, unprotected: bool) -> None:
    """Raise RefusedError for an address that others can reach, unless that was asked for in so many words."""
    try:
        is_ours = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_ours = False
    if not is_ours and not unprotected:
        msg = (
            f"--host {host}: others could start drills there, and this version has no log-in yet; "
            "listen on 127.0.0.1 behind a proxy that checks who asks, or give --unprotected"
        )
        raise RefusedError(msg)
