"""A host's power: its first process is started and killed; its disks stay with the keeper."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Final

from service.lab.processes import Identity, identify, is_running, send
from service.lab.spaces.errors import DiedAtOnceError, SpaceError
from service.lab.spaces.files import clock_environment, host_files
from service.lab.spaces.host import HostWish
from service.lab.spaces.keeper import HOST_MARK, inside
from service.lab.spaces.tools import attempt, call, children, environ, wait_until

_START: Final = """\
setsid unshare --net --mount --uts --ipc --pid --fork --kill-child sh "$LAB_FILES/init" </dev/null >>"$LAB_LOG" 2>&1 &
"""


def first_process(keeper: Identity, name: str) -> Identity | None:
    """Return the first process of a host that has power."""
    for pid in children(keeper.pid):
        if environ(pid).get(HOST_MARK) == name:
            for first in children(pid):
                return identify(first)
    return None


def on(keeper: Identity, directory: Path, wish: HostWish, network: str, port: str) -> None:
    """Start a host's first process and plug its cable in; does nothing where it runs."""
    if first_process(keeper, wish.name):
        return
    log = directory / "log" / f"{wish.name}.log"
    environment = {
        HOST_MARK: wish.name,
        "LAB_LOG": str(log),
        "LAB_HOST": wish.name,
        "LAB_ADDRESS": f"{network}.{wish.address_number}",
        "LAB_NET": network,
        "LAB_DISK": str(directory / "disks" / wish.name),
        "LAB_DISKS": " ".join(wish.disks),
        "LAB_FILES": str(host_files(directory, wish.name)),
        "LAB_CLOCK": " ".join(f"{key}={value}" for key, value in clock_environment(wish).items()),
    }
    enter = ("nsenter", "--target", str(keeper.pid), "--mount", "--net", "--pid", "--")
    call(*enter, "sh", "-c", _START, env=environment)
    wait_until(lambda: _has_network(keeper, wish.name), f"{wish.name} has no namespaces, see {log}")
    try:
        _plug(keeper, wish, network, port)
    except SpaceError:
        check(keeper, directory, wish.name)
        raise


def check(keeper: Identity, directory: Path, name: str) -> None:
    """Raise SpaceError with what its console says where a host has no first process."""
    if first_process(keeper, name) is None:
        console = (directory / "log" / f"{name}.log").read_text(encoding="utf-8", errors="replace")
        raise DiedAtOnceError(name, console)


def off(keeper: Identity, name: str, port: str) -> None:
    """Cut the cable, so that no dying socket says good-bye; then kill the first process, and with it the host."""
    attempt("nsenter", "--target", str(keeper.pid), "--net", "--", "ip", "link", "delete", port)
    first = first_process(keeper, name)
    if first is None:
        return
    send(first, signal.SIGKILL)
    wait_until(lambda: not is_running(first) and not first_process(keeper, name), f"{name} does not end")


def _has_network(keeper: Identity, name: str) -> bool:
    first = first_process(keeper, name)
    return first is not None and _net(first.pid) not in ("", _net(keeper.pid))


def _net(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/ns/net")  # noqa: PTH115  it is no path
    except OSError:
        return ""


def _plug(keeper: Identity, wish: HostWish, network: str, port: str) -> None:
    """Lay the cable. The hardware address stays the same for ever, so that neighbours know the host again."""
    first = first_process(keeper, wish.name)
    if first is None:
        raise DiedAtOnceError(wish.name, "")
    mac = f"02:00:0a:e7:{int(network.rpartition('.')[2]):02x}:{wish.address_number:02x}"
    end = f"link add eth0 address {mac} netns {first.pid} type veth peer name {port} netns {keeper.pid}\n"
    call("nsenter", "--target", str(keeper.pid), "--net", "--", "ip", "-batch", "-", stdin=end)
    inside(keeper, "ip", "-batch", "-", stdin=f"link set {port} master bridge\nlink set {port} up\n")
