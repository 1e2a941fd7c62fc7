"""What values must be beside each other; each rule is a small function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scenarios.draft import Draft
from scenarios.problems import Problem
from scenarios.quantities import show_duration
from service.settings.database import SCHEME, is_url
from service.settings.layers import COMMAND_LINE, ENVIRONMENT
from service.settings.model import Settings

_MARGIN: Final = 10**9
"""What a command that was begun in the last moment may take to reach its host before another worker takes over."""


def wrong_in(settings: Settings, draft: Draft[Settings]) -> Iterator[Problem]:
    """Yield what does not fit together."""
    if draft.is_whole("database") and draft.is_whole("runners"):
        yield from _database(settings, draft)
    for section, rule in _RULES:
        if draft.is_whole(section):  # of what is wrong in itself only the defaults could be looked at
            yield from rule(settings, draft)


def _database(settings: Settings, draft: Draft[Settings]) -> Iterator[Problem]:
    told = settings.database
    is_server = not isinstance(told, str)  # what stands in a file or a variable is looked at when it is opened
    if isinstance(told, str) and is_url(told):
        is_server = told.startswith(SCHEME)
        if not is_server:
            yield draft.problem(("database",), "bad_database", scheme=told.partition("://")[0])
        else:
            yield from _open_password(told, draft)
    if settings.runners == "queue" and not is_server:
        yield draft.problem(("runners",), "queue_needs_server")


def _open_password(url: str, draft: Draft[Settings]) -> Iterator[Problem]:
    """A password in a file that is copied about and kept in version control is worth a word."""
    user, at, _ = url.partition("://")[2].partition("/")[0].rpartition("@")
    told = draft.problem(("database",), "password_in_file")
    if at and ":" in user and told.file not in {ENVIRONMENT, COMMAND_LINE}:
        yield told


def _takeover(settings: Settings, draft: Draft[Settings]) -> Iterator[Problem]:
    takeover = settings.takeover
    if takeover.act > takeover.after - _MARGIN:
        facts = {"act": show_duration(takeover.act), "after": show_duration(takeover.after)}
        yield draft.problem(("takeover", "act"), "acts_too_long", **facts)
    if takeover.act < 2 * takeover.beat:
        facts = {"act": show_duration(takeover.act), "beat": show_duration(takeover.beat)}
        yield draft.problem(("takeover", "beat"), "beats_too_slow", **facts)


def _tls(settings: Settings, draft: Draft[Settings]) -> Iterator[Problem]:
    listen = settings.listen
    if (listen.tls_cert is None) != (listen.tls_key is None):
        given = "tls_cert" if listen.tls_key is None else "tls_key"
        other = "tls_key" if listen.tls_key is None else "tls_cert"
        yield draft.problem(("listen", given), "half_of_tls", given=given, other=other)


def _password(settings: Settings, draft: Draft[Settings]) -> Iterator[Problem]:
    given, other = "evidence_key_password_file", "evidence_key"
    if settings.evidence_key is None and settings.evidence_key_password_file is not None:
        yield draft.problem((given,), "password_without_key", given=given, other=other)


def _viewers(settings: Settings, draft: Draft[Settings]) -> Iterator[Problem]:
    limits = settings.limits
    if limits.viewers >= limits.connections:
        facts = {"viewers": str(limits.viewers), "connections": str(limits.connections)}
        yield draft.problem(("limits", "viewers"), "viewers_take_all", **facts)


def _archive(settings: Settings, draft: Draft[Settings]) -> Iterator[Problem]:
    archive = settings.archive
    if archive.to is not None and archive.bucket is not None:
        yield draft.problem(("archive", "bucket"), "archive_twice")
    if archive.bucket is None and archive.lock != "none":
        yield draft.problem(("archive", "lock"), "lock_without_bucket", lock=archive.lock)


_RULES: Final = (
    ("evidence_key_password_file", _password),
    ("takeover", _takeover),
    ("listen", _tls),
    ("limits", _viewers),
    ("archive", _archive),
)
