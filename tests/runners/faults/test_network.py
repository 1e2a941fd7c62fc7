"""Packet filters and bandwidth on a network of the test's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from measurements.events import Outcome
from runners.faults import acted
from scenarios.faults.bandwidth import limit_bandwidth
from scenarios.faults.degrading import degrade_network
from scenarios.faults.partitions import partition
from scenarios.faults.ports import block_port
from tests.contracts.faults import Hurt, commands
from tests.support.victims.base import Ground, Victim
from tests.support.victims.connections import nameless, parted, thinned, unplugged
from tests.support.victims.network import blocked, narrowed

BLOCK = pytest.mark.parametrize("make", [blocked], ids=["blocked"], indirect=True)
LIMIT = pytest.mark.parametrize("make", [narrowed], ids=["narrowed"], indirect=True)
SBIN = "PATH=$PATH:/usr/sbin; "
RULES = f"{SBIN}nft list ruleset; iptables-save; ip6tables-save"


def without_nft(tmp_path: Path) -> None:
    broken = tmp_path / "bin" / "nft"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)


@BLOCK
async def test_without_nftables_it_is_iptables(ground: Ground, victim: Victim, tmp_path: Path) -> None:
    without_nft(tmp_path)
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    await hurt.begin()
    assert "drillproof_" in (await ground.sh(f"{SBIN}iptables-save"))[1]
    assert await hurt.is_on()
    assert await hurt.took() is Outcome.OK
    assert await hurt.proved() is Outcome.FAILED
    await hurt.undo()
    assert not await hurt.is_on()
    assert await hurt.proved() is Outcome.OK
    assert "drillproof_" not in (await ground.sh(f"{SBIN}iptables-save; ip6tables-save"))[1]


def rules_in(listing: tuple[int, str]) -> list[str]:
    return [line for line in listing[1].splitlines() if "#" not in line]


@pytest.mark.slow
@BLOCK
@pytest.mark.parametrize("filter_tool", ["nft", "iptables"])
@pytest.mark.parametrize("peer", [None, "127.0.0.1", "::1", "127.0.0.0/8"])
@pytest.mark.parametrize("direction", ["in", "out", "both"])
async def test_rules_of_others_stay_as_they_are(
    ground: Ground,
    victim: Victim,
    tmp_path: Path,
    direction: Literal["in", "out", "both"],
    peer: str | None,
    filter_tool: str,
) -> None:
    await ground.sh(
        f"{SBIN}nft add table inet mine; nft add chain inet mine c\n"
        "for chain in INPUT OUTPUT; do\n"
        "for tables in iptables ip6tables; do $tables -A $chain -p udp --dport 9 -j DROP; done; done"
    )
    theirs = rules_in(await ground.sh(RULES))
    if filter_tool == "iptables":
        without_nft(tmp_path)
    hurt = Hurt(ground, victim, commands(ground, block_port(port=4321, direction=direction, peer=peer)))
    await hurt.begin()
    assert await hurt.took() is Outcome.OK
    assert await hurt.is_on() is (peer != "::1")
    await hurt.undo()
    assert await hurt.proved() is Outcome.OK
    (tmp_path / "bin" / "nft").unlink(missing_ok=True)
    assert rules_in(await ground.sh(RULES)) == theirs


@BLOCK
@pytest.mark.parametrize("peer", ["1.2.3.4; flush ruleset", "-f", "{ 1.2.3.4 }"])
async def test_a_peer_that_is_no_address_reaches_no_filter(ground: Ground, victim: Victim, peer: str) -> None:
    hurt = Hurt(ground, victim, commands(ground, block_port(port=4321, peer=peer)))
    begun = await ground.do(hurt.commands.begin)
    assert acted(begun) is Outcome.FAILED
    assert "is no address" in begun.stdout
    assert not await hurt.is_on()


@BLOCK
async def test_somebody_who_took_the_rules_away_is_noticed(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    await hurt.begin()
    await victim.mend(ground)
    assert await hurt.took() is Outcome.FAILED


@LIMIT
@pytest.mark.parametrize("kbit", [1, 400, 1500, 2000, 999_999, 1_234_567, 2_500_000, 100_000_000])
async def test_any_rate_is_read_back(ground: Ground, victim: Victim, kbit: int) -> None:
    hurt = Hurt(ground, victim, commands(ground, limit_bandwidth(kbit=kbit, interface="lo")))
    await hurt.begin()
    assert await hurt.took() is Outcome.OK
    await hurt.undo()
    assert await hurt.proved() is Outcome.OK


@LIMIT
async def test_a_limit_of_somebody_else_is_not_touched(ground: Ground, victim: Victim) -> None:
    theirs = f"{SBIN}tc qdisc show dev lo"
    await ground.sh(f"{SBIN}tc qdisc add dev lo root handle 77: tbf rate 9mbit burst 90k latency 9ms")
    before = await ground.sh(theirs)
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    begun = await ground.do(hurt.commands.begin)
    assert acted(begun) is Outcome.FAILED
    assert "already limited by somebody else" in begun.stdout
    await hurt.undo()
    assert await ground.sh(theirs) == before
    assert await hurt.proved() is Outcome.OK


@LIMIT
async def test_no_interface_is_no_fault(ground: Ground, victim: Victim) -> None:
    del victim
    begun = await ground.do(commands(ground, limit_bandwidth(kbit=1, interface="nowhere0")).begin)
    assert acted(begun) is Outcome.FAILED
    assert "there is no interface nowhere0" in begun.stdout


@LIMIT
async def test_limits_on_one_interface_stack(ground: Ground, victim: Victim) -> None:
    first = Hurt(ground, victim, commands(ground, victim.fault, drill="a"))
    second = Hurt(ground, victim, commands(ground, limit_bandwidth(kbit=100, interface="lo"), drill="b"))
    await first.begin()
    await second.begin()
    assert await second.took() is Outcome.OK
    await second.undo()
    assert await second.proved() is Outcome.OK
    assert await first.took() is Outcome.OK
    await first.undo()
    assert await first.proved() is Outcome.OK
    assert not await first.is_on()


@pytest.mark.slow
@pytest.mark.parametrize("make", [parted, thinned, nameless], ids=lambda make: make.__name__, indirect=True)
async def test_without_nftables_each_filter_is_iptables(ground: Ground, victim: Victim, tmp_path: Path) -> None:
    without_nft(tmp_path)
    hurt = Hurt(ground, victim, commands(ground, victim.fault))
    await hurt.begin()
    assert "drillproof_" in (await ground.sh(f"{SBIN}iptables-save"))[1]
    assert await hurt.is_on()
    assert await hurt.took() is Outcome.OK
    await hurt.undo()
    assert not await hurt.is_on()
    assert await hurt.proved() is Outcome.OK
    assert "drillproof_" not in (await ground.sh(f"{SBIN}iptables-save; ip6tables-save"))[1]


@pytest.mark.slow
@BLOCK
@pytest.mark.parametrize("filter_tool", ["nft", "iptables"])
async def test_ranges_and_peers_and_the_way_in(
    ground: Ground, victim: Victim, tmp_path: Path, filter_tool: str
) -> None:
    """The way in is that of the session: here one is made up, from 127.0.0.1 to port 4321."""
    if filter_tool == "iptables":
        without_nft(tmp_path)
    everybody = partition(addresses=["127.0.0.0/8", "localhost", "::/0"], direction="in", ports=["4000-5000", "53"])
    hurt = Hurt(ground, victim, commands(ground, everybody))
    told = hurt.commands.begin.env
    spared = replace(hurt.commands.begin, env={**told, "SSH_CONNECTION": "127.0.0.1 9 127.0.0.1 4321"})
    assert acted(await ground.do(spared)) is Outcome.OK
    assert not await hurt.is_on()
    assert await hurt.took() is Outcome.OK
    await hurt.undo()
    cut = Hurt(ground, victim, commands(ground, everybody, step="cut"))
    await cut.begin()
    assert await cut.is_on()
    assert await cut.took() is Outcome.OK
    await cut.undo()
    assert await cut.proved() is Outcome.OK


@pytest.mark.parametrize("make", [unplugged], ids=["unplugged"], indirect=True)
async def test_what_the_kernel_cannot_do_is_refused_plainly(ground: Ground, victim: Victim) -> None:
    hurt = Hurt(ground, victim, commands(ground, degrade_network(delay=80_000_000, interface="cable0"), step="slow"))
    begun = await ground.do(hurt.commands.begin)
    if acted(begun) is Outcome.OK:
        assert await hurt.took() is Outcome.OK
        assert "delay 80" in (await ground.sh(f"{SBIN}tc qdisc show dev cable0"))[1]
    else:
        assert "the kernel of this host has no netem" in begun.stdout
    await hurt.undo()
    assert await hurt.proved() is Outcome.OK
    assert not await victim.is_harmed(ground)


@pytest.mark.parametrize("make", [unplugged], ids=["unplugged"], indirect=True)
async def test_a_link_that_is_down_already_is_left_alone(ground: Ground, victim: Victim) -> None:
    await ground.sh(f"{SBIN}ip link set cable0 down")
    begun = await ground.do(commands(ground, victim.fault).begin)
    assert acted(begun) is Outcome.FAILED
    assert "is down already" in begun.stdout
