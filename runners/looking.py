"""One look and what it proves: that the service served, that it did not, or nothing, because the way was broken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from runners.clock import Clock
from runners.companion import described, told
from runners.patience import LAST_MOMENT_NS
from runners.probes import Probe, probe_for, way_for
from runners.secrets import Masker
from runners.ways import BrokenWayError, Trip, Way
from scenarios.plan import PlannedHost, PlannedProbe, SecretRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """When a look was begun and answered, and what it found: `ok` is None where nobody knows."""

    sent: int
    received: int
    ok: bool | None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looker:
    """Whoever looks for one probe: by which way, and whose secrets stay out of what is written down."""

    planned: PlannedProbe
    probe: Probe
    way: Way
    masker: Masker

    @property
    def most_in_flight(self) -> int:
        """Return how many looks are under way when every one hangs, and the way then takes long to answer for it."""
        return (self.planned.timeout_ns + LAST_MOMENT_NS + self.way.patience_ns) // self.planned.every_ns + 1

    async def look(self, clock: Clock) -> Seen:
        """Look once; never raises what a service, a library or the way does. The time-out counts from the sending.

        A look that failed on the way says nothing of the service; the way is asked after the answer has been stamped.
        """
        trip, sent = self.way.depart(), clock.now()
        try:
            wrong = await self.probe.ask()
        except BrokenWayError as error:
            return Seen(sent=sent, received=clock.now(), ok=None, detail=told(str(error), self.masker))
        except TimeoutError:
            return await _failed(trip, Seen(sent=sent, received=clock.now(), ok=False, detail="no answer in time"))
        except Exception as error:  # noqa: BLE001  whatever a client library raises, the client was not served
            detail = described(error, self.masker)
            return await _failed(trip, Seen(sent=sent, received=clock.now(), ok=False, detail=detail))
        return Seen(sent=sent, received=clock.now(), ok=not wrong, detail=told(wrong, self.masker))

    async def close(self) -> None:
        """Let go of everything."""
        await self.probe.close()
        await self.way.close()


def looker_for(
    planned: PlannedProbe, secrets: Mapping[SecretRef, str], clock: Clock, hosts: Mapping[str, PlannedHost]
) -> Looker:
    """Return who looks for a probe; `hosts` are those on which one may run a command. Raises OSError."""
    secret: Callable[[SecretRef], str] = secrets.__getitem__
    way = way_for(planned, secret)
    probe = probe_for(planned, secret, way, clock, hosts)
    return Looker(planned=planned, probe=probe, way=way, masker=Masker(secrets.values()))


async def _failed(trip: Trip, seen: Seen) -> Seen:
    """Return the failure, or that nobody knows where the way was in trouble meanwhile."""
    trouble = await trip.trouble()
    return Seen(sent=seen.sent, received=seen.received, ok=None, detail=trouble) if trouble else seen
