"""Grounds on this machine: a directory, a shell, and where a fault needs one a network of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.support.namespaces import EmptyNetwork
from tests.support.shells import HereRemote, path_with
from tests.support.victims.base import END_TIMERS, Ground, Maker, Victim
from tests.support.victims.every import NETWORK_VICTIMS
from tests.support.victims.grounds import HERE


@pytest.fixture
def make(request: pytest.FixtureRequest) -> Maker:
    return request.param


@pytest.fixture
def shell() -> str:
    return "dash"


@pytest.fixture
def prefix(make: Maker) -> Iterator[tuple[str, ...]]:
    if make not in NETWORK_VICTIMS:
        yield ()
        return
    with EmptyNetwork() as network:
        yield network.prefix


@pytest.fixture
async def ground(tmp_path: Path, shell: str, prefix: tuple[str, ...]) -> AsyncIterator[Ground]:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    ground = Ground.on(HereRemote(path=path_with(shell, tmp_path / "bin"), prefix=prefix), HERE, str(scratch))
    yield ground
    await ground.sh(END_TIMERS)


@pytest.fixture
async def victim(ground: Ground, make: Maker) -> AsyncIterator[Victim]:
    made = make(ground)
    await made.settle_in(ground)
    yield made
    await ground.sh(END_TIMERS)
    await made.leave(ground)
