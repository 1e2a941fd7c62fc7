"""The prober: a process that looks at services on a fixed beat, whatever becomes of the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from runners.beat import Beat, beats
from runners.clock import Clock, SystemClock
from runners.companion import STOP, configuration, described, settle, sync, until_told
from runners.continuity import ContinuedClock
from runners.patience import LAST_MOMENT_NS
from runners.probes import Probe, probe_for
from runners.secrets import Masker
from runners.spool import SAMPLES, Line, SpoolWriter
from scenarios.plan import PlannedProbe


@dataclass(frozen=True, slots=True, kw_only=True)
class ProberConfig:
    """What the prober is told by stdin. `dsns` holds resolved secrets by probe; `until` is in the drill's time."""

    directory: str
    name: str
    probes: tuple[PlannedProbe, ...]
    dsns: dict[str, str]
    until: int
    offset_ns: int = 0
    """What the drill's clock is ahead of this boot's monotonic clock (see runners/continuity.py)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One probe on its beat, with all that it takes to write a sample down."""

    planned: PlannedProbe
    probe: Probe
    spool: SpoolWriter
    masker: Masker

    @property
    def most_in_flight(self) -> int:
        """Return how many samples are under way when every one hangs until its time-out and a last moment."""
        return (self.planned.timeout_ns + LAST_MOMENT_NS) // self.planned.every_ns + 1


async def probe_all(config: ProberConfig, clock: Clock) -> None:
    """Probe until told to stop or until the time is over, then wait for what is under way."""
    streams = [_stream(config, planned) for planned in config.probes]
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
    for stream in streams:
        await stream.probe.close()


def spread(probes: Sequence[PlannedProbe], start: int) -> list[Beat]:
    """Return a beat for each probe, begun a part of a beat apart, so that they do not all want the processor."""
    count = len(probes)
    return [Beat(start=start + i * probe.every_ns // count, every=probe.every_ns) for i, probe in enumerate(probes)]


def sample_line(due: int, sent: int, received: int, wrong: str) -> Line:
    """Return a sample as the spool has it."""
    return [due, sent, received, not wrong, wrong]


def _stream(config: ProberConfig, planned: PlannedProbe) -> Stream:
    dsn = config.dsns.get(planned.name, "")
    spool = SpoolWriter(Path(config.directory) / (planned.name + SAMPLES))
    return Stream(planned=planned, probe=probe_for(planned, dsn), spool=spool, masker=Masker([dsn]))


async def _keep_beat(clock: Clock, stream: Stream, beat: Beat, until: int, samples: asyncio.TaskGroup) -> None:
    """Begin a sample at every beat; one that finds too many still under way is missed, and its hole tells."""
    under_way: set[asyncio.Task[None]] = set()
    forget: Callable[[asyncio.Task[None]], None] = under_way.discard
    async for due in beats(clock, beat, until):
        if len(under_way) < stream.most_in_flight:
            task = samples.create_task(_sample(clock, stream, due))
            under_way.add(task)
            task.add_done_callback(forget)


async def _sample(clock: Clock, stream: Stream, due: int) -> None:
    """Look once and write down at once what was seen. The time-out counts from the sending."""
    sent = clock.now()
    try:
        wrong = await stream.probe.ask()
    except TimeoutError:
        received, wrong = clock.now(), "no answer in time"
    except Exception as error:  # noqa: BLE001  whatever a client library raises, the client was not served
        received, wrong = clock.now(), described(error, stream.masker)
    else:
        received = clock.now()
    stream.spool.append(sample_line(due, sent, received, wrong))


def main() -> None:
    """Run the prober as configured by stdin."""
    config = configuration(ProberConfig)
    settle()
    asyncio.run(probe_all(config, ContinuedClock(clock=SystemClock(), offset_ns=config.offset_ns)))


if __name__ == "__main__":
    main()
