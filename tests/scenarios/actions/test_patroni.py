"""The contracts of the actions on Patroni, on a cluster of three."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import httpx
import pytest
from pydantic import ValidationError

from scenarios.actions.patroni import PATRONI_CLUSTER, PATRONI_ROLE, PATRONI_SWITCHOVER, PatroniSwitchoverInput
from service.lab.spaces import Space
from service.lab.standing import Standing
from tests.contracts.actions import ActionContract, LookContract, asked
from tests.support.space_cases import SpaceCase
from tests.support.stacks import stack

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.slow, pytest.mark.timeout(300)]

MEMBERS: Final = ("pg-a", "pg-b", "pg-c")
PSQL: Final = "runuser -u postgres -- psql -XAt -c"
HOME: Final = "select pg_is_in_recovery(), (select status from pg_stat_wal_receiver)"
AT_HOME: Final = {"running, f|", "running, t|streaming"}
PATIENCE_S: Final = 60.0


@pytest.fixture(scope="module")
def standing() -> Iterator[Standing]:
    with stack("patroni") as made:
        yield made


@dataclass(slots=True, kw_only=True)
class ClusterCase(SpaceCase):
    texts: tuple[str, ...] = ("rest",)

    def one(self, host: str) -> tuple[str, str]:
        """Return whether a member stands by, and its timeline."""
        known = "select pg_is_in_recovery(), (select timeline_id from pg_control_checkpoint())"
        recovers, _, timeline = self.space.must(host, f'{PSQL} "{known}"').strip().partition("|")
        return recovers, timeline

    def leader(self) -> str:
        (leads,) = (host for host in MEMBERS if self.one(host)[0] == "f")
        return leads

    async def state(self) -> object:
        return [self.one(host) for host in MEMBERS]

    async def is_done(self) -> bool:
        return self.leader() == self.said["to"]

    async def hinder(self) -> None:
        self.said = {**self.said, "config": "/no/such/configuration"}


def settled(standing: Standing, case: ClusterCase) -> ClusterCase:
    """Wait until every member leads or streams: one that an earlier test moved may be on its way still."""
    end = time.monotonic() + PATIENCE_S
    while away := [told for host in MEMBERS if (told := stands(standing.space, host)) not in AT_HOME]:
        assert time.monotonic() < end, away
        time.sleep(0.2)
    return case


def stands(space: Space, host: str) -> str:
    """Return the state of a member: as Patroni calls it, and as its PostgreSQL does."""
    patroni = httpx.get(f"http://{space.host(host).address}:8008/patroni", timeout=10).json()["state"]
    postgres = space.sh(host, f'{PSQL} "{HOME}"').stdout.strip()
    return f"{patroni}, {postgres}"


@pytest.mark.stack
class TestSwitchover(ActionContract):
    @pytest.fixture
    def case(self, standing: Standing) -> ClusterCase:
        case = ClusterCase(
            kind=PATRONI_SWITCHOVER, space=standing.space, host="pg-c", said={}, texts=("config", "rest")
        )
        settled(standing, case)
        case.said = {"to": "pg-b" if case.leader() == "pg-a" else "pg-a"}
        return case

    async def test_anybody_but_the_leader_may_be_asked_for(self, case: ClusterCase) -> None:
        old = case.leader()
        case.said = {"away_from": old}
        assert (await asked(case))[0] == 0
        assert case.leader() != old
        status, said = await asked(case)
        assert (status, "already" in said) == (0, True), said

    async def test_a_host_that_is_no_member_is_told(self, case: ClusterCase) -> None:
        case.said = {"to": "pg-entry"}
        status, said = await asked(case)
        assert (status, "no member of the cluster is pg-entry" in said) == (1, True), said


class TestRole(LookContract):
    @pytest.fixture
    def case(self, standing: Standing) -> ClusterCase:
        return settled(standing, ClusterCase(kind=PATRONI_ROLE, space=standing.space, host="pg-a", said={}))

    async def test_it_tells_who_leads_who_follows_and_where_nothing_answers(self, case: ClusterCase) -> None:
        for host in MEMBERS:
            wanted = "leader" if host == case.leader() else "replica"
            assert (await asked(on(case, host)))[1] == wanted
        assert (await asked(on(case, "pg-entry")))[1] == "silent"


class TestCluster(LookContract):
    @pytest.fixture
    def case(self, standing: Standing) -> ClusterCase:
        case = ClusterCase(kind=PATRONI_CLUSTER, space=standing.space, host="pg-c", said={"members": 3})
        return settled(standing, case)

    async def test_every_member_names_the_same_head_and_a_missing_one_is_missed(self, case: ClusterCase) -> None:
        for host in MEMBERS:
            assert (await asked(on(case, host)))[1].startswith(f"whole; {case.leader()} leads; following: pg-")
        case.said = {"members": 4}
        assert (await asked(case))[1].startswith("incomplete")

    async def test_a_head_that_is_not_to_lead_does_not_lead(self, case: ClusterCase) -> None:
        case.said = {"members": 3, "not_led_by": case.leader()}
        assert "leads" not in (await asked(case))[1]


def on(case: ClusterCase, host: str) -> ClusterCase:
    return ClusterCase(kind=case.kind, space=case.space, host=host, said=case.said)


@pytest.mark.parametrize("said", [{}, {"to": "a", "away_from": "b"}])
def test_a_switch_has_one_aim(said: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="to_or_away_from"):
        PatroniSwitchoverInput.model_validate({"action": "patroni_switchover", **said}, context={})
