"""The kinds of ledger: from the scenario to the store of the plan, and how the plan is told."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from types import SimpleNamespace
from typing import Literal

import pytest

from scenarios import plugins
from scenarios.describe import describe
from scenarios.fields import SecretName
from scenarios.ledgers.kind import LedgerGround, LedgerInput, LedgerKind, unfit
from scenarios.ledgers.registry import LEDGERS, OWN
from scenarios.plan import (
    SECOND,
    FileStoreSpec,
    HttpStoreSpec,
    MariaDBStoreSpec,
    OtherStoreSpec,
    PlannedLedger,
    PostgresStoreSpec,
    RedisStoreSpec,
    SecretRef,
    StoreSpec,
    Text,
    plan_from_json,
    plan_to_json,
    store_secrets,
)
from tests.support.drill_files import DrillFiles

LINE = "orders: {kind: postgres, service: trading-db, dsn: entry_dsn, rate: 200/s, timeout: 2s}"


def planned(files: DrillFiles, said: str) -> PlannedLedger:
    files.replace("scenario", LINE, f"orders: {{service: trading-db, {said}}}")
    (ledger,) = files.plan().ledgers
    return ledger


def secret(files: DrillFiles) -> SecretRef:
    return SecretRef(source="file", name=str(files.folder / "secrets" / "entry_dsn"))


@pytest.mark.parametrize(
    ("kind", "spec"), [("postgres", PostgresStoreSpec), ("mariadb", MariaDBStoreSpec), ("redis", RedisStoreSpec)]
)
def test_a_database_is_entered_by_a_secret(
    files: DrillFiles, kind: str, spec: type[PostgresStoreSpec | MariaDBStoreSpec | RedisStoreSpec]
) -> None:
    ledger = planned(files, f"kind: {kind}, dsn: entry_dsn")
    assert ledger.store == spec(dsn=secret(files))
    assert ledger.every_ns == SECOND // 100
    assert f"{kind} file:" in "\n".join(describe(files.plan(), "en"))


def test_an_application_is_told_where_and_by_what(files: DrillFiles) -> None:
    ledger = planned(files, "kind: http, url: 'https://app/ledgers/', token: entry_dsn, settle: 3s")
    assert ledger.store == HttpStoreSpec(url="https://app/ledgers", token=secret(files), settle_ns=3 * SECOND)
    assert store_secrets(ledger.store) == (secret(files),)


def test_a_file_is_kept_on_the_only_host_of_a_role(files: DrillFiles) -> None:
    ledger = planned(files, "kind: file, on: primary, path: /srv/drill, become: true")
    assert isinstance(ledger.store, FileStoreSpec)
    assert (ledger.store.path, ledger.store.become, ledger.every_ns) == ("/srv/drill", True, SECOND // 10)
    told = "\n".join(describe(files.plan(), "zh"))
    assert f"file {ledger.store.host}:/srv/drill（提权写入）" in told


def test_the_plans_of_old_journals_are_read(files: DrillFiles) -> None:
    plan = files.plan()
    data = plan_to_json(plan)
    (ledger,) = data["ledgers"]
    store = ledger.pop("store")
    ledger |= {"dsn": store["dsn"], "kind": "postgres"}
    assert plan_from_json(data) == plan


class TapeInput(LedgerInput):
    """Writes to a tape."""

    kind: Literal["tape"]
    dsn: SecretName


def _tape(form: TapeInput, ground: LedgerGround) -> StoreSpec:
    return OtherStoreSpec(
        name="tape", title=TAPE.title, opener="tapes.store:opened", secrets={"dsn": ground.secrets[form.dsn]}
    )


TAPE = LedgerKind(
    name="tape",
    title=Text(zh="磁带", en="a tape"),
    inputs=TapeInput,
    specify=_tape,
    secrets=lambda form: {"dsn": form.dsn},
)


def test_a_kind_of_another_distribution_is_gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = EntryPoint(name="tape", value="tapes_of_another:TAPE", group="drillproof.ledgers")

    def installed(*, group: str) -> list[EntryPoint]:
        return [entry] if group == entry.group else []

    monkeypatch.setattr(plugins, "entry_points", installed)
    monkeypatch.setitem(sys.modules, "tapes_of_another", SimpleNamespace(TAPE=TAPE))
    gathered = plugins.gather("drillproof.ledgers", LedgerKind, OWN, unfit)
    assert list(gathered.kinds) == [*LEDGERS, "tape"]
    assert gathered.unusable == ()


def test_a_kind_whose_form_has_another_name_is_unfit() -> None:
    wrong = LedgerKind(name="reel", title=TAPE.title, inputs=TapeInput, specify=_tape)
    assert unfit(wrong) == 'TapeInput lacks kind: Literal["reel"]'
