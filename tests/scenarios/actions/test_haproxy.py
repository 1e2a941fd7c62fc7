"""The contract of draining a server and giving it work again, on a real HAProxy with two servers."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from runners.remote import Answer, Command
from scenarios.actions import ActionKind, Around
from scenarios.actions.haproxy import HAPROXY_DRAIN, HAPROXY_READY
from scenarios.surroundings import NOWHERE
from tests.contracts.actions import ActionContract, asked
from tests.support.daemons import Daemon, program
from tests.support.ports import free_port
from tests.support.redis_servers import until
from tests.support.shells import EACH_SHELL, HereRemote, path_with

pytestmark = pytest.mark.slow

SETTINGS: Final = """\
global
    stats socket {place}/admin.sock level admin
defaults
    mode http
    timeout connect 2s
    timeout client 60s
    timeout server 60s
frontend entry
    bind 127.0.0.1:{entry}
    default_backend portal
backend portal
    option httpchk GET /
    default-server inter 100ms fall 2 rise 1
    server first 127.0.0.1:{first} check
    server second 127.0.0.1:{second} check
frontend servers
    bind 127.0.0.1:{first}
    bind 127.0.0.1:{second}
    http-request wait-for-body time 60s if METH_POST
    http-request return status 200
"""


@dataclass(slots=True, kw_only=True)
class HaproxyCase:
    kind: ActionKind
    place: Path
    entry: int
    path: str
    wanted: str
    said: Mapping[str, Any] = field(default_factory=dict[str, Any])
    around: Around = NOWHERE
    secrets: Mapping[str, str] = field(default_factory=dict[str, str])
    texts: tuple[str, ...] = ("backend", "server", "socket")

    @property
    def canary(self) -> str:
        return str(self.place / "canary")

    def tell(self, text: str) -> str:
        """Say something through the stats socket."""
        with socket.socket(socket.AF_UNIX) as door:
            door.settimeout(10)
            door.connect(str(self.place / "admin.sock"))
            door.sendall(f"{text}\n".encode())
            return b"".join(iter(lambda: door.recv(65536), b"")).decode()

    def status(self, server: str) -> str:
        rows = [line.split(",") for line in self.tell("show stat").splitlines() if line.startswith(f"portal,{server},")]
        return rows[0][17]

    def admin(self, server: str) -> str:
        """Return the bits of what was said of a server: 0 ready, 8 drain."""
        rows = [line.split() for line in self.tell("show servers state portal").splitlines()]
        return next(row[6] for row in rows if row[3:4] == [server])

    def operating(self, server: str) -> str:
        """Return what HAProxy found of a server itself: 0 stopped, 2 running."""
        rows = [line.split() for line in self.tell("show servers state portal").splitlines()]
        return next(row[5] for row in rows if row[3:4] == [server])

    def sessions(self) -> int:
        return int(self.tell("show stat").split("portal,first,")[1].split(",")[2])

    def becomes(self, server: str, status: str) -> None:
        until(lambda: self.status(server) == status)

    async def run(self, command: Command) -> Answer:
        return await HereRemote(path=self.path).run("here", command)

    async def is_done(self) -> bool:
        return self.status("first") == self.wanted

    async def state(self) -> object:
        return self.status("first"), self.status("second")

    async def hinder(self) -> None:
        self.said = {**self.said, "server": "third"}


@pytest.fixture
def shell() -> str:
    return "dash"


@pytest.fixture
async def haproxy(tmp_path: Path, shell: str) -> AsyncIterator[HaproxyCase]:
    program("socat", "socat")
    tool = program("haproxy", "haproxy")
    ports = {name: free_port() for name in ("entry", "first", "second")}
    (tmp_path / "haproxy.cfg").write_text(SETTINGS.format(place=tmp_path, **ports), "utf-8")
    case = HaproxyCase(
        kind=HAPROXY_DRAIN,
        place=tmp_path,
        entry=ports["entry"],
        path=f"{path_with(shell, tmp_path / 'bin')}:/usr/bin",
        wanted="DRAIN",
        said={"backend": "portal", "server": "first", "socket": f"{tmp_path}/admin.sock", "patience": "10s"},
    )
    daemon = Daemon([tool, "-db", "-f", str(tmp_path / "haproxy.cfg")], tmp_path, ready=lambda: is_up(case))
    daemon.start()
    try:
        yield case
    finally:
        daemon.kill()


def is_up(case: HaproxyCase) -> bool:
    try:
        return (case.status("first"), case.status("second")) == ("UP", "UP")
    except OSError:
        return False


@EACH_SHELL
class TestDrain(ActionContract):
    @pytest.fixture
    async def case(self, haproxy: HaproxyCase) -> HaproxyCase:
        return haproxy

    async def test_the_last_server_that_is_up_is_left_in(self, case: HaproxyCase) -> None:
        case.tell("set server portal/second state maint")
        case.becomes("second", "MAINT")
        status, said = await asked(case)
        assert (status, case.status("first")) == (1, "UP")
        assert "the last server of portal that is up" in said

    async def test_what_is_under_way_is_waited_for_and_given_work_again_when_it_lasts(self, case: HaproxyCase) -> None:
        case.said = {**case.said, "patience": "1s"}
        with (
            socket.create_connection(("127.0.0.1", case.entry)) as one,
            socket.create_connection(("127.0.0.1", case.entry)) as other,
        ):
            for client in (one, other):  # one of them is with the first server
                client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")  # which never comes
            until(lambda: case.sessions() == 1)
            status, said = await asked(case)
            assert (status, case.status("first")) == (1, "UP")
            assert "still had 1 sessions" in said


@EACH_SHELL
class TestReady(ActionContract):
    @pytest.fixture
    async def case(self, haproxy: HaproxyCase) -> HaproxyCase:
        haproxy.kind, haproxy.wanted = HAPROXY_READY, "UP"
        haproxy.tell("set server portal/first state drain")
        haproxy.becomes("first", "DRAIN")
        return haproxy

    async def test_a_server_that_does_not_come_up_is_as_it_was_before(self, case: HaproxyCase) -> None:
        case.said = {**case.said, "patience": "1s"}
        case.tell("set server portal/first addr 127.0.0.1 port 1")
        until(lambda: case.operating("first") == "0")
        status, said = await asked(case)
        assert (status, case.admin("first")) == (1, "8"), said
        assert "it is drain again" in said
