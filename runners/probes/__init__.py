"""What one look at a service is: as a new client would, by a new connection, never later than its time-out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Final, Protocol

from runners.clock import Clock
from runners.probes.other import other_look
from runners.probes.redis import RedisLook
from runners.probes.tcp import TcpLook
from runners.probes.tls import TlsLook
from runners.ways import Straight, Way
from scenarios.plan import (
    DnsProbe,
    HttpProbe,
    MariaDBProbe,
    OtherProbe,
    PlannedHost,
    PlannedProbe,
    PostgresProbe,
    RedisProbe,
    SecretRef,
    SshProbe,
    TcpProbe,
    TlsProbe,
)

Secrets = Callable[[SecretRef], str]

_LIBRARIES: Final[dict[type, str]] = {
    HttpProbe: "runners.probes.http",
    DnsProbe: "runners.probes.dns",
    PostgresProbe: "runners.probes.postgres",
    MariaDBProbe: "runners.probes.mariadb",
    SshProbe: "runners.ssh.command",
}
"""Modules whose libraries take longer to load than a prober without them: up to a fifth of a second each."""


class Probe(Protocol):
    """Looks at one service, as often as it is asked."""

    async def ask(self) -> str:
        """Look once; return what is wrong, empty if nothing is.

        Raises TimeoutError when the probe's own time is over, BrokenWayError when nothing was learnt of the service,
        and whatever the network or a library does.
        """
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...


def load(probes: Iterable[PlannedProbe]) -> None:
    """Load what these probes need, so that their first looks do not wait for it."""
    for probe in probes:
        if (library := _LIBRARIES.get(type(probe.target))) is not None:
            import_module(library)
        if probe.through:
            import_module("runners.ssh.tunnel")


def way_for(planned: PlannedProbe, secret: Secrets) -> Way:
    """Return the way that the looks of a probe take; nothing is opened yet."""
    if not planned.through:
        return Straight()
    from runners.ssh.tunnel import Tunnel

    return Tunnel(planned.through, secret, planned.timeout_ns)


def probe_for(
    planned: PlannedProbe, secret: Secrets, way: Way, clock: Clock, hosts: Mapping[str, PlannedHost] | None = None
) -> Probe:
    """Return the probe that `planned` describes, whose looks go by `way`; `hosts` are those of the drill.

    Raises OSError where a file that it names cannot be read.
    """
    timeout_ns = planned.timeout_ns
    match planned.target:
        case TcpProbe() as target:
            return TcpLook(target, timeout_ns, way.connect)
        case TlsProbe() as target:
            return TlsLook(target, timeout_ns, way.connect, clock)
        case HttpProbe() as target:
            from runners.probes.http import HttpLook

            told = {name: secret(ref) for name, ref in target.headers.items()}
            return HttpLook(target, timeout_ns, way.connect if planned.through else None, told)
        case DnsProbe() as target:
            from runners.probes.dns import DnsLook

            return DnsLook(target, timeout_ns, way.connect if planned.through else None)
        case PostgresProbe() as target:
            from runners.probes.postgres import PostgresLook

            return PostgresLook(target, secret(target.dsn), timeout_ns, way.connect if planned.through else None)
        case MariaDBProbe() as target:
            from runners.probes.mariadb import MariaDBLook

            return MariaDBLook(target, secret(target.dsn), timeout_ns, way.connect if planned.through else None)
        case RedisProbe() as target:
            return RedisLook(target, secret(target.dsn), timeout_ns, way.connect)
        case SshProbe() as target:
            from runners.ssh.command import CommandLook

            return CommandLook(target, (hosts or {})[target.host], timeout_ns, secret, way, clock)
        case OtherProbe() as target:
            return other_look(target, {name: secret(ref) for name, ref in target.secrets.items()}, timeout_ns, way)
