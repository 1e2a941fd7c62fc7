"""The stack `postgres`: a primary, an asynchronous standby, and a host for backups and the log archive.

PostgreSQL 15 as Debian has it. Clients come by a virtual address, which is on the primary and moves only when somebody
moves it. A primary that comes back after a power cut asks its twin before it serves.
"""

from __future__ import annotations

import asyncio
import shlex
from importlib.resources import files
from typing import Any, Final

from scenarios.plan import Text
from service.lab.files import make_password
from service.lab.spaces import HostWish, Space
from service.lab.stacks import Furnished, Stack

PRIMARY, STANDBY, BACKUP = "db-a", "db-b", "db-c"
VIRTUAL: Final = 201
_ARCHIVE: Final = "/srv/backup"
_STREAMING: Final = """\
try=0
streams() { runuser -u postgres -- psql -XAtc "select count(*) from pg_stat_replication where state = 'streaming'"; }
until [ "$(streams)" -ge 2 ]; do
    try=$((try + 1))
    [ "$try" -lt 300 ] || { echo "standby and archive do not stream" >&2; exit 1; }
    sleep 0.1
done
"""
SERVICES: Final[dict[str, dict[str, Any]]] = {
    "trading-db": {
        "title": {"zh": "集中交易数据库", "en": "Trading database"},
        "rto": "60s",
        "rpo": "0s",
        "writes": True,
        "priority": 1,
        "acceptable": {"rate": "80%", "p95": "3x", "p95_floor": "500ms", "hold": "8s"},
    },
    "clearing-db": {
        "title": {"zh": "清算数据库", "en": "Clearing database"},
        "rto": "5m",
        "rpo": "30s",
        "writes": True,
        "priority": 2,
        "acceptable": {"rate": "80%", "p95": "3x", "p95_floor": "500ms", "hold": "8s"},
    },
}


def _text(name: str) -> str:
    return files(__package__ or "").joinpath(name).read_text(encoding="utf-8")


async def _do(space: Space, host: str, script: str, **values: str) -> None:
    given = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in values.items())
    await space.run(host, given + _text(script))


async def furnish(space: Space) -> Furnished:
    """Set the databases up; return when standby and archive stream."""
    admin, service = make_password(), make_password()
    entry = space.address(VIRTUAL)
    shared = {"PG_VIP": entry, "PG_ADMIN_PASSWORD": admin}
    await asyncio.gather(
        _do(space, PRIMARY, "postgres_host.sh", **shared, PG_TWIN=STANDBY),
        _do(space, STANDBY, "postgres_host.sh", **shared, PG_TWIN=PRIMARY),
    )
    await _do(space, PRIMARY, "postgres_primary.sh", **shared, PG_SERVICE_PASSWORD=service)
    await asyncio.gather(
        _do(space, STANDBY, "postgres_standby.sh", **shared, PG_TWIN=PRIMARY),
        _do(space, BACKUP, "postgres_backup.sh", **shared),
    )
    await space.run(PRIMARY, _STREAMING)
    return Furnished(
        services=SERVICES,
        parameters={
            "entry": entry,
            "primary_address": space.host(PRIMARY).address,
            "standby_address": space.host(STANDBY).address,
        },
        secrets={
            "entry_dsn": f"postgresql://drill:{service}@{entry}/trading",
            "admin_password": admin,
            "new_password": make_password(),
        },
    )


_DATABASE_BOOT: Final = _text("postgres_boot.sh")
STACK: Final = Stack(
    name="postgres",
    title=Text(zh="PostgreSQL 15 主库、异步备库与备份主机", en="PostgreSQL 15: primary, async standby, backup host"),
    hosts=(
        HostWish(name=PRIMARY, address_number=11, site="a", boot=_DATABASE_BOOT, disks={"/var/lib/postgresql": "400m"}),
        HostWish(name=STANDBY, address_number=12, site="b", boot=_DATABASE_BOOT, disks={"/var/lib/postgresql": "400m"}),
        HostWish(name=BACKUP, address_number=13, site="b", boot=_text("postgres_keep.sh"), disks={_ARCHIVE: "800m"}),
    ),
    furnish=furnish,
    needs={"/usr/lib/postgresql/15/bin/postgres": "postgresql-15", "busybox": "busybox"},
)
