"""What is done to us: a registry of blows, each with its do and its undo."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Final

from bench.campaign.crew import Crew, Form
from bench.campaign.ground import Ground, NameServer, Pair
from bench.campaign.written import LEASE_S
from runners.journal import Journal
from tests.support.campaign.processes import Supervised
from tests.support.processes import signalled


class CannotBeDealtError(Exception):
    """There is nobody whom this blow could hit now; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything that can be hit, and what is drawn by."""

    crew: Crew
    ground: Ground
    names: NameServer
    journal: Journal
    chance: random.Random
    standing: Callable[[], Sequence[Pair]]
    """The pairs on which a fault stands now, by the journal."""

    def pair(self) -> Pair:
        """Draw a pair."""
        return self.chance.choice(self.ground.pairs)


Deal = Callable[[Scene], AbstractAsyncContextManager[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of blow: `deal` does it, yields whom it hit, and undoes it; between lie so many seconds."""

    name: str
    deal: Deal
    lasts_s: tuple[float, float]
    forms: Sequence[Form] = ("postgresql", "sqlite")


# --- processes -------------------------------------------------------------------------------------------------------


def _kill(whom: Callable[[Scene], Supervised]) -> Deal:
    @asynccontextmanager
    async def deal(scene: Scene) -> AsyncGenerator[str]:
        one = whom(scene)
        if one.pid is None:
            msg = f"{one.name} is down already"
            raise CannotBeDealtError(msg)
        await one.kill()
        yield one.name

    return deal


def _freeze(whom: Callable[[Scene], Supervised]) -> Deal:
    @asynccontextmanager
    async def deal(scene: Scene) -> AsyncGenerator[str]:
        one = whom(scene)
        pid = one.pid
        if pid is None:
            msg = f"{one.name} is down already"
            raise CannotBeDealtError(msg)
        signalled(pid, signal.SIGSTOP)
        try:
            yield one.name
        finally:
            signalled(pid, signal.SIGCONT)

    return deal


def _beside(module: str, number: signal.Signals) -> Deal:
    @asynccontextmanager
    async def deal(scene: Scene) -> AsyncGenerator[str]:
        pids = scene.crew.beside(module)
        if not pids:
            msg = f"no {module} runs"
            raise CannotBeDealtError(msg)
        pid = scene.chance.choice(sorted(pids))
        signalled(pid, number)
        try:
            yield f"{module} {pid}"
        finally:
            if number is signal.SIGSTOP:
                signalled(pid, signal.SIGCONT)

    return deal


def _api(scene: Scene) -> Supervised:
    return scene.crew.serve


def _worker(scene: Scene) -> Supervised:
    return scene.chance.choice(scene.crew.workers)


# --- database, disk, clock, names ------------------------------------------------------------------------------------


@asynccontextmanager
async def _postgres(scene: Scene) -> AsyncGenerator[str]:
    postgres = scene.crew.postgres
    assert postgres is not None  # noqa: S101  dealt in that form only
    mode = scene.chance.choice(("fast", "immediate"))
    await asyncio.to_thread(postgres.stop, mode)
    try:
        yield mode
    finally:
        await asyncio.to_thread(postgres.start)


@asynccontextmanager
async def _disk_full(scene: Scene) -> AsyncGenerator[str]:
    filler = scene.crew.home / "filler"
    await asyncio.to_thread(subprocess.run, ["dd", "if=/dev/zero", f"of={filler}", "bs=1M"], stderr=subprocess.DEVNULL)
    try:
        yield f"{filler.stat().st_size >> 20} MiB"
    finally:
        filler.unlink()


@asynccontextmanager
async def _clock(scene: Scene) -> AsyncGenerator[str]:
    if scene.crew.offset is None:
        msg = "libfaketime is not installed (apt-get install libfaketime)"
        raise CannotBeDealtError(msg)
    by = scene.chance.choice((-3600, -47, 47, 3600))
    scene.crew.set_clock(by)
    try:
        yield f"{by:+d} s"
    finally:
        scene.crew.set_clock(0)


@asynccontextmanager
async def _dns(scene: Scene) -> AsyncGenerator[str]:
    scene.names.end()
    try:
        yield "no name server"
    finally:
        scene.names.start()


# --- links and hosts -------------------------------------------------------------------------------------------------

