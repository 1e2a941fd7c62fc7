"""Every fault that a scenario can ask for: the house's own, and those of installed distributions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from scenarios.faults.bandwidth import LIMIT_BANDWIDTH
from scenarios.faults.clocks import CLOCK_SKEW
from scenarios.faults.damage import DAMAGED_FILE
from scenarios.faults.degrading import DEGRADE_NETWORK
from scenarios.faults.disks import DISK_FULL
from scenarios.faults.kind import FaultInput, FaultKind, unfit
from scenarios.faults.links import LINK_DOWN
from scenarios.faults.losing import LOSE_PACKETS
from scenarios.faults.names import DNS_FAILURE, DNS_WRONG_ANSWER
from scenarios.faults.partitions import PARTITION
from scenarios.faults.ports import BLOCK_PORT
from scenarios.faults.power import HOST_POWER_LOSS
from scenarios.faults.pressure import CPU_PRESSURE, MEMORY_PRESSURE
from scenarios.faults.processes import FREEZE_PROCESS, KILL_PROCESS
from scenarios.faults.services import STOP_SERVICE
from scenarios.faults.tables import DAMAGED_TABLE
from scenarios.plugins import Unusable, gather

GROUP: Final = "drillproof.faults"
"""Entry points of this group bring faults: `name = "package.module:KIND"`."""
OWN: Final = (
    KILL_PROCESS,
    STOP_SERVICE,
    FREEZE_PROCESS,
    BLOCK_PORT,
    LIMIT_BANDWIDTH,
    PARTITION,
    LINK_DOWN,
    DEGRADE_NETWORK,
    LOSE_PACKETS,
    DNS_FAILURE,
    DNS_WRONG_ANSWER,
    HOST_POWER_LOSS,
    DISK_FULL,
    CPU_PRESSURE,
    MEMORY_PRESSURE,
    CLOCK_SKEW,
    DAMAGED_FILE,
    DAMAGED_TABLE,
)
_GATHERED: Final = gather(GROUP, FaultKind, OWN, unfit)
FAULTS: Final[Mapping[str, FaultKind]] = _GATHERED.kinds
UNUSABLE: Final[tuple[Unusable, ...]] = _GATHERED.unusable


def fault_tag(data: dict[str, Any]) -> str:
    """Return the tag of the model that reads a fault step; one that is in no union for an unknown fault."""
    return f"<fault {data['fault']}>"


def kind_of_fault(form: FaultInput) -> FaultKind:
    """Return the kind whose form this is."""
    return next(kind for kind in FAULTS.values() if type(form) is kind.inputs)
