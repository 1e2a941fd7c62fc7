"""The action on addresses: one leaves a host and comes to another."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from scenarios.actions.kind import ActionInput, ActionKind, ActionValues
from scenarios.fields import Duration, Id, Interface, lasting, named
from scenarios.plan import SECOND, Text
from scenarios.programs import scripts
from scenarios.surroundings import Around

_ROUND_S: Final = 2
"""How long one look takes whether somebody still answers."""
Ipv4 = Annotated[str, *named(r"[0-9]{1,3}(\.[0-9]{1,3}){3}", "bad_ip_address")]


class AddressMoveInput(ActionInput):
    """Moves an address to the host of one role. `on` names that role, and also the one that had it if it is reached.

    The address is taken off all hosts but the target, which waits until nobody answers for it any more, tells the
    neighbours, and proves that it answers from here. Needs root. Not for addresses that keepalived holds.
    """

    action: Literal["address_move"]
    address: Ipv4
    to: Id = Field(description="The role whose only host is to have it; it must be under `on`, too.")
    interface: Interface
    prefix: Annotated[int, Field(ge=1, le=32)] = 24
    witness: Ipv4 | None = Field(
        None, description="A neighbour that answers a ping, such as the gateway; default: where the runner comes from."
    )
    patience: Annotated[Duration, lasting("1s", "5m")] = Field(
        10 * SECOND, description="How long to wait until nobody else answers for it."
    )


def _move(form: AddressMoveInput, around: Around) -> ActionValues:
    targets = around.of((form.to,))
    env = {
        "ACTION_ADDRESS": form.address,
        "ACTION_PREFIX": str(form.prefix),
        "ACTION_INTERFACE": form.interface,
        "ACTION_TO": " ".join(host.address for host in targets),
        "ACTION_WITNESS": form.witness or "",
        "ACTION_ROUNDS": str(max(1, -(-form.patience // (_ROUND_S * SECOND)))),
    }
    return ActionValues(env=env, detail=f"{form.address} → {', '.join(host.name for host in targets)}")


def _to(form: AddressMoveInput) -> tuple[str, ...]:
    return (form.to,)


ADDRESS_MOVE: Final = ActionKind(
    name="address_move",
    title=Text(zh="迁移虚拟地址", en="move the virtual address"),
    inputs=AddressMoveInput,
    program=scripts(__package__, "address_move.sh"),
    specify=_move,
    roles=_to,
)
