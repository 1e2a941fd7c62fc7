"""Actions on Redis: handing the role of master over through Sentinel, and looking at who is what."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from scenarios.actions.kind import ActionInput, ActionKind, ActionValues
from scenarios.fields import Address, Duration, Id, Label, Port, SecretName, lasting
from scenarios.plan import SECOND, Text
from scenarios.programs import scripts
from scenarios.surroundings import Around

_GIVES: Final = "Name of the secret that holds the password of Redis."
_REDIS_PORT: Final = 6379
_SENTINEL_PORT: Final = 26379


class RedisSentinelFailoverInput(ActionInput):
    """Makes Sentinel hand the role of master to one replica; writes are held until that one has everything.

    It runs on a host with a Sentinel, from where the instances of Redis can be reached.
    """

    action: Literal["redis_sentinel_failover"]
    to: Id = Field(description="The role whose only host becomes the master; Sentinel knows it by the same address.")
    master: Label = Field("mymaster", description="What Sentinel calls the master.")
    address: Address = Field("127.0.0.1", description="Where Sentinel listens, as seen from the host.")
    port: Port = _SENTINEL_PORT
    hold: Annotated[Duration, lasting("1s", "60s")] = Field(
        10 * SECOND, description="How long writes may be held back at the old master, so that none is lost."
    )
    password: SecretName | None = Field(None, description=_GIVES)
    sentinel_password: SecretName | None = Field(None, description="Likewise, of Sentinel.")


class RedisRoleInput(ActionInput):
    """Says what Redis on a host is: `master`, `replica in sync`, `replica without link`, `loading` or `silent`."""

    action: Literal["redis_role"]
    address: Address = Field("127.0.0.1", description="Where Redis listens, as seen from the host.")
    port: Port = _REDIS_PORT
    password: SecretName | None = Field(None, description=_GIVES)


def _fail_over(form: RedisSentinelFailoverInput, around: Around) -> ActionValues:
    targets = around.of((form.to,))
    env = {
        "ACTION_TO": " ".join(host.address for host in targets),
        "ACTION_MASTER": form.master,
        "ACTION_ADDRESS": form.address,
        "ACTION_PORT": str(form.port),
        "ACTION_HOLD_MS": str(form.hold * 1000 // SECOND),
    }
    asked = {"ACTION_PASSWORD": form.password, "ACTION_SENTINEL_PASSWORD": form.sentinel_password}
    secrets = {name: secret for name, secret in asked.items() if secret is not None}
    named = ", ".join(f"{host.name} ({host.address})" for host in targets)
    return ActionValues(env=env, secrets=secrets, detail=f"{form.master} → {named}")


def _look(form: RedisRoleInput, around: Around) -> ActionValues:
    del around
    env = {"ACTION_ADDRESS": form.address, "ACTION_PORT": str(form.port)}
    secrets = {} if form.password is None else {"ACTION_PASSWORD": form.password}
    return ActionValues(env=env, secrets=secrets, detail=f"{form.address}:{form.port}")


def _to(form: RedisSentinelFailoverInput) -> tuple[str, ...]:
    return (form.to,)


REDIS_SENTINEL_FAILOVER: Final = ActionKind(
    name="redis_sentinel_failover",
    title=Text(zh="由 Sentinel 有序移交主节点", en="hand the master over in order through Sentinel"),
    inputs=RedisSentinelFailoverInput,
    program=scripts(__package__, "redis.sh", "redis_sentinel_failover.sh"),
    specify=_fail_over,
    roles=_to,
)
REDIS_ROLE: Final = ActionKind(
    name="redis_role",
    title=Text(zh="查看 Redis 角色", en="look at the role of Redis"),
    inputs=RedisRoleInput,
    program=scripts(__package__, "redis.sh", "redis_role.sh"),
    specify=_look,
    looks=True,
)
