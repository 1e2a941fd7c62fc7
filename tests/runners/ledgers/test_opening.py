"""From a plan's ledger to a store, by way of what the ledger's own process is handed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from measurements.ledger import table_name
from runners.ledger import LedgerConfig
from runners.ledgers.file import FileStore
from runners.ledgers.generations import after, generations
from runners.ledgers.http import HttpStore
from runners.ledgers.mariadb import MariaDBStore
from runners.ledgers.opening import Opening, open_store, opening_of
from runners.ledgers.postgres import PostgresStore
from runners.ledgers.redis import RedisStore
from runners.ledgers.store import ScriptedStore, Store, StoreError
from scenarios.plan import (
    SECOND,
    FileStoreSpec,
    HttpStoreSpec,
    JumpHost,
    MariaDBStoreSpec,
    OtherStoreSpec,
    PlannedHost,
    PlannedLedger,
    PostgresStoreSpec,
    RedisStoreSpec,
    SecretRef,
    StoreSpec,
    Text,
)
from tests.support.watching import plan_of

DSN, WORD = SecretRef(source="env", name="DSN"), SecretRef(source="file", name="/word")
SECRETS = {DSN: "redis://:s3cret@a", WORD: "s3cret-of-host"}
JUMP = JumpHost(name="j", address="10.0.0.1", port=22, user="drill", known_hosts="/k", password=WORD)
HOST = PlannedHost(
    name="app-a",
    address="10.0.0.2",
    port=22,
    user="drill",
    roles=("app",),
    environment="test",
    site="a",
    known_hosts="/k",
    password=WORD,
    jump=(JUMP,),
)
TAPE = OtherStoreSpec(
    name="tape",
    title=Text(zh="磁带", en="a tape"),
    opener=f"{__name__}:opened",
    values={"reel": "7"},
    secrets={"dsn": DSN},
)


def opened(opening: Opening, values: Mapping[str, str], secrets: Mapping[str, str]) -> Store:
    """Stand for another package's opener."""
    assert (values, secrets) == ({"reel": "7"}, {"dsn": SECRETS[DSN]})
    return ScriptedStore(drill=opening.drill, ledger=opening.ledger)


def handed_over(spec: StoreSpec) -> Opening:
    """Return what the ledger's process makes of its stdin."""
    ledger = PlannedLedger(name="orders", service="s", every_ns=SECOND, timeout_ns=SECOND, store=spec)
    plan = replace(plan_of(ledgers=(ledger,)), hosts=(HOST,))
    opening = opening_of("d", plan, ledger, SECRETS.__getitem__)
    config = LedgerConfig(directory="/", name="n", opening=opening, every_ns=SECOND, first=1, until=1)
    adapter = TypeAdapter(LedgerConfig)
    assert adapter.validate_json(adapter.dump_json(config)) == config
    return adapter.validate_json(adapter.dump_json(config)).opening


@pytest.mark.parametrize(
    ("spec", "store"),
    [
        (PostgresStoreSpec(dsn=DSN), PostgresStore),
        (MariaDBStoreSpec(dsn=DSN), MariaDBStore),
        (RedisStoreSpec(dsn=DSN), RedisStore),
        (HttpStoreSpec(url="http://a", token=DSN), HttpStore),
        (FileStoreSpec(host="app-a", path="/srv", become=True), FileStore),
        (TAPE, ScriptedStore),
    ],
)
def test_every_store_is_opened_from_what_its_process_is_told(spec: StoreSpec, store: type[Store]) -> None:
    assert isinstance(open_store(handed_over(spec)), store)


def test_a_file_brings_its_host_and_every_word_on_the_way_there() -> None:
    opening = handed_over(FileStoreSpec(host="app-a", path="/srv"))
    assert opening.host == HOST
    assert opening.secret(WORD) == SECRETS[WORD]


@pytest.mark.parametrize("opener", ["nowhere:opened", f"{__name__}:missing", "nothing", "os:getcwd"])
def test_an_opener_that_opens_nothing_is_told(opener: str) -> None:
    with pytest.raises(StoreError, match="of ledger kind tape opens nothing"):
        open_store(handed_over(replace(TAPE, opener=opener)))


def test_a_ca_file_that_is_not_there_is_told() -> None:
    with pytest.raises(StoreError, match="/no/ca"):
        open_store(handed_over(HttpStoreSpec(url="https://a", ca_file="/no/ca")))


def test_names_after_a_fence_are_as_long_as_the_first_and_come_to_an_end() -> None:
    table = table_name("a" * 39, "drill")
    names = generations(table)
    assert {len(name) for name in names} == {len(table)} == {63}
    assert len(set(names)) == len(names)
    assert [after(table, name) for name in names] == [*names[1:], None]
