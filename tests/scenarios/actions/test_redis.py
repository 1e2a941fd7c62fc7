"""The contracts of the actions on Redis, on three hosts with Redis and Sentinel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from scenarios.actions.redis import REDIS_ROLE, REDIS_SENTINEL_FAILOVER
from service.lab.standing import Standing
from tests.contracts.actions import ActionContract, LookContract, asked
from tests.support.redis_servers import until
from tests.support.space_cases import SpaceCase
from tests.support.stacks import stack

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.stack, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def standing() -> Iterator[Standing]:
    with stack("redis") as made:
        for host in made.space.hosts:  # Sentinel asks who is what every ten seconds; here every second
            made.space.must(host.name, "redis-cli -p 26379 sentinel debug info-period 1000")
        yield made


def password_of(standing: Standing) -> str:
    return (standing.space.directory / "secrets" / "redis_password").read_text("utf-8").strip()


@dataclass(slots=True, kw_only=True)
class RedisCase(SpaceCase):
    def ask(self, host: str, words: str) -> str:
        """Ask the Redis of a host."""
        known = f"REDISCLI_AUTH={self.secrets['redis_password']}"
        return self.space.sh(host, f"{known} redis-cli --no-auth-warning {words}").stdout.strip()

    def role(self, host: str) -> str:
        return self.ask(host, "role").split("\n")[0]

    def named(self) -> str:
        """Return whom Sentinel calls master, by the host's name."""
        address = self.space.must("redis-c", "redis-cli -p 26379 sentinel get-master-addr-by-name mymaster").split()[0]
        return next(host.name for host in self.space.hosts if host.address == address)

    def lost(self) -> bool:
        """Tell whether this Sentinel finds a replica gone."""
        return "s_down" in self.space.must("redis-c", "redis-cli -p 26379 sentinel replicas mymaster")

    async def is_done(self) -> bool:
        return (self.named(), self.role(self.said["to"])) == (self.said["to"], "master")

    async def state(self) -> object:
        hosts = [host.name for host in self.space.hosts]
        priorities = [self.ask(host, "config get replica-priority") for host in hosts]
        return self.named(), [self.role(host) for host in hosts], priorities

    async def hinder(self) -> None:
        self.said = {**self.said, "master": "nobody"}


class TestFailover(ActionContract):
    @pytest.fixture
    def case(self, standing: Standing) -> RedisCase:
        secrets = {"redis_password": password_of(standing)}
        case = RedisCase(
            kind=REDIS_SENTINEL_FAILOVER,
            space=standing.space,
            host="redis-c",
            said={},
            secrets=secrets,
            texts=("master", "address", "port"),
        )
        target = "redis-b" if case.named() == "redis-a" else "redis-a"
        case.said = {"to": target, "password": "redis_password"}
        return case

    async def test_a_password_that_is_wrong_is_told_and_nothing_is_held_back(self, case: RedisCase) -> None:
        before = await case.state()
        case.secrets, right = {"redis_password": "wrong"}, case.secrets
        status, said = await asked(case)
        case.secrets = right
        assert (status, await case.state()) == (1, before)
        assert "WRONGPASS" in said
        assert case.ask(case.named(), "set after wrong") == "OK"

    async def test_a_replica_that_hangs_gets_no_role(self, case: RedisCase) -> None:
        before = await case.state()
        case.freeze(case.said["to"], "$(cat /run/redis/redis-server.pid)")
        status, said = await asked(case)
        case.space.must(case.said["to"], "kill -CONT $(cat /run/redis/redis-server.pid)")
        assert (status, await case.state()) == (1, before), said
        until(lambda: not case.lost())


@pytest.mark.parametrize("host", ["redis-a", "redis-b", "redis-c"])
class TestRole(LookContract):
    @pytest.fixture
    def case(self, standing: Standing, host: str) -> RedisCase:
        secrets = {"redis_password": password_of(standing)}
        said = {"password": "redis_password"}
        return RedisCase(
            kind=REDIS_ROLE, space=standing.space, host=host, said=said, secrets=secrets, texts=("address", "port")
        )

    async def test_it_says_what_each_is(self, case: RedisCase) -> None:
        wanted = "master" if case.named() == case.host else "replica in sync"
        assert await asked(case) == (0, wanted)


async def test_what_does_not_answer_is_silent(standing: Standing) -> None:
    secrets = {"redis_password": password_of(standing)}
    said = {"password": "redis_password", "port": 6390}
    case = RedisCase(kind=REDIS_ROLE, space=standing.space, host="redis-a", said=said, secrets=secrets)
    assert await asked(case) == (0, "silent")
