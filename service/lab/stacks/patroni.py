"""The stack `patroni`: three hosts, each with PostgreSQL 15 under Patroni and a member of etcd; HAProxy is their entry.

ttl is 10 s, loop_wait 2 s, retry_timeout 4 s: the shortest three that keep Patroni's own rule, ttl ≥ loop_wait + twice
retry_timeout, which lets an old leader step down before a new one may begin. Patroni's defaults (30, 10, 10) make the
same failover some three times as long. HAProxy asks each Patroni every second and believes the second bad answer.
"""

from __future__ import annotations

import asyncio
import secrets
import shlex
from collections.abc import Sequence
from importlib.resources import files
from typing import Any, Final

from scenarios.plan import Text
from service.lab.spaces import Host, HostWish, Space
from service.lab.stacks import Furnished, Stack

LEADER: Final = "pg-a"
ENTRY: Final = "pg-entry"
DATABASE: Final = "margin"
_NUMBERS: Final = {"pg-a": 51, "pg-b": 52, "pg-c": 53}
_ENTRY_NUMBER: Final = 54
_BOOT: Final = "[ ! -e /etc/patroni/config.yml ] || { service etcd start; service patroni start; }\n"
_BOOT_ENTRY: Final = "[ ! -e /etc/lab-furnished ] || service haproxy start\n"
_LEAD: Final = """\
service patroni start
tries=300
until ETCDCTL_API=2 etcdctl ls /postgresql-common/15-main 2>/dev/null | grep -q initialize; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "Patroni does not begin a cluster; see /var/log/patroni.log" >&2; exit 1; }
    sleep 0.1
done
"""
_FOLLOW: Final = """\
# Asked of the replica itself: for the leader a copy that is only being made streams too.
received="select count(*) from pg_stat_wal_receiver where status = 'streaming'"
service patroni start
tries=300
until [ "$(runuser -u postgres -- psql -XAtqc "$received" 2>/dev/null)" = 1 ]; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "this replica does not stream; see /var/log/patroni.log" >&2; exit 1; }
    sleep 0.1
done
"""
_READY: Final = """\
runuser -u postgres -- psql -XAtq -v ON_ERROR_STOP=1 <<SQL
create role ledger login password '$LEDGER_PASSWORD' in role pg_monitor;
create database $LEDGER_DATABASE owner ledger;
SQL
"""
_ENTERED: Final = """\
tries=300
until echo 'show stat' | socat - /run/haproxy/admin.sock | grep -q "^primary,$LEADER,.*,UP,"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "HAProxy does not find the leader" >&2; exit 1; }
    sleep 0.1
done
"""
SERVICES: Final[dict[str, dict[str, Any]]] = {
    "margin-db": {
        "title": {"zh": "融资融券数据库", "en": "Margin trading database"},
        "rto": "30s",
        # Promised, but copied asynchronously: a leader that is cut off goes on acknowledging until it steps down.
        # patroni-dcs-cut shows what that loses, and what synchronous_mode saves.
        "rpo": "0s",
        "writes": True,
        "priority": 1,
        "acceptable": {"rate": "80%", "p95": "3x", "p95_floor": "500ms", "hold": "8s"},
    }
}


def _text(name: str) -> str:
    return files(__package__ or "").joinpath(name).read_text(encoding="utf-8")


def _given(databases: Sequence[Host], passwords: dict[str, str]) -> str:
    values = {
        "ETCD_PEERS": ",".join(f"{host.name}=http://{host.address}:2380" for host in databases),
        "ETCD_CLIENTS": ", ".join(f"'{host.address}:2379'" for host in databases),
        "DATABASES": " ".join(f"{host.name}={host.address}" for host in databases),
        "LEADER": LEADER,
        "LEDGER_DATABASE": DATABASE,
        **passwords,
    }
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in values.items())


async def furnish(space: Space) -> Furnished:
    """Set up etcd, Patroni and HAProxy; return when pg-a leads, both others stream, and the entry leads to pg-a."""
    passwords = {f"{name}_PASSWORD": secrets.token_hex(16) for name in ("SUPERUSER", "REPLICATION", "LEDGER")}
    databases = [host for host in space.hosts if host.name in _NUMBERS]
    given = _given(databases, passwords)
    async with asyncio.TaskGroup() as group:
        group.create_task(space.run(ENTRY, given + _text("patroni_entry.sh")))
        for host in databases:
            group.create_task(space.run(host.name, given + _text("patroni_database.sh"), _text("patroni_init.sh")))
    await space.run(LEADER, _LEAD)  # who begins the cluster leads it, and that is to be the same one every time
    async with asyncio.TaskGroup() as group:
        for host in databases:
            if host.name != LEADER:
                group.create_task(space.run(host.name, _FOLLOW))
    await space.run(LEADER, given + _READY)
    await space.run(ENTRY, given + _ENTERED)
    return _told(space, passwords)


def _told(space: Space, passwords: dict[str, str]) -> Furnished:
    entry = space.host(ENTRY).address
    dsn = f"postgresql://ledger:{passwords['LEDGER_PASSWORD']}@{entry}:5432/{DATABASE}"
    return Furnished(services=SERVICES, parameters={"entry": entry}, secrets={"entry_dsn": dsn})


STACK: Final = Stack(
    name="patroni",
    title=Text(
        zh="Patroni 三节点 PostgreSQL 15、etcd 选主、HAProxy 入口",
        en="three PostgreSQL 15 under Patroni with etcd, behind HAProxy",
    ),
    hosts=(
        *(
            HostWish(name=name, address_number=number, boot=_BOOT, site=name.removeprefix("pg-"))
            for name, number in _NUMBERS.items()
        ),
        HostWish(name=ENTRY, address_number=_ENTRY_NUMBER, boot=_BOOT_ENTRY),
    ),
    furnish=furnish,
    needs={
        "patroni": "patroni",
        "etcd": "etcd-server",
        "etcdctl": "etcd-client",
        "haproxy": "haproxy",
        "/usr/lib/postgresql/15/bin/postgres": "postgresql-15",
        "psql": "postgresql-client-15",
        "socat": "socat",
        "start-stop-daemon": "dpkg",
    },
)
