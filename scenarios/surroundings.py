"""What a step may know of the hosts around it when it is planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scenarios.plan import PlannedHost


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The hosts of the scenario, each with its address: by name, and the names that each role has."""

    hosts: Mapping[str, PlannedHost] = field(default_factory=dict[str, PlannedHost])
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def of(self, roles: Iterable[str]) -> tuple[PlannedHost, ...]:
        """Return the hosts that have one of the roles, each once."""
        names = dict.fromkeys(name for role in roles for name in self.roles.get(role, ()))
        return tuple(self.hosts[name] for name in names)


NOWHERE = Around()
"""Where nothing is known of other hosts."""
