"""Every action that a scenario can ask for: the house's own, and those of installed distributions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scenarios.actions.address import ADDRESS_MOVE
from scenarios.actions.backups import BACKUPS
from scenarios.actions.credentials import CREDENTIALS
from scenarios.actions.haproxy import HAPROXY_DRAIN, HAPROXY_READY
from scenarios.actions.kind import ActionInput, ActionKind, ActionStepInput, step_form, unfit
from scenarios.actions.mariadb import MARIADB
from scenarios.actions.patroni import PATRONI
from scenarios.actions.postgres import POSTGRES
from scenarios.actions.redis import REDIS_ROLE, REDIS_SENTINEL_FAILOVER
from scenarios.actions.services import SERVICE_RUNS, SERVICE_START, SERVICE_STOP
from scenarios.plugins import Unusable, gather

GROUP: Final = "drillproof.actions"
"""Entry points of this group bring actions: `name = "package.module:KIND"`."""
OWN: Final = (
    SERVICE_START,
    SERVICE_STOP,
    SERVICE_RUNS,
    REDIS_SENTINEL_FAILOVER,
    REDIS_ROLE,
    ADDRESS_MOVE,
    HAPROXY_DRAIN,
    HAPROXY_READY,
    *POSTGRES,
    *BACKUPS,
    *CREDENTIALS,
    *PATRONI,
    *MARIADB,
)
_GATHERED: Final = gather(GROUP, ActionKind, OWN, unfit)
ACTIONS: Final[Mapping[str, ActionKind]] = _GATHERED.kinds
UNUSABLE: Final[tuple[Unusable, ...]] = _GATHERED.unusable
STEP_FORMS: Final[Mapping[str, type[ActionStepInput]]] = MappingProxyType(
    {name: step_form(kind) for name, kind in ACTIONS.items()}
)
"""The forms of steps; those of a check's action are the kinds' own."""


def kind_of_action(form: ActionInput) -> ActionKind:
    """Return the kind whose form, or whose step, this is."""
    return ACTIONS[form.called]
