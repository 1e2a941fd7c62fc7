"""What must hold of every Vault that secrets are read from: the small server of the tests, and the real program."""

from __future__ import annotations

import asyncssh
import pytest
from asyncssh.public_key import SSHOpenSSHCertificate

from runners.vault import Vault, VaultAwayError, VaultError
from tests.support.sshd import new_key, public_line
from tests.support.vaults import LONGEST_S, ROLE, AVault


class VaultContract:
    """Inherited by one test class per Vault; each gives a fixture `vault`."""

    def test_a_secret_is_read_by_its_place_and_key(self, vault: AVault) -> None:
        vault.put("drills/orders", {"dsn": "postgres://app:s3cret@db/orders", "other": "x"})
        assert Vault(vault.settings()).read("secret/drills/orders", "dsn") == "postgres://app:s3cret@db/orders"

    @pytest.mark.parametrize(
        ("place", "key", "told"),
        [
            ("secret/drills/none", "dsn", "is not in Vault"),
            ("secret/drills/orders", "none", "no key none"),
            ("secret/drills/orders", "number", "is no text"),
        ],
    )
    def test_what_is_not_there_is_told_with_what_to_do(self, vault: AVault, place: str, key: str, told: str) -> None:
        vault.put("drills/orders", {"dsn": "s3cret", "number": 7})
        with pytest.raises(VaultError, match=told) as caught:
            Vault(vault.settings()).read(place, key)
        assert "s3cret" not in str(caught.value)

    def test_who_may_not_is_told_which_policy_is_missing(self, vault: AVault) -> None:
        vault.put("drills/orders", {"dsn": "s3cret"})
        with pytest.raises(VaultError, match="read on secret/data/drills/orders") as caught:
            Vault(vault.settings(token="hvs.nobody")).read("secret/drills/orders", "dsn")
        assert not isinstance(caught.value, VaultAwayError)
        assert "hvs.nobody" not in str(caught.value)

    @pytest.mark.parametrize(("wished", "given"), [(600, 600), (10 * LONGEST_S, LONGEST_S)])
    def test_a_key_is_signed_for_one_user_and_never_longer_than_the_role_allows(
        self, vault: AVault, wished: int, given: int
    ) -> None:
        key = new_key()
        line = Vault(vault.settings()).sign(f"ssh/{ROLE}", public_line(key), "postgres", wished)
        certificate = asyncssh.import_certificate(line)
        assert isinstance(certificate, SSHOpenSSHCertificate)
        assert certificate.principals == ["postgres"]
        lasts = certificate._valid_before - certificate._valid_after  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        assert given <= lasts <= given + 120
        assert public_line(certificate.signing_key).split()[1] == vault.authority().split()[1]

    def test_what_is_no_key_is_not_signed(self, vault: AVault) -> None:
        with pytest.raises(VaultError, match="Vault refuses") as caught:
            Vault(vault.settings()).sign(f"ssh/{ROLE}", "ssh-ed25519 AAAA", "postgres", 60)
        assert not isinstance(caught.value, VaultAwayError)

    def test_a_role_that_is_not_there_signs_nothing(self, vault: AVault) -> None:
        with pytest.raises(VaultError):
            Vault(vault.settings()).sign("ssh/nobody", public_line(new_key()), "postgres", 60)
