"""What is asked before a drill touches anything: the scripts, what their answers mean, and what was seen as evidence.

Each answer is OK (it is so), FAILED (it is not so) or UNKNOWN (it could not be told); only OK lets the drill go on.
"""

from __future__ import annotations

from runners.errand import Errand
from runners.ready.backup import backup_fresh
from runners.ready.capacity import disk_space, standby_capacity
from runners.ready.clocks import clock_offset
from runners.ready.lease import lease_works
from runners.ready.replication import replication_healthy
from runners.remote import Answer
from scenarios.plan import (
    BackupFresh,
    ClockOffset,
    DiskSpace,
    LeaseWorks,
    ReadyCheck,
    ReplicationHealthy,
    StandbyCapacity,
)


async def make_sure(errand: Errand, check: ReadyCheck) -> Answer:
    """Return whether it is so, with what was seen."""
    match check:
        case ClockOffset():
            return await clock_offset(errand, check)
        case DiskSpace():
            return await disk_space(errand, check)
        case BackupFresh():
            return await backup_fresh(errand, check)
        case LeaseWorks():
            return await lease_works(errand)
        case StandbyCapacity():
            return await standby_capacity(errand, check)
        case ReplicationHealthy():
            return await replication_healthy(errand, check)
