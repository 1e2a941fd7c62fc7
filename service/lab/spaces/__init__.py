"""Hosts in namespaces, each with a root of its own: what stacks are set up on. Needs root and Linux."""

from service.lab.spaces.down import space_down
from service.lab.spaces.errors import PackagesMissingError, SpaceError, SpaceNeedsRootError
from service.lab.spaces.host import HostWish
from service.lab.spaces.model import Host, Space, load_space
from service.lab.spaces.up import space_up

__all__ = [
    "Host",
    "HostWish",
    "PackagesMissingError",
    "Space",
    "SpaceError",
    "SpaceNeedsRootError",
    "load_space",
    "space_down",
    "space_up",
]
