"""How the service listens: with TLS 1.2 at least, or only on this machine; and whose word about addresses counts."""

from __future__ import annotations

import ipaddress
import ssl
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

import uvicorn
from fastapi import FastAPI

from service.denial import Reason, UnfitError, because, deny_any
from service.settings import ListenSettings

_MOST: Final = 600
"""Connections at once unless somebody sets another number (limits.connections)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """Where the service's certificate (with its chain) and its key are found, as PEM."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where to listen. `names` are what callers may call this service; `proxy` is whose X-Forwarded-For is believed."""

    host: str
    port: int
    tls: Tls | None = None
    names: tuple[str, ...] = ()
    proxy: str | None = None
    unprotected: bool = False

    @property
    def url(self) -> str:
        """Return where it is reached: by its first name, or on this machine, where it listens everywhere."""
        named = next((name for name in self.names if "*" not in name), "localhost")
        told = named if _is_everywhere(self.host) else self.host
        host = f"[{told}]" if ":" in told else told
        return f"{'http' if self.tls is None else 'https'}://{host}:{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return the names that requests may give in `Host`; all of them only where that was asked for."""
        if self.unprotected and not self.names:
            return ("*",)
        given = () if is_ours(self.host) or _is_everywhere(self.host) else (self.host,)
        return ("127.0.0.1", "localhost", "[::1]", *given, *self.names)


def check_listening(listening: Listening) -> None:
    """Raise UnfitError with everything that keeps the service from listening there safely."""
    deny_any(list(_wrong(listening)), UnfitError)


def _wrong(listening: Listening) -> Iterator[Reason]:
    reachable = not is_ours(listening.host)
    if reachable and listening.tls is None and not listening.unprotected:
        yield because("listen_without_tls", host=listening.host)
    if reachable and _is_everywhere(listening.host) and not listening.names and not listening.unprotected:
        yield because("listen_without_name", host=listening.host)
    if listening.tls is not None:
        yield from _wrong_files(listening.tls)


def _wrong_files(tls: Tls) -> Iterator[Reason]:
    missing = [str(path) for path in (tls.certificate, tls.key) if not path.is_file()]
    if missing:
        yield because("tls_missing", files=", ".join(missing))
        return
    if tls.key.stat().st_mode & stat.S_IRWXO:
        yield because("tls_key_open", file=str(tls.key))
    try:
        _context(tls)
    except (ssl.SSLError, OSError) as error:
        yield because("tls_unfit", why=str(error))


def _context(tls: Tls) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls.certificate, tls.key, password=lambda: b"")  # never ask at the terminal
    return context


def listening_of(settings: ListenSettings) -> Listening:
    """Return how to listen as the settings say."""
    cert, key = settings.tls_cert, settings.tls_key
    return Listening(
        host=settings.host,
        port=settings.port,
        tls=None if cert is None or key is None else Tls(certificate=cert, key=key),
        names=tuple(settings.names),
        proxy=settings.proxy,
        unprotected=settings.unprotected,
    )


def server_for(app: FastAPI, listening: Listening, connections: int = _MOST) -> uvicorn.Server:
    """Return the server, ready to run; raises UnfitError as `check_listening`.

    Of more than so many connections at once each is answered 503 and closed; of twice as many by the server itself,
    before anything of it is read.
    """
    check_listening(listening)
    config = uvicorn.Config(
        app,
        host=listening.host,
        port=listening.port,
        log_level="warning",
        timeout_graceful_shutdown=5,
        timeout_keep_alive=15,
        limit_concurrency=2 * connections,
        server_header=False,
        proxy_headers=listening.proxy is not None,
        forwarded_allow_ips=listening.proxy,
        ssl_certfile=None if listening.tls is None else str(listening.tls.certificate),
        ssl_keyfile=None if listening.tls is None else str(listening.tls.key),
    )
    config.load()
    if config.ssl is not None:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
    server = _Server(config)
    app.state.connections = lambda: len(server.server_state.connections)
    return server


class _Server(uvicorn.Server):
    """A second Ctrl-C changes nothing: drills that restore are waited for, and no fault is left behind in haste."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end, once."""
        super().handle_exit(sig, frame)
        self.force_exit = False


def is_ours(host: str) -> bool:
    """Tell whether an address can be reached from this machine only."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_everywhere(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False
