"""Actions on MariaDB with replication by GTID: promoting, fencing, bringing back, and looking at who is what."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from scenarios.actions.kind import ActionInput, ActionKind, ActionValues
from scenarios.fields import Duration, Id, Line, Port, RemotePath, SecretName, User, lasting
from scenarios.plan import SECOND, Text
from scenarios.programs import scripts
from scenarios.surroundings import Around

Patience = Annotated[Duration, lasting("1s", "10m")]
_PORT: Final = 3306


class MariaDBInput(ActionInput):
    """What every action on MariaDB may be told."""

    socket: RemotePath = Field("/run/mysqld/mysqld.sock", description="Where root of the host comes in by its name.")
    options: RemotePath = Field(
        "/etc/mysql/mariadb.conf.d", description="The directory of option files; a fence is a file in there."
    )


class MariaDBRoleInput(MariaDBInput):
    """Says what MariaDB on a host is.

    `primary`, `replica streaming from …`, `replica without link to …`, `read-only`, `fenced`, `stopped` or `silent`.
    """

    action: Literal["mariadb_role"]


class MariaDBFenceInput(MariaDBInput):
    """Makes sure that MariaDB on a host takes no writes.

    `stop`: it is stopped, a frozen one too, and shut off from the network, even if it is started again, until
    mariadb_rejoin. `read_only`, for a planned switch: it answers still, its clients are sent away. (Accounts with READ
    ONLY ADMIN may write even then.)
    """

    action: Literal["mariadb_fence"]
    how: Literal["stop", "read_only"] = "stop"
    patience: Patience = Field(5 * SECOND, description="How long it may take to stop by itself, before it is killed.")


class _WithAnotherInput(MariaDBInput):
    """What is told of the other server, and of the account that replicates from it."""

    port: Port = _PORT
    user: User = Field("replica", description="The account of replication, which both servers know.")
    password: SecretName = Field(description="Name of the secret that holds its password.")
    patience: Patience = 20 * SECOND
    start: Line = Field("service mariadb start", description="The command that starts MariaDB on this host.")


class MariaDBPromoteInput(_WithAnotherInput):
    """Makes a replica the primary, once everything that it received is applied.

    Where the other server answers and is read-only, everything that it ever wrote. Refused while the other one takes
    writes, or takes connections without answering. A fenced server is taken back only where the other one is read-only
    and has nothing that this one lacks.
    """

    action: Literal["mariadb_promote"]
    instead_of: Id = Field(description="The role whose only host is, or was, the primary.")


class MariaDBRejoinInput(_WithAnotherInput):
    """Makes a server that was primary, or was fenced, the replica of another, and lifts its fence.

    Transactions that only this server has (errant ones) are counted (`errant: 3`) and kept in a file. Then this is
    refused, or, with `errant: rebuild`, all databases are copied anew by mariadb-dump; accounts are not, and the
    account of replication must be able to read everything.
    """

    action: Literal["mariadb_rejoin"]
    to: Id = Field(description="The role whose only host is the primary.")
    errant: Literal["refuse", "rebuild"] = "refuse"
    keep: RemotePath = Field("/var/backups", description="The directory where errant transactions are kept.")


def _env(form: MariaDBInput) -> dict[str, str]:
    return {"ACTION_SOCKET": form.socket, "ACTION_OPTIONS": form.options}


def _seconds(duration_ns: int) -> str:
    return str(max(1, duration_ns // SECOND))


def _look(form: MariaDBRoleInput, around: Around) -> ActionValues:
    del around
    return ActionValues(env=_env(form))


def _fence(form: MariaDBFenceInput, around: Around) -> ActionValues:
    del around
    env = {**_env(form), "ACTION_HOW": form.how, "ACTION_PATIENCE": _seconds(form.patience)}
    return ActionValues(env=env, detail=form.how)


def _other(form: _WithAnotherInput, role: str, around: Around) -> dict[str, str]:
    return {
        **_env(form),
        "ACTION_OTHER": " ".join(host.address for host in around.of((role,))),
        "ACTION_PORT": str(form.port),
        "ACTION_USER": form.user,
        "ACTION_PATIENCE": _seconds(form.patience),
        "ACTION_START": form.start,
    }


def _names(role: str, around: Around) -> str:
    return ", ".join(host.name for host in around.of((role,)))


def _promote(form: MariaDBPromoteInput, around: Around) -> ActionValues:
    env, secrets = _other(form, form.instead_of, around), {"ACTION_PASSWORD": form.password}
    return ActionValues(env=env, secrets=secrets, detail=f"{_names(form.instead_of, around)} →")


def _rejoin(form: MariaDBRejoinInput, around: Around) -> ActionValues:
    said = {"ACTION_ERRANT": form.errant, "ACTION_KEEP": form.keep}
    env, secrets = {**_other(form, form.to, around), **said}, {"ACTION_PASSWORD": form.password}
    return ActionValues(env=env, secrets=secrets, detail=f"→ {_names(form.to, around)}")


MARIADB_ROLE: Final = ActionKind(
    name="mariadb_role",
    title=Text(zh="查看 MariaDB 角色", en="look at the role of MariaDB"),
    inputs=MariaDBRoleInput,
    program=scripts(__package__, "mariadb.sh", "mariadb_role.sh"),
    specify=_look,
    looks=True,
)
MARIADB_FENCE: Final = ActionKind(
    name="mariadb_fence",
    title=Text(zh="隔离 MariaDB 主库", en="fence a MariaDB primary"),
    inputs=MariaDBFenceInput,
    program=scripts(__package__, "mariadb.sh", "mariadb_fence.sh"),
    specify=_fence,
)
MARIADB_PROMOTE: Final = ActionKind(
    name="mariadb_promote",
    title=Text(zh="提升 MariaDB 从库为主库", en="promote a MariaDB replica"),
    inputs=MariaDBPromoteInput,
    program=scripts(__package__, "mariadb.sh", "mariadb_promote.sh"),
    specify=_promote,
    roles=lambda form: (form.instead_of,),
)
MARIADB_REJOIN: Final = ActionKind(
    name="mariadb_rejoin",
    title=Text(zh="按 GTID 将原主库重新加入为从库", en="rejoin an old MariaDB primary as replica by GTID"),
    inputs=MariaDBRejoinInput,
    program=scripts(__package__, "mariadb.sh", "mariadb_rejoin.sh"),
    specify=_rejoin,
    roles=lambda form: (form.to,),
)
MARIADB: Final = (MARIADB_ROLE, MARIADB_FENCE, MARIADB_PROMOTE, MARIADB_REJOIN)
