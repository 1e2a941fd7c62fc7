"""What people decided, did and confirmed in a drill: whose words count, and what is to be said of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, TypeVar

from measurements.counting import GateWords, ManualWords, WhyNot
from measurements.course import Act, Course
from measurements.events import ApprovalGiven, ManualReported, Outcome
from measurements.findings import Code, finding
from measurements.report import Finding, GateDecision, ManualAct, ManualReport, WhyNotName
from measurements.seconds import lower_s, upper_s
from scenarios.plan import Approve, Manual

W = TypeVar("W", ApprovalGiven, ManualReported)
NotCounted: TypeAlias = dict[int, WhyNot]
"""Evidence number of each word that does not count, and why."""

_NAMES: Final[dict[WhyNot, WhyNotName]] = {
    WhyNot.STRANGER: "stranger",
    WhyNot.WRONG_ROLE: "wrong_role",
    WhyNot.SAME_PERSON: "same_person",
    WhyNot.OUT_OF_TURN: "out_of_turn",
}
_CODES: Final[dict[WhyNot, Code]] = {
    WhyNot.STRANGER: Code.WORD_OF_STRANGER,
    WhyNot.WRONG_ROLE: Code.WORD_WITHOUT_ROLE,
    WhyNot.SAME_PERSON: Code.WORD_OF_SAME_PERSON,
    WhyNot.OUT_OF_TURN: Code.WORD_OUT_OF_TURN,
}
_ENDED: Final[dict[Outcome | None, Literal["ok", "failed", "unknown", "running"]]] = {
    Outcome.OK: "ok",
    Outcome.FAILED: "failed",
    Outcome.UNKNOWN: "unknown",
    None: "running",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Everything that people said: the words about each gate and manual step as they count, and those that do not."""

    gates: tuple[tuple[Act, GateWords], ...]
    manuals: tuple[tuple[Act, ManualWords], ...]
    not_counted: NotCounted


def hear_people(course: Course) -> Heard:
    """Return what the words of people come to, by the plan's people and nothing else.

    A word belongs to the attempt that was open when it was said; one that nobody had asked for does not count.
    """
    people = course.plan.people
    not_counted: NotCounted = {seq: WhyNot.OUT_OF_TURN for seq, _ in (*course.approvals, *course.reports)}
    gates: list[tuple[Act, GateWords]] = []
    manuals: list[tuple[Act, ManualWords]] = []
    for act in course.acts:
        match act.step.action:
            case Approve() as gate:
                gates.append((act, GateWords(gate=gate, people=people)))
                for seq, given in _said_during(act, course.approvals):
                    _note(not_counted, seq, gates[-1][1].hear(given))
            case Manual() as action:
                manuals.append((act, ManualWords(action=action, people=people)))
                for seq, said in _said_during(act, course.reports):
                    _note(not_counted, seq, manuals[-1][1].hear(said))
            case _:
                pass
    return Heard(gates=tuple(gates), manuals=tuple(manuals), not_counted=not_counted)


def _note(not_counted: NotCounted, seq: int, why: WhyNot | None) -> None:
    del not_counted[seq]
    if why is not None:
        not_counted[seq] = why


def _said_during(act: Act, words: Sequence[tuple[int, W]]) -> list[tuple[int, W]]:
    """Return the words about the act's step that were said while it was open."""
    begun, end = act.invoked[0], act.completed or act.again
    ended = None if end is None else end[0]
    own = ((seq, word) for seq, word in words if word.step == act.step.id)
    return [(seq, word) for seq, word in own if seq > begun and (ended is None or seq < ended)]


def gate_decisions(course: Course, heard: Heard, origin: int) -> tuple[GateDecision, ...]:
    """Return every decision of a person at a gate, counted or not, in order."""
    return tuple(
        GateDecision(
            step=given.step,
            person=given.person,
            decision=given.decision,
            reason=given.reason,
            channel=given.channel,
            waived=given.waived,
            at_s=lower_s(given.at - origin),
            counted=seq not in heard.not_counted,
            why_not=_why(heard, seq),
            evidence=(seq,),
        )
        for seq, given in course.approvals
    )


