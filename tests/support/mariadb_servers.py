"""A MariaDB of a test's own: Debian's server in a temporary directory on a free port, gone when the block ends."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.support.daemons import PATIENCE, Account, Daemon, account, program
from tests.support.ports import free_port

USER: Final = "drill"
PASSWORD: Final = "s3cret-of-maria"
_LIGHT: Final = (
    "--innodb-buffer-pool-size=16M",
    "--innodb-log-file-size=8M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--performance-schema=OFF",
    "--skip-name-resolve",
)
"""The machine under a test does not lose its power, so nothing need reach the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MariaDBServer:
    """A running server; `daemon` can kill, freeze and start it."""

    port: int
    socket: Path
    daemon: Daemon

    @property
    def dsn(self) -> str:
        """A connection string for an account that may do everything in the database `drill`."""
        return f"mysql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/drill"

    def sql(self, text: str) -> str:
        """Run SQL as root beside everything else; return what the client prints, columns parted by tabs."""
        return _sql(self.socket, text)


@contextmanager
def mariadb_server(*settings: str) -> Generator[MariaDBServer]:
    """Run a server with further `settings` of mariadbd (`--log-bin=binlog`); making one takes about five seconds."""
    program("mariadbd", "mariadb-server")
    runs_as = account()
    home = Path(tempfile.mkdtemp(prefix="drillproof-maria-"))
    try:
        runs_as.owns(home)
        _install(home, runs_as)
        daemon, server = _prepared(home, runs_as, settings)
        daemon.start()
        try:
            _furnish(server)
            yield server
        finally:
            daemon.kill()
    finally:
        shutil.rmtree(home)


def _install(home: Path, runs_as: Account) -> None:
    tool = program("mariadb-install-db", "mariadb-server")
    argv = [tool, "--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db", *_LIGHT]
    argv += [f"--datadir={home / 'data'}"]
    subprocess.run(argv, check=True, capture_output=True, timeout=PATIENCE, cwd=home, **runs_as.as_user)


def _prepared(home: Path, runs_as: Account, settings: Sequence[str]) -> tuple[Daemon, MariaDBServer]:
    port, socket = free_port(), home / "socket"
    argv = [program("mariadbd", "mariadb-server"), "--no-defaults", *_LIGHT, f"--datadir={home / 'data'}"]
    argv += [
        f"--port={port}",
        "--bind-address=127.0.0.1",
        f"--socket={socket}",
        f"--pid-file={home / 'pid'}",
        *settings,
    ]
    daemon = Daemon(argv, home, ready=lambda: _answers(socket), runs_as=runs_as)
    return daemon, MariaDBServer(port=port, socket=socket, daemon=daemon)


def _furnish(server: MariaDBServer) -> None:
    server.sql(
        f"create database drill; create user {USER}@'%' identified by '{PASSWORD}'; grant all on drill.* to {USER}@'%'"
    )


def _answers(socket: Path) -> bool:
    try:
        return _sql(socket, "select 1") == "1"
    except subprocess.CalledProcessError:
        return False


def _sql(socket: Path, text: str) -> str:
    argv = [program("mariadb", "mariadb-client"), "--no-defaults", "-u", "root", f"--socket={socket}", "-B", "-N"]
    done = subprocess.run([*argv, "-e", text], capture_output=True, text=True, check=True, timeout=PATIENCE)
    return done.stdout.strip()
