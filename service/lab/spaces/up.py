"""Raises a space: its keeper, its network, and hosts that answer SSH."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from runners.clock import SystemClock
from service.lab.errors import PlaceRefusedError
from service.lab.spaces.down import lower
from service.lab.spaces.errors import WrongWishError
from service.lab.spaces.files import write_files
from service.lab.spaces.host import HIGHEST, LOWEST, HostWish
from service.lab.spaces.keeper import join_controller, start_keeper
from service.lab.spaces.model import STATE_FILE, Space, store_space
from service.lab.spaces.tools import require

_TWICE: Final = "two hosts have the same name or the same number"
_OUTSIDE: Final = f"a host's number lies between {LOWEST} and {HIGHEST}"


async def space_up(directory: Path, hosts: Sequence[HostWish], *, tied: bool = False) -> Space:
    """Raise hosts in `directory`, which is new or empty, and return when every sshd answers.

    `tied` lets the space die with the thread that raised it, whatever becomes of that: for tests.
    Raises LabError, after taking down what was begun: not root, a package missing, a place that is not free.
    """
    require()
    place = _free_place(directory)
    _check(hosts)
    space = Space(directory=place, token=secrets.token_hex(16), boot_id=SystemClock().boot_id(), wishes=tuple(hosts))
    store_space(space)  # before the first process, so that a `down` after our death finds them all
    try:
        return await _raise(space, tied=tied)
    except BaseException:
        lower(space)
        raise


async def _raise(space: Space, *, tied: bool) -> Space:
    for wish in space.wishes:
        (space.directory / "disks" / wish.name).mkdir(parents=True)
    (space.directory / "log").mkdir()
    keeper = start_keeper(space.directory, space.wishes, space.token, tied=tied)
    space = replace(space, keeper=keeper)
    store_space(space)
    space = replace(space, network=join_controller(keeper))
    store_space(space)
    write_files(space.directory, space.network, space.wishes)
    await asyncio.gather(*(asyncio.to_thread(space.power_on, wish.name) for wish in space.wishes))
    return space


def _free_place(directory: Path) -> Path:
    place = directory.absolute()
    if set(str(place)) & set(",:\\\"'`$ \n"):
        raise PlaceRefusedError(place, "holds characters that do not survive in mount options")
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (place / STATE_FILE).exists():
        raise PlaceRefusedError(place, "holds a lab already; take it down first (drillproof lab down)")
    return place


def _check(hosts: Sequence[HostWish]) -> None:
    names, numbers = {wish.name for wish in hosts}, {wish.address_number for wish in hosts}
    if len(names) != len(hosts) or len(numbers) != len(hosts):
        raise WrongWishError(_TWICE)
    if not all(LOWEST <= number <= HIGHEST for number in numbers):
        raise WrongWishError(_OUTSIDE)
