"""A process that has loaded the command line and forks: who is born of it is `drillproof` without the loading.

Loading takes three seconds of processor, which a test that starts five processes would pay five times. Who is born has
a number, streams and an environment of its own and ends as any other process does; it has only loaded more than its
command needs. It is this process's child's child, so its end is told over a socket.
"""

from __future__ import annotations

import asyncio
import atexit
import gc
import json
import os
import selectors
import socket
import subprocess
import sys
import threading
from asyncio.base_subprocess import BaseSubprocessTransport
from asyncio.subprocess import Process, SubprocessStreamProtocol
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Final, cast

ROOT: Final = Path(__file__).parents[2]
FIXED: Final = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "COLUMNS": "200"}
"""What is read while loading, so that nobody who is born can have it otherwise."""
_PROGRAM: Final = "from tests.support.forking import bear; bear(); from service.cli import main; main()"
"""What the parent runs; whoever is born comes back from `bear` and runs the rest."""
_MOST: Final = 1 << 18
_LOST: Final = 255
_LIMIT: Final = 1 << 16


async def born(arguments: tuple[str, ...], env: Mapping[str, str]) -> Process:
    """Return a process that runs the command line; nobody at its terminal, its output and its errors are pipes."""
    loop = asyncio.get_running_loop()
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.settimeout(0)
    (out, out_end), (err, err_end) = os.pipe(), os.pipe()
    told = json.dumps({"arguments": arguments, "env": {**env, **FIXED}}).encode()
    socket.send_fds(_parent(), [told], [theirs.fileno(), out_end, err_end])
    theirs.close()
    os.close(out_end)
    os.close(err_end)
    pid = int(await loop.sock_recv(ours, _LIMIT))
    forked = _Forked(pid=pid, stdout=os.fdopen(out, "rb", 0), stderr=os.fdopen(err, "rb", 0))
    protocol, ready = SubprocessStreamProtocol(_LIMIT, loop), loop.create_future()
    transport = _Transport(
        loop,
        protocol,
        args=(),
        shell=False,
        stdin=None,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        waiter=ready,
        forked=forked,
    )
    transport.follow(ours)
    await ready
    return Process(transport, protocol, loop)


@dataclass(slots=True, kw_only=True)
class _Forked:
    """What asyncio asks of a process."""

    pid: int
    stdout: IO[bytes]
    stderr: IO[bytes]
    stdin: None = None
    returncode: int | None = None

    def poll(self) -> int | None:
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(15)

    def kill(self) -> None:
        self.send_signal(9)


class _Transport(BaseSubprocessTransport):
    """Of a process that is there already; its end is told at a socket."""

    _loop: asyncio.AbstractEventLoop
    _end: socket.socket

    def _start(self, *_told: Any, forked: _Forked, **_more: Any) -> None:
        self._proc = cast("subprocess.Popen[bytes]", forked)

    def follow(self, end: socket.socket) -> None:
        self._end = end
        asyncio.get_running_loop().add_reader(end, self._ended)

    def _ended(self) -> None:
        status = int(self._end.recv(_LIMIT) or _LOST)
        self._let_go()
        self._process_exited(status)

    def close(self) -> None:
        super().close()
        self._let_go()  # where nobody waited for the end

    def _let_go(self) -> None:
        if self._end.fileno() >= 0 and not self._loop.is_closed():
            self._loop.remove_reader(self._end)
        self._end.close()


@cache
def _parent() -> socket.socket:
    """Return where this process gives its orders; who takes them ends with it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM],
        stdin=theirs.fileno(),
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, **FIXED},
    )
    process.returncode = 0  # it is never waited for: it goes with us
    theirs.close()
    atexit.register(ours.close)
    return ours


def bear() -> None:
    """Take orders until whoever gives them is gone; returns only in who was born, ready for the command line."""
    orders = socket.socket(fileno=os.dup(0))
    _put(os.open(os.devnull, os.O_RDONLY), 0)
    _load()
    with selectors.DefaultSelector() as waiting:
        waiting.register(orders, selectors.EVENT_READ)
        while True:
            for key, _ in waiting.select():
                if key.data is not None:
                    _tell(waiting, key)
                elif _is_born(orders, waiting):
                    return


def _load() -> None:
    """Load every command, and what the longest-lived load late."""
    from service.cli.app import COMMANDS  # noqa: PLC0415  only the parent needs it

    for module in {*COMMANDS.values()}:
        import_module(f"service.cli.{module}")
    import_module("service.database.upgrading")
    assert threading.active_count() == 1, "whoever is born would lack a thread"
    gc.collect()
    gc.freeze()


def _is_born(orders: socket.socket, waiting: selectors.BaseSelector) -> bool:
    """Follow one order; return whether this is who was born. Ends the process where nobody gives orders any more."""
    text, handles, _, _ = socket.recv_fds(orders, _MOST, 3)
    if not text:
        os._exit(0)
    pid = os.fork()
    if pid == 0:
        _leave_home(orders, waiting)
        _begin(json.loads(text), *handles)
        return True
    end = socket.socket(fileno=handles[0])
    for handle in handles[1:]:
        os.close(handle)
    waiting.register(os.pidfd_open(pid), selectors.EVENT_READ, (pid, end))
    with suppress(OSError):
        end.send(str(pid).encode())
    return False


def _leave_home(orders: socket.socket, waiting: selectors.BaseSelector) -> None:
    """Let go of all that is the parent's."""
    for key in [*waiting.get_map().values()]:
        if key.data is not None:
            os.close(key.fd)
            key.data[1].close()
    orders.close()
    waiting.close()


def _begin(told: Mapping[str, Any], end: int, out: int, err: int) -> None:
    os.close(end)
    _put(out, 1)
    _put(err, 2)
    sys.argv = ["-c", *told["arguments"]]
    os.environ.clear()
    os.environ.update(told["env"])


def _tell(waiting: selectors.BaseSelector, key: selectors.SelectorKey) -> None:
    """Tell how somebody ended."""
    waiting.unregister(key.fd)
    os.close(key.fd)
    pid, end = key.data
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with suppress(OSError):
        end.send(str(status).encode())
    end.close()


def _put(handle: int, number: int) -> None:
    os.dup2(handle, number)
    os.close(handle)
