"""Every probe against the real software, straight and through a real sshd."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from runners.beat import SECOND
from scenarios.plan import (
    DnsProbe,
    HttpProbe,
    JumpHost,
    MariaDBProbe,
    OtherProbe,
    PostgresProbe,
    RedisProbe,
    SecretRef,
    SshProbe,
    TcpProbe,
    TlsProbe,
)
from tests.contracts.probes import ProbeContract, Stage, Wrong
from tests.support import other_probe
from tests.support.daemons import Daemon, program
from tests.support.jumping import JumpServer, jump_server
from tests.support.mariadb_servers import PASSWORD, mariadb_server
from tests.support.ports import free_port
from tests.support.postgres import TemporaryPostgres
from tests.support.redis_servers import redis_server, sentinels
from tests.support.services import certificate, full

pytestmark = [pytest.mark.lab]

DSN, OTHER = SecretRef(source="env", name="DSN"), SecretRef(source="env", name="OTHER")
HERE = "127.0.0.1"
ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def frozen(*daemons: Daemon | JumpServer) -> Generator[None]:
    for daemon in daemons:
        daemon.freeze()
    try:
        yield
    finally:
        for daemon in daemons:
            daemon.thaw()


@contextmanager
def running(daemon: Daemon) -> Generator[Daemon]:
    daemon.start()
    try:
        yield daemon
    finally:
        daemon.kill()


def accepts(port: int) -> Callable[[], bool]:
    def look() -> bool:
        with socket.socket() as entry:
            return entry.connect_ex((HERE, port)) == 0

    return look


@pytest.fixture(scope="module")
def jump(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JumpServer]:
    with jump_server(tmp_path_factory.mktemp("jump"), more="MaxSessions 200\n") as server:
        yield server


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Daemon, int]]:
    home, port = tmp_path_factory.mktemp("page"), free_port()
    argv = [sys.executable, "-m", "tests.support.page", str(port), "交易正常"]
    with running(Daemon(argv, home, ready=accepts(port), env={"PYTHONPATH": str(ROOT)})) as daemon:
        yield daemon, port


class Straight:
    """Looks from here."""

    @pytest.fixture
    def through(self) -> tuple[JumpHost, ...]:
        return ()


class Tunnelled:
    """Looks from another host."""

    @pytest.fixture
    def through(self, jump: JumpServer) -> tuple[JumpHost, ...]:
        return (jump.jump,)


class Tcp(ProbeContract):
    @pytest.fixture
    def stage(self, page: tuple[Daemon, int]) -> Iterator[Stage]:
        with socket.create_server((HERE, 0), backlog=0) as queue:
            port = queue.getsockname()[1]
            yield Stage(
                target=TcpProbe(address=HERE, port=page[1]),
                hanging=lambda: full(port),
                hanging_target=TcpProbe(address=HERE, port=port),
                refusing=TcpProbe(address=HERE, port=free_port()),
                wrong=[Wrong(what="unknown name", target=TcpProbe(address="no-such.invalid", port=80), says="")],
            )


class TestTcp(Straight, Tcp): ...


class TestTcpThroughATunnel(Tunnelled, Tcp): ...


@pytest.fixture(scope="module")
def tls_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Daemon, int, Path]]:
    home, port = tmp_path_factory.mktemp("tls"), free_port()
    ca_file, _ = certificate(home)
    argv = [program("openssl", "openssl"), "s_server", "-accept", f"{HERE}:{port}", "-www", "-quiet"]
    argv += ["-cert", str(home / "server.pem"), "-key", str(home / "server.pem")]
    with running(Daemon(argv, home, ready=accepts(port))) as daemon:
        yield daemon, port, ca_file


class Tls(ProbeContract):
    @pytest.fixture
    def stage(self, tls_server: tuple[Daemon, int, Path]) -> Stage:
        daemon, port, ca_file = tls_server
        right = TlsProbe(address=HERE, port=port, ca_file=str(ca_file), valid_for_ns=3600 * 10**9)
        month = 30 * 24 * 3600 * 10**9
        return Stage(
            target=right,
            hanging=lambda: frozen(daemon),
            refusing=TlsProbe(address=HERE, port=free_port()),
            wrong=[
                Wrong(what="authority", target=TlsProbe(address=HERE, port=port), says="certificate verify failed"),
                Wrong(
                    what="name",
                    target=TlsProbe(address=HERE, port=port, ca_file=str(ca_file), server_name="db.example"),
                    says="Hostname mismatch",
                ),
                Wrong(
                    what="time",
                    target=TlsProbe(address=HERE, port=port, ca_file=str(ca_file), valid_for_ns=month),
                    says="which is less than 720h",
                ),
            ],
        )


class TestTls(Straight, Tls): ...


class TestTlsThroughATunnel(Tunnelled, Tls): ...


class Http(ProbeContract):
    @pytest.fixture
    def stage(self, page: tuple[Daemon, int]) -> Stage:
        daemon, port = page
        url = f"http://{HERE}:{port}/"
        return Stage(
            target=HttpProbe(url=url, contains="正常", headers={"X-Token": OTHER}),
            secrets={OTHER: "let-me-in"},
            hanging=lambda: frozen(daemon),
            refusing=HttpProbe(url=f"http://{HERE}:{free_port()}/"),
            wrong=[
                Wrong(what="status", target=HttpProbe(url=url + "nothing"), says="status 404, not 200"),
                Wrong(what="head", target=HttpProbe(url=url + "nothing", method="HEAD"), says="status 404, not 200"),
                Wrong(what="body", target=HttpProbe(url=url, contains="停止"), says="not in the body"),
                Wrong(what="no TLS", target=HttpProbe(url=url.replace("http:", "https:")), says="SSL"),
            ],
        )


class TestHttp(Straight, Http): ...


class TestHttpThroughATunnel(Tunnelled, Http): ...


@pytest.fixture(scope="module")
def dns_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Daemon, int]]:
    home, port = tmp_path_factory.mktemp("dns"), free_port()
    argv = [program("dnsmasq", "dnsmasq-base"), "--keep-in-foreground", "--conf-file=/dev/null", "--pid-file="]
    argv += [f"--port={port}", f"--listen-address={HERE}", "--bind-interfaces", "--no-hosts", "--no-resolv"]
    argv += ["--local=/example.test/", "--host-record=db.example.test,10.0.0.10,2001:db8::10", "--user=nobody"]
    argv += ["--cname=www.example.test,db.example.test", "--log-facility=-"]
    with running(Daemon(argv, home, ready=accepts(port))) as daemon:
        yield daemon, port


class Dns(ProbeContract):
    @pytest.fixture
    def stage(self, dns_server: tuple[Daemon, int]) -> Stage:
        daemon, port = dns_server

        def of(name: str, *expect: str, record: str = "A", port: int = port) -> DnsProbe:
            return DnsProbe(server=HERE, port=port, name=name, record=record, expect=expect)  # pyright: ignore[reportArgumentType]

        return Stage(
            target=of("db.example.test", "10.0.0.9", "10.0.0.10"),
            hanging=lambda: frozen(daemon),
            refusing=of("db.example.test", port=free_port()),
            wrong=[
                Wrong(what="name", target=of("none.example.test"), says="NXDOMAIN"),
                Wrong(what="address", target=of("db.example.test", "10.0.0.9"), says="10.0.0.10, not 10.0.0.9"),
                Wrong(
                    what="other address",
                    target=of("www.example.test", "2001:db8::9", record="AAAA"),
                    says="2001:db8::10",
                ),
                Wrong(
                    what="alias", target=of("www.example.test", "a.b", record="CNAME"), says="db.example.test, not a.b"
                ),
                Wrong(what="no record", target=of("db.example.test", record="PTR"), says="no PTR record"),
            ],
        )


class TestDns(Straight, Dns): ...


class TestDnsThroughATunnel(Tunnelled, Dns): ...


@pytest.fixture(scope="module")
def ssh_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JumpServer]:
    with jump_server(tmp_path_factory.mktemp("host"), "db-a") as server:
        yield server


class Ssh(ProbeContract):
    @pytest.fixture
    def stage(self, ssh_server: JumpServer) -> Stage:
        gone = replace(ssh_server.host, name="gone", port=free_port())
        return Stage(
            target=SshProbe(host="db-a", command="echo is active", contains="active"),
            timeout_ns=60 * SECOND,
            many=10,
            hosts={"db-a": ssh_server.host, "gone": gone},
            hanging=lambda: frozen(ssh_server.daemon, ssh_server),  # the daemon too: a first look has no connection yet
            refusing=SshProbe(host="gone", command="true"),
            wrong=[
                Wrong(what="status", target=SshProbe(host="db-a", command="exit 3"), says="exit status 3, not 0"),
                Wrong(
                    what="text",
                    target=SshProbe(host="db-a", command="echo inactive >&2", contains="active"),
                    says="not in the output",
                ),
            ],
        )


class TestSsh(Straight, Ssh): ...


class TestSshThroughATunnel(Tunnelled, Ssh): ...


class Postgres(ProbeContract):
    @pytest.fixture
    def stage(self, cluster: TemporaryPostgres) -> Stage:
        if not cluster.is_running:
            cluster.start()

        @contextmanager
        def hanging() -> Generator[None]:
            cluster.freeze()
            try:
                yield
            finally:
                cluster.thaw()

        gone = cluster.dsn.replace(str(cluster.port), str(free_port()))
        return Stage(
            target=PostgresProbe(dsn=DSN),
            secrets={DSN: cluster.dsn},
            hanging=hanging,
            refusing=PostgresProbe(dsn=DSN),
            refusing_secrets={DSN: gone},
            wrong=[
                Wrong(what="query", target=PostgresProbe(dsn=DSN, query="select 1 / 0"), says="division by zero"),
                Wrong(
                    what="database",
                    target=PostgresProbe(dsn=DSN),
                    secrets={DSN: cluster.dsn.replace("/postgres", "/nowhere")},
                    says="does not exist",
                ),
            ],
        )


class TestPostgres(Straight, Postgres): ...


class TestPostgresThroughATunnel(Tunnelled, Postgres): ...


@pytest.fixture(scope="module")
def maria() -> Iterator[tuple[Daemon, str, int]]:
    with mariadb_server() as server:
        yield server.daemon, server.dsn, server.port


class MariaDB(ProbeContract):
    @pytest.fixture
    def stage(self, maria: tuple[Daemon, str, int]) -> Stage:
        daemon, dsn, port = maria
        return Stage(
            target=MariaDBProbe(dsn=DSN),
            secrets={DSN: dsn},
            hanging=lambda: frozen(daemon),
            refusing=MariaDBProbe(dsn=DSN),
            refusing_secrets={DSN: dsn.replace(str(port), str(free_port()))},
            wrong=[
                Wrong(what="query", target=MariaDBProbe(dsn=DSN, query="select * from none"), says="doesn't exist"),
                Wrong(
                    what="password",
                    target=MariaDBProbe(dsn=DSN),
                    secrets={DSN: dsn.replace(PASSWORD, "wrong-password")},
                    says="Access denied",
                ),
                Wrong(what="DSN", target=MariaDBProbe(dsn=DSN), secrets={DSN: "maria"}, says="mysql://user"),
            ],
        )


class TestMariaDB(Straight, MariaDB): ...


class TestMariaDBThroughATunnel(Tunnelled, MariaDB): ...


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Daemon, str, int]]:
    with redis_server(tmp_path_factory.mktemp("redis"), password="word-of-redis") as server:
        yield server.daemon, server.dsn, server.port


class Redis(ProbeContract):
    @pytest.fixture
    def stage(self, redis: tuple[Daemon, str, int]) -> Stage:
        daemon, dsn, port = redis
        return Stage(
            target=RedisProbe(dsn=DSN, role="master"),
            secrets={DSN: dsn},
            hanging=lambda: frozen(daemon),
            refusing=RedisProbe(dsn=DSN),
            refusing_secrets={DSN: dsn.replace(str(port), str(free_port()))},
            wrong=[
                Wrong(what="role", target=RedisProbe(dsn=DSN, role="replica"), says="it is a master, not a replica"),
                Wrong(
                    what="password",
                    target=RedisProbe(dsn=DSN),
                    secrets={DSN: dsn.replace("word-of-redis", "wrong-password")},
                    says="WRONGPASS",
                ),
                Wrong(
                    what="no password",
                    target=RedisProbe(dsn=DSN),
                    secrets={DSN: f"redis://{HERE}:{port}"},
                    says="NOAUTH",
                ),
            ],
        )


class TestRedis(Straight, Redis): ...


class TestRedisThroughATunnel(Tunnelled, Redis): ...


@pytest.fixture(scope="module")
def sentinel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Daemon, str]]:
    home = tmp_path_factory.mktemp("sentinel")
    with redis_server(home, password="word-of-redis") as master, sentinels(home, master) as watching:
        hosts = ",".join(f"{HERE}:{port}" for port in (free_port(), *(each.port for each in watching)))
        yield master.daemon, f"redis+sentinel://:word-of-redis@{hosts}/mymaster"


class Sentinel(ProbeContract):
    @pytest.fixture
    def stage(self, sentinel: tuple[Daemon, str]) -> Stage:
        daemon, dsn = sentinel
        return Stage(
            target=RedisProbe(dsn=DSN),
            secrets={DSN: dsn},
            hanging=lambda: frozen(daemon),
            refusing=RedisProbe(dsn=DSN),
            refusing_secrets={DSN: f"redis+sentinel://{HERE}:{free_port()},{HERE}:{free_port()}/mymaster"},
            wrong=[
                Wrong(
                    what="name",
                    target=RedisProbe(dsn=DSN),
                    secrets={DSN: dsn.replace("/mymaster", "/other")},
                    says="knows no master",
                ),
                Wrong(what="role", target=RedisProbe(dsn=DSN, role="replica"), says="it is a master, not a replica"),
            ],
        )


class TestSentinel(Straight, Sentinel): ...


class TestSentinelThroughATunnel(Tunnelled, Sentinel): ...


class Other(ProbeContract):
    @pytest.fixture
    def stage(self, page: tuple[Daemon, int]) -> Stage:
        daemon, port = page

        def of(begins: str, port: int = port) -> OtherProbe:
            return OtherProbe(
                name="greeting",
                title=other_probe.TITLE,
                opener="tests.support.other_probe:opener",
                values={"address": HERE, "port": str(port), "begins": begins},
                secrets={"word": OTHER},
            )

        return Stage(
            target=of("HTTP/1.1 200"),
            secrets={OTHER: "GET / HTTP/1.1\r\nHost: a"},
            hanging=lambda: frozen(daemon),
            refusing=of("HTTP", free_port()),
            wrong=[Wrong(what="greeting", target=of("220 mail"), says="it greets with")],
        )


class TestOther(Straight, Other): ...


class TestOtherThroughATunnel(Tunnelled, Other): ...
