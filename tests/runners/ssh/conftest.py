"""A server of one's own and hands on it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from runners.ssh import SSHRemote
from tests.support.hands import hands
from tests.support.sshd import Sshd, serve


@pytest.fixture
async def sshd(tmp_path: Path) -> AsyncGenerator[Sshd, None]:
    async with serve(tmp_path / "sshd") as server:
        yield server


@pytest.fixture
async def remote(sshd: Sshd) -> AsyncGenerator[SSHRemote, None]:
    async with hands(sshd.host()) as ready:
        yield ready
