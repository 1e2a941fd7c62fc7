"""What one process that runs drills, or speaks to them, hears and says through: words, emergency stops, the bell."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from runners.approvals import Inbox
from scenarios.plan import Plan
from service.firm import Firm
from service.running.ear import StopEar
from service.running.inbox import TableInbox
from service.running.news import News
from service.running.stopping import Stops
from service.running.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """The ears of one process; `name` is what it is called as a runner."""

    name: str
    words: Words
    news: News
    stops: Stops

    async def run(self, *, is_runner: bool = True) -> None:
        """Listen for ever; a runner also says of each emergency stop that it has heard it."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.news.run())
            if is_runner:
                group.create_task(StopEar(self.stops, self.news, self.name).run())

    def inbox(self, drill: str, plan: Plan, inner: Inbox | None = None) -> TableInbox:
        """Return where a drill hears; `inner` is asked as well, where somebody sits beside it."""
        services = [objective.service for objective in plan.objectives]
        return TableInbox(
            drill, self.words, self.news, hearer=self.name, inner=inner, stops=self.stops, services=services
        )


def hearing_of(firm: Firm, name: str) -> Hearing:
    """Return the ears of a process over the parts of its service."""
    return Hearing(name=name, words=firm.words, news=firm.news, stops=firm.stops)
