"""Actions on Patroni: handing the leader's role over in order, and looking at who is what."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from scenarios.actions.kind import ActionInput, ActionKind, ActionValues
from scenarios.fields import Duration, Id, RemotePath, Url, lasting, refuse
from scenarios.plan import SECOND, Text
from scenarios.programs import scripts
from scenarios.surroundings import Around

_REST: Final = "http://127.0.0.1:8008"
_REST_IS: Final = "Where Patroni's REST interface listens, as seen from the host."


class PatroniSwitchoverInput(ActionInput):
    """Hands the leader's role over in order, to one member or to any that can take it. Runs on any one member.

    Patroni's members are told by the names or the addresses of the hosts. It is done when the new leader runs on a new
    timeline and the old one streams from it. Refused where no leader runs: that is no planned switch.
    """

    action: Literal["patroni_switchover"]
    to: Id | None = Field(None, description="The role whose only host is to lead.")
    away_from: Id | None = Field(
        None, description="Instead of `to`: the role whose hosts are not to lead, whoever else does."
    )
    config: RemotePath = Field("/etc/patroni/config.yml", description="Patroni's configuration, for patronictl.")
    rest: Url = Field(_REST, description=_REST_IS)
    patience: Annotated[Duration, lasting("1s", "10m")] = Field(
        30 * SECOND, description="How long to wait for the new leader and for the old one to follow."
    )

    @model_validator(mode="after")
    def one_aim(self) -> PatroniSwitchoverInput:
        """Refuse neither aim, and both."""
        if (self.to is None) == (self.away_from is None):
            refuse("to_or_away_from")
        return self


class PatroniRoleInput(ActionInput):
    """Says what Patroni on a host is: `leader`, `replica`, `not running: …` or `silent`."""

    action: Literal["patroni_role"]
    rest: Url = Field(_REST, description=_REST_IS)


class PatroniClusterInput(ActionInput):
    """Says how the cluster stands, as a member sees it: `whole; pg-a leads; following: pg-b pg-c`.

    It begins with `incomplete` while fewer than `members` lead or stream, and names whoever `leads`, unless that is one
    of `not_led_by`, or none does. Who is said to lead is asked itself, since a member that was cut off tells what was.
    """

    action: Literal["patroni_cluster"]
    members: Annotated[int, Field(ge=1, le=100)] = Field(description="How many members there are when all is well.")
    not_led_by: Id | None = Field(None, description="The role whose hosts are not to lead any more.")
    rest: Url = Field(_REST, description=_REST_IS)


def _pairs(around: Around, role: str | None) -> str:
    return " ".join(f"{host.name}={host.address}" for host in around.of((role,) if role else ()))


def _hand_over(form: PatroniSwitchoverInput, around: Around) -> ActionValues:
    env = {
        "ACTION_TO": _pairs(around, form.to),
        "ACTION_AWAY": _pairs(around, form.away_from),
        "ACTION_CONFIG": form.config,
        "ACTION_URL": form.rest,
        "ACTION_PATIENCE": str(form.patience * 2 // SECOND),
    }
    hosts = ", ".join(host.name for host in around.of(_roles(form)))
    return ActionValues(env=env, detail=f"→ {hosts}" if form.to else f"{hosts} →")


def _roles(form: PatroniSwitchoverInput) -> tuple[str, ...]:
    return tuple(role for role in (form.to, form.away_from) if role)


def _look(form: PatroniRoleInput, around: Around) -> ActionValues:
    del around
    return ActionValues(env={"ACTION_URL": form.rest}, detail=form.rest)


def _look_at_all(form: PatroniClusterInput, around: Around) -> ActionValues:
    env = {
        "ACTION_URL": form.rest,
        "ACTION_MEMBERS": str(form.members),
        "ACTION_AWAY": _pairs(around, form.not_led_by),
    }
    return ActionValues(env=env, detail=form.rest)


PATRONI_SWITCHOVER: Final = ActionKind(
    name="patroni_switchover",
    title=Text(zh="由 Patroni 有序切换主库", en="switch the leader over in order through Patroni"),
    inputs=PatroniSwitchoverInput,
    program=scripts(__package__, "patroni.sh", "patroni_switchover.sh"),
    specify=_hand_over,
    roles=_roles,
)
PATRONI_ROLE: Final = ActionKind(
    name="patroni_role",
    title=Text(zh="查看 Patroni 角色", en="look at the role of Patroni"),
    inputs=PatroniRoleInput,
    program=scripts(__package__, "patroni_role.sh"),
    specify=_look,
    looks=True,
)
PATRONI_CLUSTER: Final = ActionKind(
    name="patroni_cluster",
    title=Text(zh="查看 Patroni 集群状态", en="look at the Patroni cluster"),
    inputs=PatroniClusterInput,
    program=scripts(__package__, "patroni.sh", "patroni_cluster.sh"),
    specify=_look_at_all,
    roles=lambda form: (form.not_led_by,) if form.not_led_by else (),
    looks=True,
)
PATRONI: Final = (PATRONI_SWITCHOVER, PATRONI_ROLE, PATRONI_CLUSTER)
