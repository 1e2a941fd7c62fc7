"""Actions on HAProxy: a server gets nothing new and finishes what it has, and is given work again."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from scenarios.actions.kind import ActionInput, ActionKind, ActionValues
from scenarios.fields import Duration, Label, lasting, named
from scenarios.plan import SECOND, Text
from scenarios.programs import scripts
from scenarios.surroundings import Around

Socket = Annotated[str, *named(r"/[A-Za-z0-9._/-]{1,200}", "not_absolute")]


class HaproxyInput(ActionInput):
    """A server as HAProxy knows it."""

    backend: Label
    server: Label
    socket: Socket = Field("/run/haproxy/admin.sock", description="The stats socket, at `level admin`.")
    patience: Annotated[Duration, lasting("1s", "1h")] = Field(30 * SECOND, description="How long it may take.")


class HaproxyDrainInput(HaproxyInput):
    """Gives a server nothing new and waits until it has no session; refuses where no other one would be left."""

    action: Literal["haproxy_drain"]


class HaproxyReadyInput(HaproxyInput):
    """Gives a server work again and waits until HAProxy's own checks find it up."""

    action: Literal["haproxy_ready"]


def _values(form: HaproxyInput, around: Around) -> ActionValues:
    del around
    env = {
        "ACTION_BACKEND": form.backend,
        "ACTION_SERVER": form.server,
        "ACTION_SOCKET": form.socket,
        "ACTION_TENTHS": str(form.patience * 10 // SECOND),
    }
    return ActionValues(env=env, detail=f"{form.backend}/{form.server}")


HAPROXY_DRAIN: Final = ActionKind(
    name="haproxy_drain",
    title=Text(zh="排空服务器连接", en="drain the server"),
    inputs=HaproxyDrainInput,
    program=scripts(__package__, "haproxy.sh", "haproxy_drain.sh"),
    specify=_values,
)
HAPROXY_READY: Final = ActionKind(
    name="haproxy_ready",
    title=Text(zh="恢复服务器接入", en="give the server work again"),
    inputs=HaproxyReadyInput,
    program=scripts(__package__, "haproxy.sh", "haproxy_ready.sh"),
    specify=_values,
)
