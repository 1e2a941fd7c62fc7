"""Actions on PostgreSQL: fencing, promoting, bringing a former primary back, switching over, and looking."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from scenarios.actions.kind import ActionInput, ActionKind, ActionValues
from scenarios.fields import Id, Name, Port, RemotePath
from scenarios.plan import Text
from scenarios.programs import scripts
from scenarios.surroundings import Around

_DATA: Final = "/var/lib/postgresql/15/main"
_PORT: Final = 5432


class PostgresInput(ActionInput):
    """What every action on a server of PostgreSQL is told."""

    data: RemotePath = Field(_DATA, description="Its data directory.")
    user: Name = Field("postgres", description="A superuser whom it lets in from its own host without a password.")


class BesideInput(PostgresInput):
    """What actions are told that look at the server on another host, too."""

    port: Port = Field(_PORT, description="Where the other server listens.")
    account: Name = Field(
        "postgres", description="A superuser of the other server; the data directory's owner has it in .pgpass."
    )


class PostgresFenceInput(PostgresInput):
    """Makes sure that a server acknowledges nothing any more: stopped, a frozen one too, and kept from coming back.

    Run by root. Debian's tools refuse to start it then; whatever else starts it gets a standby. postgres_rewind lifts
    the fence.
    """

    action: Literal["postgres_fence"]


class PostgresPromoteInput(BesideInput):
    """Makes a standby the primary. Told of the other side, it refuses while that one serves as primary."""

    action: Literal["postgres_promote"]
    other: Id | None = Field(None, description="The role whose only host was the primary.")


class PostgresRewindInput(BesideInput):
    """Brings a former primary back: it is rewound and follows the promoted one; where nobody was, it serves again."""

    action: Literal["postgres_rewind"]
    other: Id = Field(description="The role whose only host may have been promoted.")


class PostgresSwitchOverInput(BesideInput):
    """Hands the role of primary over in order; nothing is lost. Run on the primary, which follows afterwards."""

    action: Literal["postgres_switch_over"]
    to: Id = Field(description="The role whose only host becomes the primary; it must stream from this one.")


class PostgresRoleInput(PostgresInput):
    """Says what the server is: `primary`, `standby`, `fenced`, `stopped` or `silent`."""

    action: Literal["postgres_role"]


def _env(form: PostgresInput) -> dict[str, str]:
    return {"ACTION_DATA": form.data, "ACTION_USER": form.user}


def _alone(form: PostgresInput, around: Around) -> ActionValues:
    del around
    return ActionValues(env=_env(form), detail=form.data)


def _beside(form: BesideInput, role: str | None, around: Around) -> ActionValues:
    others = around.of((role,) if role else ())
    env = {
        **_env(form),
        "ACTION_OTHER": " ".join(host.address for host in others),
        "ACTION_PORT": str(form.port),
        "ACTION_ACCOUNT": form.account,
    }
    named = ", ".join(f"{host.name} ({host.address})" for host in others)
    return ActionValues(env=env, detail=f"{form.data}, {named}" if named else form.data)


def _promote(form: PostgresPromoteInput, around: Around) -> ActionValues:
    return _beside(form, form.other, around)


def _rewind(form: PostgresRewindInput, around: Around) -> ActionValues:
    return _beside(form, form.other, around)


def _switch_over(form: PostgresSwitchOverInput, around: Around) -> ActionValues:
    return _beside(form, form.to, around)


def _other(form: PostgresPromoteInput | PostgresRewindInput) -> tuple[str, ...]:
    return () if form.other is None else (form.other,)


def _to(form: PostgresSwitchOverInput) -> tuple[str, ...]:
    return (form.to,)


POSTGRES_FENCE: Final = ActionKind(
    name="postgres_fence",
    title=Text(zh="隔离 PostgreSQL 服务器", en="fence the PostgreSQL server"),
    inputs=PostgresFenceInput,
    program=scripts(__package__, "postgres.sh", "postgres_fence.sh"),
    specify=_alone,
)
POSTGRES_PROMOTE: Final = ActionKind(
    name="postgres_promote",
    title=Text(zh="提升 PostgreSQL 备库为主库", en="promote the PostgreSQL standby"),
    inputs=PostgresPromoteInput,
    program=scripts(__package__, "postgres.sh", "postgres_promote.sh"),
    specify=_promote,
    roles=_other,
)
POSTGRES_REWIND: Final = ActionKind(
    name="postgres_rewind",
    title=Text(zh="原 PostgreSQL 主库回退并重新跟随", en="bring the former PostgreSQL primary back"),
    inputs=PostgresRewindInput,
    program=scripts(__package__, "postgres.sh", "postgres_rewind.sh"),
    specify=_rewind,
    roles=_other,
)
POSTGRES_SWITCH_OVER: Final = ActionKind(
    name="postgres_switch_over",
    title=Text(zh="PostgreSQL 主备有序切换", en="switch PostgreSQL over in order"),
    inputs=PostgresSwitchOverInput,
    program=scripts(__package__, "postgres.sh", "postgres_switch_over.sh"),
    specify=_switch_over,
    roles=_to,
)
POSTGRES_ROLE: Final = ActionKind(
    name="postgres_role",
    title=Text(zh="查看 PostgreSQL 角色", en="look at the role of PostgreSQL"),
    inputs=PostgresRoleInput,
    program=scripts(__package__, "postgres.sh", "postgres_role.sh"),
    specify=_alone,
    looks=True,
)
POSTGRES: Final = (POSTGRES_FENCE, POSTGRES_PROMOTE, POSTGRES_REWIND, POSTGRES_SWITCH_OVER, POSTGRES_ROLE)
