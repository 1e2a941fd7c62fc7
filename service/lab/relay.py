"""The link between the two databases: a relay that can be made slow, late and lossy, without root.

`python -m service.lab.relay`: one listening descriptor per direction, each leading to the address behind it. When a
database is killed its connection is reset, and what the relay still held is dropped, as a dead host's buffers are.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from service.lab.account import take
from service.lab.carry import CHUNK, join, reset
from service.lab.control import read_settings
from service.lab.lateness import Lateness, carry_late

_BEAT_S: Final = 0.02
_BUFFER: Final = 256 * 1024  # small beside a backlog, so that what is held back stays with the sender
_BURST_S: Final = 0.1
_RESET: Final = 7  # TCP_CLOSE of linux/tcp_states.h


@dataclass(slots=True)
class Budget:
    """How many bytes one direction may carry now, and how late; without a limit nothing is counted."""

    kbit: int = 0
    tokens: float = 0.0
    late: Lateness = field(default_factory=Lateness)

    def earn(self, seconds: float) -> None:
        """Add what the limit allows in so many seconds; unused budget does not pile up."""
        rate = self.kbit * 125
        self.tokens = min(self.tokens + rate * seconds, max(rate * _BURST_S, self.chunk()))

    def chunk(self) -> int:
        """Return how many bytes to take at once, so that a slow link stays smooth."""
        return CHUNK if self.kbit == 0 else max(256, min(CHUNK, self.kbit * 125 // 20))

    async def spend(self, size: int) -> None:
        """Wait until `size` bytes may pass. A limit that is changed or lifted meanwhile counts at once."""
        while self.kbit and self.tokens < min(size, self.chunk()):  # noqa: ASYNC110  time passes, nobody tells
            await asyncio.sleep(_BEAT_S / 2)
        if self.kbit:
            self.tokens -= size


def obey(control: Path, budgets: Sequence[Budget]) -> None:
    """Set every budget to what the control file holds; what is no setting changes nothing."""
    settings = read_settings(control)
    if settings is None:
        return
    for budget in budgets:
        budget.kbit = int(settings.get("kbit", 0))
        budget.late.delay_ms = settings.get("delay_ms", 0.0)
        budget.late.jitter_ms = settings.get("jitter_ms", 0.0)
        budget.late.loss_percent = settings.get("loss_percent", 0.0)


async def follow(control: Path, budgets: Sequence[Budget]) -> None:
    """Let the budgets grow with time, under the limit of the moment."""
    loop = asyncio.get_running_loop()
    before = loop.time()
    while True:
        await asyncio.sleep(_BEAT_S)
        now = loop.time()
        obey(control, budgets)
        for budget in budgets:
            budget.earn(now - before)
        before = now


async def relay(
    target: tuple[str, int], there: Budget, back: Budget, client: asyncio.StreamReader, answer: asyncio.StreamWriter
) -> None:
    """Carry one connection to `target` and back."""
    try:
        origin, request = await _reach(target)
    except OSError:
        reset(answer)
        return
    in_order = await join(
        carry_late(client, request, chunk=there.chunk, toll=there.spend, late=there.late),
        carry_late(origin, answer, chunk=back.chunk, toll=back.spend, late=back.late),
        lost(request.get_extra_info("socket")),
    )
    for writer in (request, answer):
        if in_order:
            writer.close()
        else:
            reset(writer)


async def lost(reached: socket.socket) -> bool:
    """Return False once the connection was reset. What came before the reset would otherwise be read first."""
    while reached.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != _RESET:  # noqa: ASYNC110  nobody tells
        await asyncio.sleep(_BEAT_S)
    return False


async def _reach(target: tuple[str, int]) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reached = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    reached.setblocking(False)  # noqa: FBT003  the name of the parameter is the name of the method
    reached.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
    try:
        await asyncio.get_running_loop().sock_connect(reached, target)
    except OSError:
        reached.close()
        raise
    return await asyncio.open_connection(sock=reached, limit=CHUNK)


async def serve(control: Path, ways: Sequence[tuple[socket.socket, tuple[str, int]]]) -> None:
    """Carry connections for ever, each way under the same limit but with a budget of its own for each direction."""
    there, back = Budget(), Budget()
    obey(control, (there, back))
    for listener, target in ways:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        await asyncio.start_server(partial(relay, target, there, back), sock=listener, limit=CHUNK)
    await follow(control, (there, back))


def main() -> None:
    """Read the command line, drop to the uid it names, serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--control", type=Path, required=True)
    parser.add_argument("--way", action="append", nargs=3, metavar=("FD", "ADDRESS", "PORT"), required=True)
    parser.add_argument("--account", type=int, nargs=2, metavar=("UID", "GID"), required=True)
    arguments = parser.parse_args()
    take(*arguments.account)
    ways = [(socket.socket(fileno=int(fd)), (address, int(port))) for fd, address, port in arguments.way]
    asyncio.run(serve(arguments.control, ways))


if __name__ == "__main__":
    main()
