"""SSHRemote keeps the contract of Remote on a real server."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace

import pytest

from runners.ssh import SSHRemote
from tests.contracts.remote import Play, RemoteContract
from tests.support.hands import hands
from tests.support.sshd import Sshd


@dataclass
class SSHStage:
    remote: SSHRemote
    host: str = "db-a"
    missing: str = "nowhere"

    def rehearse(self, play: Play) -> None:
        del play


class TestSSHRemote(RemoteContract):
    @pytest.fixture
    async def stage(self, sshd: Sshd) -> AsyncGenerator[SSHStage, None]:
        async with hands(sshd.host(), replace(sshd.host("nowhere"), port=1)) as remote:
            yield SSHStage(remote)
