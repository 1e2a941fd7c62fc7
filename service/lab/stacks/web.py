"""The stack `web`: two nginx behind two HAProxy with keepalived and a virtual address; names; a clock that is wrong.

lb-a holds the virtual address (priority 150 to 100) and takes it back whenever it can. dns-a and dns-b both answer
for portal.lab.example; clients ask one address, which begins on dns-a and is moved by hand. clock-a is 37 s behind.
"""

from __future__ import annotations

import asyncio
from importlib.resources import files
from typing import Any, Final

from scenarios.plan import Text
from service.lab.spaces import HostWish, Space
from service.lab.stacks import Furnished, Stack

ENTRY: Final = 250
"""Last number of the virtual address that keepalived holds."""
NAMES: Final = 253
"""Last number of the address that clients ask for names."""
NAME: Final = "portal.lab.example"
WRONG_BY_S: Final = -37
_NUMBERS: Final = {"web-a": 41, "web-b": 42, "lb-a": 43, "lb-b": 44, "dns-a": 45, "dns-b": 46, "clock-a": 47}
_PRIORITIES: Final = {"lb-a": 150, "lb-b": 100}
_DAEMONS: Final = {"web": ("nginx",), "lb": ("haproxy", "keepalived"), "dns": ("dnsmasq",), "clock": ()}
_SCRIPTS: Final = {"web": "web_server.sh", "lb": "web_balancer.sh", "dns": "web_names.sh"}
_READY: Final = """\
try=0
until curl -fsS -m 1 "http://$WEB_ADDRESS/" >/dev/null 2>&1 && ip -4 address show dev eth0 | grep -q "$WEB_ADDRESS/" &&
    [ "$(echo 'show stat' | socat - /run/haproxy/admin.sock | grep -c '^portal,web-.,.*,UP,')" = 2 ]; do
    try=$((try + 1))
    [ "$try" -lt 300 ] || { echo "the portal does not answer at its virtual address" >&2; exit 1; }
    sleep 0.1
done
"""
SERVICES: Final[dict[str, dict[str, Any]]] = {
    "web-portal": {
        "title": {"zh": "网上服务门户", "en": "Web portal"},
        "rto": "60s",
        "rpo": "0s",
        "writes": False,
        "priority": 3,
        "acceptable": {"rate": "90%", "p95": "5x", "p95_floor": "250ms", "hold": "5s"},
        "depends_on": ["name-service"],
    },
    "name-service": {
        "title": {"zh": "域名解析服务", "en": "Name service"},
        "rto": "30s",
        "rpo": "0s",
        "writes": False,
        "priority": 1,
        "acceptable": {"rate": "90%", "p95": "5x", "p95_floor": "250ms", "hold": "5s"},
    },
}


def _boot(kind: str) -> str:
    starts = "".join(f"service {daemon} start\n" for daemon in _DAEMONS[kind])
    return f"[ -e /etc/lab-furnished ] || exit 0\n{starts}" if starts else ""


def _wish(name: str, number: int) -> HostWish:
    kind = name.partition("-")[0]
    offset = WRONG_BY_S if kind == "clock" else 0
    return HostWish(
        name=name, address_number=number, boot=_boot(kind), site=name.rpartition("-")[2], clock_offset_s=offset
    )


def _given(space: Space, name: str) -> str:
    servers = " ".join(f"{each}={space.host(each).address}" for each in ("web-a", "web-b"))
    values = {"WEB_ADDRESS": space.address(ENTRY), "NAMES_SERVICE": space.address(NAMES), "WEB_SERVERS": f"'{servers}'"}
    if name in _PRIORITIES:
        (other,) = set(_PRIORITIES) - {name}
        values |= {"VRRP_PRIORITY": str(_PRIORITIES[name]), "VRRP_PEER": space.host(other).address}
    return "".join(f"{key}={value}\n" for key, value in values.items())


async def _prepare(space: Space, name: str) -> None:
    asks = f"echo nameserver {space.address(NAMES)} >/etc/resolv.conf\n"
    script = _SCRIPTS.get(name.partition("-")[0])
    text = "" if script is None else files(__package__ or "").joinpath(script).read_text(encoding="utf-8")
    await space.run(name, _given(space, name) + asks + text)


async def furnish(space: Space) -> Furnished:
    """Set everything up; return when lb-a holds the virtual address and the portal answers there from both servers."""
    async with asyncio.TaskGroup() as group:
        for name in _NUMBERS:
            group.create_task(_prepare(space, name))
    await space.run("dns-a", f"ip address add {space.address(NAMES)}/24 dev eth0")
    await space.run("lb-a", _given(space, "lb-a") + _READY)
    parameters = {"entry": space.address(ENTRY), "url": f"http://{space.address(ENTRY)}/"}
    parameters |= {"names": space.address(NAMES), "name": NAME}
    return Furnished(services=SERVICES, parameters=parameters)


STACK: Final = Stack(
    name="web",
    title=Text(
        zh="nginx 双机、HAProxy 与 keepalived 双机、域名服务、时钟错误主机",
        en="two nginx behind two HAProxy with keepalived, name servers, a host with a wrong clock",
    ),
    hosts=tuple(_wish(name, number) for name, number in _NUMBERS.items()),
    furnish=furnish,
    needs={
        "nginx": "nginx-light",
        "haproxy": "haproxy",
        "keepalived": "keepalived",
        "dnsmasq": "dnsmasq-base",
        "socat": "socat",
        "curl": "curl",
        "busybox": "busybox",
        "openssl": "openssl",
        "start-stop-daemon": "dpkg",
        "/usr/lib/*/faketime/libfaketime.so.1": "libfaketime",
    },
)