def manual_reports(course: Course, heard: Heard, origin: int) -> tuple[ManualReport, ...]:
    """Return every word about a manual step, counted or not, in order."""
    return tuple(
        ManualReport(
            step=said.step,
            attempt=_attempt(course, said.step, seq),
            person=said.person,
            what=said.what,
            note=said.note,
            channel=said.channel,
            waived=said.waived,
            at_s=lower_s(said.at - origin),
            counted=seq not in heard.not_counted,
            why_not=_why(heard, seq),
            evidence=(seq,),
        )
        for seq, said in course.reports
    )


def manual_acts(heard: Heard) -> tuple[ManualAct, ...]:
    """Return every attempt at a manual step, with the people whose words counted."""
    return tuple(_manual_act(act, words) for act, words in heard.manuals)


def _manual_act(act: Act, words: ManualWords) -> ManualAct:
    action, ended = words.action, None if act.completed is None else act.completed[1].at
    return ManualAct(
        step=act.step.id,
        attempt=act.attempt,
        role=action.role,
        confirm_role=(action.confirm_role or action.role) if action.dual_control else None,
        manual=action.manual,
        done_by=words.done_by,
        confirmed_by=words.confirmed_by,
        waived=words.is_waived,
        outcome=_ENDED[act.outcome],
        waited_s=None if ended is None else upper_s(ended - act.invoked[1].at),
        evidence=act.evidence,
    )


def who(course: Course, heard: Heard, act: Act) -> str | None:
    """Return the names, as they were given, of those whose words counted in this act; None where nobody's did."""
    if not isinstance(act.step.action, Approve | Manual):
        return None
    words = [*_said_during(act, course.approvals), *_said_during(act, course.reports)]
    return ", ".join(word.person for seq, word in words if seq not in heard.not_counted) or None


def check_people(course: Course, heard: Heard) -> Iterator[Finding]:
    """Yield each gate and manual step that nobody was asked about, each refusal, and each word that does not count."""
    for seq, given in course.approvals:
        facts = {"step": given.step, "person": given.person}
        if given.waived:
            yield finding(Code.GATE_WAIVED, (seq,), **facts, reason=given.reason)
        if given.decision == "refuse" and seq not in heard.not_counted:
            yield finding(Code.GATE_REFUSED, (seq,), **facts, reason=given.reason)
        yield from _uncounted(heard, seq, facts)
    for seq, said in course.reports:
        facts = {"step": said.step, "person": said.person}
        if said.waived:
            yield finding(Code.MANUAL_WAIVED, (seq,), **facts, reason=said.note)
        yield from _uncounted(heard, seq, facts)
    yield from _unlawful(heard)


def _uncounted(heard: Heard, seq: int, facts: dict[str, str]) -> Iterator[Finding]:
    if seq in heard.not_counted:
        yield finding(_CODES[heard.not_counted[seq]], (seq,), **facts)


def _unlawful(heard: Heard) -> Iterator[Finding]:
    """Yield each step that went on although the words that count do not carry it."""
    for act, words in (*heard.gates, *heard.manuals):
        if act.completed is not None and act.completed[1].outcome is Outcome.OK and not words.is_good:
            yield finding(Code.PASSED_UNLAWFULLY, act.evidence, step=act.step.id)


def _why(heard: Heard, seq: int) -> WhyNotName | None:
    why = heard.not_counted.get(seq)
    return None if why is None else _NAMES[why]


def _attempt(course: Course, step: str, seq: int) -> int:
    """Return the attempt that was the newest when a word was said; 1 where there was none."""
    begun = (act.attempt for act in course.acts if act.step.id == step and act.invoked[0] < seq)
    return max(begun, default=1)
