"""What a report tells of governance: preparation, approvals, overrides, who took part, the stages of the execution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from measurements.events.governed import Decided, Governance, Overridden, Participant, Prepared
from measurements.report import ExecutionStage, Report
from measurements.utc import utc_text
from scenarios.plan import Person, Plan, Text
from service.dossiers.events import ParticipantNamed, SignedIn
from service.report.blocks import Block, Cell, Row, Statement, Table, Tone
from service.report.figures import moment, seconds, term
from service.report.records import NO_RECORDS, DrillRecords
from service.words import joined, same, say

_SECOND_EVENT = (2,)
"""A governed drill tells its governance in its second record."""


def governed(report: Report) -> Iterator[Block]:
    """Yield everything about the drill's dossier, or the one line that it had none."""
    told = report.governance
    if told is None:
        yield Statement(text=say("g.none"), tone="warning")
        return
    yield Statement(text=_dossier(told), evidence=_SECOND_EVENT)
    yield _records(told)
    yield from (
        Statement(text=say("g.off", record=say(f"record.{one.record}"), reason=one.reason), tone="warning")
        for one in told.turned_off
    )
    yield from _approvals(told)
    yield from _overrides(told.overrides)


def participants(report: Report, records: DrillRecords = NO_RECORDS) -> Iterator[Block]:
    """Yield who took part, with department, role, deputy and sign-in (12.3 b), or that the record does not tell.

    Where the book tells more than the journal did at the start (somebody signed in later), the book is told.
    """
    if records.dossier is not None and records.dossier.participants:
        yield _table(tuple(_booked(one, records) for one in records.dossier.participants.values()))
        return
    told = () if report.governance is None else report.governance.participants
    if not told:
        yield Statement(text=say("b.departments"), tone="gap")
        return
    yield _table(tuple(_participant(one) for one in told))


def registered(plan: Plan) -> Iterator[Table]:
    """Yield whoever the people register lets act or decide in this drill."""
    if plan.people:
        heads = ("person", "department", "role", "deputy")
        yield Table(
            caption=say("b.table.people"),
            heads=tuple(say(f"label.{head}") for head in heads),
            rows=tuple(_person(one, plan) for one in plan.people),
            proved=False,
        )


def _person(one: Person, plan: Plan) -> Row:
    deputy = next((other.title for other in plan.people if other.id == one.deputy), same(one.deputy or ""))
    roles = joined(same(role) for role in one.roles)
    texts = (one.title, same(one.department), roles, deputy)
    return Row(cells=tuple(Cell(text=text if text.en else same("–"), tone="plain") for text in texts))  # noqa: RUF001


def _table(rows: tuple[Row, ...]) -> Table:
    heads = ("person", "department", "role", "deputy", "duty", "signed_in")
    return Table(caption=say("g.table.participants"), heads=tuple(say(f"label.{head}") for head in heads), rows=rows)


def _booked(one: Participant, records: DrillRecords) -> Row:
    about = [
        told.number
        for told in records.told
        if isinstance(told.event, ParticipantNamed | SignedIn) and told.event.name == one.name
    ]
    return replace(_participant(one), evidence=(), book=tuple(about))


def execution(report: Report) -> Iterator[Table]:
    """Yield the six stages of the execution (12.2 b)."""
    if report.stages:
        heads = ("stage", "begin", "end")
        yield Table(
            caption=say("d.table.stages"),
            heads=tuple(say(f"label.{head}") for head in heads),
            rows=tuple(_stage(one) for one in report.stages),
        )


def tasks(report: Report) -> Iterator[Statement]:
    """Yield how the declared tasks are answered: that of the objectives by the verdict, the others by people."""
    told = report.governance
    if told is None or not told.tasks:
        return
    if "verify_rto_rpo" in told.tasks:
        task, verdict = term("task", "verify_rto_rpo"), say(f"verdict.{report.verdict}")
        yield Statement(text=say("g.task.measured", task=task, verdict=verdict), tone=report.verdict)
    if others := [task for task in told.tasks if task != "verify_rto_rpo"]:
        named = joined(term("task", task) for task in others)
        yield Statement(text=say("g.tasks.open", tasks=named, dossier=told.dossier))


