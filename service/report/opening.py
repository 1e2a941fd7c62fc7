"""Parts a, b and c: why, with whom and how the drill was held, told from the plan and the decisions at its gates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from measurements.report import GateDecision, Report, ServiceFigures
from scenarios.plan import (
    Acceptable,
    Approve,
    CheckCommand,
    Inject,
    Manual,
    OtherStoreSpec,
    Phase,
    Plan,
    PlannedHost,
    PlannedStep,
    Run,
    StoreSpec,
    Text,
    Undo,
)
from service.report.blocks import Block, Cell, Row, Section, Statement, Table, Tone
from service.report.figures import duration, seconds, term
from service.report.governed import participants, registered
from service.report.hands import manual_steps
from service.report.phrasing import part
from service.report.records import NO_RECORDS, DrillRecords
from service.words import joined, same, say
from service.words.reasons import reason

PERMILLE_PER_PERCENT: Final = 10
LONGEST_SETTING: Final = 60


def purpose(report: Report, plan: Plan, _records: DrillRecords = NO_RECORDS) -> Section:
    """Return section 1: purpose and scope (12.3 a)."""
    blocks: list[Block] = [Statement(text=say("a.purpose")), _tasks(plan)]
    if plan.clauses:
        blocks.append(Statement(text=say("a.clauses", clauses=joined(_clause(clause) for clause in plan.clauses))))
    blocks.extend(_cited(plan))
    blocks.append(_services(report, plan))
    if plan.hosts:
        blocks.append(_hosts(plan))
    blocks.append(_boundary(plan))
    return part("a", "1", blocks, of="a")


def people(report: Report, plan: Plan, records: DrillRecords = NO_RECORDS) -> Section:
    """Return section 2: departments, people, duties (12.3 b)."""
    opener = report.drill.opened_by
    opened = Statement(text=say("b.opened", person=opener), evidence=(1,)) if opener else _gap("b.opened.none")
    blocks = (
        opened,
        Statement(text=say("b.execution", software=report.drill.software)),
        *participants(report, records),
        *registered(plan),
        _gates(report, plan),
        *_waived(report),
        *manual_steps(report, plan),
    )
    return part("b", "2", blocks, of="b")


def scene(report: Report, plan: Plan, _records: DrillRecords = NO_RECORDS) -> Section:
    """Return section 3: scenario and form (12.3 c)."""
    blocks: list[Block] = [
        Statement(text=say("c.scenario", title=plan.title, scenario=plan.scenario)),
        Statement(text=say("c.form", form=say(f"form.{plan.form}"))),
        _form(report, plan),
        *_scope(plan),
        _threats(plan),
        *_faults(plan),
    ]
    if plan.parameters:
        blocks.append(_parameters(plan))
    blocks.append(_streams(plan))
    blocks.extend(_actions(plan))
    blocks.extend(_safeguards(plan))
    return part("c", "3", blocks, of="c")


def _scope(plan: Plan) -> Iterator[Statement]:
    """Yield whether it is a comprehensive or a special drill, and whether the standby took over real business."""
    count = len(plan.objectives)
    if count:
        yield Statement(text=say("c.scope.comprehensive" if count > 1 else "c.scope.special", count=count))
    if plan.form == "live":
        yield _gap("c.takeover")


def _form(report: Report, plan: Plan) -> Statement:
    has_begun = any(entry.phase == Phase.INJECT and entry.outcome != "skipped" for entry in report.timeline)
    if plan.form == "live" and report.timeline and not has_begun:
        return Statement(text=say("c.form.unbegun"), tone="warning")
    return Statement(text=say(f"c.form.{plan.form}"))


def _gap(key: str) -> Statement:
    return Statement(text=say(key), tone="gap")


def _tasks(plan: Plan) -> Statement:
    if not plan.tasks:
        return _gap("a.no_tasks")
    return Statement(text=say("a.tasks", tasks=joined(term("task", task) for task in plan.tasks)))


def _cited(plan: Plan) -> Iterator[Statement]:
    """Yield what of the risk and plan registers the drill exercises (JR/T 0251 7 and 10.6)."""
    if plan.risks:
        yield Statement(text=say("a.risks", risks=joined(same(risk) for risk in plan.risks)))
    if plan.procedures:
        yield Statement(text=say("a.procedures", procedures=joined(same(one) for one in plan.procedures)))


def _clause(clause: str) -> Text:
    title = term("clause", clause)
    return title if title == same(clause) else Text(zh=f"{clause}（{title.zh}）", en=f"{clause} ({title.en})")  # noqa: RUF001


def _services(report: Report, plan: Plan) -> Block:
    if not report.services:
        return _gap("a.no_services")
    levels = {objective.service: objective.acceptable for objective in plan.objectives}
    heads = ("service", "priority", "writes", "rto_target", "rpo_target", "acceptable")
    return Table(
        caption=say("a.table.services"),
        heads=tuple(say(f"label.{head}") for head in heads),
        rows=tuple(_service(service, levels.get(service.service)) for service in report.services),
        proved=False,
    )


def _service(service: ServiceFigures, level: Acceptable | None) -> Row:
    return Row(
        cells=(
            Cell(text=service.title),
            Cell(text=same(str(service.priority))),
            Cell(text=say("word.yes" if service.writes else "word.no")),
            Cell(text=same(seconds(service.rto.target_s)), tone="number"),
            Cell(text=same(seconds(service.rpo.target_s)), tone="number"),
            Cell(text=say("word.no_evidence"), tone="gap") if level is None else Cell(text=_acceptable(level)),
        )
    )


def _acceptable(level: Acceptable) -> Text:
    floor = say("a.acceptable.floor", floor=duration(level.p95_floor_ns)) if level.p95_floor_ns else same("")
    return say(
        "a.acceptable",
        rate=_percent(level.rate_permille),
        p95=_percent(level.p95_permille),
        floor=floor,
        hold=duration(level.hold_ns),
    )


def _percent(permille: int) -> str:
    whole, rest = divmod(permille, PERMILLE_PER_PERCENT)
    return f"{whole}.{rest}" if rest else f"{whole}"


def _hosts(plan: Plan) -> Table:
    return Table(
        caption=say("a.table.hosts"),
        heads=tuple(say(f"label.{head}") for head in ("host", "role", "site", "environment")),
        rows=tuple(_host(host) for host in plan.hosts),
        proved=False,
    )


def _host(host: PlannedHost) -> Row:
    roles = joined(same(role) for role in host.roles)
    return Row(
        cells=tuple(Cell(text=text) for text in (same(host.name), roles, same(host.site), same(host.environment)))
    )


def _boundary(plan: Plan) -> Statement:
    allowed = plan.safeguards.environments
    if not allowed:
        return _gap("a.boundary.none")
    return Statement(text=say("a.boundary", environments=joined(same(name) for name in allowed)))


def _gates(report: Report, plan: Plan) -> Block:
    gates = [(step, step.action) for step in plan.steps if isinstance(step.action, Approve)]
    if not gates and not report.gates:
        is_asked = any(isinstance(step.action, Manual) for step in plan.steps)
        return Statement(text=say("b.no_gates" if is_asked else "b.nobody_asked"))
    rows = [row for step, gate in gates for row in _gate(step, gate, report)]
    heads = ("gate", "role", "required", "person", "decision", "at", "channel", "reason")
    return Table(caption=say("b.table.gates"), heads=tuple(say(f"label.{h}") for h in heads), rows=tuple(rows))


def _gate(step: PlannedStep, gate: Approve, report: Report) -> Iterator[Row]:
    asked = (Cell(text=step.title), Cell(text=same(gate.role)), Cell(text=same(str(gate.people))))
    decisions = [decision for decision in report.gates if decision.step == step.id and decision.counted]
    if not decisions:
        nobody = Cell(text=say("b.gate.open"), tone="gap")
        blank = Cell(text=same(""))
        yield Row(cells=(*asked, nobody, blank, blank, blank, blank))
    for decision in decisions:
        yield Row(cells=(*asked, *_decision(decision)), evidence=decision.evidence)


def _decision(decision: GateDecision) -> tuple[Cell, ...]:
    is_odd = decision.waived or decision.decision == "refuse"
    tone: Tone = "warning" if is_odd else "plain"
    word = "waived" if decision.waived else decision.decision
    return (
        Cell(text=same(decision.person)),
        Cell(text=say(f"decision.{word}"), tone=tone),
        Cell(text=same(seconds(decision.at_s)), tone="number"),
        Cell(text=reason(decision.channel)),
        Cell(text=reason(decision.reason)),
    )


def _waived(report: Report) -> Iterator[Statement]:
    for gate in report.gates:
        if gate.waived:
            yield Statement(text=say("b.waived", step=gate.step), evidence=gate.evidence, tone="warning")


def _threats(plan: Plan) -> Statement:
    if not plan.threats:
        return _gap("c.no_threats")
    return Statement(text=say("c.threats", threats=joined(term("threat", threat) for threat in plan.threats)))


def _faults(plan: Plan) -> Iterator[Block]:
    """Yield the table of faults and a warning of every command that interrupts, or that there is neither."""
    faults = [(step, step.action) for step in plan.steps if isinstance(step.action, Inject)]
    commands = [step for step in plan.steps if step.phase is Phase.INJECT and isinstance(step.action, Run)]
    if faults:
        yield _fault_table(faults, plan)
    for step in commands:
        yield Statement(text=say("c.by_command", step=step.title), tone="warning")
    if not faults and not commands:
        yield Statement(text=say("c.no_faults"))


def _fault_table(faults: Sequence[tuple[PlannedStep, Inject]], plan: Plan) -> Table:
    return Table(
        caption=say("c.table.faults"),
        heads=tuple(say(f"label.{head}") for head in ("step", "fault", "host", "parameter", "lease", "undo")),
        rows=tuple(_fault(step, inject, plan) for step, inject in faults),
        proved=False,
    )


def _fault(step: PlannedStep, inject: Inject, plan: Plan) -> Row:
    undo = next((s.title for s in plan.steps if isinstance(s.action, Undo) and s.action.fault == step.id), None)
    return Row(
        cells=(
            Cell(text=step.title),
            Cell(text=inject.fault.title),
            Cell(text=joined(same(host) for host in step.hosts) if step.hosts else say("word.controller")),
            Cell(text=same(_short(inject.fault.detail)), tone="code"),
            Cell(text=same(duration(inject.lease_ns))),
            Cell(text=undo or say("c.undo.own")),
        )
    )


def _actions(plan: Plan) -> Iterator[Table]:
    """Yield the table of named actions, if there are any: which, on what, aimed at what."""
    named = [(step, step.action) for step in plan.steps if isinstance(step.action, Run | CheckCommand)]
    rows = tuple(_action(step, action) for step, action in named if action.action)
    if rows:
        heads = tuple(say(f"label.{head}") for head in ("step", "action", "host", "parameter"))
        yield Table(caption=say("c.table.actions"), heads=heads, rows=rows, proved=False)


def _action(step: PlannedStep, action: Run | CheckCommand) -> Row:
    return Row(
        cells=(
            Cell(text=step.title),
            Cell(text=same(action.action), tone="code"),
            Cell(text=joined(same(host) for host in step.hosts) if step.hosts else say("word.controller")),
            Cell(text=same(_short(action.detail)), tone="code"),
        )
    )


def _short(value: str) -> str:
    first, *more = value.strip().splitlines() or [""]
    return first if not more and len(first) <= LONGEST_SETTING else f"{first[:LONGEST_SETTING]}…"


def _parameters(plan: Plan) -> Table:
    rows = (
        Row(cells=(Cell(text=same(name), tone="code"), Cell(text=same(value), tone="code")))
        for name, value in plan.parameters.items()
    )
    heads = (say("label.parameter"), say("label.value"))
    return Table(caption=say("c.table.parameters"), heads=heads, rows=tuple(rows), proved=False)


def _streams(plan: Plan) -> Block:
    rows = (*_probes(plan), *_ledgers(plan))
    if not rows:
        return _gap("c.no_streams")
    heads = ("name", "kind", "service", "beat", "timeout")
    return Table(caption=say("c.table.streams"), heads=tuple(say(f"label.{h}") for h in heads), rows=rows, proved=False)


def _probes(plan: Plan) -> Iterator[Row]:
    for probe in plan.probes:
        service = say("c.bystander") if probe.service is None else _title(plan, probe.service)
        kind = say(f"probe.{probe.target.kind}")
        yield _stream(probe.name, kind, service, duration(probe.every_ns), duration(probe.timeout_ns))


def _ledgers(plan: Plan) -> Iterator[Row]:
    for ledger in plan.ledgers:
        kind = _kept_in(ledger.store)
        service = _title(plan, ledger.service)
        yield _stream(ledger.name, kind, service, duration(ledger.every_ns), duration(ledger.timeout_ns))


def _kept_in(store: StoreSpec) -> Text:
    return store.title if isinstance(store, OtherStoreSpec) else say(f"store.{store.kind}")


def _stream(name: str, kind: Text, service: Text, every: str, timeout: str) -> Row:
    texts = (same(name), kind, service, same(every), same(timeout))
    return Row(cells=tuple(Cell(text=text) for text in texts))


def _title(plan: Plan, service: str) -> Text:
    return next((objective.title for objective in plan.objectives if objective.service == service), same(service))


def _safeguards(plan: Plan) -> Iterator[Statement]:
    guard = plan.safeguards
    yield Statement(
        text=say(
            "c.safeguards",
            longest=duration(guard.longest_ns),
            undo_within=duration(guard.undo_within_ns),
            lease=duration(guard.lease_ns),
        )
    )
    if guard.only_hosts is not None:
        yield Statement(text=say("c.only_hosts", hosts=joined(same(host) for host in guard.only_hosts)))
    if guard.most_hosts_at_once is not None:
        yield Statement(text=say("c.at_once", count=guard.most_hosts_at_once))
    if guard.window is not None:
        key = "c.window.outside" if guard.window.outside_trading else "c.window"
        calendar = same(guard.window.calendar.name) if guard.window.calendar else say("word.none")
        yield Statement(text=say(key, zone=guard.window.zone, calendar=calendar))
    if guard.bystanders:
        items = joined(say("c.bystander.item", probe=one.probe, count=one.stop_after) for one in guard.bystanders)
        yield Statement(text=say("c.bystanders", probes=items))
    yield Statement(text=say(f"c.interruption.{plan.on_interruption}"))
