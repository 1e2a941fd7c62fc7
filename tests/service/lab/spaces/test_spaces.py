"""Hosts in namespaces: each its own machine to whoever logs in, and nothing of them once they are down."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import asyncssh
import pytest

from service.lab.errors import PlaceRefusedError
from service.lab.processes import find_marked, send
from service.lab.spaces import HostWish, Space, SpaceError, load_space, space_down, space_up
from tests.support.processes import until
from tests.support.spaces import new_place, space, traces

pytestmark = [pytest.mark.root, pytest.mark.lab]

BOOT: Final = 'echo "$LAB_HOST $LAB_NET $LAB_ADDRESS" >>/var/lib/boots; exec sleep 100000'
BEHIND_S: Final = 3600
CAP_NET_ADMIN: Final = 12
CAP_SYS_TIME: Final = 25
"""Numbers of capabilities(7)."""
WISHES: Final = (
    HostWish(name="db-a", address_number=11, boot=BOOT, disks={"/srv/small": "8m"}),
    HostWish(name="db-b", address_number=12, clock_offset_s=-BEHIND_S, boot="date +%s >/run/booted-at"),
)
ROOT: Final = Path(__file__).resolve().parents[4]
IN_ANOTHER_PROCESS: Final = """
import asyncio, pathlib, sys
from service.lab.spaces import HostWish, space_up
asyncio.run(space_up(pathlib.Path(sys.argv[1]), [HostWish(name="db-a", address_number=11)], tied=sys.argv[2] == "tied"))
print("up", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def pair() -> Iterator[Space]:
    with space(*WISHES) as made:
        yield made


async def over_ssh(made: Space, name: str, command: str) -> str:
    async with asyncssh.connect(
        made.host(name).address,
        username="root",
        known_hosts=str(made.known_hosts),
        client_keys=[str(made.key)],
        config=None,
        agent_path=None,
    ) as connection:
        return str((await connection.run(command, check=True)).stdout).strip()


def reaches(made: Space, name: str) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((made.host(name).address, 22), 1) as door:
        return door.recv(4) == b"SSH-"
    return False


def test_a_host_is_a_machine_of_its_own(pair: Space) -> None:
    made = "hostname; cat /etc/hostname; id -un; echo $$ >/etc/only-here; ps ax | grep -c sshd; cat /var/lib/boots"
    name, again, user, *_, boots = asyncio.run(over_ssh(pair, "db-a", made)).splitlines()
    assert (name, again, user) == ("db-a", "db-a", "root")
    assert boots == f"db-a {pair.network} {pair.address(11)}"
    assert pair.must("db-b", "getent hosts db-a").split() == [pair.address(11), "db-a"]


def test_what_a_host_writes_is_seen_nowhere_else(pair: Space) -> None:
    pair.must("db-a", "echo mine >/etc/only-on-a; echo mine >/var/lib/only-on-a; rm /etc/os-release; kill -9 -1 || :")
    assert pair.sh("db-b", "ls /etc/only-on-a /var/lib/only-on-a").returncode != 0
    assert not Path("/etc/only-on-a").exists()
    assert not Path("/var/lib/only-on-a").exists()
    assert Path("/etc/os-release").exists()
    assert pair.must("db-b", "cat /etc/os-release")
    assert list(pair.directory.rglob("only-on-a")) == [], "its disks are hidden in the keeper's mounts"


def test_root_of_a_host_may_not_set_the_clock_of_the_machine(pair: Space) -> None:
    told = asyncio.run(over_ssh(pair, "db-b", "sed -n 's/^CapEff:.//p' /proc/self/status"))
    assert int(told, 16) & (1 << CAP_SYS_TIME) == 0
    assert int(told, 16) & (1 << CAP_NET_ADMIN), "it has what faults on networks need"


def test_a_power_cut_ends_everything_but_the_disks(pair: Space) -> None:
    pair.must("db-a", "echo kept >/etc/kept; echo kept >/srv/small/kept; echo lost >/run/lost; echo lost >/tmp/lost")
    boots = pair.must("db-a", "wc -l </var/lib/boots")
    pair.power_off("db-a")
    assert not pair.is_on("db-a")
    assert not reaches(pair, "db-a")
    with pytest.raises(SpaceError, match="no power"):
        pair.sh("db-a", "true")
    pair.power_off("db-a")
    again = load_space(pair.directory)
    assert again is not None
    again.power_on("db-a")
    again.power_on("db-a")
    assert pair.must("db-a", "cat /etc/kept /srv/small/kept; ls /run/lost /tmp/lost 2>/dev/null || :") == "kept\nkept\n"
    asyncio.run(until(lambda: int(pair.must("db-a", "wc -l </var/lib/boots")) == int(boots) + 1))
    assert asyncio.run(over_ssh(pair, "db-a", "hostname")) == "db-a", "its host key is the one that is known"


def test_a_cut_cable_is_a_host_that_runs_and_hears_nobody(pair: Space) -> None:
    assert reaches(pair, "db-a")
    pair.cut("db-a")
    assert not reaches(pair, "db-a")
    assert pair.must("db-a", "echo still") == "still\n"
    pair.mend("db-a")
    asyncio.run(until(lambda: reaches(pair, "db-a")))


def test_a_disk_of_its_own_has_its_own_end(pair: Space) -> None:
    full = pair.sh("db-a", "dd if=/dev/zero of=/srv/small/big bs=1M count=20; rm /srv/small/big; echo ok >/etc/fine")
    assert "No space left" in full.stderr
    assert pair.must("db-a", "cat /etc/fine") == "ok\n"


def test_a_wrong_clock_is_wrong_for_shells_and_daemons_alike(pair: Space) -> None:
    right, wrong = int(pair.must("db-a", "date +%s")), int(pair.must("db-b", "date +%s"))
    over = int(asyncio.run(over_ssh(pair, "db-b", "date +%s")))
    booted = int(pair.must("db-b", "cat /run/booted-at"))
    assert all(BEHIND_S - 120 < right - seen < BEHIND_S + 120 for seen in (wrong, over, booted))


def test_parentless_processes_are_reaped(pair: Space) -> None:
    pair.must("db-a", "sh -c 'sleep 0.01 & :' & sh -c 'setsid sleep 0.02 & :' & wait")
    zombies = "ps -eo stat= | grep -c ^Z || :"
    asyncio.run(until(lambda: pair.must("db-a", zombies).strip() == "0"))


def test_spaces_stand_side_by_side(pair: Space) -> None:
    with space(HostWish(name="db-a", address_number=11)) as other:
        assert other.network != pair.network
        other.must("db-a", "echo other >/etc/which")
        assert pair.sh("db-a", "cat /etc/which").returncode != 0
    assert pair.must("db-a", "hostname") == "db-a\n"


@pytest.mark.parametrize("wishes", [(11, "db-a", 11, "db-b"), (11, "db-a", 12, "db-a"), (1, "db-a", 12, "db-b")])
def test_hosts_that_do_not_go_together_are_refused(tmp_path: Path, wishes: tuple[int, str, int, str]) -> None:
    one, name, two, other = wishes
    hosts = [HostWish(name=name, address_number=one), HostWish(name=other, address_number=two)]
    with pytest.raises(SpaceError):
        asyncio.run(space_up(tmp_path, hosts))


def test_a_place_that_is_taken_is_refused(pair: Space, tmp_path: Path) -> None:
    with pytest.raises(PlaceRefusedError, match="a lab already"):
        asyncio.run(space_up(pair.directory, WISHES))
    with pytest.raises(PlaceRefusedError, match="mount options"):
        asyncio.run(space_up(tmp_path / "a,b", WISHES))
    assert pair.is_up()


@pytest.mark.parametrize("tie", ["tied", "free"])
def test_only_a_tied_space_dies_with_who_raised_it(tie: str) -> None:
    place = new_place()
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS, str(place), tie]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"up\n"
        child.kill()
    made = load_space(place)
    assert made is not None
    try:
        if tie == "tied":
            asyncio.run(until(lambda: not made.is_up()))
        else:
            assert made.must("db-a", "hostname") == "db-a\n"
    finally:
        assert space_down(place)
    assert traces(made) == []
    assert not space_down(place)


def test_down_finds_everything_after_any_part_was_killed() -> None:
    place = new_place()
    made = asyncio.run(space_up(place, [HostWish(name="db-a", address_number=11, boot=BOOT)]))
    try:
        assert made.keeper is not None
        for process in find_marked(made.token):
            if process != made.keeper:
                send(process, signal.SIGKILL)
    finally:
        assert space_down(place)
    assert traces(made) == []
    assert not os.path.lexists(place)
