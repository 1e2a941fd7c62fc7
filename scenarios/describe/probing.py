"""How a plan tells of its probes: what each looks at, from where, on which beat."""

from __future__ import annotations

from scenarios.describe.language import Language, either, in_language, where_found
from scenarios.plan import (
    DnsProbe,
    HttpProbe,
    MariaDBProbe,
    OtherProbe,
    PlannedProbe,
    PostgresProbe,
    ProbeTarget,
    RedisProbe,
    SshProbe,
    TcpProbe,
    TlsProbe,
)
from scenarios.quantities import show_duration


def probe(one: PlannedProbe, language: Language) -> str:
    """Return one line about a probe."""
    every, timeout = show_duration(one.every_ns), show_duration(one.timeout_ns)
    service = one.service or either(language, "旁观", "bystander")
    beat = either(language, f"每 {every}，超时 {timeout}", f"every {every}, time-out {timeout}")
    way = " -> ".join(f"{hop.name} {hop.user}@{hop.address}:{hop.port}" for hop in one.through)
    via = either(language, f"，经 SSH 自 {way}", f", by SSH from {way}") if way else ""
    return f"{one.name} [{service}] {_target(one.target, language)}{via} ({beat})"


def _target(target: ProbeTarget, language: Language) -> str:
    match target:
        case TcpProbe(address=address, port=port):
            return f"tcp {address}:{port}"
        case TlsProbe():
            return _tls(target, language)
        case HttpProbe():
            return _http(target, language)
        case DnsProbe(server=server, port=port, name=name, record=record, expect=expect):
            return f"dns {server}:{port} {record} {name}" + (f" = {' | '.join(expect)}" if expect else "")
        case SshProbe(host=host, command=command, status=status):
            return f"ssh {host}: {' '.join(command.split())} = {status}"
        case PostgresProbe(dsn=dsn, query=query):
            return f"postgres {where_found(dsn)} {query}"
        case MariaDBProbe(dsn=dsn, query=query):
            return f"mariadb {where_found(dsn)} {query}"
        case RedisProbe(dsn=dsn, role=role):
            return f"redis {where_found(dsn)}" + (f" = {role}" if role != "any" else "")
        case OtherProbe(title=title, values=values):
            return " ".join([in_language(title, language), *(f"{name}={value}" for name, value in values.items())])


def _tls(target: TlsProbe, language: Language) -> str:
    name = f" ({target.server_name})" if target.server_name else ""
    left = show_duration(target.valid_for_ns)
    valid = either(language, f"，证书至少还有效 {left}", f", certificate valid for {left} more")
    return f"tls {target.address}:{target.port}{name}{valid if target.valid_for_ns else ''}"


def _http(target: HttpProbe, language: Language) -> str:
    method = "" if target.method == "GET" else f" {target.method}"
    told = ", ".join(f"{name}: {where_found(ref)}" for name, ref in target.headers.items())
    headers = either(language, f"，请求头 {told}", f", headers {told}") if told else ""
    return f"http{method} {target.url} = {target.status}{headers}"
