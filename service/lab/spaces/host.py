"""What somebody wishes of a host in a space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

LOWEST: Final = 2
HIGHEST: Final = 200
"""Above are addresses that move: 201 to 254. Below is the controller: 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostWish:
    """A host: its name, the last number of its address (2 to 200), and what its init starts.

    `boot` is POSIX sh, run once sshd was started at every power-on, the first one too; it finds LAB_HOST, LAB_ADDRESS
    and LAB_NET (first three numbers) in its environment. `clock_offset_s` puts its clock ahead (negative: behind) for
    its shells and for what `boot` starts. `disks` are paths with file systems of their own, which survive a power cut,
    with their size: {"/srv": "300m"}. `memory` bounds everything else that the host writes.
    """

    name: str
    address_number: int
    site: str = "a"
    boot: str = ""
    clock_offset_s: float = 0
    disks: Mapping[str, str] = field(default_factory=dict[str, str])
    memory: str = "2g"
