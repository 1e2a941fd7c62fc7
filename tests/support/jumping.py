"""A host to look through: an sshd of a test's own, whose connections can be cut, frozen and refused."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scenarios.plan import JumpHost, PlannedHost
from tests.support.daemons import Daemon, program
from tests.support.openssh import configured, privilege_separation
from tests.support.processes import freeze_all, signalled


@dataclass(frozen=True, slots=True, kw_only=True)
class JumpServer:
    """A running sshd; `host` is how the inventory sees it, `jump` the same as a host to pass through."""

    host: PlannedHost
    daemon: Daemon

    @property
    def jump(self) -> JumpHost:
        host = self.host
        return JumpHost(
            name=host.name,
            address=host.address,
            port=host.port,
            user=host.user,
            known_hosts=host.known_hosts,
            key_file=host.key_file,
        )

    def cut(self) -> None:
        """End every connection without a good-bye; the server takes new ones."""
        self._signal(signal.SIGKILL)

    def freeze(self) -> None:
        """Stop every connection's processes, as a host that hangs would."""
        freeze_all(lambda: _below(self.daemon.pid))

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        for pid in _below(self.daemon.pid):
            signalled(pid, number)


@contextmanager
def jump_server(home: Path, name: str = "jump-a", more: str = "") -> Generator[JumpServer]:
    """Run an sshd on a free port with `more` lines of configuration."""
    tool = program("sshd", "openssh-server")
    home.mkdir(parents=True, exist_ok=True)
    host = configured(home, name, more)
    daemon = Daemon(
        [tool, "-D", "-e", "-f", str(home / "sshd_config")], home, ready=lambda: "listening on" in _log(home)
    )
    with privilege_separation():
        daemon.start()
        server = JumpServer(host=host, daemon=daemon)
        try:
            yield server
        finally:
            server.cut()
            daemon.kill()


def _log(home: Path) -> str:
    return (home / "log").read_text(errors="replace")


def _below(parent: int) -> Iterator[int]:
    """Yield every descendant of a process, the nearest first."""
    with contextlib.suppress(OSError):
        for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split():
            yield int(pid)
            yield from _below(int(pid))
