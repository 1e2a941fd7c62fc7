"""Databases at any revision, empty ones of either kind, and rows for every table that ever was."""

from __future__ import annotations

import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from measurements.codec import GENESIS, extend
from measurements.events import ClockRead
from runners.database import engine_for, url_of
from service.book.entry import Author, Note, chained
from service.database.holding import held
from service.database.upgrading import walk
from tests.support.databases import is_postgres, on_postgres

LONG: Final = 2**62
ADMIN: Final = '[{"role": "admin", "services": null, "sites": null}]'
VIEWER: Final = '[{"role": "viewer", "services": ["行情"], "sites": null}]'
Rows = dict[str, list[dict[str, Any]]]


def kinds_of_database(kind: str) -> Generator[str]:
    """Let databases be of that kind: what a module's fixture yields from."""
    if kind == "sqlite":
        yield kind
        return
    with on_postgres():
        yield kind


@contextmanager
def empty_database(folder: Path, kind: str) -> Generator[str]:
    """Give what --db takes for a database in which nothing ever was."""
    if kind == "sqlite":
        yield str(folder / f"{secrets.token_hex(4)}.sqlite")
        return
    assert is_postgres()
    server, name = os.environ["TEST_DATABASE_SERVER"], f"empty_{secrets.token_hex(8)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    try:
        yield f"{server}/{name}"
    finally:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@contextmanager
def at_revision(where: str, revision: str, *, is_stamped: bool = True) -> Generator[Engine]:
    """Give an engine whose database is at a revision, with rows in every table."""
    engine = engine_for(url_of(where))
    with held(engine) as connection:
        walk(connection, None, revision)
        fill(connection)
        if not is_stamped:
            connection.execute(sa.text("DROP TABLE alembic_version"))
    try:
        yield engine
    finally:
        engine.dispose()


def fill(connection: Connection) -> None:
    """Put the sample's rows into every table that is there, as many columns as it has."""
    looking = sa.inspect(connection)
    there = set(looking.get_table_names()) - {"alembic_version"}
    assert there <= set(SAMPLE), "a table without a sample"
    for table in (name for name in SAMPLE if name in there):
        columns = [column["name"] for column in looking.get_columns(table)]
        lines = [{name: row[name] for name in columns} for row in SAMPLE[table]]
        connection.execute(sa.table(table, *map(sa.column, columns)).insert(), lines)


def rows_in(engine: Engine) -> Rows:
    """Return everything that is in a database."""
    found: Rows = {}
    with engine.connect() as connection:
        looking = sa.inspect(connection)
        for table in set(looking.get_table_names()) - {"alembic_version"}:
            columns = [column["name"] for column in looking.get_columns(table)]
            rows = connection.execute(sa.select(*map(sa.column, columns)).select_from(sa.table(table)))
            found[table] = sorted((dict(row) for row in rows.mappings()), key=repr)
    return found


def _events() -> Generator[dict[str, Any]]:
    for drill in ("pg-20261107", "灾备-20261108"):
        prev = GENESIS
        for seq in range(1, 4):
            event = ClockRead(at=2**40 + seq, before=seq, utc_ns=LONG + seq)
            record = extend(prev, seq, event)
            yield {"drill": drill, "kind": event.kind, "at": event.at, "seq": seq, "text": record.text} | {
                "prev": record.prev,
                "hash": record.hash,
            }
            prev = record.hash


def _book() -> Generator[dict[str, Any]]:
    prev = GENESIS
    for number in range(1, 5):
        note = Note(stream=f"dossier/{number % 2}", kind="told", body={"kind": "told", "text": "台账 'quoted'"})
        author = Author(user="ada", via="token:1", address="10.0.0.1")
        entry = chained(prev, number, (number + 1) // 2, LONG + number, author, note)
        prev = entry.hash
        yield {
            "number": number,
            "stream": entry.stream,
            "seq": entry.seq,
            "utc_ns": entry.utc_ns,
            "user": "ada",
            "via": "token:1",
            "address": "10.0.0.1",
            "kind": entry.kind,
            "body": '{"kind": "told", "text": "台账 \'quoted\'"}',
            "prev": entry.prev,
            "hash": entry.hash,
        }


def _user(name: str, grants: str) -> dict[str, Any]:
    told = {"id": name, "name": name.title(), "grants": grants, "password": None, "disabled": False, "version": 3}
    more = {"temporary": False, "machine": False, "administrator": grants == ADMIN, "origin": "local", "subject": None}
    return {**told, **more, "created_ns": LONG}


def _run(drill: str, **more: Any) -> dict[str, Any]:
    told = {"drill": drill, "site": "sh", "needs": "[]", "status": "ended", "worker": None, "turn": 1, "told": "{}"}
    return {**told, "reasons": "[]", "asked_ns": LONG, "filed_ns": LONG + 1, **more}


SAMPLE: Final[Rows] = {
    "events": list(_events()),
    "book": list(_book()),
    "heads": [
        {"stream": "dossier/0", "family": "dossier", "status": "closed", "order_ns": LONG, "due_ns": LONG, "seq": 2}
        | {"shown": '{"a": "甲"}'},
        {"stream": "dossier/1", "family": "dossier", "status": "open", "order_ns": 1, "due_ns": None, "seq": 2}
        | {"shown": "{}"},
    ],
    "tags": [{"tag": "service:行情", "stream": "dossier/0"}, {"tag": "year:2026", "stream": "dossier/1"}],
    "users": [_user("ada", ADMIN), _user("vera", VIEWER)],
    "tokens": [
        {"id": "t1", "user": "ada", "sha256": "a" * 64, "label": "cli", "rights": None, "created_ns": LONG}
        | {"expires_ns": LONG, "revoked": False, "once": True}
    ],
    "sessions": [{"id": "s1", "sha256": "b" * 64, "user": "ada", "seen_ns": LONG, "ends_ns": LONG}],
    "attempts": [{"key": "user:ada", "failures": 3, "last_ns": LONG, "until_ns": LONG}],
    "pending_log_ins": [{"state": "c", "bound": "d", "nonce": "e", "verifier": "f", "until_ns": LONG}],
    "idempotency": [{"key": "ada:1", "asked": "0", "since_ns": LONG, "answer": None}],
    "claims": [{"what": "service:行情", "drill": "pg-20261107", "since_ns": LONG}],
    "workers": [
        {"name": "sh-1", "site": "sh", "reaches": '["sh"]', "host": "h", "pid": 7, "boot": "b", "software": "0.1.0"}
        | {"drills_max": 1, "beats": LONG, "leaving": False}
    ],
    "runs": [_run("pg-20261107"), _run("灾备-20261108", status="waiting", filed_ns=None)],
    "words": [
        {"number": 1, "drill": "pg-20261107", "body": "{}", "by": "ada", "utc_ns": LONG, "heard_by": None}
        | {"heard_ns": None}
    ],
    "stops": [
        {"stop": "1", "services": None, "by": "ada", "reason": "停", "utc_ns": LONG, "lifted_by": None}
        | {"lifted_reason": None, "lifted_ns": None}
    ],
    "stop_heard": [{"stop": "1", "runner": "sh-1", "utc_ns": LONG}],
    "pruned": [
        {"drill": "old-20200101", "last_seq": 9, "last_hash": "0" * 64, "evidence_sha256": "1" * 64, "by": "system"}
        | {"reason": "over", "utc_ns": LONG}
    ],
}
"""Rows of every table; with the columns that were dropped since, too."""
