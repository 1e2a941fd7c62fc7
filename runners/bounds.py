"""How much may be under way at one time: of a step, of a group, on hosts, in the whole drill."""

from __future__ import annotations

from collections import Counter
from typing import Final

from measurements.events import CONTROLLER
from runners.acts import has_effect
from runners.state import DrillState
from scenarios.plan import PlannedStep, Undo

MOST_AT_ONCE: Final = 64
"""Most acts under way in a drill whose plan gives no bound."""


class Room:
    """The room that is left at one moment; what is taken from it counts at once.

    Looks, gates and manual steps take no room of the whole drill and of its hosts, and an undo step takes none at all:
    putting right is never held back. A host where a fault is being undone is taken, though.
    """

    def __init__(self, state: DrillState) -> None:
        """Count what is under way."""
        self._state = state
        self._acts = 0
        self._hosts = set[str]()
        self._healing = {host for _, host in state.undoing}
        self._groups = Counter[str | None]()
        self._steps = Counter[str]()
        for act in state.under_way.values():
            self._count(act.step, act.host)

    @property
    def is_full(self) -> bool:
        """Tell whether nothing that acts may begin any more."""
        return self._acts >= (self._state.plan.parallel or MOST_AT_ONCE)

    def take(self, step: PlannedStep, host: str) -> bool:
        """Take room for one act, or tell that there is none."""
        if isinstance(step.action, Undo):
            return True
        if not self._fits(step, host):
            return False
        self._count(step, host)
        return True

    def occupy(self, host: str) -> None:
        """Count a host where a fault is about to be undone."""
        self._healing.add(host)

    def _fits(self, step: PlannedStep, host: str) -> bool:
        if step.at_once is not None and self._steps[step.id] >= step.at_once:
            return False
        bound = self._state.plan.groups.get(step.group) if step.group is not None else None
        if bound is not None and self._groups[step.group] >= bound:
            return False
        return not has_effect(step) or (not self.is_full and self._has_host(host))

    def _has_host(self, host: str) -> bool:
        most = self._state.plan.safeguards.most_hosts_at_once
        if most is None or host == CONTROLLER or host in self._hosts:
            return True
        return len(self._hosts | self._healing | {host}) <= most

    def _count(self, step: PlannedStep, host: str) -> None:
        if isinstance(step.action, Undo):
            return
        self._steps[step.id] += 1
        self._groups[step.group] += 1
        if has_effect(step):
            self._acts += 1
            self._hosts |= {host} - {CONTROLLER}
