"""What must hold after a campaign: one function for each invariant, all of them pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bench.campaign.checker.journals import Tale, breaks
from bench.campaign.checker.truth import Edge, PairLog, Span

MILLISECOND: Final = 1_000_000
SECOND: Final = 1000 * MILLISECOND
STEP: Final = "break"
"""The step of every drill that is the fault."""
GRACE: Final = 4 * SECOND
"""For the lease's last second and the undo itself, on a machine that is short of processors."""
ROUNDING: Final = 5 * MILLISECOND
DOUBT: Final = 300 * MILLISECOND
"""An up that lasted about as long as the hold time may count as the return, or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One drill: its journal, the report that was made of it, and what its hosts say."""

    tale: Tale
    report: Mapping[str, Any] | None
    log: PairLog

    @property
    def service(self) -> Mapping[str, Any] | None:
        """Return what the report says of the one service."""
        return None if self.report is None else self.report["services"][0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the service said to its caller: answers that promise something, and records that were seen."""

    drills: Sequence[str]
    """Drills whose start was acknowledged."""
    decisions: Sequence[tuple[str, str, str]]
    """Drill, decision and reason of every word on an interruption that was acknowledged."""
    seen: Sequence[tuple[str, int, str]]
    """Drill, number and hash of records that were there at some moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """An invariant that does not hold in one drill, and how."""

    invariant: str
    drill: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A measured interval beside the truth, in nanoseconds."""

    drill: str
    what: str
    lower: int
    upper: int | None
    truth: tuple[tuple[int, int], ...]

    @property
    def holds(self) -> bool:
        """Tell whether the interval contains what is true (as far as the hosts' own stamps tell that)."""
        return any(self._fits(low, high) for low, high in self.truth)

    def _fits(self, low: int, high: int) -> bool:
        return self.lower <= high + ROUNDING and (self.upper is None or self.upper >= low - ROUNDING)


# --- chain, steps, intents -------------------------------------------------------------------------------------------


def chain_whole(case: Case) -> Iterator[str]:
    """The chain is whole, the drill is closed, and the report ends where the journal ends."""
    yield from breaks(case.tale)
    closings = list(case.tale.of("drill_closed"))
    if len(closings) != 1 or case.tale.events[-1]["kind"] != "drill_closed":
        yield f"it is closed {len(closings)} times, and its last record is {case.tale.events[-1]['kind']}"
    if case.report is not None and case.report["drill"]["head"] != case.tale.lines[-1].hash:
        yield "the report was made of another journal"


def no_step_twice(case: Case) -> Iterator[str]:
    """No intent is written twice, and nothing is done twice on a host."""
    done = [(act.host, act.act) for act in case.log.acts if act.ticket == case.tale.ticket and act.side == "begun"]
    told = [(event["host"] or "here", event["step"]) for event in case.tale.of("step_invoked") if event["attempt"] == 1]
    for what, times in Counter(done).items():
        if times > 1 and what[1] != "undo":
            yield f"{what[1]} was done {times} times on {what[0]}"
    for what, times in Counter(told).items():
        if times > 1:
            yield f"the intent of {what[1]} on {what[0]} was written {times} times"


def nothing_without_intent(case: Case) -> Iterator[str]:
    """Whatever was done on a host had its intent in the journal before."""
    intents = {(event["host"], event["step"]): event["at"] for event in reversed(list(case.tale.of("step_invoked")))}
    for act in case.log.acts:
        if act.ticket != case.tale.ticket or act.side != "begun" or act.act == "undo":
            continue
        at = intents.get((act.host, act.act))
        if at is None or at > act.at:
            yield f"{act.act} was done on {act.host} without an intent before it"


# --- faults ----------------------------------------------------------------------------------------------------------

_SEEN_AS: Final = {
    "kill_process": ("alive", False),
    "stop_service": ("alive", False),
    "freeze_process": ("frozen", True),
    "block_port": ("blocked", True),
}


def fault_spans(case: Case) -> list[Span]:
    """Return each time that the drill's fault stood on its host, by the host's own log."""
    fault = next(step for step in case.tale.plan["steps"] if step["id"] == STEP)
    name, value = _SEEN_AS[fault["action"]["fault"]["name"]]
    begun = [event["at"] for event in case.tale.of("step_invoked", step=STEP)]
    if not begun:
        return []
    until = max((event["at"] for event in case.tale.of("step_completed", step=STEP)), default=case.tale.end)
    spans = case.log.spans(fault["hosts"][0], name, value=value)
    return [span for span in spans if min(begun) - 100 * MILLISECOND <= span.before <= until + SECOND]


def undone_within_lease(case: Case) -> Iterator[str]:
    """Every fault is gone within its lease: so long, and one renewal that nobody noted, after our last sign of life.

    Any record is one: who was frozen and killed may have renewed it in between, and no longer have come to note that.
    """
    lease = int(case.tale.plan["safeguards"]["lease_ns"])
    for span in fault_spans(case):
        if span.after is None:
            yield f"{span.name} was never put right"
            continue
        alive = [event["at"] for event in case.tale.events if event["at"] <= span.after]
        limit = max([span.before, *alive]) + lease + lease // 3 + GRACE
        if span.after > limit:
            yield f"{span.name} stood {(span.after - limit) / SECOND:.1f} s longer than its lease"


# --- intervals and verdicts ------------------------------------------------------------------------------------------


def true_recoveries(case: Case) -> list[tuple[int, int]] | None:
    """Return between what the true time from fault to return lies, one pair for each return that may count.

    None where the fault ended nothing: it failed, or the service was down before. Empty where it never returned.
    """
    begun = next(case.tale.of("step_invoked", step=STEP), None)
    ended = next(case.tale.of("step_completed", step=STEP), None)
    spans = fault_spans(case)
    if begun is None or not spans:
        return None
    until = spans[0].before + SECOND if ended is None else ended["at"]
    edges = case.log.edges
    at = next(
        (n for n, edge in enumerate(edges) if not edge.up and begun["at"] <= edge.after and edge.before <= until), None
    )
    if at is None:
        return None
    return list(_returns(case, edges[at], edges[at + 1 :]))


def _returns(case: Case, down: Edge, later: Sequence[Edge]) -> Iterator[tuple[int, int]]:
    hold = int(case.tale.plan["objectives"][0]["acceptable"]["hold_ns"])
    for number, edge in enumerate(later):
        if not edge.up or edge.before > case.tale.end:
            continue
        lasted = later[number + 1].after - edge.before if number + 1 < len(later) else hold + SECOND
        if lasted >= hold - DOUBT:
            yield max(0, edge.before - down.after), edge.after - down.before
        if lasted >= hold + DOUBT:
            return


def recovery(case: Case) -> Compared | None:
    """Return the measured RTO beside the truth; None where nothing was measured or the fault ended nothing."""
    service, true = case.service, true_recoveries(case)
    if service is None or service["rto"]["lower_s"] is None or true is None:
        return None
    lower, upper = service["rto"]["lower_s"], service["rto"]["upper_s"]
    never = ((10**18, 10**18),)
    return Compared(
        drill=case.tale.drill,
        what="rto",
        lower=round(lower * SECOND),
        upper=None if upper is None else round(upper * SECOND),
        truth=tuple(true) or never,
    )


def losses(case: Case) -> set[int] | None:
    """Return the acknowledged writes that the host which was read did not have; None where none was read."""
    reads = [event for event in case.tale.of("ledger_read", ledger="writes") if not event["replayed"]]
    if not any(event["last"] for event in reads):
        return None
    first = reads[0]
    kept = case.log.kept.get(case.tale.table("writes"), {}).get(first["source"].split()[0], {})
    there = {number for number, (began, _) in kept.items() if began <= first["at"]}
    return case.tale.acknowledged("writes") - there


def intervals_hold_the_truth(case: Case) -> Iterator[str]:
    """No interval misses the truth, no loss is counted wrong, and no write counts as acknowledged that nobody kept."""
    compared, lost, service = recovery(case), losses(case), case.service
    if compared is not None and not compared.holds:
        yield f"RTO [{compared.lower}, {compared.upper}] ns misses the truth {compared.truth}"
    kept = case.log.kept.get(case.tale.table("writes"), {})
    anywhere = {number for host in kept.values() for number in host}
    invented = case.tale.acknowledged("writes") - anywhere
    if invented:
        yield f"{len(invented)} writes count as acknowledged that no host has kept: {sorted(invented)[:5]}"
    if service is not None and lost is not None and service["rpo"]["source"] is not None:
        told = service["rpo"]["lost"]
        if told != len(lost):
            yield f"{told} writes are told lost, and {len(lost)} were: {sorted(lost)[:5]}"


def met_is_true(case: Case) -> Iterator[str]:
    """No verdict `met` that the truth contradicts."""
    service, true, lost = case.service, true_recoveries(case), losses(case)
    if service is None:
        return
    target = round(service["rto"]["target_s"] * SECOND)
    if service["rto"]["verdict"] == "met" and true is not None and not any(low <= target for low, _ in true):
        yield f"RTO is told met within {target} ns, and the truth is {true}"
    if service["rpo"]["verdict"] == "met" and service["rpo"]["target_s"] == 0 and lost:
        yield f"RPO is told met, and {len(lost)} acknowledged writes are lost"
    parts = {service["rto"]["verdict"], service["rpo"]["verdict"]}
    if case.report is not None and case.report["verdict"] == "met" and parts != {"met"}:
        yield f"the whole is told met, and its parts are {sorted(parts)}"


# --- what was promised -----------------------------------------------------------------------------------------------


def nothing_acknowledged_lost(heard: Heard, tales: Sequence[Tale]) -> Iterator[tuple[str, str]]:
    """Every start that was acknowledged has its journal, every word its record, and no record that was seen is gone."""
    known = {tale.drill: tale for tale in tales}
    for drill in heard.drills:
        if drill not in known:
            yield drill, "its start was acknowledged, and it has no journal"
    for drill, decision, reason in heard.decisions:
        tale = known.get(drill)
        if tale is not None and not _has_word(tale, decision, reason):
            yield drill, f"the word to {decision} was acknowledged, and no record has it"
    for drill, seq, digest in heard.seen:
        tale = known.get(drill)
        if tale is None or len(tale.lines) < seq or tale.lines[seq - 1].hash != digest:
            yield drill, f"record {seq} was there once, and is not there now"


def _has_word(tale: Tale, decision: str, reason: str) -> bool:
    """Tell whether a record has the word, or tells that the guard turned it into one to restore: with what was said."""
    turned = tale.of("interruption_decided", decision="restore", by="guard")
    return any(tale.of("interruption_decided", decision=decision)) or any(
        f"({reason})" in one["reason"] for one in turned
    )


EACH: Final[Mapping[str, Callable[[Case], Iterator[str]]]] = {
    "chain whole": chain_whole,
    "no step twice": no_step_twice,
    "no act without intent": nothing_without_intent,
    "every fault undone within its lease": undone_within_lease,
    "no interval misses the truth": intervals_hold_the_truth,
    "no false met": met_is_true,
}
WHOLE: Final = "nothing acknowledged lost"


def violations(cases: Sequence[Case], heard: Heard) -> list[Violation]:
    """Return everything that does not hold."""
    found = [
        Violation(invariant=name, drill=case.tale.drill, text=text)
        for name, check in EACH.items()
        for case in cases
        for text in check(case)
    ]
    promised = nothing_acknowledged_lost(heard, [case.tale for case in cases])
    return found + [Violation(invariant=WHOLE, drill=drill, text=text) for drill, text in promised]
