"""Vault, or OpenBao: the secrets of its KV engine, the signatures of its SSH engine.

A drill may take away the very site that Vault is in. So a secret that was read is held in memory, and stands in for up
to a day while Vault does not answer; where Vault answers that we may not have it, nothing stands in.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import urlsplit

import hvac
from hvac import exceptions as said
from requests import RequestException

from runners.beat import SECOND
from runners.clock import SystemClock

_PATIENCE_S: Final = 5
_FRESH_NS: Final = 30 * SECOND
"""So long a value is used without asking again."""
_STANDS_IN_NS: Final = 24 * 3600 * SECOND
_LEFT_ALONE_NS: Final = 5 * SECOND
"""So long nobody asks again after Vault did not answer, if a value can stand in."""


class VaultError(Exception):
    """Vault did not give what was asked for. Holds no part of a secret."""

    def __init__(self, *, what: str, repair: str) -> None:
        self.what, self.repair = what, repair
        super().__init__(f"{what}; {repair}")


class VaultAwayError(VaultError):
    """Vault cannot be reached, is sealed, or is out of order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where Vault is and who we are to it: a token, a file that holds one (Vault's agent writes it), or an AppRole."""

    address: str
    namespace: str | None = None
    ca_file: str | None = None
    token: str | None = field(default=None, repr=False)
    token_file: str | None = None
    role: str | None = None
    secret_id_file: str | None = None


def settings(environ: Mapping[str, str]) -> Settings:
    """Return what the environment says, in the variables of Vault's own tools.

    Raises VaultError: no address, an address in plain HTTP that is not this machine, or nothing to log in by.
    """
    told = Settings(
        address=environ.get("VAULT_ADDR", "").rstrip("/"),
        namespace=environ.get("VAULT_NAMESPACE") or None,
        ca_file=environ.get("VAULT_CACERT") or None,
        token=environ.get("VAULT_TOKEN") or None,
        token_file=environ.get("VAULT_TOKEN_FILE") or None,
        role=environ.get("VAULT_ROLE_ID") or None,
        secret_id_file=environ.get("VAULT_SECRET_ID_FILE") or None,
    )
    if not told.address:
        raise VaultError(
            what="nobody says where Vault is", repair="export VAULT_ADDR, for example https://vault.internal:8200"
        )
    if not _is_safe(told.address):
        raise VaultError(what="VAULT_ADDR would carry secrets in the open", repair="write an https:// address")
    if told.token is None and told.token_file is None and (told.role is None or told.secret_id_file is None):
        repair = "export VAULT_TOKEN_FILE, VAULT_TOKEN, or VAULT_ROLE_ID with VAULT_SECRET_ID_FILE"
        raise VaultError(what="nobody says who we are to Vault", repair=repair)
    return told


@cache
def vault_of(told: Settings) -> Vault:
    """Return the one client for these settings: what was read is held for all drills of this process."""
    return Vault(told)


class Vault:
    """One Vault. Every method waits for the network, at most some seconds; call it in a thread."""

    def __init__(self, told: Settings, now: Callable[[], int] | None = None) -> None:
        self._told = told
        self._now = SystemClock().now if now is None else now
        self._turn = threading.Lock()
        self._client: Any = None  # the library types its client, but none of its engines
        self._held: dict[tuple[str, str], tuple[int, str]] = {}
        self._away_until = 0

    def read(self, place: str, key: str) -> str:
        """Return the text under `key` in `mount/path` of a KV engine of version 2; raises VaultError."""
        with self._turn:
            read_at, held = self._held.get((place, key), (0, None))
            age, now = self._now() - read_at, self._now()
            if held is not None and age < (_STANDS_IN_NS if now < self._away_until else _FRESH_NS):
                return held
            try:
                value = self._read(place, key)
            except VaultAwayError:
                if held is None or age >= _STANDS_IN_NS:
                    raise
                self._away_until = self._now() + _LEFT_ALONE_NS
                return held
            except VaultError:
                self._held.pop((place, key), None)
                raise
            self._held[place, key] = (self._now(), value)
            return value

    def sign(self, place: str, public_key: str, principal: str, seconds: int) -> str:
        """Return the certificate of a key by the role `mount/role` of an SSH engine; raises VaultError."""
        mount, _, role = place.partition("/")
        asked = {"public_key": public_key, "valid_principals": principal, "ttl": f"{seconds}s", "cert_type": "user"}

        def ask(client: Any) -> object:
            return client.secrets.ssh.sign_ssh_key(name=role, mount_point=mount, **asked)

        with self._turn:
            return _text(self._ask(ask, f"let us sign with {place}: update on {mount}/sign/{role}"), "signed_key")

    def _read(self, place: str, key: str) -> str:
        mount, _, path = place.partition("/")

        def ask(client: Any) -> object:
            return client.secrets.kv.v2.read_secret_version(path=path, mount_point=mount, raise_on_deleted_version=True)

        answer = self._ask(ask, f"let us read {place}: read on {mount}/data/{path}")
        return _text(answer.get("data"), key)

    def _ask(self, ask: Callable[[Any], object], wish: str) -> dict[str, Any]:
        """Return the data of an answer; a login that ran out is made anew, once."""
        try:
            if self._client is not None:
                try:
                    return _data(ask(self._client))
                except (said.Forbidden, said.Unauthorized):
                    self._client = None
            self._client = self._entered()
            return _data(ask(self._client))
        except (said.Forbidden, said.Unauthorized):
            self._client = None
            raise VaultError(what="Vault does not allow it", repair=f"renew the login, and {wish}") from None
        except said.InvalidPath:
            raise VaultError(
                what="is not in Vault", repair="check the mount and the path, and that it was not deleted"
            ) from None
        except said.InvalidRequest as error:
            raise VaultError(
                what=f"Vault refuses: {_line(error)}", repair="see the engine's and the role's settings"
            ) from None
        except (said.VaultError, RequestException, OSError) as error:
            told = f"Vault at {self._told.address} does not answer ({type(error).__name__})"
            raise VaultAwayError(
                what=told, repair="check VAULT_ADDR and VAULT_CACERT, and that it is up and unsealed"
            ) from None

    def _entered(self) -> Any:
        told = self._told
        client: Any = hvac.Client(
            url=told.address,
            namespace=told.namespace,
            verify=told.ca_file or True,
            timeout=_PATIENCE_S,
            allow_redirects=False,  # our token goes to the address that was named, and to no other
        )
        if told.token is not None:
            client.token = told.token
        elif told.token_file is not None:
            client.token = _file(told.token_file, "VAULT_TOKEN_FILE")
        else:
            secret_id = _file(told.secret_id_file or "", "VAULT_SECRET_ID_FILE")
            client.auth.approle.login(role_id=told.role, secret_id=secret_id, use_token=True)
        return client


def _is_safe(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        return parts.scheme == "https" or (
            parts.scheme == "http" and (host == "localhost" or ip_address(host).is_loopback)
        )
    except ValueError:
        return False


def _file(path: str, variable: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise VaultError(what=f"the file of {variable} cannot be read", repair=f"check {path}") from None


def _data(answer: object) -> dict[str, Any]:
    data = cast("dict[str, Any]", answer).get("data") if isinstance(answer, dict) else None
    if not isinstance(data, dict):
        raise VaultAwayError(
            what="something else answers in the place of Vault", repair="check that VAULT_ADDR is Vault itself"
        )
    return cast("dict[str, Any]", data)


def _text(data: object, key: str) -> str:
    value = cast("dict[str, Any]", data).get(key) if isinstance(data, dict) else None
    if value is None:
        raise VaultError(what=f"Vault has no key {key} there", repair="check the name after #")
    if not isinstance(value, str):
        raise VaultError(what=f"what Vault has under {key} is no text", repair="store the secret as text")
    return value


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
