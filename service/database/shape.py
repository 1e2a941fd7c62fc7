"""What a database's tables, indexes and triggers are, in a form that can be compared with the newest one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, text

from service.database.form import NAMES, make_newest

_SCRATCH: Final = "drillproof_form"
_COLUMNS: Final = text(
    "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,"
    " (SELECT collname FROM pg_collation WHERE oid = a.attcollation), pg_get_expr(d.adbin, d.adrelid)"
    " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
    " LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
    " WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relname = ANY(:names) AND pg_table_is_visible(c.oid)"
)
_INDEXES: Final = text(
    "SELECT c.relname, i.relname, pg_get_indexdef(x.indexrelid, 0, true) FROM pg_index x"
    " JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid"
    " WHERE c.relname = ANY(:names) AND pg_table_is_visible(c.oid)"
)
_TRIGGERS: Final = text(
    "SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid, true), p.prosrc FROM pg_trigger t"
    " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
    " WHERE NOT t.tgisinternal AND c.relname = ANY(:names) AND pg_table_is_visible(c.oid)"
)
Shape = dict[str, str]
"""What is there: `events.seq`, `events#ix_…`, `events!trigger`, each with what it is."""


def shape_of(connection: Connection) -> Shape:
    """Return what is there of the tables of a service."""
    return dict(_sqlite(connection) if connection.dialect.name == "sqlite" else _postgres(connection))


def newest_shape(engine: Engine) -> Shape:
    """Return what would be made in an empty database of that kind; nothing of it stays."""
    if engine.dialect.name == "sqlite":
        with create_engine("sqlite://").connect() as connection:
            make_newest(connection)
            return shape_of(connection)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {_SCRATCH}"))
        connection.execute(text(f"SET LOCAL search_path TO {_SCRATCH}"))
        make_newest(connection)
        found = shape_of(connection)
        connection.rollback()
        return found


def differences(engine: Engine) -> list[str]:
    """Return how the database differs from the newest form, in words for whoever looks after it."""
    wanted = newest_shape(engine)
    with engine.connect() as connection:
        there = shape_of(connection)
    lines = [f"{name}: is missing" for name in wanted if name not in there]
    lines += [f"{name}: is not ours ({there[name]})" for name in there if name not in wanted]
    both = (name for name in wanted if name in there and wanted[name] != there[name])
    return sorted([*lines, *(f"{name}: is {there[name]}, not {wanted[name]}" for name in both)])


def _postgres(connection: Connection) -> Iterator[tuple[str, str]]:
    names = {"names": list(NAMES)}
    for table, column, kind, is_needed, collation, default in connection.execute(_COLUMNS, names):
        order = "" if collation in {None, "default"} else f" COLLATE {collation}"
        needed = " NOT NULL" if is_needed else ""
        yield f"{table}.{column}", f"{kind}{order}{needed}" + ("" if default is None else f" DEFAULT {default}")
    for table, index, told in connection.execute(_INDEXES, names):
        yield f"{table}#{index}", told
    for table, trigger, told, body in connection.execute(_TRIGGERS, names):
        yield f"{table}!{trigger}", " ".join(f"{told} {body}".split())


def _sqlite(connection: Connection) -> Iterator[tuple[str, str]]:
    for table in NAMES:
        for _, column, kind, is_needed, default, key, *_ in connection.exec_driver_sql(f"PRAGMA table_info({table})"):
            told = f"{kind}{' NOT NULL' if is_needed else ''}{f' KEY {key}' if key else ''}"
            yield f"{table}.{column}", told + ("" if default is None else f" DEFAULT {default}")
        for _, index, is_unique, origin, *_ in connection.exec_driver_sql(f"PRAGMA index_list({table})").all():
            columns = ", ".join(row[2] for row in connection.exec_driver_sql(f"PRAGMA index_info({index})"))
            name = index if origin == "c" else f"{origin}({columns})"
            yield f"{table}#{name}", f"{'UNIQUE ' if is_unique else ''}({columns})"
    triggers = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'"
    for table, trigger, told in connection.exec_driver_sql(triggers):
        yield f"{table}!{trigger}", " ".join(told.split())
