"""The guard of one service: looks at everything, judges once, takes the claims, and gives the pass."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from sqlalchemy.exc import IntegrityError

from runners.journal import Journal
from scenarios.plan import Plan
from service.book import Book
from service.denial import ConflictError, Reason, because
from service.dossiers.standing import Standing
from service.guard.asking import Ask, Facts, Unfit, wanted_of
from service.guard.claims import Claims, CrowdedError
from service.guard.judging import against, waivable
from service.guard.markets import Markets, markets_of
from service.guard.passing import Pass, admit
from service.guard.ready import astray, unfit_here, unready
from service.guard.starting import Starting
from service.policy.guarding import GuardingPolicy
from service.running.stopping import Stops

_TRIES: Final = 3


class Findings(Protocol):
    """Who knows what is still open of the last drills."""

    async def open_findings(self, services: Sequence[str]) -> Sequence[str]:
        """Return the open findings of these services, one line each."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What the guard would say now: the reasons that stand, and those that two people set aside."""

    reasons: tuple[Reason, ...]
    waived: tuple[Reason, ...]


class Guard:
    """The guard of one service; `findings` may be given once that part is open."""

    def __init__(self, book: Book, journal: Journal, home: Path, policy: GuardingPolicy) -> None:
        self._book, self._journal, self._home, self._policy = book, journal, home, policy
        self.claims = Claims(journal)
        self.starting = Starting(home / "starting")
        self.stops = Stops(journal.engine)
        self.markets: Markets = markets_of(policy)
        self.findings: Findings | None = None
        self.most: int | None = None
        """How many drills may run at once (limits.drills)."""
        self.unfit: Callable[[Plan], Unfit] = unfit_here
        """What keeps whoever would run a plan from it: this machine, unless workers run the drills; blocking."""

    async def facts(self, ask: Ask, standing: Standing | None) -> Facts:
        """Look at everything that the judgement needs."""
        findings = () if self.findings is None else await self.findings.open_findings(ask.services)
        return await asyncio.to_thread(self._facts, ask, standing, tuple(findings))

    async def opinion(self, ask: Ask, standing: Standing | None) -> Opinion:
        """Return what would be said to a start now; nothing is taken or written."""
        facts = await self.facts(ask, standing)
        waived, found = waivable(facts), against(ask, facts)
        return Opinion(
            reasons=tuple(reason for reason in found if reason.code not in waived),
            waived=tuple(reason for reason in found if reason.code in waived),
        )

    async def admit(self, ask: Ask, standing: Standing | None) -> Pass:
        """Let a start pass and take its claims; raises ConflictError with every reason, and nothing is taken then.

        Of two that want the same at one time one gets it, and the other is told who has it.
        """
        for attempt in range(_TRIES):
            facts = await self.facts(ask, standing)
            passed = admit(ask, facts, self._book.utc_ns)
            try:
                await asyncio.to_thread(self._claim, ask, facts.utc_ns)
            except CrowdedError as full:
                raise ConflictError(because("drills_full", count=full.count)) from None
            except IntegrityError:
                if attempt + 1 == _TRIES:
                    raise
            else:
                return passed
        raise AssertionError  # the last attempt returns or raises

    def _claim(self, ask: Ask, utc_ns: int) -> None:
        """Take the claims, after a note that this process is at it; raises as `Claims.take`."""
        self.starting.begin(ask.drill, ask.dossier, utc_ns)
        try:
            self.claims.take(wanted_of(ask.plan), ask.drill, utc_ns, self.most)
        except BaseException:
            self.starting.end(ask.drill)
            raise

    def _facts(self, ask: Ask, standing: Standing | None, findings: tuple[str, ...]) -> Facts:
        utc_ns = self._book.utc_ns()
        unfit = self.unfit(ask.plan)
        complaints = (
            *self.stops.against(ask.services),
            *unfit.reasons,
            *self._crowded(ask.drill, utc_ns),
            *unready(self._journal, self._home, self._policy),
            *astray(self._book, utc_ns, self._policy),
        )
        return Facts(
            utc_ns=utc_ns,
            policy=self._policy,
            times=self.markets.times,
            missing=self.markets.missing,
            held=(*self.claims.held(wanted_of(ask.plan), utc_ns), *unfit.held),
            unready=complaints,
            findings=findings,
            standing=standing,
        )

    def _crowded(self, drill: str, utc_ns: int) -> Iterator[Reason]:
        count = 0 if self.most is None else self.claims.under_way(drill, utc_ns)
        if self.most is not None and count >= self.most:
            yield because("drills_full", count=count)
