"""Spaces of a test's own: tied to it, skipped where they cannot be, and looked over for what they left behind."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.lab.processes import find_marked
from service.lab.spaces import HostWish, PackagesMissingError, Space, SpaceNeedsRootError, space_down, space_up


def new_place() -> Path:
    """Return a directory for a space, outside of pytest's, which accounts of daemons cannot enter."""
    return Path(tempfile.mkdtemp(prefix="drillproof-space-test-"))


@contextmanager
def space(*wishes: HostWish) -> Generator[Space]:
    """Yield a space with these hosts and take it down; skip where it cannot be."""
    place = new_place()
    try:
        made = asyncio.run(space_up(place, wishes, tied=True))
    except (SpaceNeedsRootError, PackagesMissingError) as error:
        place.rmdir()
        pytest.skip(str(error))
    try:
        yield made
    finally:
        space_down(place)
    assert traces(made) == []


def traces(made: Space) -> list[str]:
    """Return what is left of a space that is down: processes, network interfaces, mounts, files."""
    place = made.directory
    processes = [str(process) for process in find_marked(made.token)]
    links = [link.name for link in Path("/sys/class/net").iterdir() if link.name == f"dp{made.network.split('.')[2]}"]
    mounts = [
        line for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines() if str(made.directory) in line
    ]
    files = [str(place)] if place.exists() else []
    return [*processes, *links, *mounts, *files]
