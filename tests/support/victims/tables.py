"""A table of a real PostgreSQL, to lose rows and to have a column changed."""

from __future__ import annotations

import atexit
import getpass
import os
from dataclasses import dataclass
from functools import cache

import pytest

from scenarios.faults.tables import damaged_table
from scenarios.plan import FaultSpec
from tests.support.postgres import TemporaryPostgres
from tests.support.victims.base import Ground, Victim

TABLE = """\
DROP TABLE IF EXISTS "Orders" CASCADE;
CREATE TABLE "Orders" (day date, id bigint GENERATED ALWAYS AS IDENTITY, price numeric, note text, "odd name" jsonb,
    double numeric GENERATED ALWAYS AS (price * 2) STORED, PRIMARY KEY (day, id));
INSERT INTO "Orders" (day, price, note, "odd name")
    SELECT date '2026-01-01' + n % 7, n, nullif('it''s ' || n, 'it''s 5'), '{"n": 1}' FROM generate_series(1, 200) n;
DROP TABLE IF EXISTS whole;
CREATE TABLE whole AS SELECT * FROM "Orders";
"""
CHANGED = 'SELECT count(*) FROM whole w FULL JOIN "Orders" o USING (day, id) WHERE w::text IS DISTINCT FROM o::text'
BACK = """\
BEGIN; DELETE FROM "Orders";
INSERT INTO "Orders" (day, id, price, note, "odd name") OVERRIDING SYSTEM VALUE
    SELECT day, id, price, note, "odd name" FROM whole; COMMIT;
"""


@cache
def cluster() -> TemporaryPostgres:
    """Return one server for all tests of this process, gone with it."""
    made = TemporaryPostgres()
    atexit.register(made.remove)
    made.start()
    made.psql(f'CREATE ROLE "{who()}" SUPERUSER LOGIN')
    return made


def who() -> str:
    """Return as whom the server runs: its socket is for nobody else."""
    return "nobody" if os.geteuid() == 0 else getpass.getuser()


@dataclass(slots=True, kw_only=True)
class _Table:
    fault: FaultSpec

    async def settle_in(self, ground: Ground) -> None:
        if not await ground.says_yes("command -v psql >/dev/null"):
            pytest.skip("psql is not on this host: apt-get install postgresql-client")
        cluster().psql(TABLE)

    async def is_harmed(self, ground: Ground) -> bool:
        del ground
        return cluster().psql(CHANGED) != "0"

    async def mend(self, ground: Ground) -> None:
        del ground
        cluster().psql(BACK)

    async def leave(self, ground: Ground) -> None:
        del ground
        left = cluster().psql("SELECT string_agg(relname, ' ') FROM pg_class WHERE relname LIKE 'drillproof%'")
        cluster().psql('DROP TABLE IF EXISTS "Orders", whole')
        for name in left.split():
            cluster().psql(f'DROP TABLE IF EXISTS "{name}"')


def wiped(
    ground: Ground,  # noqa: ARG001  every victim is made for a ground
    change: tuple[str, str] | None = None,
    rows: tuple[str, str | None, str | None] = ("price", "50", "150"),
) -> Victim:
    """Return a table that is to lose some of its rows."""
    fault = damaged_table(
        database="postgres",
        table="public.Orders",
        rows=rows,
        change=change,
        user=who(),
        port=cluster().port,
        socket=str(cluster().directory),
    )
    return _Table(fault=fault)


def mispriced(ground: Ground) -> Victim:
    """Return a table of which a column is to be changed, in rows one of which holds nothing and one that value."""
    return wiped(ground, change=("note", "it's 60"))
