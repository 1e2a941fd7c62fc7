"""The drill plan and the drill scheme: what is to be drilled, by whom and how, before anything is touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from measurements.history import History
from measurements.judge import judge
from measurements.report import Report
from scenarios.plan import SECOND, Approve, Manual, Phase, Plan, PlannedStep, Text
from scenarios.planner import plan_digest
from service.dossiers.dossier import Dossier
from service.dossiers.events import Record
from service.papers.origin import Origin
from service.papers.phrasing import at, gap, line, listed, row, section, signatures, statement, table, table_or
from service.programme.annual import Item
from service.report.blocks import Block, Line, Row, Section
from service.report.figures import duration, seconds, term
from service.report.opening import scene
from service.report.paper import Paper
from service.software import SOFTWARE
from service.words import same, say

PLAN_CLAUSES = ("JRT0251-12.2-a", "JRT0251-5.4", "RCU-drill")
SCHEME_CLAUSES = ("JRT0251-12.2-a", "JRT0251-12.1", "RCU-plan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Intended:
    """A drill that nobody has started: its plan, its dossier, and its place in the annual programme, if it has any."""

    plan: Plan
    dossier: Dossier | None = None
    item: Item | None = None

    @property
    def number(self) -> str:
        """Return under which number its papers are known."""
        return self.plan.scenario if self.dossier is None else self.dossier.id

    @property
    def tasks(self) -> tuple[str, ...]:
        """Return the tasks that it declares."""
        return self.plan.tasks if self.dossier is None else self.dossier.tasks


def drill_plan(told: Intended, origin: Origin) -> Paper:
    """Return the drill plan (JR/T 0251 12.2 a; columns after GB/T 38645 A.1)."""
    sections = (
        section(1, "paper.plan.items", "JRT0251-5.4", (_arranged(told),)),
        section(2, "paper.prepare.purpose", "JRT0251-12.2-t", _purpose(told)),
        section(3, "paper.prepare.objectives", "JRT0251-6.3", (_objectives(told.plan),)),
        section(4, "paper.prepare.people", "JRT0251-4", _people(told)),
        section(5, "paper.prepare.approval", "JRT0251-12.2-a", _approval(told)),
        signatures(6),
    )
    return _paper("plan", told, origin, PLAN_CLAUSES, sections)


def scheme(told: Intended, origin: Origin) -> Paper:
    """Return the drill scheme (JR/T 0251 12.2 a; contents after GB/T 38645 A.2 and A.3)."""
    plan = told.plan
    blank = nothing_yet()
    sections = (
        section(1, "paper.prepare.purpose", "JRT0251-12.2-t", _purpose(told)),
        section(2, "paper.prepare.objectives", "JRT0251-6.3", (_objectives(plan), _hosts(plan))),
        section(3, "paper.prepare.people", "JRT0251-4", (*_people(told), *_deciders(plan))),
        section(4, "paper.scheme.scene", "JRT0251-12.3", scene(blank, plan).blocks, part="c"),
        section(5, "paper.scheme.course", "JRT0251-12.2-b", _course(plan)),
        section(6, "paper.scheme.way_back", "JRT0251-12.1", _way_back(plan)),
        section(7, "paper.prepare.approval", "JRT0251-12.2-a", _approval(told)),
        signatures(8),
    )
    return _paper("scheme", told, origin, SCHEME_CLAUSES, sections)


def nothing_yet() -> Report:
    """Return the report of a drill of which nothing has happened."""
    return judge(History(()))


def _paper(kind: str, told: Intended, origin: Origin, clauses: tuple[str, ...], sections: tuple[Section, ...]) -> Paper:
    return Paper(
        kind=say(f"paper.{kind}"),
        number=told.number,
        title=told.plan.title,
        software=SOFTWARE,
        made_ns=origin.made_ns,
        cover=(*_cover(told), *origin.lines(*clauses)),
        sections=sections,
    )


def _cover(told: Intended) -> Iterator[Line]:
    plan, dossier = told.plan, told.dossier
    yield line("number", same(told.number), "code")
    yield line("scenario", same(plan.scenario), "code")
    yield line("form", term("form", plan.form))
    if dossier is not None:
        yield line("opens", at(dossier.wish.window.opens_ns))
        yield line("closes", at(dossier.wish.window.closes_ns))
        yield line("made_by", listed(dossier.wished_by))
    yield line("plan_sha256", same(plan_digest(plan)), "code")


def _arranged(told: Intended) -> Block:
    plan, dossier, item = told.plan, told.dossier, told.item
    when: Text | None = None
    if dossier is not None:
        window = dossier.wish.window
        when = say("paper.span", first=at(window.opens_ns), last=at(window.closes_ns))
    departments = [one.department for one in (() if dossier is None else dossier.participants.values())]
    named = ([item.lead, *item.supporting] if item is not None else []) + departments
    told_row = row(
        1,
        plan.title,
        item.purpose if item is not None and item.purpose else listed(term("task", one) for one in told.tasks),
        term("form", plan.form),
        when,
        listed(dict.fromkeys(one for one in named if one)),
        listed(_phases(plan)),
        None if item is None else say("paper.budget.yes" if item.in_budget else "paper.budget.no", budget=item.budget),
    )
    heads = ("number", "project", "aim", "form", "time", "departments", "arrangement", "budget")
    return table(say("paper.plan.table"), heads, (told_row,))


def _phases(plan: Plan) -> Iterator[Text]:
    for phase in Phase:
        if count := sum(step.phase is phase for step in plan.steps):
            yield say("paper.phase_steps", phase=term("phase", phase.value), count=count)


def _purpose(told: Intended) -> Iterator[Block]:
    plan = told.plan
    yield statement("paper.prepare.why")
    if told.tasks:
        yield statement("a.tasks", tasks=listed(term("task", task) for task in told.tasks))
    else:
        yield gap("a.no_tasks")
    if plan.risks:
        yield statement("a.risks", risks=listed(plan.risks))
    if plan.procedures:
        yield statement("a.procedures", procedures=listed(plan.procedures))


def _objectives(plan: Plan) -> Block:
    rows = (
        row(
            objective.priority,
            objective.title,
            say("word.yes" if objective.writes else "word.no"),
            seconds(objective.rto_ns / SECOND),
            seconds(objective.rpo_ns / SECOND),
            listed(objective.depends_on),
        )
        for objective in sorted(plan.objectives, key=lambda one: (one.priority, one.service))
    )
    heads = ("priority", "service", "writes", "rto_target", "rpo_target", "depends_on")
    return table_or(say("paper.prepare.objectives.table"), heads, rows, "paper.prepare.no_objectives")


def _hosts(plan: Plan) -> Block:
    rows = (row(one.name, listed(one.roles), one.site, one.environment) for one in plan.hosts)
    return table_or(say("paper.prepare.hosts"), ("host", "role", "site", "environment"), rows, "paper.prepare.no_hosts")


def _people(told: Intended) -> Iterator[Block]:
    people = () if told.dossier is None else tuple(told.dossier.participants.values())
    if not people:
        yield gap("paper.prepare.no_people")
        return
    rows = (
        row(
            one.name,
            one.department,
            one.role,
            one.duty,
            one.deputy,
            say("word.yes" if one.external else "word.no"),
        )
        for one in people
    )
    yield table(say("paper.prepare.people.table"), ("person", "department", "role", "duty", "deputy", "external"), rows)


def _deciders(plan: Plan) -> Iterator[Block]:
    """Yield which steps wait for whom."""
    rows = [row(step.title, *asked) for step in plan.steps if (asked := _asked(step)) is not None]
    if rows:
        yield table(say("paper.scheme.deciders"), ("step", "role", "confirm", "people"), rows)


def _asked(step: PlannedStep) -> tuple[str, str, int] | None:
    match step.action:
        case Approve(role=role, people=people):
            return role, "", people
        case Manual(role=role, confirm_role=confirm):
            return role, confirm or "", 1 if confirm is None else 2
        case _:
            return None


def _course(plan: Plan) -> Iterator[Block]:
    yield statement("paper.scheme.order")
    rows = (_step(number, step) for number, step in enumerate(plan.steps, start=1))
    heads = ("number", "phase", "step", "kind", "host", "within", "after", "essential")
    yield table_or(say("paper.scheme.steps"), heads, rows, "paper.scheme.no_steps")


def _step(number: int, step: PlannedStep) -> Row:
    return row(
        number,
        term("phase", step.phase.value),
        step.title,
        term("step", step.action.kind),
        listed(step.hosts) if step.hosts else say("word.controller"),
        duration(step.within_ns),
        listed(step.needs),
        say("word.yes" if step.essential else "word.no"),
    )


def _way_back(plan: Plan) -> Iterator[Block]:
    undone = [step for step in plan.steps if step.phase is Phase.RESTORE]
    yield statement("paper.scheme.always_back", within=duration(plan.safeguards.undo_within_ns))
    rows = (
        row(number, step.title, listed(step.hosts), duration(step.within_ns))
        for number, step in enumerate(undone, start=1)
    )
    heads = ("number", "step", "host", "within")
    yield table_or(say("paper.scheme.back"), heads, rows, "paper.scheme.no_back")


def _approval(told: Intended) -> Iterator[Block]:
    dossier = told.dossier
    if dossier is None:
        yield gap("paper.prepare.no_dossier")
        return
    rows = (row(say(f"record.{record.value}"), *_filed(dossier, record)) for record in Record)
    yield table(say("paper.prepare.records"), ("record", "person", "time", "content"), rows)
    decided = (row(one.by, say(f"decision.{one.decision}"), at(one.utc_ns), one.reason) for one in dossier.decisions)
    heads = ("person", "decision", "time", "content")
    yield table_or(say("paper.prepare.decisions"), heads, decided, "paper.prepare.undecided")


def _filed(dossier: Dossier, record: Record) -> tuple[str | Text | None, ...]:
    filed = dossier.records.get(record)
    if filed is None:
        return None, None, say("word.no_evidence")
    return filed.by, at(filed.utc_ns), filed.text