def _dossier(told: Governance) -> Text:
    return say(
        "g.dossier",
        dossier=told.dossier,
        people=", ".join(told.prepared_by),
        starter=told.started_by,
        opens=moment(utc_text(told.opens_ns)),
        closes=moment(utc_text(told.closes_ns)),
        digest=told.digest,
    )


def _records(told: Governance) -> Table:
    heads = ("preparation", "person", "at", "remark_text", "attachment")
    return Table(
        caption=say("g.table.records"),
        heads=tuple(say(f"label.{head}") for head in heads),
        rows=tuple(_record(one) for one in told.records),
    )


def _record(one: Prepared) -> Row:
    held = say("g.held", day=one.held_on, text=one.text) if one.held_on else same(one.text)
    files = "; ".join(f"{each.name} {each.sha256}" for each in one.attachments)
    return Row(
        cells=(
            Cell(text=say(f"record.{one.record}")),
            Cell(text=same(one.by)),
            Cell(text=moment(utc_text(one.utc_ns))),
            Cell(text=held),
            Cell(text=same(files), tone="code") if files else Cell(text=say("word.none"), tone="muted"),
        ),
        evidence=_SECOND_EVENT,
    )


def _approvals(told: Governance) -> Iterator[Block]:
    if told.freed:
        yield Statement(text=say("g.freed", reason=told.freed), evidence=_SECOND_EVENT, tone="warning")
    if told.approvals:
        yield _decisions(say("g.table.approvals", needed=told.needed), told.approvals)


def _decisions(caption: Text, decisions: Sequence[Decided]) -> Table:
    heads = ("person", "decision", "remark_text", "at", "waited_for")
    rows = tuple(_decision(one) for one in decisions)
    return Table(caption=caption, heads=tuple(say(f"label.{head}") for head in heads), rows=rows)


def _decision(one: Decided) -> Row:
    tone: Tone = "warning" if one.decision == "refuse" else "plain"
    return Row(
        cells=(
            Cell(text=same(one.by)),
            Cell(text=say(f"decision.{one.decision}"), tone=tone),
            Cell(text=same(one.reason)),
            Cell(text=moment(utc_text(one.utc_ns))),
            Cell(text=same(seconds((one.utc_ns - one.asked_ns) / 10**9)), tone="number"),
        ),
        evidence=_SECOND_EVENT,
    )


def _overrides(overrides: Sequence[Overridden]) -> Iterator[Block]:
    for one in overrides:
        facts = {"codes": ", ".join(one.codes), "person": one.asked_by, "reason": one.reason}
        yield Statement(text=say("g.override", **facts), evidence=_SECOND_EVENT, tone="warning")
        yield _decisions(say("g.table.override", codes=facts["codes"]), one.given)


def _participant(one: Participant) -> Row:
    name = say("g.external", name=one.name) if one.external else same(one.name)
    plain = (name, *(same(text) for text in (one.department, one.role, one.deputy, one.duty)))
    signed = (
        Cell(text=say("g.not_signed"), tone="gap")
        if one.signed_in_ns is None
        else Cell(text=moment(utc_text(one.signed_in_ns)))
    )
    return Row(cells=(*(Cell(text=text) for text in plain), signed), evidence=_SECOND_EVENT)


def _stage(one: ExecutionStage) -> Row:
    return Row(
        cells=(Cell(text=say(f"stage.{one.stage}")), Cell(text=_at(one.begun_at)), Cell(text=_at(one.ended_at))),
        evidence=one.evidence,
    )


def _at(instant: str | None) -> Text:
    return say("word.none") if instant is None else moment(instant)
