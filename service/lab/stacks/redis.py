"""The stack `redis`: three hosts, each with Redis and Sentinel, one of them the master; their cables can be made bad.

redis-a is preferred as master (replica-priority 10, then 50 and 100). Sentinel decides after 3 s, by two of three.
On every host, /run/cable/eth0 makes the line to the other hosts late, lossy or slow (service/lab/cable.py says how);
clients on the controller are not concerned, as if the copies went by a network of their own.
"""

from __future__ import annotations

import asyncio
import secrets
import shlex
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from scenarios.plan import Text
from service.lab import cable
from service.lab.spaces import Host, HostWish, Space
from service.lab.stacks import Furnished, Stack

MASTER: Final = "mymaster"
_PRIORITIES: Final = {"redis-a": 10, "redis-b": 50, "redis-c": 100}
_FIRST_NUMBER: Final = 31
_LAID: Final = "until [ -e /run/cable/up ]; do sleep 0.05; done\n"
_FURNISHED: Final = """\
try=0
until redis-cli -p 26379 sentinel ckquorum mymaster 2>&1 | grep -q '^OK 3 usable' &&
    [ "$(redis-cli -p 26379 sentinel replicas mymaster | grep -c '^ok$')" = 2 ]; do
    try=$((try + 1))
    [ "$try" -lt 300 ] || { echo "Sentinel does not see three Sentinels and two replicas" >&2; exit 1; }
    sleep 0.1
done
"""
SERVICES: Final[dict[str, dict[str, Any]]] = {
    "order-cache": {
        "title": {"zh": "委托状态缓存", "en": "Cache of order states"},
        "rto": "20s",
        # Redis copies asynchronously: what was acknowledged in the last second may be lost; it is rebuilt from the
        # database.
        "rpo": "1s",
        "writes": True,
        "priority": 2,
        "acceptable": {"rate": "80%", "p95": "3x", "p95_floor": "500ms", "hold": "8s"},
    }
}


def _boot() -> str:
    program = shlex.join((sys.executable, "-I", str(Path(cable.__file__).absolute())))
    return f"LAB_CABLE={shlex.quote(program)}\n{_text('redis_boot.sh')}"


def _text(name: str) -> str:
    return files(__package__ or "").joinpath(name).read_text(encoding="utf-8")


def _dsn(space: Space, password: str) -> str:
    """Return where clients look: the Sentinels, that of the first master before the others, as on its own host."""
    sentinels = ",".join(f"{host.address}:26379" for host in space.hosts if host.name in _PRIORITIES)
    return f"redis+sentinel://:{password}@{sentinels}/{MASTER}"


async def _prepare(space: Space, host: Host, password: str) -> None:
    values = {
        "REDIS_PASSWORD": password,
        "REDIS_PRIORITY": str(_PRIORITIES[host.name]),
        "REDIS_FIRST": space.address(_FIRST_NUMBER),
    }
    given = "".join(f"{name}={value}\n" for name, value in values.items())
    await space.run(host.name, _LAID + given + _text("redis_host.sh"))


async def furnish(space: Space) -> Furnished:
    """Set up Redis and Sentinel; return when every Sentinel knows the others and both replicas have their link."""
    password = secrets.token_hex(16)
    hosts = [host for host in space.hosts if host.name in _PRIORITIES]
    async with asyncio.TaskGroup() as group:
        for host in hosts:
            group.create_task(_prepare(space, host, password))
    async with asyncio.TaskGroup() as group:
        for host in hosts:
            group.create_task(space.run(host.name, _FURNISHED))
    parameters = {name.replace("-", "_"): space.host(name).address for name in _PRIORITIES}
    secret_values = {"redis_dsn": _dsn(space, password), "redis_password": password}
    return Furnished(services=SERVICES, parameters=parameters, secrets=secret_values)


HOSTS: Final = tuple(
    HostWish(name=name, address_number=number, boot=_boot(), site=name.removeprefix("redis-"))
    for number, name in enumerate(_PRIORITIES, start=_FIRST_NUMBER)
)
STACK: Final = Stack(
    name="redis",
    title=Text(
        zh="Redis 一主两从及三节点 Sentinel", en="Redis with a master and two replicas, watched by three Sentinels"
    ),
    hosts=HOSTS,
    furnish=furnish,
    needs={
        "redis-server": "redis-server",
        "redis-sentinel": "redis-sentinel",
        "redis-cli": "redis-tools",
        "start-stop-daemon": "dpkg",
        "tc": "iproute2",
    },
)
