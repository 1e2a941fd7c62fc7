"""The stack `mariadb`: a primary and a replica of MariaDB 10.11 with GTID, behind an address that is moved by hand.

Every server starts read-only, so that none becomes a second primary by coming back. Both are ready for semi-synchronous
replication; it is off until somebody sets rpl_semi_sync_master_enabled on the primary, and then waits 10 s at most for
the replica before it goes on without.
"""

from __future__ import annotations

import asyncio
import secrets
import shlex
from importlib.resources import files
from typing import Any, Final

from scenarios.plan import Text
from service.lab.spaces import HostWish, Space
from service.lab.stacks import Furnished, Stack

PRIMARY: Final = "maria-a"
REPLICA: Final = "maria-b"
ENTRY: Final = 251
"""Last number of the virtual address; it is on the primary's host at first."""
DATABASE: Final = "accounts"
_NUMBERS: Final = {PRIMARY: 61, REPLICA: 62}
_BOOT: Final = "[ ! -e /etc/lab-furnished ] || service mariadb start\n"
_ACCOUNTS: Final = """\
mariadb <<SQL
SET SESSION sql_log_bin = 0;
CREATE USER replica@'$LAB_NET.%' IDENTIFIED BY '$REPLICA_PASSWORD';
GRANT REPLICATION SLAVE, SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES, RELOAD, PROCESS, BINLOG MONITOR
    ON *.* TO replica@'$LAB_NET.%';
CREATE USER ledger@'$LAB_NET.%' IDENTIFIED BY '$LEDGER_PASSWORD';
GRANT BINLOG MONITOR, SLAVE MONITOR ON *.* TO ledger@'$LAB_NET.%';
GRANT ALL ON $LEDGER_DATABASE.* TO ledger@'$LAB_NET.%';
CREATE DATABASE $LEDGER_DATABASE;
SQL
: >/etc/lab-furnished
"""
_LEAD: Final = """\
mariadb -e 'SET GLOBAL read_only = OFF'
ip address add "$ENTRY/24" dev eth0
"""
_FOLLOW: Final = """\
mariadb <<SQL
CHANGE MASTER TO MASTER_HOST='$PRIMARY', MASTER_USER='replica', MASTER_PASSWORD='$REPLICA_PASSWORD',
    MASTER_CONNECT_RETRY=1, MASTER_USE_GTID=slave_pos;
START REPLICA;
SQL
tries=300
until mariadb -e 'SHOW REPLICA STATUS\\G' | grep -cE 'Slave_(IO|SQL)_Running: Yes' | grep -qx 2; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { mariadb -e 'SHOW REPLICA STATUS\\G' >&2; exit 1; }
    sleep 0.1
done
"""
SERVICES: Final[dict[str, dict[str, Any]]] = {
    "account-db": {
        "title": {"zh": "账户管理数据库", "en": "Account database"},
        "rto": "30s",
        # Promised, but copied asynchronously: mariadb-crash-behind shows what that loses, and semi_sync what it saves.
        "rpo": "0s",
        "writes": True,
        "priority": 1,
        "acceptable": {"rate": "80%", "p95": "3x", "p95_floor": "500ms", "hold": "8s"},
    }
}


def _text(name: str) -> str:
    return files(__package__ or "").joinpath(name).read_text(encoding="utf-8")


def _given(space: Space, passwords: dict[str, str]) -> str:
    values = {
        "PRIMARY": space.host(PRIMARY).address,
        "ENTRY": space.address(ENTRY),
        "LEDGER_DATABASE": DATABASE,
        **passwords,
    }
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in values.items())


async def _prepare(space: Space, name: str, given: str) -> None:
    script = f"SERVER_ID={_NUMBERS[name]}\n{given}{_text('mariadb_database.sh')}{_ACCOUNTS}"
    await space.run(name, script, _text("mariadb_init.sh"))


async def furnish(space: Space) -> Furnished:
    """Set up both servers; return when the replica follows and the virtual address is with the primary."""
    passwords = {f"{name}_PASSWORD": secrets.token_hex(16) for name in ("REPLICA", "LEDGER")}
    given = _given(space, passwords)
    async with asyncio.TaskGroup() as group:
        for name in _NUMBERS:
            group.create_task(_prepare(space, name, given))
    await space.run(PRIMARY, given + _LEAD)
    await space.run(REPLICA, given + _FOLLOW)
    entry = space.address(ENTRY)
    dsn = f"mysql://ledger:{passwords['LEDGER_PASSWORD']}@{entry}:3306/{DATABASE}"
    return Furnished(
        services=SERVICES,
        parameters={"entry": entry},
        secrets={"entry_dsn": dsn, "replica_password": passwords["REPLICA_PASSWORD"]},
    )


STACK: Final = Stack(
    name="mariadb",
    title=Text(
        zh="MariaDB 10.11 主从、GTID 复制、虚拟地址入口",
        en="MariaDB 10.11 primary and replica by GTID, virtual address",
    ),
    hosts=tuple(
        HostWish(name=name, address_number=number, boot=_BOOT, site=name.removeprefix("maria-"))
        for name, number in _NUMBERS.items()
    ),
    furnish=furnish,
    needs={
        "mariadbd": "mariadb-server",
        "mariadb-install-db": "mariadb-server",
        "mariadb": "mariadb-client",
        "start-stop-daemon": "dpkg",
    },
)
