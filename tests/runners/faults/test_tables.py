"""Which tables are damaged, how far, and that no value is ever SQL."""

from __future__ import annotations

from dataclasses import replace

import pytest

from measurements.events import Outcome
from runners.faults import acted
from scenarios.plan import FaultSpec
from tests.contracts.faults import Hurt, commands
from tests.support.victims.base import Ground, Victim
from tests.support.victims.tables import cluster, wiped

pytestmark = [
    pytest.mark.stack,
    pytest.mark.lab,
    pytest.mark.parametrize("make", [wiped], ids=["wiped"], indirect=True),
]


def other(fault: FaultSpec, **values: str) -> FaultSpec:
    """Return the fault with values that no scenario could say."""
    return replace(fault, values={**fault.values, **{f"FAULT_{name.upper()}": value for name, value in values.items()}})


async def refused(ground: Ground, victim: Victim, fault: FaultSpec, said: str) -> None:
    made = commands(ground, fault)
    begun = await ground.do(made.begin)
    assert acted(begun) is Outcome.FAILED, begun
    assert said in begun.stdout
    assert not await victim.is_harmed(ground)
    assert acted(await ground.do(made.undo)) is Outcome.OK


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ('ALTER TABLE "Orders" DROP CONSTRAINT "Orders_pkey"', "no primary key"),
        (
            """CREATE OR REPLACE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
            CREATE TRIGGER t AFTER DELETE ON "Orders" EXECUTE FUNCTION nothing()""",
            "it has triggers",
        ),
        (
            """DROP TABLE IF EXISTS lines; CREATE TABLE lines (day date, id bigint,
            FOREIGN KEY (day, id) REFERENCES "Orders" ON DELETE CASCADE)""",
            "rows of other tables would go with its rows",
        ),
        ('ALTER TABLE "Orders" RENAME TO "Orders2"; CREATE VIEW "Orders" AS SELECT * FROM "Orders2"', "it is no table"),
    ],
)
async def test_a_table_that_could_not_surely_come_back_is_left_alone(
    ground: Ground, victim: Victim, sql: str, said: str
) -> None:
    cluster().psql(sql)
    await refused(ground, victim, victim.fault, said)
    cluster().psql('DROP TABLE IF EXISTS "Orders2", lines CASCADE')


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"rows": "100"}, "101 rows are meant, and 1 to 100 may be"),
        ({"least": "5000", "most": "6000"}, "0 rows are meant"),
        ({"table": "orders"}, "there is no such table"),
        ({"column": "prise"}, "does not exist"),
        ({"least": "1'; DROP TABLE whole; --"}, "invalid input syntax"),
        ({"column": 'price" >= 0; DROP TABLE whole; --'}, "does not exist"),
        ({"table": 'Orders"; DROP TABLE whole; --'}, "there is no such table"),
        ({"database": "nowhere"}, "nowhere"),
        ({"port": "1"}, "No such file or directory"),
    ],
)
async def test_what_is_not_meant_so_is_not_done(
    ground: Ground, victim: Victim, values: dict[str, str], said: str
) -> None:
    await refused(ground, victim, other(victim.fault, **values), said)
    assert cluster().psql("SELECT count(*) FROM whole") == "200"


async def test_rows_that_a_recovery_brought_back_stay_and_the_others_come(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    await hurt.begin()
    cluster().psql(
        'INSERT INTO "Orders" (day, id, price, note) OVERRIDING SYSTEM VALUE'
        " SELECT day, id, price, 'recovered' FROM whole WHERE price = 77"
    )
    await hurt.undo()
    assert await hurt.proved() is Outcome.OK
    assert cluster().psql('SELECT count(*) FROM "Orders"') == "200"
    assert cluster().psql('SELECT note FROM "Orders" WHERE price = 77') == "recovered"
    assert cluster().psql("SELECT count(*) FROM pg_class WHERE relname LIKE 'drillproof%'") == "0"


async def test_what_another_step_damaged_is_not_damaged_further(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    await hurt.begin()
    begun = await ground.do(commands(ground, other(victim.fault, least="1", most="9"), drill="b").begin)
    assert acted(begun) is Outcome.FAILED
    assert "another step has damaged public.Orders" in begun.stdout
    await hurt.undo()
    assert not await hurt.is_on()


async def test_a_server_that_is_away_at_the_undo_is_asked_again(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    await hurt.begin()
    cluster().stop()
    try:
        assert acted(await ground.do(hurt.commands.undo)) is not Outcome.OK
        assert await hurt.proved() is Outcome.UNKNOWN
    finally:
        cluster().start()
    await hurt.undo()
    assert await hurt.proved() is Outcome.OK
    assert not await hurt.is_on()
