"""How a connection string of a store names its hosts, its account and what to enter: `scheme://user:word@a:1,b:2/path`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a connection string says; `path` are its parts after the hosts."""

    scheme: str
    hosts: tuple[tuple[str, int], ...]
    user: str = ""
    password: str = field(default="", repr=False)
    path: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict[str, str])


def read_entry(dsn: str, port: int, *schemes: str) -> Entry:
    """Return what `dsn` says; `port` is that of a host that names none.

    Raises:
        ValueError: it is no connection string of one of `schemes`; the text holds nothing of it.
    """
    try:
        parts = urlsplit(dsn)
        login, _, hosts = parts.netloc.rpartition("@")
        user, _, password = login.partition(":")
        named = tuple(_host(each, port) for each in hosts.split(","))
    except ValueError:
        parts, named, user, password = urlsplit(""), (), "", ""
    if parts.scheme not in schemes or not all(host for host, _ in named):
        msg = f"the connection string is none of the form {schemes[0]}://user:password@host:port/…"
        raise ValueError(msg)
    return Entry(
        scheme=parts.scheme,
        hosts=named,
        user=unquote(user),
        password=unquote(password),
        path=tuple(unquote(part) for part in parts.path.split("/") if part),
        options=dict(parse_qsl(parts.query)),
    )


def _host(text: str, port: int) -> tuple[str, int]:
    """Return host and port of `host`, `host:port`, `[::1]` or `[::1]:port`; raises ValueError."""
    one = urlsplit(f"//{text}")
    return one.hostname or "", one.port or port
