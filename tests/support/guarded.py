"""Starts for the guard's tests: a plan, who asks, and how things are, without a database; and dossiers of now."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from scenarios.closed import ClosedTimes
from scenarios.plan import SECOND, Plan, PlannedHost
from service.dossiers import Wish
from service.guard.asking import Ask, Facts
from service.guard.markets import markets_of
from service.policy import Policy
from service.policy.guarding import GuardingPolicy
from service.policy.section import defaults
from tests.support.dossiers import wish_in
from tests.support.histories import plan

SHANGHAI = ZoneInfo("Asia/Shanghai")


def utc_ns(local: str) -> int:
    """Return an instant from a local time of Shanghai."""
    return int(datetime.fromisoformat(local).replace(tzinfo=SHANGHAI).timestamp()) * SECOND


def host(name: str = "db-a", environment: str = "production", address: str = "10.0.0.1") -> PlannedHost:
    """Return a host of that environment."""
    return PlannedHost(
        name=name,
        address=address,
        port=22,
        user="drill",
        roles=("primary",),
        environment=environment,
        site="here",
        known_hosts="known",
    )


def planned(*hosts: PlannedHost, minutes: int = 1) -> Plan:
    """Return a plan that touches these hosts and takes so many minutes at most."""
    made = plan()
    allowed = tuple(sorted({"test", *(one.environment for one in hosts)}))
    safeguards = replace(made.safeguards, environments=allowed, longest_ns=minutes * 60 * SECOND)
    return replace(made, hosts=hosts, safeguards=safeguards)


def guarding(**given: object) -> GuardingPolicy:
    """Return the strict section with these keys as a policy file has them."""
    return GuardingPolicy.model_validate(given, context={})


@cache
def nine() -> tuple[ClosedTimes, ...]:
    """Return the closed times of the strict policy."""
    return markets_of(defaults(GuardingPolicy)).times


def asked(made: Plan, drill: str = "drill-1") -> Ask:
    """Return the wish to start it now."""
    return Ask(plan=made, drill=drill, by="omar", path="api", dossier="dossier-1")


def facts(local: str, policy: GuardingPolicy | None = None, **given: object) -> Facts:
    """Return how things are at that time of Shanghai under the strict policy."""
    rules = policy or defaults(GuardingPolicy)
    times = nine() if policy is None else markets_of(rules).times
    return replace(Facts(utc_ns=utc_ns(local), policy=rules, times=times), **given)  # pyright: ignore[reportArgumentType]


def free_policy(**guarding_keys: object) -> Policy:
    """Return the strict policy with these keys of `guarding`."""
    return Policy.model_validate({"guarding": guarding_keys}, context={})


def wish_now(folder: Path, *, environment: str = "production", extra: str = "") -> Wish:
    """Return a wish for the next hours; `extra` is a line of the scenario's safeguards."""
    wish = wish_in(folder, environment=environment, opens=datetime.now(UTC) - timedelta(minutes=1))
    scenario = folder / "scenario.yaml"
    text = scenario.read_text("utf-8")
    if extra:
        text = text.replace("longest: 30m,", f"longest: 30m, {extra},")
    scenario.write_text(text, encoding="utf-8")
    return wish
