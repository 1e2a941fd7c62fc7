"""Secrets from Vault: what is read, what stands in while Vault is away, and what never does."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from runners.secrets import SecretMissingError, resolve
from runners.vault import Settings, Vault, VaultAwayError, VaultError, settings
from scenarios.plan import SecretRef
from tests.contracts.vaults import VaultContract
from tests.support.vaults import RealVault, SmallVault, real_vault, small_vault

SECOND = 10**9
PLACE = "secret/drills/orders"
TOKEN = {"VAULT_TOKEN": "hvs.s3cret"}


class HandClock:
    def __init__(self) -> None:
        self.at = 10**15

    def __call__(self) -> int:
        return self.at


@pytest.fixture
def vault() -> Iterator[SmallVault]:
    with small_vault() as made:
        made.put("drills/orders", {"dsn": "first"})
        yield made


class TestSmallVault(VaultContract):
    @pytest.fixture
    def vault(self) -> Iterator[SmallVault]:
        with small_vault() as made:
            yield made


@pytest.mark.lab
class TestRealVault(VaultContract):
    @pytest.fixture
    def vault(self, tmp_path: Path) -> Iterator[RealVault]:
        with real_vault(tmp_path) as made:
            yield made


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({}, "export VAULT_ADDR"),
        ({"VAULT_ADDR": "http://vault.internal:8200", **TOKEN}, "in the open"),
        ({"VAULT_ADDR": "http://127.0.0.1.evil.example:8200", **TOKEN}, "in the open"),
        ({"VAULT_ADDR": "file:///etc/passwd", **TOKEN}, "in the open"),
        ({"VAULT_ADDR": "http://[::1", **TOKEN}, "in the open"),
        ({"VAULT_ADDR": "https://vault:8200"}, "who we are"),
        ({"VAULT_ADDR": "https://vault:8200", "VAULT_ROLE_ID": "r"}, "who we are"),
    ],
)
def test_settings_that_would_not_do_are_refused(environ: dict[str, str], told: str) -> None:
    with pytest.raises(VaultError, match=told) as caught:
        settings(environ)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("address", ["https://vault:8200", "http://127.0.0.1:8200/", "http://localhost:8200"])
def test_settings_show_no_token(address: str) -> None:
    assert "s3cret" not in repr(settings({"VAULT_ADDR": address, **TOKEN}))


def test_a_plan_s_reference_is_resolved(vault: SmallVault, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(vault.token + "\n", encoding="ascii")
    environ = {"VAULT_ADDR": vault.address, "VAULT_TOKEN_FILE": str(tmp_path / "token")}
    assert resolve(SecretRef(source="vault", name=f"{PLACE}#dsn"), environ) == "first"
    with pytest.raises(SecretMissingError, match="vault:secret/drills/none#dsn: is not in Vault"):
        resolve(SecretRef(source="vault", name="secret/drills/none#dsn"), environ)
    with pytest.raises(SecretMissingError, match="VAULT_ADDR"):
        resolve(SecretRef(source="vault", name=f"{PLACE}#dsn"), {})


def test_an_app_role_logs_in_and_again_when_its_token_ran_out(vault: SmallVault, tmp_path: Path) -> None:
    (tmp_path / "id").write_text(vault.secret_id, encoding="ascii")
    told = Settings(address=vault.address, role="drillproof", secret_id_file=str(tmp_path / "id"))
    clock = HandClock()
    reader = Vault(told, clock)
    assert reader.read(PLACE, "dsn") == "first"
    vault.token = "another"
    vault.put("drills/orders", {"dsn": "second"})
    clock.at += 31 * SECOND
    assert reader.read(PLACE, "dsn") == "second"
    (tmp_path / "id").write_text("wrong", encoding="ascii")
    vault.token, clock.at = "third", clock.at + 31 * SECOND
    with pytest.raises(VaultError, match="invalid secret id"):
        reader.read(PLACE, "dsn")


def test_a_value_is_asked_for_again_after_half_a_minute_only(vault: SmallVault) -> None:
    clock = HandClock()
    reader = Vault(vault.settings(), clock)
    for _ in range(5):
        assert reader.read(PLACE, "dsn") == "first"
    assert len(vault.asked) == 1
    vault.put("drills/orders", {"dsn": "rotated"})
    clock.at += 31 * SECOND
    assert reader.read(PLACE, "dsn") == "rotated"


@pytest.mark.parametrize("how", ["sealed", "babbles", "gone"])
def test_what_was_read_stands_in_while_vault_is_away_and_for_a_day_only(vault: SmallVault, how: str) -> None:
    clock = HandClock()
    reader = Vault(vault.settings(), clock)
    assert reader.read(PLACE, "dsn") == "first"
    vault.sealed, vault.babbles = how == "sealed", how == "babbles"
    if how == "gone":
        with socket.create_server(("127.0.0.1", 0)) as nobody:
            port = nobody.getsockname()[1]
        reader._client.adapter.base_uri = f"http://127.0.0.1:{port}"  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    clock.at += 3600 * SECOND
    assert reader.read(PLACE, "dsn") == "first"
    asked = len(vault.asked)
    assert reader.read(PLACE, "dsn") == "first"
    assert len(vault.asked) == asked, "while Vault is away nobody waits for it at every command"
    clock.at += 24 * 3600 * SECOND
    with pytest.raises(VaultAwayError, match=r"does not answer|something else"):
        reader.read(PLACE, "dsn")


def test_nothing_stands_in_for_what_vault_refuses(vault: SmallVault) -> None:
    clock = HandClock()
    reader = Vault(vault.settings(), clock)
    assert reader.read(PLACE, "dsn") == "first"
    known, vault.token = vault.token, "revoked"
    clock.at += 31 * SECOND
    with pytest.raises(VaultError, match="does not allow"):
        reader.read(PLACE, "dsn")
    vault.token, vault.sealed = known, True
    with pytest.raises(VaultAwayError):
        reader.read(PLACE, "dsn")


def test_one_that_never_answered_gives_nothing(vault: SmallVault) -> None:
    vault.sealed = True
    with pytest.raises(VaultAwayError, match="unsealed"):
        Vault(vault.settings()).read(PLACE, "dsn")
