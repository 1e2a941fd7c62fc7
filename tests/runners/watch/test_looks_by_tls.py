"""Databases by TLS, straight and through a tunnel: the certificate is that of the host in the DSN, whatever the way."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from runners.clock import SystemClock
from scenarios.plan import JumpHost, MariaDBProbe, ProbeTarget, RedisProbe, SecretRef
from tests.contracts.probes import Stage, looking, seen_until
from tests.support.daemons import Account, account
from tests.support.jumping import JumpServer, jump_server
from tests.support.mariadb_servers import mariadb_server
from tests.support.ports import free_port
from tests.support.redis_servers import redis_server
from tests.support.services import certificate

pytestmark = [pytest.mark.lab, pytest.mark.slow]

DSN = SecretRef(source="env", name="DSN")


@pytest.fixture(scope="module")
def jump(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JumpServer]:
    with jump_server(tmp_path_factory.mktemp("jump")) as server:
        yield server


@pytest.fixture(scope="module")
def papers() -> Iterator[tuple[Path, Path]]:
    """An authority, and key and certificate in one file that the servers' account may read."""
    home = Path(tempfile.mkdtemp(prefix="drillproof-papers-"))
    authority, _ = certificate(home)
    runs_as: Account = account()
    for path in (home, home / "server.pem", authority):
        os.chown(path, runs_as.uid, runs_as.gid)
    (home / "server.pem").chmod(0o600)
    yield authority, home / "server.pem"
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def databases(papers: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The connection string of each, TLS wanted; `CA` stands where the authority's file goes."""
    pem, port = str(papers[1]), str(free_port())
    shown = ("--tls-port", port, "--tls-cert-file", pem, "--tls-key-file", pem, "--tls-ca-cert-file", str(papers[0]))
    home = tmp_path_factory.mktemp("redis")
    with (
        mariadb_server(f"--ssl-cert={pem}", f"--ssl-key={pem}", "--require-secure-transport=ON") as maria,
        redis_server(home, *shown, "--tls-auth-clients", "no"),
    ):
        yield {"maria": f"{maria.dsn}?ssl_ca=CA", "redis": f"rediss://127.0.0.1:{port}/0?ssl_ca=CA"}


TARGETS: dict[str, ProbeTarget] = {
    "maria": MariaDBProbe(dsn=DSN),
    "redis": RedisProbe(dsn=DSN),
}


@pytest.mark.parametrize("by", ["straight", "tunnel"])
@pytest.mark.parametrize("name", list(TARGETS))
async def test_a_database_by_tls_is_up_and_another_authoritys_is_not(
    name: str, by: str, databases: dict[str, str], papers: tuple[Path, Path], jump: JumpServer, tmp_path: Path
) -> None:
    through: tuple[JumpHost, ...] = (jump.jump,) if by == "tunnel" else ()
    stranger, _ = certificate(tmp_path)
    found = [
        await seen(TARGETS[name], databases[name].replace("CA", str(authority)), through)
        for authority in (papers[0], stranger)
    ]
    assert found[0] == (True, "")
    assert found[1][0] is False
    assert "certificate verify failed" in found[1][1]


async def seen(target: ProbeTarget, dsn: str, through: tuple[JumpHost, ...]) -> tuple[bool | None, str]:
    stage = Stage(target=target, hanging=ExitStack, refusing=target, wrong=(), secrets={DSN: dsn})
    async with looking(stage, through=through) as looker:
        if through:
            await seen_until(looker, lambda one: one.ok is not None)
        last = await looker.look(SystemClock())
    return last.ok, last.detail
