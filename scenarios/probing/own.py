"""The kinds of probe in the box: how each form becomes what is looked at."""

from __future__ import annotations

from typing import Final

from scenarios.inventory.resolved import beside
from scenarios.plan import (
    DnsProbe,
    HttpProbe,
    MariaDBProbe,
    PostgresProbe,
    RedisProbe,
    SshProbe,
    TcpProbe,
    Text,
    TlsProbe,
)
from scenarios.probing.forms import (
    DnsInput,
    HttpInput,
    MariaDBReadInput,
    PostgresReadInput,
    RedisInput,
    SshInput,
    TcpInput,
    TlsInput,
)
from scenarios.probing.kind import ProbeGround, ProbeKind


def _tcp(form: TcpInput, ground: ProbeGround) -> TcpProbe:
    del ground
    return TcpProbe(address=form.address, port=form.port)


def _tls(form: TlsInput, ground: ProbeGround) -> TlsProbe:
    return TlsProbe(
        address=form.address,
        port=form.port,
        server_name=form.server_name,
        ca_file=_file(form.ca_file, ground),
        valid_for_ns=form.valid_for,
    )


def _http(form: HttpInput, ground: ProbeGround) -> HttpProbe:
    return HttpProbe(
        url=form.url,
        status=form.status,
        contains=form.contains,
        ca_file=_file(form.ca_file, ground),
        method=form.method,
        headers={name: ground.secrets[secret] for name, secret in sorted(form.headers.items())},
    )


def _dns(form: DnsInput, ground: ProbeGround) -> DnsProbe:
    del ground
    return DnsProbe(server=form.server, port=form.port, name=form.name, record=form.record, expect=tuple(form.expect))


def _ssh(form: SshInput, ground: ProbeGround) -> SshProbe:
    host = ground.around.of((form.on,))[0].name
    return SshProbe(host=host, command=form.run, status=form.status, contains=form.contains)


def _postgres(form: PostgresReadInput, ground: ProbeGround) -> PostgresProbe:
    return PostgresProbe(dsn=ground.secrets[form.dsn], query=form.query)


def _mariadb(form: MariaDBReadInput, ground: ProbeGround) -> MariaDBProbe:
    return MariaDBProbe(dsn=ground.secrets[form.dsn], query=form.query)


def _redis(form: RedisInput, ground: ProbeGround) -> RedisProbe:
    return RedisProbe(dsn=ground.secrets[form.dsn], role=form.role)


def _file(path: str | None, ground: ProbeGround) -> str | None:
    return None if path is None else beside(ground.folder, path)


def _dsn(form: PostgresReadInput | MariaDBReadInput | RedisInput) -> dict[tuple[str, ...], str]:
    return {("dsn",): form.dsn}


def _headers(form: HttpInput) -> dict[tuple[str, ...], str]:
    return {("headers", name): secret for name, secret in form.headers.items()}


def _on(form: SshInput) -> str:
    return form.on


TCP: Final = ProbeKind(name="tcp", title=Text(zh="TCP 连接", en="TCP connection"), inputs=TcpInput, specify=_tcp)
TLS: Final = ProbeKind(name="tls", title=Text(zh="TLS 握手", en="TLS handshake"), inputs=TlsInput, specify=_tls)
HTTP: Final = ProbeKind(
    name="http", title=Text(zh="HTTP 请求", en="HTTP request"), inputs=HttpInput, specify=_http, secrets=_headers
)
DNS: Final = ProbeKind(name="dns", title=Text(zh="DNS 查询", en="DNS query"), inputs=DnsInput, specify=_dns)
SSH: Final = ProbeKind(name="ssh", title=Text(zh="SSH 命令", en="SSH command"), inputs=SshInput, specify=_ssh, role=_on)
POSTGRES: Final = ProbeKind(
    name="postgres_read",
    title=Text(zh="PostgreSQL 只读查询", en="PostgreSQL query"),
    inputs=PostgresReadInput,
    specify=_postgres,
    secrets=_dsn,
)
MARIADB: Final = ProbeKind(
    name="mariadb_read",
    title=Text(zh="MariaDB 只读查询", en="MariaDB query"),
    inputs=MariaDBReadInput,
    specify=_mariadb,
    secrets=_dsn,
)
REDIS: Final = ProbeKind(
    name="redis", title=Text(zh="Redis 应答", en="Redis ping"), inputs=RedisInput, specify=_redis, secrets=_dsn
)
OWN: Final = (TCP, TLS, HTTP, DNS, SSH, POSTGRES, MARIADB, REDIS)
