"""An application served until somebody ends it, and its database made private first."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from fastapi import FastAPI

from runners.journal import Journal
from runners.promptness import be_prompt
from service.cli.store import opened
from service.logs import install_logs, log
from service.serving import Listening, server_for
from service.settings import Settings
from service.settings.database import is_url
from service.settings.showing import digest_of
from service.software import VERSION

_TURN_S: Final = 0.0005
"""So soon a thread that computes lets the event loop go on; Python's 5 ms add up to tenths of a second a request."""


def serve_app(app: FastAPI, listening: Listening, settings: Settings, door: socket.socket | None = None) -> None:
    """Serve until Ctrl-C, which is how it is ended; at `door` where that is bound already."""
    install_logs(settings.log)
    sys.setswitchinterval(_TURN_S)
    log("service begins", version=VERSION, settings=digest_of(settings), url=listening.url, runners=settings.runners)
    with suppress(KeyboardInterrupt):
        be_prompt()
        server_for(app, listening, settings.limits.connections).run(None if door is None else [door])
    log("service ends")


def private_journal(database: str, home: Path) -> Journal:
    """Return the journal; a new SQLite file, with its -wal and -shm, is readable for this account alone."""
    with suppress(OSError):  # whoever opens it tells what is wrong
        home.mkdir(parents=True, exist_ok=True)
        if not is_url(database):
            Path(database).parent.mkdir(parents=True, exist_ok=True)
            Path(database).touch(mode=0o600)
    return opened(database, is_new=True)
