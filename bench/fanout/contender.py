"""One run of one contender, in a process of its own: `python -m bench.fanout.contender NAME WARM DIRECTORY PORT…`."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import asyncssh

from bench.fanout.drill import whole_drill
from bench.fanout.peers import PEERS
from bench.fanout.reading import COMMAND, PAUSE_S, WARM, Reading, Stopwatch
from bench.fanout.targets import Targets, planned
from runners.clock import SystemClock
from runners.remote import Command
from runners.ssh import SSHRemote
from scenarios.plan import SECOND

Once = Callable[[int], Awaitable[None]]
"""Runs the command on the target with this port."""


async def rounds(targets: Targets, cold: Once, warm: Once) -> Reading:
    """Time one cold round on all targets at once, and some warm ones."""
    watch, latencies = Stopwatch(count=len(targets.ports)), list[float]()

    async def timed(port: int) -> None:
        before = time.perf_counter()
        await warm(port)
        latencies.append(time.perf_counter() - before)

    watch.start()
    await asyncio.gather(*map(cold, targets.ports))
    watch.stop()
    for _ in range(WARM):
        await asyncio.sleep(PAUSE_S)
        watch.start()
        await asyncio.gather(*map(timed, targets.ports))
        watch.stop()
    return watch.reading(latencies)


def as_in_ours() -> None:
    """Collect garbage as every process of Drillproof does from its start."""
    importlib.import_module("service")


async def alike(targets: Targets) -> Reading:
    """Do as `bare` does."""
    as_in_ours()
    return await bare(targets)


async def drill(targets: Targets) -> Reading:
    """Run the commands as steps of a drill."""
    as_in_ours()
    return await whole_drill(targets)


async def ours(targets: Targets) -> Reading:
    """Drillproof's hands: known hosts checked, each command stamped on both clocks, its outcome proved."""
    as_in_ours()
    remote = SSHRemote(planned(targets), SystemClock())

    async def once(port: int) -> None:
        answer = await remote.run(f"h{port}", Command(script=COMMAND, timeout_ns=120 * SECOND))
        if answer.exit_status != 0 or answer.stamps is None or answer.stamps.remote_end is None:
            raise SystemExit(str(answer))

    try:
        return await rounds(targets, once, once)
    finally:
        await remote.close()


async def bare(targets: Targets) -> Reading:
    """Do as the manual of asyncssh shows: connect, run."""
    connections: dict[int, asyncssh.SSHClientConnection] = {}

    async def first(port: int) -> None:
        connections[port] = await asyncssh.connect(
            "127.0.0.1",
            port,
            username=targets.user,
            known_hosts=str(targets.known_hosts),
            client_keys=[str(targets.key)],
            config=None,
        )
        await again(port)

    async def again(port: int) -> None:
        await connections[port].run(COMMAND, check=True)

    try:
        return await rounds(targets, first, again)
    finally:
        for connection in connections.values():
            connection.close()
            await connection.wait_closed()


OURS: Final[dict[str, Callable[[Targets], Awaitable[Reading]]]] = {
    "bare asyncssh": bare,
    "bare asyncssh, collector as ours": alike,
    "drillproof": ours,
    "drillproof, a drill's step": drill,
}


def main(arguments: Sequence[str]) -> None:
    """Run and print the reading as JSON; ours and the floor always do all the warm rounds."""
    name, warm, directory, *ports = arguments
    targets = Targets(directory=Path(directory), ports=tuple(map(int, ports)))
    reading = PEERS[name](targets, int(warm)) if name in PEERS else asyncio.run(_awaited(OURS[name], targets))
    print(json.dumps(asdict(reading)))


async def _awaited(contender: Callable[[Targets], Awaitable[Reading]], targets: Targets) -> Reading:
    return await contender(targets)


if __name__ == "__main__":
    main(sys.argv[1:])
