"""A kind of action tried on a host of a space: run there, and looked at behind its back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from runners.remote import Answer, Command
from scenarios.actions import ActionKind, Around
from scenarios.plan import PlannedHost
from service.lab.spaces import Space
from service.lab.spaces.power import first_process
from service.lab.spaces.tools import PATH
from tests.support.namespaces import needed
from tests.support.shells import HereRemote

STOP: Final = r"""kill -STOP "$pid" || exit 1
while sed -e 's/.*) //' "/proc/$pid/task"/*/stat | grep -q '^[RS]'; do sleep 0.01; done
"""
"""As `tests.support.processes.freeze`, on a host."""


@dataclass(slots=True, kw_only=True)
class SpaceCase:
    """Half of an ActionCase; who inherits says what is done, what the state is, and how it is hindered."""

    kind: ActionKind
    space: Space
    host: str
    said: Mapping[str, Any]
    secrets: Mapping[str, str] = field(default_factory=dict[str, str])
    texts: tuple[str, ...] = ()

    @property
    def canary(self) -> str:
        return "/var/tmp/canary"

    @property
    def around(self) -> Around:
        """Every host plays a role of its own name."""
        hosts = {host.name: planned(self.space, host.name) for host in self.space.hosts}
        return Around(hosts=hosts, roles={name: (name,) for name in hosts})

    def freeze(self, host: str, who: str) -> None:
        """Stop the processes that the shell words `who` name on a host; return when none of their threads runs on."""
        self.space.must(host, f"for pid in {who}; do\n{STOP}done")

    async def run(self, command: Command) -> Answer:
        return await remote(self.space, self.host).run(self.host, command)


def remote(space: Space, name: str) -> HereRemote:
    """Return hands on a host, beside SSH."""
    (nsenter,) = needed("nsenter")
    first = first_process(space.directory, name)
    assert first is not None, f"{name} has no power"
    kinds = ("--mount", "--net", "--uts", "--ipc", "--pid", "--root", "--wd=/")
    return HereRemote(path=PATH, prefix=(nsenter, "--target", str(first.pid), *kinds, "--"))


def planned(space: Space, name: str) -> PlannedHost:
    """Return the inventory's view of a host."""
    return PlannedHost(
        name=name,
        address=space.host(name).address,
        port=22,
        user="root",
        roles=(name,),
        environment="test",
        site="here",
        known_hosts=str(space.known_hosts),
        key_file=str(space.key),
    )
