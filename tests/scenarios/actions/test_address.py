"""The contract of moving an address, on two hosts of a network, one of which has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pytest

from scenarios.actions.address import ADDRESS_MOVE
from service.lab.spaces import HostWish, Space
from service.lab.spaces.tools import call
from tests.contracts.actions import ActionContract, asked
from tests.support.space_cases import SpaceCase
from tests.support.spaces import space

PING: Final = "busybox ping -c 1"
pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.slow]


@pytest.fixture(scope="module")
def pair() -> Iterator[Space]:
    with space(HostWish(name="old", address_number=11), HostWish(name="new", address_number=12)) as made:
        yield made


@dataclass(slots=True, kw_only=True)
class MoveCase(SpaceCase):
    texts: tuple[str, ...] = ("address", "interface", "witness")

    def has(self, host: str) -> bool:
        return f"{self.said['address']}/" in self.space.must(host, "ip -4 -o address show")

    def gives(self, host: str) -> None:
        self.space.must(host, f"ip address add {self.said['address']}/24 dev eth0")

    def takes(self, host: str) -> None:
        self.space.sh(host, f"ip address delete {self.said['address']}/24 dev eth0")

    async def is_done(self) -> bool:
        return self.has(self.host) is (self.host == "new")

    async def state(self) -> object:
        return self.has("old"), self.has("new")

    async def hinder(self) -> None:
        self.said = {**self.said, "interface": "no-such"}


@pytest.fixture
def move(pair: Space) -> Iterator[MoveCase]:
    said = {
        "address": pair.address(201),
        "to": "new",
        "interface": "eth0",
        "witness": pair.address(1),
        "patience": "2s",
    }
    case = MoveCase(kind=ADDRESS_MOVE, space=pair, host="new", said=said)
    yield case
    for host in ("old", "new"):
        case.takes(host)


class TestTaking(ActionContract):
    @pytest.fixture
    def case(self, move: MoveCase) -> MoveCase:
        return move

    async def test_an_address_that_still_answers_elsewhere_is_not_taken(self, case: MoveCase) -> None:
        case.gives("old")
        status, said = await asked(case)
        assert (status, case.has("new")) == (1, False)
        assert "still answers from another host" in said

    async def test_neighbours_find_the_new_place_at_once(self, case: MoveCase) -> None:
        case.gives("old")
        address, witness = case.said["address"], case.said["witness"]
        case.space.must("old", f"busybox arping -U -c 1 -I eth0 -s {address} {address}; {PING} -I {address} {witness}")
        case.takes("old")
        assert (await asked(case))[0] == 0
        assert case.space.must("new", "cat /sys/class/net/eth0/address").strip() in call("ip", "neigh", "show", address)

    async def test_a_witness_that_does_not_answer_lets_it_be_taken_off_again(self, case: MoveCase) -> None:
        case.said = {**case.said, "witness": case.space.address(99)}
        status, said = await asked(case)
        assert (status, case.has("new")) == (1, False)
        assert "did not find" in said


class TestGivingUp(ActionContract):
    @pytest.fixture
    def case(self, move: MoveCase) -> MoveCase:
        move.host = "old"
        move.gives("old")
        return move


async def test_what_keepalived_holds_is_left_to_it(move: MoveCase) -> None:
    move.space.must("new", f"mkdir -p /etc/keepalived; echo {move.said['address']} >/etc/keepalived/keepalived.conf")
    move.space.must("new", "cp /bin/sleep /tmp/keepalived; (setsid /tmp/keepalived 1000 >/dev/null 2>&1 &)")
    status, said = await asked(move)
    move.space.must("new", "kill $(pidof keepalived); rm /etc/keepalived/keepalived.conf")
    assert status == 1
    assert "keepalived holds" in said
