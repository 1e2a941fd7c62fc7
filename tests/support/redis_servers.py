"""Redis and Redis Sentinel of a test's own: Debian's programs on free ports, gone when the block ends."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.daemons import PATIENCE, Daemon, program
from tests.support.ports import free_port


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisServer:
    """A running Redis; `daemon` can kill, freeze and start it."""

    port: int
    password: str
    daemon: Daemon

    @property
    def dsn(self) -> str:
        return f"redis://{':' + self.password + '@' if self.password else ''}127.0.0.1:{self.port}/0"

    def cli(self, *words: str) -> str:
        """Run one command beside everything else; return what redis-cli prints."""
        tool = program("redis-cli", "redis-tools")
        argv = [tool, "-p", str(self.port), "--no-auth-warning", *(["-a", self.password] if self.password else [])]
        done = subprocess.run([*argv, *words], capture_output=True, text=True, check=True, timeout=PATIENCE)
        return done.stdout.strip()


@contextmanager
def redis_server(
    home: Path, *settings: str, password: str = "", replica_of: RedisServer | None = None
) -> Generator[RedisServer]:
    """Run a Redis that keeps nothing on the disk, unless `settings` ask for it; a replica has its master's password."""
    tool, port = program("redis-server", "redis-server"), free_port()
    directory = home / f"redis-{port}"
    directory.mkdir(parents=True)
    word = password or (replica_of.password if replica_of else "")
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(directory), "--daemonize", "no"]
    options += ["--repl-diskless-sync-delay", "0"]
    options += ["--requirepass", word, "--masterauth", word] if word else []
    options += ["--replicaof", "127.0.0.1", str(replica_of.port)] if replica_of else []
    daemon = Daemon([tool, *options, *settings], directory, ready=lambda: _pongs(port))
    with _running(daemon):
        server = RedisServer(port=port, password=word, daemon=daemon)
        if replica_of is not None:
            until(lambda: "master_link_status:up" in server.cli("info", "replication"))
        yield server


@contextmanager
def sentinels(
    home: Path, master: RedisServer, *, count: int = 3, down_after_ms: int = 500, name: str = "mymaster"
) -> Generator[list[RedisServer]]:
    """Run Sentinels that watch `master` as `name` and know of each other; most of them are the quorum."""
    with ExitStack() as running:
        found = [
            running.enter_context(_sentinel(home, master, count // 2 + 1, down_after_ms, name)) for _ in range(count)
        ]
        for one in found:
            until(lambda one=one: len(_lines(one.cli("sentinel", "sentinels", name), "name")) == count - 1)
        yield found


def until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until `true()`."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@contextmanager
def _sentinel(home: Path, master: RedisServer, quorum: int, down_ms: int, name: str) -> Generator[RedisServer]:
    tool, port = program("redis-sentinel", "redis-sentinel"), free_port()
    directory = home / f"sentinel-{port}"
    directory.mkdir(parents=True)
    settings = [
        f"port {port}",
        "bind 127.0.0.1",
        f"dir {directory}",
        f"sentinel monitor {name} 127.0.0.1 {master.port} {quorum}",
        f"sentinel down-after-milliseconds {name} {down_ms}",
        f"sentinel failover-timeout {name} 5000",
        *([f"sentinel auth-pass {name} {master.password}"] if master.password else []),
    ]
    file = directory / "sentinel.conf"
    file.write_text("\n".join(settings) + "\n", encoding="utf-8")
    daemon = Daemon([tool, str(file)], directory, ready=lambda: _pongs(port))
    with _running(daemon):
        yield RedisServer(port=port, password="", daemon=daemon)


@contextmanager
def _running(daemon: Daemon) -> Generator[None]:
    daemon.start()
    try:
        yield
    finally:
        daemon.kill()


def _pongs(port: int) -> bool:
    """Tell whether it answers; one that asks for a password answers too."""
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as entry:
            entry.sendall(b"PING\r\n")
            return entry.recv(64).startswith((b"+PONG", b"-NOAUTH"))
    except OSError:
        return False


def _lines(text: str, word: str) -> list[str]:
    return [line for line in text.splitlines() if line == word]
