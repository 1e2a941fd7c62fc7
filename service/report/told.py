"""Part d: what the readiness checks saw before anything was touched, and who was told of the drill."""

from __future__ import annotations

from collections.abc import Iterator

from measurements.report import Notice, ReadinessCheck, Report
from scenarios.plan import Plan, Ready, Text
from service.report.blocks import Block, Cell, Heading, Row, Statement, Table, Tone
from service.report.figures import seconds, term
from service.report.hands import step_title
from service.words import same, say
from service.words.reasons import reason

_TONES: dict[str, Tone] = {
    "ok": "met",
    "failed": "missed",
    "unknown": "inconclusive",
    "skipped": "muted",
    "running": "inconclusive",
}


def readiness(report: Report, plan: Plan) -> Iterator[Block]:
    """Yield what was checked before the drill touched anything."""
    if not report.readiness:
        planned = any(isinstance(step.action, Ready) for step in plan.steps)
        yield Statement(text=say("d.ready.unread" if planned else "d.ready.none"), tone="gap")
        return
    yield Heading(text=say("d.heading.ready"))
    failed = [check for check in report.readiness if check.outcome in {"failed", "unknown"}]
    evidence = tuple(number for check in failed for number in check.evidence)
    if failed:
        yield Statement(text=say("d.ready.failed", count=len(failed)), evidence=evidence, tone="warning")
    heads = ("check", "host", "outcome", "seen")
    yield Table(
        caption=say("d.table.ready"),
        heads=tuple(say(f"label.{head}") for head in heads),
        rows=tuple(_check(check) for check in report.readiness),
    )


def _check(check: ReadinessCheck) -> Row:
    return Row(
        cells=(
            Cell(text=term("ready", check.check)),
            Cell(text=same(check.host) if check.host else say("word.controller")),
            Cell(text=say(f"outcome.{check.outcome}"), tone=_TONES[check.outcome]),
            Cell(text=reason(check.detail)),
        ),
        evidence=check.evidence,
    )


def notices(report: Report, plan: Plan) -> Iterator[Block]:
    """Yield every notice that was sent or could not be."""
    if not report.notices:
        return
    yield Heading(text=say("d.heading.notices"))
    yield Table(
        caption=say("d.table.notices"),
        heads=tuple(say(f"label.{head}") for head in ("step", "group", "told_by", "at", "outcome", "reason")),
        rows=tuple(_notice(notice, plan) for notice in report.notices),
    )


def _notice(notice: Notice, plan: Plan) -> Row:
    return Row(
        cells=(
            Cell(text=step_title(plan, notice.step)),
            Cell(text=_group(plan, notice.group)),
            Cell(text=same(notice.channel)),
            Cell(text=same(seconds(notice.at_s)), tone="number"),
            Cell(text=say(f"notice.{notice.outcome}"), tone=_TONES[notice.outcome]),
            Cell(text=reason(notice.detail)),
        ),
        evidence=notice.evidence,
    )


def _group(plan: Plan, name: str) -> Text:
    return next((group.title for group in plan.contacts if group.name == name), same(name))
