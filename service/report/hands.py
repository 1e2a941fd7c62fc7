"""Part b: who did and who confirmed each manual step, and whose words did not count."""

from __future__ import annotations

from collections.abc import Iterator

from measurements.report import GateDecision, ManualAct, ManualReport, Report
from scenarios.plan import Plan, Text
from service.report.blocks import Block, Cell, Row, Statement, Table, Tone
from service.report.figures import seconds, seconds_or
from service.words import joined, same, say
from service.words.reasons import reason

_ACT_HEADS = ("step", "manual", "role", "done_by", "confirm_role", "confirmed_by", "outcome", "waited")
_WORD_HEADS = ("step", "person", "said", "at", "channel", "why_not", "reason")
_TONES: dict[str, Tone] = {"ok": "plain", "failed": "missed", "unknown": "inconclusive", "running": "inconclusive"}


def manual_steps(report: Report, plan: Plan) -> Iterator[Block]:
    """Yield the manual steps with doer and confirmer, and every word that does not count."""
    if report.manuals:
        yield Table(
            caption=say("b.table.manuals"),
            heads=tuple(say(f"label.{head}") for head in _ACT_HEADS),
            rows=tuple(_act(act, plan) for act in report.manuals),
        )
        if any(act.confirm_role is not None for act in report.manuals):
            yield Statement(text=say("b.dual_control"))
    yield from _waived(report, plan)
    rows = [*(_decision(one, plan) for one in report.gates if not one.counted)]
    rows += [_word(one, plan) for one in report.said if not one.counted]
    if rows:
        heads = tuple(say(f"label.{head}") for head in _WORD_HEADS)
        yield Table(caption=say("b.table.uncounted"), heads=heads, rows=tuple(rows))


def _act(act: ManualAct, plan: Plan) -> Row:
    waiting: Tone = "number" if act.waited_s is not None else "gap"
    return Row(
        cells=(
            Cell(text=attempted(step_title(plan, act.step), act.attempt)),
            Cell(text=same(act.manual) if act.manual else say("word.none")),
            Cell(text=same(act.role)),
            _person(act.done_by, plan),
            Cell(text=same(act.confirm_role) if act.confirm_role else say("b.no_confirmation")),
            _person(act.confirmed_by, plan) if act.confirm_role else Cell(text=same("–"), tone="muted"),  # noqa: RUF001
            Cell(text=say(f"outcome.{act.outcome}"), tone=_TONES[act.outcome]),
            Cell(text=seconds_or(act.waited_s, "word.no_evidence"), tone=waiting),
        ),
        evidence=act.evidence,
    )


def _person(identity: str | None, plan: Plan) -> Cell:
    if identity is None:
        return Cell(text=say("b.nobody"), tone="gap")
    return Cell(text=person_name(plan, identity))


def _waived(report: Report, plan: Plan) -> Iterator[Statement]:
    waived = [one for one in report.said if one.waived]
    if waived:
        steps = joined(dict.fromkeys(step_title(plan, one.step) for one in waived))
        evidence = tuple(number for one in waived for number in one.evidence)
        yield Statement(text=say("b.manual_waived", steps=steps), evidence=evidence, tone="warning")


def _decision(word: GateDecision, plan: Plan) -> Row:
    return _uncounted(word, say(f"decision.{word.decision}"), word.reason, plan)


def _word(word: ManualReport, plan: Plan) -> Row:
    return _uncounted(word, say(f"said.{word.what}"), word.note, plan)


def _uncounted(word: GateDecision | ManualReport, what: Text, note: str, plan: Plan) -> Row:
    return Row(
        cells=(
            Cell(text=step_title(plan, word.step)),
            Cell(text=same(word.person)),
            Cell(text=what),
            Cell(text=same(seconds(word.at_s)), tone="number"),
            Cell(text=reason(word.channel)),
            Cell(text=say(f"why_not.{word.why_not}")),
            Cell(text=reason(note)),
        ),
        evidence=word.evidence,
    )


def person_name(plan: Plan, identity: str) -> Text:
    """Return what a person is called, or the identity where no register knows it."""
    return next((one.title for one in plan.people if one.id == identity), same(identity))


def step_title(plan: Plan, step: str) -> Text:
    """Return the title of a step, or its id where the plan does not know it."""
    return next((one.title for one in plan.steps if one.id == step), same(step))


def attempted(title: Text, attempt: int) -> Text:
    """Return the title, with the number of the attempt where it was not the first."""
    return title if attempt == 1 else say("d.attempt", title=title, attempt=attempt)
