"""Where the lab listens: free ports on loopback addresses of its own, taken before anything is started."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from service.lab.errors import CannotListenError
from service.lab.state import LabHost

ENTRY_ADDRESS: Final = "127.0.0.10"
ENTRY_PORT: Final = 15432
"""The entry's port unless somebody has it: the lab's scenarios assume it."""

_HOSTS: Final = (("db-a", "127.0.0.11", "east"), ("db-b", "127.0.0.12", "west"))


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSockets:
    """The listening sockets of one host: for its SSH server and for the link that leads to its database."""

    host: LabHost
    ssh: socket.socket
    link: socket.socket


@dataclass(frozen=True, slots=True, kw_only=True)
class Sockets:
    """Every listening socket of the lab; the components inherit them, so no port is lost between choice and use."""

    entry: socket.socket
    hosts: tuple[HostSockets, ...]


def open_sockets(stack: ExitStack) -> Sockets:
    """Listen everywhere; `stack` closes our copies once the components have theirs. Raises CannotListenError."""
    try:
        return Sockets(entry=_open_entry(stack), hosts=tuple(_open_host(stack, *host) for host in _HOSTS))
    except OSError as error:
        raise CannotListenError(error) from error


def _open_host(stack: ExitStack, name: str, address: str, site: str) -> HostSockets:
    ssh, link = _listen(stack, address), _listen(stack, address)
    with socket.create_server((address, 0)) as chosen:
        postgres_port = _port(chosen)
    host = LabHost(
        name=name, address=address, ssh_port=_port(ssh), postgres_port=postgres_port, link_port=_port(link), site=site
    )
    return HostSockets(host=host, ssh=ssh, link=link)


def _open_entry(stack: ExitStack) -> socket.socket:
    try:
        return _listen(stack, ENTRY_ADDRESS, ENTRY_PORT)
    except OSError:
        return _listen(stack, ENTRY_ADDRESS)


def _listen(stack: ExitStack, address: str, port: int = 0) -> socket.socket:
    return stack.enter_context(socket.create_server((address, port), backlog=128))


def _port(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])
