"""The prober: a process that looks at services on a fixed beat, whatever becomes of the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from runners.beat import Beat, beats
from runners.clock import Clock, SystemClock
from runners.companion import STOP, configuration, settle, sync, until_told
from runners.continuity import ContinuedClock
from runners.looking import Looker, Seen, looker_for
from runners.probes import load
from runners.spool import SAMPLES, Line, SpoolWriter
from scenarios.plan import Plan, PlannedHost, PlannedProbe, SecretRef, SshProbe, probe_secrets, way_secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class ProberConfig:
    """What the prober is told by stdin. `secrets` are the resolved ones; `until` is in the drill's time."""

    directory: str
    name: str
    probes: tuple[PlannedProbe, ...]
    until: int
    hosts: tuple[PlannedHost, ...] = ()
    """Those on which a probe runs a command."""
    secrets: tuple[tuple[SecretRef, str], ...] = ()
    offset_ns: int = 0
    """What the drill's clock is ahead of this boot's monotonic clock (see runners/continuity.py)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One probe on its beat, with all that it takes to write a sample down."""

    looker: Looker
    spool: SpoolWriter


async def probe_all(config: ProberConfig, clock: Clock) -> None:
    """Probe until told to stop or until the time is over, then wait for what is under way."""
    streams = [_stream(config, planned, clock) for planned in config.probes]
    async with asyncio.TaskGroup() as ways:
        kept = [ways.create_task(stream.looker.way.keep()) for stream in streams]
        await _look(config, clock, streams)
        for task in kept:
            task.cancel()
    for stream in streams:
        await stream.looker.close()


async def _look(config: ProberConfig, clock: Clock, streams: Sequence[Stream]) -> None:
    spools = [stream.spool for stream in streams]
    async with asyncio.TaskGroup() as samples, asyncio.TaskGroup() as keepers:
        tasks = [
            keepers.create_task(_keep_beat(clock, stream, beat, config.until, samples))
            for stream, beat in zip(streams, spread(config.probes, clock.now()), strict=True)
        ]
        await until_told(clock, Path(config.directory) / (config.name + STOP), config.until, spools)
        for task in tasks:
            task.cancel()
    sync(spools)


def probed_hosts(plan: Plan) -> tuple[PlannedHost, ...]:
    """Return the hosts on which a probe of the plan runs a command, each once."""
    names = {probe.target.host for probe in plan.probes if isinstance(probe.target, SshProbe)}
    return tuple(host for host in plan.hosts if host.name in names)


def prober_secrets(probes: Iterable[PlannedProbe], hosts: Iterable[PlannedHost]) -> Iterator[SecretRef]:
    """Yield every secret that the prober must be told."""
    yield from (ref for probe in probes for ref in probe_secrets(probe))
    for host in hosts:
        yield from way_secrets(host)


def spread(probes: Sequence[PlannedProbe], start: int) -> list[Beat]:
    """Return a beat for each probe, begun a part of a beat apart, so that they do not all want the processor."""
    count = len(probes)
    return [Beat(start=start + i * probe.every_ns // count, every=probe.every_ns) for i, probe in enumerate(probes)]


def sample_line(due: int, seen: Seen) -> Line:
    """Return a sample as the spool has it."""
    return [due, seen.sent, seen.received, seen.ok, seen.detail]


def _stream(config: ProberConfig, planned: PlannedProbe, clock: Clock) -> Stream:
    spool = SpoolWriter(Path(config.directory) / (planned.name + SAMPLES))
    hosts = {host.name: host for host in config.hosts}
    return Stream(looker=looker_for(planned, dict(config.secrets), clock, hosts), spool=spool)


async def _keep_beat(clock: Clock, stream: Stream, beat: Beat, until: int, samples: asyncio.TaskGroup) -> None:
    """Begin a sample at every beat; one that finds too many still under way is missed, and its hole tells."""
    under_way: set[asyncio.Task[None]] = set()
    forget: Callable[[asyncio.Task[None]], None] = under_way.discard
    async for due in beats(clock, beat, until):
        if len(under_way) < stream.looker.most_in_flight:
            task = samples.create_task(_sample(clock, stream, due))
            under_way.add(task)
            task.add_done_callback(forget)


async def _sample(clock: Clock, stream: Stream, due: int) -> None:
    """Look once and write down at once what was seen."""
    stream.spool.append(sample_line(due, await stream.looker.look(clock)))


def main() -> None:
    """Run the prober as configured by stdin."""
    config = configuration(ProberConfig)
    load(config.probes)
    settle()
    asyncio.run(probe_all(config, ContinuedClock(clock=SystemClock(), offset_ns=config.offset_ns)))


if __name__ == "__main__":
    main()
