"""Every victim, by what it needs of its ground."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.support.victims.base import Maker
from tests.support.victims.connections import delayed, misled, nameless, parted, powerless, thinned, unplugged
from tests.support.victims.hosts import busied, cut_off, deleted, eaten, filled, mistimed, overwritten
from tests.support.victims.network import blocked, narrowed, throttled
from tests.support.victims.processes import frozen, killed, stopped
from tests.support.victims.tables import mispriced, wiped

HOST_VICTIMS: Final[tuple[Maker, ...]] = (
    killed,
    stopped,
    frozen,
    throttled,
    delayed,
    misled,
    powerless,
    busied,
    eaten,
    mistimed,
    overwritten,
    cut_off,
    deleted,
)
"""These need nothing but a directory."""
DATA_VICTIMS: Final[tuple[Maker, ...]] = (wiped, mispriced)
"""These need a PostgreSQL of this machine, and psql on the host."""
NETWORK_VICTIMS: Final[tuple[Maker, ...]] = (blocked, narrowed, parted, thinned, nameless, unplugged, filled)
"""These need a network and mounts of their own, and root in them."""
VICTIMS: Final[Mapping[str, tuple[Maker, ...]]] = {
    "kill_process": (killed,),
    "stop_service": (stopped,),
    "freeze_process": (frozen,),
    "block_port": (blocked,),
    "limit_bandwidth": (throttled, narrowed),
    "partition": (parted,),
    "link_down": (unplugged,),
    "degrade_network": (delayed,),
    "lose_packets": (thinned,),
    "dns_failure": (nameless,),
    "dns_wrong_answer": (misled,),
    "host_power_loss": (powerless,),
    "disk_full": (filled,),
    "cpu_pressure": (busied,),
    "memory_pressure": (eaten,),
    "clock_skew": (mistimed,),
    "damaged_file": (overwritten, cut_off, deleted),
    "damaged_table": (wiped, mispriced),
}
"""Who is there to be harmed by each fault that ships."""
