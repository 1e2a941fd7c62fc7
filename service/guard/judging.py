"""The guard's judgement: every reason against a start at once. Pure: what it looks at is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from scenarios.closed import ClosedTimes, first_clear
from scenarios.plan import SECOND, Text
from scenarios.stretches import Stretch, told_time
from scenarios.windows import Allowed, Refused, allowed
from service.denial import Reason, because
from service.guard.asking import Ask, Facts, environments_of, host_key, wanted_of
from service.words import say

_DAY_NS: Final = 86_400 * SECOND
_LOOKAHEAD_NS: Final = 31 * _DAY_NS
_PATIENCE_NS: Final = 600 * SECOND
"""So long may the checks of the hosts take after the guard has let a start pass."""


def judge(ask: Ask, facts: Facts) -> tuple[Reason, ...]:
    """Return every reason that stands against the start; what two people overrode does not stand."""
    waived = waivable(facts)
    return tuple(reason for reason in against(ask, facts) if reason.code not in waived)


def waivable(facts: Facts) -> frozenset[str]:
    """Return the codes that are overridden for this start; only those that the policy lets be overridden count."""
    overridden = frozenset[str]() if facts.standing is None else facts.standing.overridden
    return overridden & frozenset[str](facts.policy.overridable)


def against(ask: Ask, facts: Facts) -> tuple[Reason, ...]:
    """Return every reason against the start, the overridden ones too."""
    found = (
        *_governance(ask, facts),
        *_places(ask, facts),
        *_windows(ask, facts),
        *_calendars(ask, facts),
        *_claims(ask, facts),
        *_findings(facts),
        *facts.unready,
    )
    return tuple({_key(reason): reason for reason in found}.values())


def latest_start(ask: Ask, facts: Facts) -> int:
    """Return until when (UTC ns) a start that is let pass now may begin without running into anything closed."""
    longest, waived = ask.plan.safeguards.longest_ns, waivable(facts)
    latest = facts.utc_ns + _PATIENCE_NS
    if ask.span is not None:
        latest = min(latest, ask.span.closes_ns - longest)
    window = ask.plan.safeguards.window
    answer = None if window is None else allowed(window, facts.utc_ns, longest)
    if isinstance(answer, Allowed) and answer.until_ns is not None:
        latest = min(latest, answer.until_ns - longest)
    if bound(ask, facts):
        for times in facts.times:
            stretches = times.touched(facts.utc_ns, latest + longest)
            begins = (one.start_ns for one in stretches if _code(one) not in waived)
            latest = min((latest, *(at - longest for at in begins)))
    return latest


def bound(ask: Ask, facts: Facts) -> bool:
    """Tell whether calendars and blackouts bind the start: it touches more than environments that no market sees."""
    return not set(environments_of(ask.plan)) <= set(facts.policy.free_environments)


def _key(reason: Reason) -> tuple[str, str]:
    return reason.code, reason.text.en


def _governance(ask: Ask, facts: Facts) -> Iterator[Reason]:
    if facts.standing is not None:
        yield from facts.standing.reasons
    elif bound(ask, facts):
        free = set(facts.policy.free_environments)
        bad = [name for name in environments_of(ask.plan) if name not in free]
        yield because("not_governed", environments=", ".join(bad))


def _places(ask: Ask, facts: Facts) -> Iterator[Reason]:
    policy, forbidden = facts.policy, {name.strip().casefold() for name in facts.policy.forbidden_hosts}
    open_to = set(ask.plan.safeguards.environments) & set(policy.environments or ask.plan.safeguards.environments)
    for host in ask.plan.hosts:
        if host.environment not in open_to:
            yield because("environment_closed", host=host.name, environment=host.environment)
        if forbidden & {host.name.casefold(), host.address.casefold(), host_key(host)}:
            yield because("host_forbidden", host=host.name)


def _windows(ask: Ask, facts: Facts) -> Iterator[Reason]:
    now, longest, window = facts.utc_ns, ask.plan.safeguards.longest_ns, ask.plan.safeguards.window
    answer = None if window is None else allowed(window, now, longest)
    if isinstance(answer, Refused):
        yield because("outside_window", why=answer.reason)


def _calendars(ask: Ask, facts: Facts) -> Iterator[Reason]:
    if not bound(ask, facts):
        return
    for name, why in facts.missing:
        yield because("calendar_missing", name=name, why=why)
    now, longest = facts.utc_ns, ask.plan.safeguards.longest_ns
    touched = [(times, times.touched(now, now + longest)) for times in facts.times]
    if any(stretches for _, stretches in touched):
        clear = _clear(ask, facts)
        for times, stretches in touched:
            yield from _closures(times, stretches, now + longest, clear)


def _closures(times: ClosedTimes, stretches: tuple[Stretch, ...], last_ns: int, clear: Text) -> Iterator[Reason]:
    """Yield one reason of each kind for a calendar: the first stretch of trading, each blackout, each unknown day."""
    trading = False
    for one in stretches:
        code = _code(one)
        if code == "in_trading" and trading:
            continue
        trading = trading or code == "in_trading"
        begins, ends, last = (told_time(ns, times.zone) for ns in (one.start_ns, one.end_ns, last_ns))
        told = {"begins": begins, "ends": ends, "last": last}
        if code == "blackout":
            yield because(code, what=one.what, clear=clear, **told)
        elif code == "day_unknown":
            yield because(code, calendar=times.title, **told)
        else:
            yield because(code, calendar=times.title, clear=clear, **told)


def _code(one: Stretch) -> str:
    if one.is_unknown:
        return "day_unknown"
    return "blackout" if one.is_blackout else "in_trading"


def _clear(ask: Ask, facts: Facts) -> Text:
    longest = ask.plan.safeguards.longest_ns
    at_ns = first_clear(facts.times, facts.utc_ns, longest, facts.utc_ns + _LOOKAHEAD_NS)
    if at_ns is None:
        return say("guard.clear_unknown")
    told = _told(at_ns, facts)
    return Text(zh=told, en=told)


def _claims(ask: Ask, facts: Facts) -> Iterator[Reason]:
    wanted = set(wanted_of(ask.plan))
    names = {f"host:{host_key(host)}": host.name for host in ask.plan.hosts}
    for held in facts.held:
        if held.what not in wanted or held.drill == ask.drill:
            continue
        kind, _, name = held.what.partition(":")
        if kind == "service":
            yield because("service_claimed", service=name, drill=held.drill)
        else:
            yield because("host_claimed", host=names[held.what], drill=held.drill)


def _findings(facts: Facts) -> Iterator[Reason]:
    if facts.findings and facts.policy.open_findings == "refuse":
        yield because("findings_open", findings=", ".join(facts.findings))


def _told(utc_ns: int, facts: Facts) -> str:
    return told_time(utc_ns, ZoneInfo(facts.policy.zone))