_DROP: Final = ("-j", "DROP")
_LOSSY: Final = ("-m", "statistic", "--mode", "random", "--probability", "0.4", "-j", "DROP")
_RESET: Final = ("-j", "REJECT", "--reject-with", "tcp-reset")


async def _filter(verb: str, addresses: Sequence[str], how: Sequence[str]) -> None:
    for address in addresses:
        rule = ["iptables", "-w", verb, "OUTPUT", "-p", "tcp", "-d", address, "--dport", "22", *how]
        await asyncio.to_thread(subprocess.run, rule, check=True, capture_output=True)


def _ssh(how: Sequence[str]) -> Deal:
    @asynccontextmanager
    async def deal(scene: Scene) -> AsyncGenerator[str]:
        pair = scene.pair()
        async with _cut(scene, [pair], how):
            yield f"pair {pair.number}"

    return deal


@asynccontextmanager
async def _cut(scene: Scene, pairs: Sequence[Pair], how: Sequence[str]) -> AsyncGenerator[None]:
    addresses = [scene.ground.address(host) for pair in pairs for host in pair.hosts]
    try:
        await _filter("-A", addresses, how)
        yield
    finally:
        await _filter("-D", addresses, how)


@asynccontextmanager
async def _time_outs(scene: Scene) -> AsyncGenerator[str]:
    """Nothing answers and nothing is refused: every command, new connection and name waits for its time to be up."""
    async with _cut(scene, scene.ground.pairs, _DROP), _dns(scene):
        yield "every host"


@asynccontextmanager
async def _reboot(scene: Scene) -> AsyncGenerator[str]:
    host = scene.chance.choice(scene.pair().hosts)
    await asyncio.to_thread(scene.ground.space.power_off, host)
    try:
        yield host
    finally:
        await asyncio.to_thread(scene.ground.space.power_on, host)


@asynccontextmanager
async def _lease(scene: Scene) -> AsyncGenerator[str]:
    """A host on which a fault stands cannot be reached for longer than the lease."""
    for _ in range(80):
        if pairs := await asyncio.to_thread(scene.standing):
            pair = scene.chance.choice(pairs)
            async with _cut(scene, [pair], _DROP):
                yield f"pair {pair.number}"
            return
        await asyncio.sleep(0.25)
    msg = "no fault stood within twenty seconds"
    raise CannotBeDealtError(msg)


KINDS: Final[Sequence[Kind]] = (
    Kind(name="API killed", deal=_kill(_api), lasts_s=(0, 0)),
    Kind(name="API frozen", deal=_freeze(_api), lasts_s=(2, 9)),
    Kind(name="worker killed", deal=_kill(_worker), lasts_s=(0, 0), forms=("postgresql",)),
    Kind(name="worker frozen", deal=_freeze(_worker), lasts_s=(2, 12), forms=("postgresql",)),
    Kind(name="prober killed", deal=_beside("prober", signal.SIGKILL), lasts_s=(0, 0)),
    Kind(name="prober frozen", deal=_beside("prober", signal.SIGSTOP), lasts_s=(1, 5)),
    Kind(name="ledger killed", deal=_beside("ledger", signal.SIGKILL), lasts_s=(0, 0)),
    Kind(name="ledger frozen", deal=_beside("ledger", signal.SIGSTOP), lasts_s=(1, 5)),
    Kind(name="PostgreSQL restarted", deal=_postgres, lasts_s=(0.5, 4), forms=("postgresql",)),
    Kind(name="SQLite's disk full", deal=_disk_full, lasts_s=(2, 6), forms=("sqlite",)),
    Kind(name="wall clock stepped", deal=_clock, lasts_s=(4, 10)),
    Kind(name="SSH link cut", deal=_ssh(_DROP), lasts_s=(1, 5)),
    Kind(name="SSH link slow", deal=_ssh(_LOSSY), lasts_s=(3, 8)),
    Kind(name="SSH link dropped", deal=_ssh(_RESET), lasts_s=(0.2, 1)),
    Kind(name="target rebooted", deal=_reboot, lasts_s=(0.2, 2)),
    Kind(name="lease expired", deal=_lease, lasts_s=(LEASE_S + 2.0, LEASE_S + 4.0)),
    Kind(name="DNS gone", deal=_dns, lasts_s=(2, 6)),
    Kind(name="time-out storm", deal=_time_outs, lasts_s=(3, 6)),
)
