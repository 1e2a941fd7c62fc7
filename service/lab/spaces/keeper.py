"""The process that holds a space together: it keeps the bridge, the hosts' disks, and the parentless of all hosts.

It is the first process of a pid namespace in which the hosts have theirs. So when it is killed, everything is gone:
the kernel kills what lives inside, unmounts what was mounted inside, and removes both ends of every cable.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from service.lab.processes import MARK, Identity, identify
from service.lab.spaces.errors import NoNamespacesError, NoNetworkError
from service.lab.spaces.host import HostWish
from service.lab.spaces.tools import PATH, attempt, call, children

HOST_MARK: Final = "DRILLPROOF_HOST"
"""Environment variable of a host's outermost process; by it, every process finds the host."""

_KEEP: Final = """\
set -e
mount --make-rprivate /
{disks}ip link set lo up
ip link add bridge type bridge
ip link set bridge up
echo up
exec </dev/null >/dev/null 2>&1
while :; do sleep 1000000; done
"""
_NUMBERS: Final = 254


def start_keeper(directory: Path, wishes: Sequence[HostWish], token: str, *, tied: bool) -> Identity:
    """Start the keeper of a space; `tied` lets it die with the thread that called. Raises SpaceError."""
    tie = ["setpriv", "--pdeathsig", "KILL"] if tied else ["setsid"]
    kinds = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    disks = "".join(_mounts(directory, wish) for wish in wishes)
    process = subprocess.Popen(
        [*tie, "unshare", *kinds, "sh", "-c", _KEEP.format(disks=disks)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PATH": PATH, MARK: token},
    )
    with process.stdout or contextlib.nullcontext() as out, process.stderr or contextlib.nullcontext() as errors:
        if out is None or errors is None or out.readline() != b"up\n":
            raise NoNamespacesError(errors.read().decode() if errors else "")
    process.returncode = 0  # it is to outlive us, so nobody waits for it
    found = [known for pid in children(process.pid) if (known := identify(pid))]
    if not found:
        raise NoNamespacesError
    return found[0]


def _mounts(directory: Path, wish: HostWish) -> str:
    """Return the commands that give a host its disks, in memory, outside of the host so that they survive it."""
    place = directory / "disks" / wish.name
    mounts = [f"mount -t tmpfs -o mode=755,size={shlex.quote(wish.memory)} lab {shlex.quote(str(place))}"]
    mounts.append(f"mkdir {' '.join(shlex.quote(str(place / part)) for part in ('upper', 'work', 'root', 'disks'))}")
    for number, size in enumerate(wish.disks.values()):
        spot = shlex.quote(str(place / "disks" / str(number)))
        mounts.append(f"mkdir {spot} && mount -t tmpfs -o mode=755,size={shlex.quote(size)} lab {spot}")
    return "".join(f"{line}\n" for line in mounts)


def outer_link(network: str) -> str:
    """Return the name of the controller's end of the cable to a network."""
    return f"dp{network.rpartition('.')[2]}"


def join_controller(keeper: Identity) -> str:
    """Lay a cable from the controller to the bridge; return the network found free, such as 10.231.7.

    Who makes the interface has the number, so spaces that come up at the same time never share one.
    """
    for step in range(_NUMBERS):
        network = f"10.231.{1 + (os.getpid() * 7 + step) % _NUMBERS}"
        if f"{network}." in call("ip", "-4", "route"):
            continue
        link = outer_link(network)
        cable = ("type", "veth", "peer", "name", "controller", "netns", str(keeper.pid))
        if attempt("ip", "link", "add", link, *cable).returncode == 0:
            inside(keeper, "ip", "-batch", "-", stdin="link set controller master bridge\nlink set controller up\n")
            call("ip", "-batch", "-", stdin=f"address add {network}.1/24 dev {link}\nlink set {link} up\n")
            return network
    raise NoNetworkError


def inside(keeper: Identity, *words: str, stdin: str = "") -> str:
    """Run a tool where the bridge and the disks are. Raises SpaceError."""
    return call("nsenter", "--target", str(keeper.pid), "--mount", "--net", "--pid", "--", *words, stdin=stdin)
