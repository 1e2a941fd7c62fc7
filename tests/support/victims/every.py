"""Every victim, by what it needs of its ground."""

from __future__ import annotations

from typing import Final

from tests.support.victims.base import Maker
from tests.support.victims.connections import delayed, misled, nameless, parted, powerless, thinned, unplugged
from tests.support.victims.network import blocked, narrowed, throttled
from tests.support.victims.processes import frozen, killed, stopped

HOST_VICTIMS: Final[tuple[Maker, ...]] = (killed, stopped, frozen, throttled, delayed, misled, powerless)
"""These need nothing but a directory."""
NETWORK_VICTIMS: Final[tuple[Maker, ...]] = (blocked, narrowed, parted, thinned, nameless, unplugged)
"""These need a network of their own, and root in it."""
