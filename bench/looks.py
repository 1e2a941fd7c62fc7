"""How much CPU one look of each probe costs the prober, straight and by a tunnel: `python -m bench.looks [looks]`."""

from __future__ import annotations

import asyncio
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from runners.clock import SystemClock
from scenarios.plan import (
    DnsProbe,
    HttpProbe,
    JumpHost,
    MariaDBProbe,
    PlannedHost,
    PostgresProbe,
    ProbeTarget,
    RedisProbe,
    SecretRef,
    SshProbe,
    TcpProbe,
    TlsProbe,
)
from tests.contracts.probes import Stage, looking, up
from tests.support.daemons import Daemon, program
from tests.support.jumping import jump_server
from tests.support.mariadb_servers import mariadb_server
from tests.support.ports import free_port
from tests.support.postgres import TemporaryPostgres
from tests.support.redis_servers import redis_server, sentinels
from tests.support.services import certificate

HERE, ROOT = "127.0.0.1", Path(__file__).resolve().parents[1]
DSN = SecretRef(source="env", name="DSN")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is looked at."""

    name: str
    target: ProbeTarget
    dsn: str = ""
    hosts: Mapping[str, PlannedHost] = field(default_factory=dict[str, PlannedHost])

    @property
    def stage(self) -> Stage:
        """The same for whoever looks."""
        return Stage(
            target=self.target,
            hanging=ExitStack,
            refusing=self.target,
            wrong=(),
            secrets={DSN: self.dsn},
            hosts=self.hosts,
            timeout_ns=30 * 10**9,
        )


async def costs(subject: Subject, through: tuple[JumpHost, ...], count: int) -> list[float]:
    """Return the CPU time of each of `count` looks, one after the other, in ms."""
    spent: list[float] = []
    async with looking(subject.stage, through=through) as looker:
        await up(looker)
        for _ in range(count):
            before = time.process_time()
            seen = await looker.look(SystemClock())
            spent.append((time.process_time() - before) * 1000)
            if not seen.ok:
                raise SystemExit(seen.detail)
    return spent


@contextmanager
def subjects(home: Path) -> Generator[list[Subject]]:
    """Every kind of service, running."""
    with ExitStack() as running:
        page, tls, ca_file = _page(home, running), *_tls(home, running)
        database = TemporaryPostgres()
        running.callback(database.remove)
        database.start()
        maria = running.enter_context(mariadb_server())
        redis = running.enter_context(redis_server(home))
        watching = running.enter_context(sentinels(home, redis))
        host = running.enter_context(jump_server(home / "host", "db-a")).host
        entry = ",".join(f"{HERE}:{each.port}" for each in watching)
        yield [
            Subject(name="tcp", target=TcpProbe(address=HERE, port=page)),
            Subject(name="tls", target=TlsProbe(address=HERE, port=tls, ca_file=str(ca_file))),
            Subject(name="http", target=HttpProbe(url=f"http://{HERE}:{page}/")),
            Subject(name="dns", target=DnsProbe(server=HERE, port=_dns(home, running), name="db.example.test")),
            Subject(name="ssh", target=SshProbe(host="db-a", command="true"), hosts={"db-a": host}),
            Subject(name="postgres_read", target=PostgresProbe(dsn=DSN), dsn=database.dsn),
            Subject(name="mariadb_read", target=MariaDBProbe(dsn=DSN), dsn=maria.dsn),
            Subject(name="redis", target=RedisProbe(dsn=DSN), dsn=redis.dsn),
            Subject(name="redis by Sentinel", target=RedisProbe(dsn=DSN), dsn=f"redis+sentinel://{entry}/mymaster"),
        ]


def _started(running: ExitStack, argv: list[str], home: Path, port: int) -> None:
    with_root = {"PYTHONPATH": str(ROOT)}
    daemon = Daemon(argv, home, ready=lambda: _accepts(port), env=with_root)
    daemon.start()
    running.callback(daemon.kill)


def _accepts(port: int) -> bool:
    with socket.socket() as entry:
        return entry.connect_ex((HERE, port)) == 0


def _page(home: Path, running: ExitStack) -> int:
    port = free_port()
    _started(running, [sys.executable, "-m", "tests.support.page", str(port), "fine"], home, port)
    return port


def _tls(home: Path, running: ExitStack) -> tuple[int, Path]:
    port, (ca_file, _) = free_port(), certificate(home)
    pem = str(home / "server.pem")
    argv = [program("openssl", "openssl"), "s_server", "-accept", f"{HERE}:{port}", "-www", "-quiet"]
    _started(running, [*argv, "-cert", pem, "-key", pem], home, port)
    return port, ca_file


def _dns(home: Path, running: ExitStack) -> int:
    port = free_port()
    argv = [program("dnsmasq", "dnsmasq-base"), "--keep-in-foreground", "--conf-file=/dev/null", "--pid-file="]
    argv += [f"--port={port}", f"--listen-address={HERE}", "--bind-interfaces", "--no-hosts", "--no-resolv"]
    argv += ["--host-record=db.example.test,10.0.0.10", "--user=nobody", "--log-facility=-"]
    _started(running, argv, home, port)
    return port


def row(subject: Subject, jump: JumpHost, count: int) -> str:
    """Return one line of the table."""
    cells: list[str] = []
    for through in ((), (jump,)):
        spent = sorted(asyncio.run(costs(subject, through, count)))
        cells.append(f"{statistics.median(spent):.1f} ({spent[count // 20]:.1f} to {spent[-count // 20]:.1f})")
    return f"| `{subject.name}` | {cells[0]} | {cells[1]} |"


def main(count: int = 300) -> None:
    """Print the table: median, and where nine in ten lie."""
    print("| probe | straight, ms | by a tunnel, ms |\n|---|---|---|")
    with (
        tempfile.TemporaryDirectory() as folder,
        subjects(Path(folder)) as every,
        jump_server(Path(folder) / "jump") as server,
    ):
        for subject in every:
            print(row(subject, server.jump, count // 10 if subject.name == "ssh" else count), flush=True)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
