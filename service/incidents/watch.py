"""Watches what is open: levels that rose by themselves are written down, and whoever is concerned is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from scenarios.plan import SECOND, Text
from service.book import Query
from service.book.entry import SYSTEM
from service.incidents.deciding import see_level
from service.incidents.incident import FAMILY, Incident
from service.incidents.incidents import Incidents
from service.incidents.reporting import Owed
from service.notices.outbox import Notices
from service.rounds import Rounds
from service.words import say

_BEAT_S: Final = 15.0


@dataclass(slots=True)
class Watch:
    """Looks at every incident that is not closed, on a beat."""

    incidents: Incidents
    notices: Notices
    rounds: Rounds = field(default_factory=lambda: Rounds("incidents", _BEAT_S))

    @property
    def failures(self) -> list[str]:
        """Return what could not be looked at."""
        return self.rounds.failures

    async def run(self) -> None:
        """Watch for ever."""
        self.rounds.begin()
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001  the next look may be luckier; an incident is not left alone
                self.rounds.fail(error)
            self.rounds.end()
            await asyncio.sleep(_BEAT_S)

    async def look(self) -> None:
        """Look once at each."""
        async for name in self._unclosed():
            try:
                await self._look_at(name)
            except Exception as error:  # noqa: BLE001  one incident that cannot be read hides no other
                self.rounds.fail(error, name)

    async def _unclosed(self) -> AsyncIterator[str]:
        cursor = None
        while True:
            page = await self.incidents.shelf.page(
                Query(family=FAMILY.name, status=("open", "ended"), cursor=cursor, limit=200)
            )
            for head in page.heads:
                yield head.stream.partition("/")[2]
            cursor = page.next
            if cursor is None:
                return

    async def _look_at(self, name: str) -> None:
        utc_ns = self.incidents.utc_ns
        state = await self.incidents.shelf.change(name, SYSTEM, lambda one: see_level(one, one.clock(utc_ns)))
        now = state.clock(utc_ns)
        await self._tell(state, "incident_declared", {"course": state.declared.course}, "declared")
        await self._tell_level(state, now)
        if state.ended is not None:
            await self._tell(state, "incident_ended", {"reason": state.ended.reason}, "ended")
        due = state.next_report(now)
        if due is not None:
            await self._remind(state, due, now)

    async def _tell_level(self, state: Incident, now: int) -> None:
        found = state.risen(now)
        if not found:
            return
        reached, ahead = found[-1], state.next_rise(now)
        coming = say("incident.no_rise")
        if ahead is not None:
            title = state.rules.level(ahead.level).title
            coming = say("incident.next_rise", level=ahead.level, title=title, at=_local(state, ahead.at_ns))
        facts: dict[str, Text | str] = {
            "level": reached.level,
            "level_title": state.rules.level(reached.level).title,
            "at": _local(state, reached.at_ns),
            "next": coming,
        }
        await self._tell(state, "incident_level", facts, f"level/{reached.level}")

    async def _remind(self, state: Incident, due: Owed, now: int) -> None:
        """Remind before a report is due, when it is, and again as often as progress is to be reported."""
        facts: dict[str, Text | str] = {
            "report": say(f"incident.report.{due.kind}"),
            "number": str(due.number),
            "due": _local(state, due.due_ns),
        }
        place = f"report/{due.kind}/{due.number}/{due.due_ns}"
        if now >= due.due_ns:
            times = (now - due.due_ns) // state.rules.deadlines.progress_ns
            await self._tell(state, "incident_report_late", facts, f"{place}/late/{times}")
        elif now >= due.due_ns - self.incidents.policy.remind_before:
            await self._tell(state, "incident_report_due", facts, f"{place}/near")

    async def _tell(self, state: Incident, kind: str, facts: Mapping[str, Text | str], key: str) -> None:
        known: dict[str, Text | str] = {"title": state.declared.title, "incident": state.id, **facts}
        about = f"incident/{state.id}"
        await self.notices.tell(kind, about, known, state.services, key=f"{about}/{key}", is_drill=state.is_drill)


def _local(state: Incident, at_ns: int) -> str:
    zone = ZoneInfo(state.rules.zone)
    return f"{datetime.fromtimestamp(at_ns // SECOND, zone):%Y-%m-%d %H:%M:%S} {zone.key}"
