"""The ledgers in the box, as they are written: databases, an application by HTTP, a file on a host."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from scenarios.fields import Duration, Id, LocalPath, RemotePath, SecretName, Url, lasting
from scenarios.inventory.resolved import beside
from scenarios.ledgers.kind import LedgerGround, LedgerInput, LedgerKind, LedgerRate
from scenarios.plan import (
    SECOND,
    FileStoreSpec,
    HttpStoreSpec,
    MariaDBStoreSpec,
    PostgresStoreSpec,
    RedisStoreSpec,
    Text,
)

_DSN: Final = "Name of the secret in the inventory that holds the connection string."


class PostgresLedgerInput(LedgerInput):
    """A table in PostgreSQL."""

    kind: Literal["postgres"]
    dsn: SecretName = Field(description=_DSN)


class MariaDBLedgerInput(LedgerInput):
    """A table in MariaDB."""

    kind: Literal["mariadb"]
    dsn: SecretName = Field(description=_DSN)


class RedisLedgerInput(LedgerInput):
    """A stream in Redis, found directly (redis://…) or by asking Sentinels (redis+sentinel://…)."""

    kind: Literal["redis"]
    dsn: SecretName = Field(description=_DSN)


class HttpLedgerInput(LedgerInput):
    """The firm's own application; docs/ledger-http.md says what it must offer."""

    kind: Literal["http"]
    url: Url = Field(description="The address below which the application keeps ledgers.")
    token: SecretName | None = Field(None, description="Name of the secret that is sent as a bearer token.")
    ca_file: LocalPath | None = Field(None, description="PEM file that checks the server; path from the scenario file.")
    settle: Annotated[Duration, lasting("0s", "10m")] = Field(
        10 * SECOND, description="How long to wait before reading back, where the application cannot fence off."
    )


class FileLedgerInput(LedgerInput):
    """Lines in a file of its own in a directory of a host."""

    kind: Literal["file"]
    on: Id = Field(description="The role whose only host keeps the file.")
    path: RemotePath = Field(description="The directory in which the ledger keeps a file of its own.")
    become: bool = Field(default=False, description="Write as the user that sudo gives on that host.")
    rate: LedgerRate = SECOND // 10


def _postgres(form: PostgresLedgerInput, ground: LedgerGround) -> PostgresStoreSpec:
    return PostgresStoreSpec(dsn=ground.secrets[form.dsn])


def _mariadb(form: MariaDBLedgerInput, ground: LedgerGround) -> MariaDBStoreSpec:
    return MariaDBStoreSpec(dsn=ground.secrets[form.dsn])


def _redis(form: RedisLedgerInput, ground: LedgerGround) -> RedisStoreSpec:
    return RedisStoreSpec(dsn=ground.secrets[form.dsn])


def _http(form: HttpLedgerInput, ground: LedgerGround) -> HttpStoreSpec:
    return HttpStoreSpec(
        url=form.url.rstrip("/"),
        token=None if form.token is None else ground.secrets[form.token],
        ca_file=None if form.ca_file is None else beside(ground.folder, form.ca_file),
        settle_ns=form.settle,
    )


def _file(form: FileLedgerInput, ground: LedgerGround) -> FileStoreSpec:
    return FileStoreSpec(host=ground.around.of((form.on,))[0].name, path=form.path, become=form.become)


def _dsn(form: PostgresLedgerInput | MariaDBLedgerInput | RedisLedgerInput) -> dict[str, str]:
    return {"dsn": form.dsn}


def _token(form: HttpLedgerInput) -> dict[str, str]:
    return {} if form.token is None else {"token": form.token}


def _on(form: FileLedgerInput) -> str:
    return form.on


POSTGRES: Final = LedgerKind(
    name="postgres",
    title=Text(zh="PostgreSQL 表", en="a table in PostgreSQL"),
    inputs=PostgresLedgerInput,
    specify=_postgres,
    secrets=_dsn,
)
MARIADB: Final = LedgerKind(
    name="mariadb",
    title=Text(zh="MariaDB 表", en="a table in MariaDB"),
    inputs=MariaDBLedgerInput,
    specify=_mariadb,
    secrets=_dsn,
)
REDIS: Final = LedgerKind(
    name="redis",
    title=Text(zh="Redis 数据流", en="a stream in Redis"),
    inputs=RedisLedgerInput,
    specify=_redis,
    secrets=_dsn,
)
HTTP: Final = LedgerKind(
    name="http",
    title=Text(zh="应用程序（HTTP）", en="an application by HTTP"),
    inputs=HttpLedgerInput,
    specify=_http,
    secrets=_token,
)
FILE: Final = LedgerKind(
    name="file",
    title=Text(zh="主机上的文件", en="a file on a host"),
    inputs=FileLedgerInput,
    specify=_file,
    role=_on,
)
