"""Who was told of the drill by which channel, and who was not; and what the readiness checks saw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from measurements.course import Course
from measurements.events import NoticeSent, Outcome
from measurements.findings import Code, finding
from measurements.history import History
from measurements.report import Finding, Notice, OutcomeName, ReadinessCheck
from measurements.seconds import lower_s
from measurements.timeline import ENDED
from scenarios.plan import Notify, Ready

_OUTCOMES: Final[dict[Outcome, OutcomeName]] = {
    Outcome.OK: "ok",
    Outcome.FAILED: "failed",
    Outcome.UNKNOWN: "unknown",
}


def notices(history: History, origin: int) -> tuple[Notice, ...]:
    """Return every notice that was sent, or could not be, in order."""
    return tuple(
        Notice(
            step=sent.step,
            group=sent.group,
            channel=sent.channel,
            outcome=_OUTCOMES[sent.outcome],
            detail=sent.detail,
            at_s=lower_s(sent.at - origin),
            evidence=(seq,),
        )
        for seq, sent in history.numbered(NoticeSent)
    )


def check_notices(history: History, course: Course) -> Iterator[Finding]:
    """Yield each group that no channel reached for certain, once its step has ended.

    A channel that reached the group in an earlier attempt has reached it.
    """
    sent = list(history.numbered(NoticeSent))
    for (step, _), act in course.latest_act.items():
        if not isinstance(act.step.action, Notify) or act.outcome is None:
            continue
        for group in act.step.action.groups:
            tried = [(seq, one) for seq, one in sent if (one.step, one.group) == (step, group)]
            outcomes = {one.outcome for _, one in tried}
            if Outcome.OK not in outcomes:
                is_unsure = Outcome.UNKNOWN in outcomes or (not tried and act.outcome is Outcome.UNKNOWN)
                code = Code.GROUP_REACHED_UNSURE if is_unsure else Code.GROUP_NOT_REACHED
                why = "; ".join(f"{one.channel}: {one.detail}" for _, one in tried)
                yield finding(code, (*act.evidence, *(seq for seq, _ in tried)), step=step, group=group, reason=why)


def readiness(course: Course) -> tuple[ReadinessCheck, ...]:
    """Return what each readiness check saw on each host, and the checks that were not made."""
    made = (
        ReadinessCheck(
            step=act.step.id,
            host=act.host,
            check=act.step.action.check.kind,
            outcome=ENDED[act.outcome],
            detail="" if act.completed is None else act.completed[1].reason or _first_line(act.completed[1].stdout),
            evidence=act.evidence,
        )
        for act in course.acts
        if isinstance(act.step.action, Ready) and act.is_last
    )
    kinds = {step.id: step.action.check.kind for step in course.plan.steps if isinstance(step.action, Ready)}
    skipped = (
        ReadinessCheck(
            step=one.step, host="", check=kinds[one.step], outcome="skipped", detail=one.reason, evidence=(seq,)
        )
        for seq, one in course.skipped
        if one.step in kinds
    )
    return (*made, *skipped)


def _first_line(text: str) -> str:
    """Return what the check found; the lines after it are what the host said, and stay in the journal."""
    return text.strip().partition("\n")[0]
