"""How the drill was conducted: failed and unknown steps, waived gates, faults not taken, what was left behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from measurements.course import Act, Course
from measurements.events import (
    AbortAsked,
    DrillClosed,
    Ending,
    FaultVerified,
    LeaseRenewed,
    Outcome,
    RunnerHandedOver,
    SafeguardTripped,
)
from measurements.findings import Code, finding
from measurements.history import History
from measurements.notices import check_notices
from measurements.people import Heard, check_people
from measurements.report import Finding
from scenarios.plan import Notify, Ready


def check_conduct(history: History, course: Course, heard: Heard) -> Iterator[Finding]:
    """Yield everything about the steps, gates, faults and the ending that a person must look at."""
    yield from _steps(course)
    yield from check_people(course, heard)
    yield from check_notices(history, course)
    yield from _faults(history)
    yield from _leases(history)
    yield from _undoes(course)
    yield from _interruptions(history, course)
    yield from _ending(history.closed, history.count)


def _steps(course: Course) -> Iterator[Finding]:
    for act in course.acts:
        unit = {"step": act.step.id, "host": act.host}
        if act.settled is not None:
            said = act.settled[1]
            facts = {**unit, "reason": said.reason, "person": said.by, "outcome": said.outcome.value}
            yield finding(Code.STEP_SETTLED, act.evidence, **facts)
        if act.is_last and act.outcome not in {Outcome.OK, None}:
            yield from _ended_badly(act, unit)
    yield from _repeats(course)


def _ended_badly(act: Act, unit: dict[str, str]) -> Iterator[Finding]:
    outcome = Outcome.FAILED if act.outcome is Outcome.FAILED else Outcome.UNKNOWN
    reason = "" if act.completed is None else act.completed[1].reason
    match act.step.action:
        case Notify():
            return  # check_notices names the groups that were not reached
        case Ready(check=check):
            yield finding(Code.NOT_READY, act.evidence, **unit, reason=reason, check=check.kind)
        case _ if not act.step.essential:
            yield finding(Code.INESSENTIAL_FAILED, act.evidence, **unit, reason=reason, outcome=outcome.value)
        case _:
            code = Code.STEP_FAILED if outcome is Outcome.FAILED else Code.STEP_UNKNOWN
            yield finding(code, act.evidence, **unit, reason=reason)


def _repeats(course: Course) -> Iterator[Finding]:
    """Yield one finding for each step that took more than one attempt on a host, with what became of it."""
    repeated = {unit: list[Act]() for unit, last in course.latest_act.items() if last.attempt > 1}
    for act in course.acts:
        if (act.step.id, act.host) in repeated:
            repeated[act.step.id, act.host].append(act)
    for (step, host), attempts in repeated.items():
        reasons = (act.completed[1].reason for act in attempts if act.completed is not None)
        outcome = attempts[-1].outcome
        yield finding(
            Code.STEP_REPEATED,
            (seq for act in attempts for seq in act.evidence),
            step=step,
            host=host,
            reason=next(reasons, ""),
            count=str(len(attempts)),
            outcome="running" if outcome is None else outcome.value,
        )


def _faults(history: History) -> Iterator[Finding]:
    codes = {Outcome.FAILED: Code.FAULT_NOT_TAKEN, Outcome.UNKNOWN: Code.FAULT_UNVERIFIED}
    for seq, verified in history.numbered(FaultVerified):
        if verified.took in codes:
            unit = {"step": verified.step, "host": verified.host, "reason": verified.detail}
            yield finding(codes[verified.took], (seq,), **unit)


def _leases(history: History) -> Iterator[Finding]:
    """Yield one finding for each fault whose lease was not renewed, however often."""
    failed: dict[tuple[str, str], list[tuple[int, LeaseRenewed]]] = {}
    for seq, renewed in history.numbered(LeaseRenewed):
        if renewed.outcome is not Outcome.OK:
            failed.setdefault((renewed.step, renewed.host), []).append((seq, renewed))
    for (step, host), attempts in failed.items():
        facts = {"step": step, "host": host, "reason": attempts[0][1].reason, "count": str(len(attempts))}
        yield finding(Code.LEASE_NOT_RENEWED, (seq for seq, _ in attempts), **facts)


def _undoes(course: Course) -> Iterator[Finding]:
    for undoing in course.undoings:
        seq, invoked = undoing.invoked
        if undoing.completed is not None and undoing.completed[1].outcome is not Outcome.OK:
            unit = {"step": invoked.step, "host": invoked.host, "reason": undoing.completed[1].reason}
            yield finding(Code.UNDO_FAILED, (seq, undoing.completed[0]), **unit)


def _interruptions(history: History, course: Course) -> Iterator[Finding]:
    for seq, asked in history.numbered(AbortAsked):
        yield finding(Code.ABORTED, (seq,), person=asked.by, reason=asked.reason)
    for seq, tripped in history.numbered(SafeguardTripped):
        yield finding(Code.SAFEGUARD_TRIPPED, (seq,), safeguard=tripped.safeguard, reason=tripped.detail)
    left = {seq: event for seq, event in history.numbered(RunnerHandedOver) if not event.unfinished}
    resumed = [seq for seq, started in course.starts if started.resumed and not _was_left(seq, left, course)]
    if resumed:
        yield finding(Code.RUNNER_RESUMED, resumed, count=str(len(resumed)))
    if left:
        reason = "; ".join(dict.fromkeys(event.reason for event in left.values()))
        yield finding(Code.RUNNER_HANDED_OVER, left, count=str(len(left)), reason=reason)


def _was_left(seq: int, left: Iterable[int], course: Course) -> bool:
    """Tell whether the runner before the one that began with `seq` had left the drill on purpose."""
    before = max((other for other, _ in course.starts if other < seq), default=0)
    return any(before < place < seq for place in left)


def _ending(closed: DrillClosed | None, last: int) -> Iterator[Finding]:
    if closed is None:
        yield finding(Code.NOT_CLOSED, range(last, last + 1))
        return
    if closed.ending is not Ending.COMPLETED:
        yield finding(Code.NOT_COMPLETED, (last,), ending=closed.ending.value, reason=closed.reason)
    if not closed.restored:
        yield finding(Code.NOT_RESTORED, (last,), reason=closed.reason)
    for item in closed.residue:
        yield finding(Code.RESIDUE, (last,), item=item)
