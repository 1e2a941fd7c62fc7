"""How the store of a planned ledger is opened: everything that it needs, as one value that a process can be handed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from runners.ledgers.redis import RedisStore
from runners.ledgers.store import Store, StoreError
from scenarios.plan import (
    FileStoreSpec,
    HttpStoreSpec,
    MariaDBStoreSpec,
    OtherStoreSpec,
    Plan,
    PlannedHost,
    PlannedLedger,
    PostgresStoreSpec,
    RedisStoreSpec,
    SecretRef,
    StoreSpec,
    store_secrets,
    way_secrets,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A store that is to be opened. `secrets` are resolved, by source and name; `host` is where a file is kept."""

    drill: str
    ledger: str
    timeout_ns: int
    spec: StoreSpec
    secrets: dict[str, str] = field(default_factory=dict[str, str])
    host: PlannedHost | None = None

    def secret(self, ref: SecretRef) -> str:
        """Return a resolved secret; raises KeyError for one that nobody resolved."""
        return self.secrets[_key(ref)]


Opener = Callable[[Opening, Mapping[str, str], Mapping[str, str]], Store]
"""What another package brings: (opening, values, secrets) to a store. It is called in the runner and in the ledger's
own process; the store connects only when it is used."""


def opening_of(drill: str, plan: Plan, ledger: PlannedLedger, resolve: Callable[[SecretRef], str]) -> Opening:
    """Return what opens the store of `ledger`. Raises what `resolve` raises."""
    host = plan.host(ledger.store.host) if isinstance(ledger.store, FileStoreSpec) else None
    refs = (*store_secrets(ledger.store), *(() if host is None else way_secrets(host)))
    return Opening(
        drill=drill,
        ledger=ledger.name,
        timeout_ns=ledger.timeout_ns,
        spec=ledger.store,
        secrets={_key(ref): resolve(ref) for ref in refs},
        host=host,
    )


def open_store(opening: Opening) -> Store:
    """Return the store; nothing is connected yet. Raises StoreError where there can be none."""
    names: dict[str, Any] = {"drill": opening.drill, "ledger": opening.ledger, "timeout_ns": opening.timeout_ns}
    match opening.spec:
        case PostgresStoreSpec(dsn=dsn):
            from runners.ledgers.postgres import PostgresStore

            return PostgresStore(**names, dsn=opening.secret(dsn))
        case MariaDBStoreSpec(dsn=dsn):
            from runners.ledgers.mariadb import MariaDBStore

            return MariaDBStore(**names, dsn=opening.secret(dsn))
        case RedisStoreSpec(dsn=dsn):
            return RedisStore(**names, dsn=opening.secret(dsn))
        case HttpStoreSpec() as spec:
            from runners.ledgers.http import HttpStore

            return HttpStore(**names, spec=spec, token="" if spec.token is None else opening.secret(spec.token))
        case FileStoreSpec() as spec:
            return _file(opening, spec, names)
        case OtherStoreSpec() as spec:
            return _other(opening, spec)


def _file(opening: Opening, spec: FileStoreSpec, names: dict[str, Any]) -> Store:
    from runners.clock import SystemClock
    from runners.ledgers.file import FileStore
    from runners.ssh import SSHRemote

    if opening.host is None:
        msg = f"{spec.host} is no host of this drill"
        raise StoreError(msg)
    remote = SSHRemote([opening.host], SystemClock(), secret=opening.secret)
    become = opening.host.become_user if spec.become else None
    return FileStore(**names, remote=remote, host=spec.host, directory=spec.path, become=become)


def _other(opening: Opening, spec: OtherStoreSpec) -> Store:
    module, _, name = spec.opener.partition(":")
    try:
        opener: Opener = getattr(import_module(module), name)
        return opener(opening, spec.values, {name: opening.secret(ref) for name, ref in spec.secrets.items()})
    except Exception as error:
        msg = f"{spec.opener} of ledger kind {spec.name} opens nothing: {type(error).__name__}: {error}"
        raise StoreError(msg) from error


def _key(ref: SecretRef) -> str:
    return f"{ref.source}:{ref.name}"
