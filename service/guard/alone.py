"""The guard of a drill that has no service around it, as `drillproof run` and `resume` have none.

The same judgement over the same calendars. What other drills hold is known of this machine only.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from runners.clock import SystemClock
from runners.journal import Journal
from scenarios.plan import Plan
from service.denial import Reason
from service.dossiers.standing import Standing
from service.guard.asking import Ask, Facts
from service.guard.judging import judge
from service.guard.markets import markets_of
from service.guard.passing import Pass, admit
from service.guard.ready import held_nearby, unread_secrets, unready
from service.policy.guarding import GuardingPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """Where a drill without a service lives, and what the firm decided."""

    journal: Journal
    home: Path
    policy: GuardingPolicy

    def admit(self, plan: Plan, drill: str, by: str) -> Pass:
        """Return the pass of a start; raises ConflictError with every reason; blocking."""
        return admit(Ask(plan=plan, drill=drill, by=by, path="terminal"), self.facts(plan), SystemClock().utc_ns)

    def against_going_on(self, plan: Plan, drill: str, stood: Standing | None) -> tuple[Reason, ...]:
        """Return every reason against going on with an interrupted drill; blocking."""
        return judge(Ask(plan=plan, drill=drill, by="", path="resume"), self.facts(plan, stood))

    def facts(self, plan: Plan, stood: Standing | None = None) -> Facts:
        """Look at everything that can be seen without a service; blocking."""
        markets, (held, why) = markets_of(self.policy), held_nearby(plan)
        return Facts(
            utc_ns=SystemClock().utc_ns(),
            policy=self.policy,
            times=markets.times,
            missing=markets.missing,
            held=held,
            unready=(*why, *unready(self.journal, self.home, self.policy), *unread_secrets(plan)),
            standing=stood,
        )
