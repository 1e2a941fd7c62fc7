"""A host's power: its first process is started and killed; its disks stay with the keeper."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Final

from service.lab.processes import Identity, identify, is_running, send
from service.lab.spaces.errors import DiedAtOnceError, SpaceError
from service.lab.spaces.files import clock_environment, host_files
from service.lab.spaces.host import HostWish
from service.lab.spaces.keeper import HOST_MARK, inside
from service.lab.spaces.tools import attempt, call, children, environ, wait_until

FIRST: Final = "first"
"""Beside a host's files: number and start time of its first process, while it has power."""
_SOURCES: Final = Path(__file__).resolve().parents[3]
"""What stacks run of ours on their hosts lies there; a host has a /tmp of its own, and so is told."""
_START: Final = """\
setsid unshare --net --mount --uts --ipc --pid --fork --kill-child sh "$LAB_FILES/init" </dev/null >>"$LAB_LOG" 2>&1 &
"""


def first_process(directory: Path, name: str) -> Identity | None:
    """Return the first process of a host that has power, by what was noted when it got it."""
    try:
        pid, started = (int(word) for word in _note(directory, name).read_text(encoding="ascii").split())
    except (OSError, ValueError):
        return None
    found = Identity(pid=pid, started=started)
    return found if is_running(found) else None


def _note(directory: Path, name: str) -> Path:
    return host_files(directory, name) / FIRST


def _remember(directory: Path, name: str, first: Identity) -> None:
    path = _note(directory, name)
    fresh = path.with_suffix(".new")
    fresh.write_text(f"{first.pid} {first.started}\n", encoding="ascii")
    fresh.replace(path)


def _started(keeper: Identity, name: str) -> Identity | None:
    """Return the first process of a host that was just started, once its network is its own.

    The kernel may leave children out of that list while others end; so it is asked again and again, and only here.
    """
    for pid in children(keeper.pid):
        if environ(pid).get(HOST_MARK) == name:
            for first in children(pid):
                return identify(first) if _net(first) not in ("", _net(keeper.pid)) else None
    return None


def on(keeper: Identity, directory: Path, wish: HostWish, network: str, port: str) -> None:
    """Start a host's first process and plug its cable in; does nothing where it runs."""
    if first_process(directory, wish.name):
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
        "LAB_CODE": f"{_SOURCES} {sys.prefix}",
        "LAB_FILES": str(host_files(directory, wish.name)),
        "LAB_CLOCK": " ".join(f"{key}={value}" for key, value in clock_environment(wish).items()),
    }
    enter = ("nsenter", "--target", str(keeper.pid), "--mount", "--net", "--pid", "--")
    call(*enter, "sh", "-c", _START, env=environment)
    first: list[Identity] = []
    wait_until(lambda: _found(first, _started(keeper, wish.name)), f"{wish.name} has no namespaces, see {log}")
    _remember(directory, wish.name, first[0])
    try:
        _plug(keeper, first[0], wish, network, port)
    except SpaceError:
        check(directory, wish.name)
        raise


def _found(those: list[Identity], one: Identity | None) -> bool:
    those.extend([one] if one else [])
    return bool(those)


def check(directory: Path, name: str) -> None:
    """Raise SpaceError with what its console says where a host has no first process."""
    if first_process(directory, name) is None:
        console = (directory / "log" / f"{name}.log").read_text(encoding="utf-8", errors="replace")
        raise DiedAtOnceError(name, console)


def off(keeper: Identity, directory: Path, name: str, port: str) -> None:
    """Cut the cable, so that no dying socket says good-bye; then kill the first process, and with it the host."""
    attempt("nsenter", "--target", str(keeper.pid), "--net", "--", "ip", "link", "delete", port)
    first = first_process(directory, name)
    if first is None:
        return
    send(first, signal.SIGKILL)
    wait_until(lambda: not is_running(first), f"{name} does not end")


def _net(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/ns/net")  # noqa: PTH115  it is no path
    except OSError:
        return ""


def _plug(keeper: Identity, first: Identity, wish: HostWish, network: str, port: str) -> None:
    """Lay the cable. The hardware address stays the same for ever, so that neighbours know the host again."""
    mac = f"02:00:0a:e7:{int(network.rpartition('.')[2]):02x}:{wish.address_number:02x}"
    end = f"link add eth0 address {mac} netns {first.pid} type veth peer name {port} netns {keeper.pid}\n"
    call("nsenter", "--target", str(keeper.pid), "--net", "--", "ip", "-batch", "-", stdin=end)
    inside(keeper, "ip", "-batch", "-", stdin=f"link set {port} master bridge\nlink set {port} up\n")
