"""The stack `site`: database, cache, application and entry at two sites; all of site a can be lost at once.

orders-db: PostgreSQL 15, db-a copied to db-b. session-cache: Redis, cache-a copied to cache-b. order-app: needs both,
and waits on app-b to be started. client-entry: HAProxy. Each service has an address of its own, which is at site a and
moves only when somebody moves it; a host of site a takes its address at power-on unless somebody answers for it.
"""

from __future__ import annotations

import asyncio
import shlex
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from scenarios.plan import Text
from service.lab.files import make_password
from service.lab.spaces import HostWish, Space
from service.lab.stacks import Furnished, Stack

DATABASE, CACHE, APPLICATION, ENTRY = 201, 202, 203, 204
"""Last numbers of the addresses that clients ask."""
_NUMBERS: Final = {"cache-a": 31, "cache-b": 32, "app-a": 51, "app-b": 52, "lb-a": 53, "lb-b": 54}
_SOURCES: Final = Path(__file__).resolve().parents[3]
_STREAMING: Final = """\
try=0
streams() { runuser -u postgres -- psql -XAtc "select count(*) from pg_stat_replication where state = 'streaming'"; }
until [ "$(streams)" = 1 ]; do
    try=$((try + 1))
    [ "$try" -lt 300 ] || { echo "the standby does not stream" >&2; exit 1; }
    sleep 0.1
done
"""
_SERVING: Final = """\
try=0
until curl -fsS -m 2 "http://$SITE_ENTRY/health" >/dev/null 2>&1 && [ "$(cache-role)" = leads ]; do
    try=$((try + 1))
    [ "$try" -lt 300 ] || { echo "the entry does not serve orders" >&2; exit 1; }
    sleep 0.1
done
"""
_LEVEL: Final = {"rate": "50%", "p95": "10x", "p95_floor": "4s", "hold": "5s"}


def _service(zh: str, en: str, priority: int, rto: str, **more: Any) -> dict[str, Any]:
    promised = {"title": {"zh": zh, "en": en}, "rto": rto, "rpo": "30s", "writes": True, "priority": priority}
    return {**promised, "acceptable": _LEVEL, **more}


SERVICES: Final[dict[str, dict[str, Any]]] = {
    "orders-db": _service("委托数据库", "Order database", 1, "2m"),
    "session-cache": _service("会话缓存", "Session cache", 2, "3m"),
    "order-app": _service("委托应用", "Order application", 3, "4m", depends_on=["orders-db", "session-cache"]),
    "client-entry": _service("客户入口", "Client entry", 4, "5m", writes=False, depends_on=["order-app"]),
}


def _text(name: str) -> str:
    return files(__package__ or "").joinpath(name).read_text(encoding="utf-8")


async def _do(space: Space, host: str, script: str, **values: str) -> None:
    given = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in values.items())
    await space.run(host, given + _text(script))


async def _databases(space: Space, admin: str, service: str) -> None:
    shared = {"PG_VIP": space.address(DATABASE), "PG_ADMIN_PASSWORD": admin}
    await asyncio.gather(
        _do(space, "db-a", "postgres_host.sh", **shared, PG_TWIN="db-b"),
        _do(space, "db-b", "postgres_host.sh", **shared, PG_TWIN="db-a"),
    )
    await _do(space, "db-a", "postgres_primary.sh", **shared, PG_SERVICE_PASSWORD=service)
    await _do(space, "db-b", "postgres_standby.sh", **shared, PG_TWIN="db-a")
    await space.run("db-a", _STREAMING)


async def _caches(space: Space, password: str) -> None:
    shared = {"REDIS_PASSWORD": password, "CACHE_FIRST": space.host("cache-a").address}
    await _do(space, "cache-a", "site_cache.sh", **shared, SITE_HOME=space.address(CACHE))
    await _do(space, "cache-b", "site_cache.sh", **shared, SITE_HOME="")


async def _fronts(space: Space, dsn: str, cache: str) -> None:
    program = f"env PYTHONPATH={_SOURCES} {sys.executable} -P -m service.lab.order_application"
    given = {"APP_RUN": program, "APP_DSN": dsn, "APP_CACHE": cache}
    app, entry = space.address(APPLICATION), space.address(ENTRY)
    await asyncio.gather(
        _do(space, "app-a", "site_app.sh", **given, SITE_HOME=app),
        _do(space, "app-b", "site_app.sh", **given, SITE_HOME=""),
        _do(space, "lb-a", "site_balancer.sh", APP_ADDRESS=app, SITE_HOME=entry),
        _do(space, "lb-b", "site_balancer.sh", APP_ADDRESS=app, SITE_HOME=""),
    )


async def furnish(space: Space) -> Furnished:
    """Set everything up; return when orders are served at the entry of site a."""
    admin, service, password = make_password(), make_password(), make_password()
    dsn = f"postgresql://drill:{service}@{space.address(DATABASE)}/trading"
    cache = f"redis://:{password}@{space.address(CACHE)}:6379"
    await asyncio.gather(_databases(space, admin, service), _caches(space, password), _fronts(space, dsn, cache))
    await space.run("cache-a", f"SITE_ENTRY={space.address(ENTRY)}\n{_SERVING}")
    addresses = {"database": DATABASE, "cache": CACHE, "application": APPLICATION, "entry": ENTRY}
    parameters = {name: space.address(number) for name, number in addresses.items()}
    return Furnished(
        services=SERVICES,
        parameters={
            **parameters,
            "app_url": f"http://{parameters['application']}:8080/health",
            "ledger_url": f"http://{parameters['application']}:8080/ledgers",
            "entry_url": f"http://{parameters['entry']}/health",
            "cache_a": space.host("cache-a").address,
            "cache_b": space.host("cache-b").address,
        },
        secrets={"orders_dsn": dsn, "cache_dsn": cache},
    )


def _wish(name: str, number: int) -> HostWish:
    return HostWish(name=name, address_number=number, site=name[-1], boot=_text("site_boot.sh"))


def _database(name: str, number: int) -> HostWish:
    disks = {"/var/lib/postgresql": "400m"}
    return HostWish(name=name, address_number=number, site=name[-1], boot=_text("postgres_boot.sh"), disks=disks)


STACK: Final = Stack(
    name="site",
    title=Text(
        zh="两处机房的数据库、缓存、应用与入口",
        en="two sites: database, cache, application and entry, each with a spare",
    ),
    hosts=(
        _database("db-a", 11),
        _database("db-b", 12),
        *(_wish(name, number) for name, number in _NUMBERS.items()),
    ),
    furnish=furnish,
    needs={
        "/usr/lib/postgresql/15/bin/postgres": "postgresql-15",
        "redis-server": "redis-server",
        "redis-cli": "redis-tools",
        "haproxy": "haproxy",
        "curl": "curl",
        "busybox": "busybox",
        "start-stop-daemon": "dpkg",
    },
)
