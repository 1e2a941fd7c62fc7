"""Reports made by hand, and any report that the model allows, for whatever renders them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from hypothesis import strategies as st

from measurements.findings import KINDS, Code
from measurements.report import (
    DrillFacts,
    Finding,
    GateDecision,
    LedgerView,
    Outage,
    Phases,
    Report,
    RpoFigure,
    RtoFigure,
    Seconds,
    ServiceFigures,
    StreamFigure,
    Strip,
    TimelineEntry,
)
from scenarios.plan import Inject, Phase, Plan, PlannedStep, Text
from tests.support.large_reports import report_document
from tests.support.orders import orders

__all__ = [
    "SCHEMA",
    "TEXTS",
    "ends",
    "lossy",
    "report_document",
    "reports",
    "services",
    "unmeasured",
]

SCHEMA: Final = "drillproof/report/1"


def lossy(plan: Plan) -> Report:
    """Return the report of a crash that lost three seconds of writes: RTO met, RPO missed."""
    return Report(
        schema=SCHEMA,
        drill=DrillFacts(
            id="2026-11-21-pg-crash-7f3a",
            scenario=plan.scenario,
            title=plan.title,
            form=plan.form,
            plan_sha256="5a" * 32,
            software="drillproof 0.1.0",
            opened_by="李明",
            started_at="2026-11-21T12:26:40.000000Z",
            ended_at="2026-11-21T12:27:26.000000Z",
            duration_s=46.0,
            ending="completed",
            events=187,
            head="c0ffee" + "0" * 58,
        ),
        verdict="missed",
        completed=True,
        restored=True,
        services=tuple(_service(plan, place) for place in range(len(plan.objectives))),
        findings=(
            Finding(
                code="rpo_missed",
                severity="serious",
                facts={"service": "trading-db", "lower": "3.012", "upper": "3.041", "target": "0.0"},
                evidence=(41, 43),
            ),
            Finding(
                code="writes_lost",
                severity="serious",
                facts={
                    "service": "trading-db",
                    "ledger": "orders",
                    "count": "600",
                    "numbers": "3301-3900",
                    "acknowledged": "5322",
                },
                evidence=(40, 41, 43, 90),
            ),
        ),
        timeline=tuple(_entries(plan)),
        strips=(
            Strip(
                stream="orders",
                runs=((-19.5, 0.0, "up"), (0.012, 7.89, "down"), (7.9, 15.0, "up")),
                bounds=(7.892, 7.904),
            ),
            Strip(
                stream="entry", runs=((-19.5, 0.0, "up"), (0.03, 7.85, "down"), (7.9, 30.0, "up")), bounds=(7.85, 7.904)
            ),
        ),
        ledgers=(
            LedgerView(
                ledger="orders",
                bin_s=0.25,
                start_s=-19.5,
                kept=tuple(0 if 66 <= place < 110 else 50 for place in range(140)),
                lost=tuple(50 if 66 <= place < 78 else 0 for place in range(140)),
                unknown=tuple(4 if place == 78 else 0 for place in range(140)),
            ),
        ),
        recovery_order=tuple(objective.service for objective in plan.objectives),
        gates=tuple(
            GateDecision(
                step="release",
                person=person,
                decision="approve",
                reason="同意切换",
                channel="console",
                waived=False,
                at_s=at,
                evidence=(number,),
            )
            for person, at, number in (("王芳", 4.2, 70), ("赵强", 6.9, 81))
        ),
    )


def _service(plan: Plan, place: int) -> ServiceFigures:
    objective = plan.objectives[place]
    seen = Seconds(lower_s=7.85, upper_s=7.904, evidence=(44, 90))
    return ServiceFigures(
        service=objective.service,
        title=objective.title,
        priority=objective.priority,
        writes=objective.writes,
        rto=RtoFigure(
            target_s=30.0, lower_s=7.872, upper_s=7.904, verdict="met", stream="orders", evidence=(44, 45, 90)
        ),
        switchover=Seconds(lower_s=0.89, upper_s=0.904, evidence=(82, 90)),
        outage=Outage(lower_s=7.86, upper_s=7.904, count=1, evidence=(44, 90)),
        phases=Phases(
            detect=Seconds(lower_s=0.03, upper_s=0.15, evidence=(44, 46)),
            decide=Seconds(lower_s=6.7, upper_s=6.76, evidence=(46, 81)),
            switch=Seconds(lower_s=0.9, upper_s=1.0, evidence=(81, 90)),
            verify=Seconds(lower_s=0.0, upper_s=0.01, evidence=(90,)),
            people=Seconds(lower_s=6.7, upper_s=6.71, evidence=(70, 81)),
        ),
        rpo=RpoFigure(
            target_s=0.0,
            lower_s=3.012,
            upper_s=3.041,
            verdict="missed",
            source="orders",
            basis="ledger",
            acknowledged=5322,
            lost=600,
            holes=0,
            split_brain=0,
            split_brain_span=None,
            duplicated=0,
            altered=0,
            resurrected=0,
            recovered_unknown=2,
            reordered=0,
            unknown=4,
            evidence=(41, 43, 160),
        ),
        streams=tuple(
            StreamFigure(
                stream=name,
                kind="ledger" if name == "orders" else "probe",
                rto=seen,
                outage=Outage(lower_s=7.86, upper_s=7.904, count=1, evidence=(44, 90)),
                samples=5322,
                missed_beats=0,
                worst_lateness_s=0.004,
                baseline_p95_s=0.0021,
            )
            for name in ("orders", "entry", "port")
        ),
    )


def _entries(plan: Plan) -> list[TimelineEntry]:
    begin = {Phase.PREPARE: -19.0, Phase.INJECT: 0.0, Phase.DETECT: 0.05, Phase.DECIDE: 0.2, Phase.SWITCH: 7.0}
    begin |= {Phase.VERIFY: 7.9, Phase.RESTORE: 20.0}
    entries: list[TimelineEntry] = []
    for number, step in enumerate(plan.steps):
        start = begin[step.phase]
        begin[step.phase] = start + 0.3
        entries.append(_entry(step, number, start))
    return entries


def _entry(step: PlannedStep, number: int, start: float) -> TimelineEntry:
    return TimelineEntry(
        step=step.id,
        host=step.hosts[0] if step.hosts else "",
        phase=step.phase.value,
        kind="fault" if isinstance(step.action, Inject) else step.action.kind,
        title=step.title,
        started_s=round(start, 6),
        ended_s=round(start + 0.28, 6),
        outcome="ok",
        reason="",
        person="王芳, 赵强" if step.id == "release" else None,
        evidence=(10 + 2 * number, 11 + 2 * number),
    )


def unmeasured(report: Report) -> Report:
    """Return the same drill with no figure measured at all."""
    services = tuple(
        replace(
            service,
            rto=replace(service.rto, lower_s=None, upper_s=None, verdict="inconclusive", stream=None, evidence=()),
            switchover=None,
            outage=Outage(lower_s=None, upper_s=None, count=0),
            phases=Phases(detect=None, decide=None, switch=None, verify=None, people=None),
            rpo=replace(
                service.rpo, lower_s=None, upper_s=None, verdict="inconclusive", source=None, basis=None, evidence=()
            ),
            streams=(),
        )
        for service in report.services
    )
    drill = replace(report.drill, ended_at=None, duration_s=None, ending=None)
    return replace(
        report,
        drill=drill,
        verdict="inconclusive",
        completed=False,
        restored=False,
        services=services,
        strips=(),
        ledgers=(),
        gates=(),
        recovery_order=(),
        residue=("crash@db-a",),
    )


# Any report that the model allows: bounds in order, everything else as wild as it likes.

NASTY: Final = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "a & b",
        "\"'`",
        "{{ 7 * 7 }}",
        "中文名称" * 30,
        "\x00\x1b[31m",
        "\ud800",
        "\u202eabc",
        "",
    ]
)
TEXTS: Final = st.one_of(st.text(max_size=40), NASTY)
FIGURES: Final = st.one_of(
    st.floats(min_value=0, max_value=1e7, allow_nan=False),
    st.integers(min_value=0, max_value=10**12).map(lambda micro: micro / 1e6),
)
NUMBERS: Final = st.lists(st.integers(min_value=1, max_value=10**6), max_size=12).map(
    lambda found: tuple(sorted(found))
)
COUNTS: Final = st.integers(min_value=0, max_value=10**9)
VERDICTS: Final = st.sampled_from(["met", "inconclusive", "missed"])


@st.composite
def ends(draw: st.DrawFn) -> dict[str, float | None]:
    """Draw the two ends of an interval, either of them missing now and then."""
    lower, upper = sorted((draw(FIGURES), draw(FIGURES)))
    cut = draw(st.sampled_from(["both", "lower", "upper", "none"]))
    return {
        "lower_s": lower if cut in {"both", "lower"} else None,
        "upper_s": upper if cut in {"both", "upper"} else None,
    }


def _bilingual() -> st.SearchStrategy[Text]:
    return st.builds(Text, zh=TEXTS, en=TEXTS)


@st.composite
def _interval(draw: st.DrawFn, kind: Any, **others: st.SearchStrategy[Any]) -> Any:
    return kind(**draw(ends()), evidence=draw(NUMBERS), **{name: draw(other) for name, other in others.items()})


SPANS: Final = st.none() | _interval(Seconds)
OUTAGES: Final = _interval(Outage, count=COUNTS)
INSTANTS: Final = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)
RUNS: Final = st.lists(
    st.tuples(INSTANTS, INSTANTS, st.sampled_from(["up", "down", "unknown"])).map(
        lambda run: (min(run[0], run[1]), max(run[0], run[1]), run[2])
    ),
    max_size=12,
).map(tuple)


@st.composite
def services(draw: st.DrawFn, name: str) -> ServiceFigures:
    """Draw all figures of one service."""
    counted = ("acknowledged", "lost", "holes", "split_brain", "duplicated", "altered", "resurrected")
    counts = dict.fromkeys((*counted, "recovered_unknown", "reordered", "unknown"), COUNTS)
    target = {"target_s": FIGURES, "verdict": VERDICTS, "remark": st.none() | _bilingual()}
    source = st.none() | st.just("orders") | TEXTS
    return ServiceFigures(
        service=name,
        title=draw(_bilingual()),
        priority=draw(COUNTS),
        writes=draw(st.booleans()),
        rto=draw(_interval(RtoFigure, stream=st.none() | TEXTS, **target)),
        switchover=draw(SPANS),
        outage=draw(OUTAGES),
        phases=draw(st.builds(Phases, detect=SPANS, decide=SPANS, switch=SPANS, verify=SPANS, people=SPANS)),
        rpo=draw(
            _interval(
                RpoFigure,
                source=source,
                basis=st.sampled_from([None, "ledger", "marker"]),
                split_brain_span=SPANS,
                **target,
                **counts,
            )
        ),
        streams=draw(st.lists(_streams(), max_size=3).map(tuple)),
    )


def _streams() -> st.SearchStrategy[StreamFigure]:
    return st.builds(
        StreamFigure,
        stream=st.sampled_from(["entry", "orders"]) | TEXTS,
        kind=st.sampled_from(["probe", "ledger"]),
        rto=SPANS,
        outage=OUTAGES,
        samples=COUNTS,
        missed_beats=COUNTS,
        worst_lateness_s=FIGURES,
        baseline_p95_s=st.none() | FIGURES,
    )


def _timeline() -> st.SearchStrategy[TimelineEntry]:
    return st.builds(
        TimelineEntry,
        step=TEXTS,
        host=TEXTS,
        phase=st.sampled_from([phase.value for phase in Phase]) | TEXTS,
        kind=st.sampled_from(["run", "fault", "undo"]) | TEXTS,
        title=_bilingual(),
        started_s=st.none() | INSTANTS,
        ended_s=st.none() | INSTANTS,
        outcome=st.sampled_from(["ok", "failed", "unknown", "skipped", "running"]),
        reason=TEXTS,
        person=st.none() | TEXTS,
        evidence=NUMBERS,
    )


def _findings() -> st.SearchStrategy[Finding]:
    return st.builds(
        Finding,
        code=st.sampled_from([code.value for code in Code]) | TEXTS,
        severity=st.sampled_from(["info", "warning", "serious"]),
        facts=st.dictionaries(st.sampled_from(sorted({fact for kind in KINDS.values() for fact in kind.facts})), TEXTS),
        evidence=NUMBERS,
    )


def _drill() -> st.SearchStrategy[DrillFacts]:
    instant = st.sampled_from(["2026-11-21T12:26:40.000000Z", "9999-12-31T23:59:59.999999Z"]) | TEXTS
    return st.builds(
        DrillFacts,
        id=TEXTS,
        scenario=TEXTS,
        title=_bilingual(),
        form=st.sampled_from(["live", "simulated", "tabletop"]) | TEXTS,
        plan_sha256=TEXTS,
        software=TEXTS,
        opened_by=TEXTS,
        started_at=instant,
        ended_at=st.none() | instant,
        duration_s=st.none() | FIGURES,
        ending=st.none() | st.sampled_from(["completed", "failed", "aborted", "interrupted"]),
        events=COUNTS,
        head=TEXTS,
    )


def reports() -> st.SearchStrategy[Report]:
    """Return any report that the model allows."""
    bins = st.lists(st.integers(min_value=0, max_value=10**6), max_size=300).map(tuple)
    return st.builds(
        Report,
        schema=st.just(SCHEMA),
        drill=_drill(),
        verdict=VERDICTS,
        completed=st.booleans(),
        restored=st.booleans(),
        services=st.one_of(
            st.just(()), st.tuples(services("trading-db")), st.tuples(services("trading-db"), services("q"))
        ),
        findings=st.lists(_findings(), max_size=4).map(tuple),
        timeline=st.lists(_timeline(), max_size=8).map(tuple),
        strips=st.lists(
            st.builds(
                Strip,
                stream=st.sampled_from(["entry", "orders"]) | TEXTS,
                runs=RUNS,
                bounds=st.lists(INSTANTS, max_size=3).map(tuple),
            ),
            max_size=3,
        ).map(tuple),
        ledgers=st.lists(
            st.builds(
                LedgerView,
                ledger=st.just("orders") | TEXTS,
                bin_s=st.floats(min_value=1e-6, max_value=1e4),
                start_s=INSTANTS,
                kept=bins,
                lost=bins,
                unknown=bins,
            ),
            max_size=2,
        ).map(tuple),
        recovery_order=st.lists(TEXTS, max_size=3).map(tuple),
        gates=st.lists(
            st.builds(
                GateDecision,
                step=st.just("release") | TEXTS,
                person=TEXTS,
                decision=st.sampled_from(["approve", "refuse"]),
                reason=TEXTS,
                channel=TEXTS,
                waived=st.booleans(),
                at_s=INSTANTS,
                evidence=NUMBERS,
            ),
            max_size=3,
        ).map(tuple),
        residue=st.lists(TEXTS, max_size=2).map(tuple),
        order=st.none() | orders(),
    )
