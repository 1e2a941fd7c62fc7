"""The lab's long-lived processes: two SSH hosts, the link and the entry, each on its own."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Final

from service.lab.errors import ComponentDiedError
from service.lab.processes import MARK, identify
from service.lab.sockets import Sockets
from service.lab.state import Component, LabState

_SOURCES: Final = Path(__file__).resolve().parents[2]


def start_components(state: LabState, sockets: Sockets) -> tuple[Component, ...]:
    """Start every component and hand it its listening sockets. They outlive us."""
    return (
        _start(state, "link", "relay", _link_arguments(state, sockets), [item.link for item in sockets.hosts]),
        _start(state, "entry", "entry", _entry_arguments(state, sockets), [sockets.entry]),
        *(
            _start(state, item.host.name, "host", _host_arguments(state, item.host.name, item.ssh), [item.ssh])
            for item in sockets.hosts
        ),
    )


def _link_arguments(state: LabState, sockets: Sockets) -> list[str]:
    ways = [
        ["--way", str(item.link.fileno()), item.host.address, str(item.host.postgres_port)] for item in sockets.hosts
    ]
    control = ["--control", str(state.directory / "link" / "kbit")]
    return [*control, *_account(state), *(word for way in ways for word in way)]


def _entry_arguments(state: LabState, sockets: Sockets) -> list[str]:
    hosts = [["--host", host.name, host.address, str(host.postgres_port)] for host in state.hosts]
    place = ["--fd", str(sockets.entry.fileno()), "--directory", str(state.directory / "entry")]
    return [*place, *_account(state), *(word for host in hosts for word in host)]


def _host_arguments(state: LabState, name: str, listener: socket.socket) -> list[str]:
    return ["--settings", str(state.directory / f"{name}.json"), "--fd", str(listener.fileno())]


def _account(state: LabState) -> list[str]:
    return ["--account", str(state.uid), str(state.gid)]


def _start(state: LabState, name: str, module: str, arguments: list[str], listeners: list[socket.socket]) -> Component:
    """Start a component in a session of its own, with nothing of ours but the sockets meant for it."""
    log = state.directory / "log" / f"{name}.log"
    for listener in listeners:
        listener.set_inheritable(True)
    try:
        pid = os.posix_spawn(
            sys.executable,
            [sys.executable, "-P", "-m", f"service.lab.{module}", *arguments],
            {**os.environ, "PYTHONPATH": str(_SOURCES), "PYTHONDONTWRITEBYTECODE": "1", MARK: state.token},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,
        )
    finally:
        for listener in listeners:
            listener.set_inheritable(False)
    process = identify(pid)
    if process is None:
        raise ComponentDiedError(name, log)
    return Component(name=name, process=process)
