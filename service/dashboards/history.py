"""One service over time: the intervals that its drills achieved against its targets, and what they were made of."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text
from service.dashboards.board import NONE_IS_GOOD, STANDINGS, YES_NO, Ask, Board, Choice, Column, Panel, Row, Value

_OF: Final = 'service="$service"'
_UNPROVED: Final = "the service has proved nothing yet"
_VERDICTS: Final = (
    Value(value="1", text=Text(zh="是", en="yes"), colour="blue"),
    Value(value="0", text=Text(zh="否", en="no"), colour="text"),
)


def _figure(name: str, zh: str, en: str, empty: str = "") -> Panel:
    achieved = f"max by (bound) (drillproof_{name}_seconds{{{_OF}}})"
    return Panel(
        title=Text(zh=zh, en=en),
        told=Text(
            zh="最近一次演练实际值的区间两端；红线为目标",
            en="Both ends of the interval of the newest drill; the red line is the target.",
        ),
        kind="timeseries",
        asks=(
            Ask(expr=achieved, legend="{{bound}}", empty=empty),
            Ask(expr=f"max(drillproof_{name}_target_seconds{{{_OF}}})", legend="target"),
        ),
        unit="s",
        target=1,
    )


def _standing() -> Panel:
    return Panel(
        title=Text(zh="状态", en="Standing"),
        told=Text(zh="在演练计划中的状态", en="In the programme."),
        kind="table",
        asks=(Ask(expr=f"max by (standing) (drillproof_service_standing{{{_OF}}}) == 1", instant=True),),
        columns=(Column(field="standing", title=Text(zh="状态", en="standing"), values=STANDINGS),),
        width=4,
        height=5,
    )


def _deadlines() -> tuple[Panel, ...]:
    return (
        Panel(
            title=Text(zh="距上次证明", en="Since the last proof"),
            told=Text(zh="最近一次证明达标至今", en="Since a drill proved the targets last."),
            kind="stat",
            asks=(
                Ask(
                    expr=f"min(service:drillproof_last_proof_timestamp_seconds:age{{{_OF}}})",
                    empty=_UNPROVED,
                ),
            ),
            unit="s",
            width=5,
            height=5,
        ),
        Panel(
            title=Text(zh="距下次期限", en="Until the next deadline"),
            told=Text(zh="负值为已逾期", en="Negative: past it."),
            kind="stat",
            asks=(Ask(expr=f"min(drillproof_next_drill_due_timestamp_seconds{{{_OF}}} - time())"),),
            unit="s",
            width=5,
            height=5,
            steps=((None, "red"), (0, "yellow"), (1_209_600, "green")),
        ),
    )


def _newest() -> tuple[Panel, ...]:
    return (
        Panel(
            title=Text(zh="复原与签名", en="Restored, signed"),
            told=Text(zh="最近一次演练是否证明复原、证据是否签名", en="Of the newest drill."),
            kind="stat",
            asks=(
                Ask(expr=f"min(drillproof_last_drill_restored{{{_OF}}})", legend="复原 · restored"),
                Ask(expr=f"min(drillproof_last_drill_signed{{{_OF}}})", legend="签名 · signed"),
            ),
            values=YES_NO,
            width=5,
            height=5,
        ),
        Panel(
            title=Text(zh="最近一次演练", en="Newest drill"),
            told=Text(zh="点击打开", en="A click opens it."),
            kind="table",
            asks=(Ask(expr=f"max by (drill, scenario) (drillproof_last_drill_info{{{_OF}}})", instant=True),),
            columns=(
                Column(field="drill", title=Text(zh="演练", en="drill"), link=True),
                Column(field="scenario", title=Text(zh="脚本", en="scenario")),
            ),
            width=5,
            height=5,
        ),
    )


def _composition() -> Panel:
    return Panel(
        title=Text(zh="RTO 的组成", en="What the RTO is made of"),
        told=Text(
            zh="发现、决策、切换、验证各占多久（上界之和）",
            en="Detecting, deciding, switching, verifying: upper bounds, which add up.",
        ),
        kind="timeseries",
        asks=(
            Ask(
                expr=f'max by (phase) (drillproof_recovery_phase_seconds{{{_OF},bound="upper",phase!="people"}})',
                legend="{{phase}}",
                empty="nothing recovered, so that its parts have no upper ends",
            ),
        ),
        unit="s",
        stacked=True,
    )


def _people() -> Panel:
    return Panel(
        title=Text(zh="等待人员的用时", en="Time spent waiting for people"),
        told=Text(zh="已含在上述各部分之内，区间两端", en="Inside those parts: both ends."),
        kind="timeseries",
        asks=(
            Ask(
                expr=f'max by (bound) (drillproof_recovery_phase_seconds{{{_OF},phase="people"}})',
                legend="{{bound}}",
                empty="nothing recovered",
            ),
        ),
        unit="s",
    )


def _outcome() -> tuple[Panel, ...]:
    return (
        Panel(
            title=Text(zh="判定", en="Verdicts"),
            told=Text(zh="RTO 与 RPO 的判定", en="Of RTO and RPO."),
            kind="state-timeline",
            asks=(
                Ask(
                    expr=f"max by (objective, verdict) (drillproof_verdict{{{_OF}}})",
                    legend="{{objective}} {{verdict}}",
                ),
            ),
            values=_VERDICTS,
        ),
        Panel(
            title=Text(zh="账本写入的去向", en="What became of ledger writes"),
            told=Text(zh="丢失、空洞、重复、篡改等均应为 0", en="Lost, holes, duplicated, altered: all should be 0."),
            kind="timeseries",
            asks=(
                Ask(
                    expr=f'max by (state) (drillproof_ledger_writes{{{_OF},state!="acknowledged"}})',
                    legend="{{state}}",
                ),
            ),
            steps=NONE_IS_GOOD,
        ),
    )


HISTORY: Final = Board(
    uid="drillproof-service",
    title=Text(zh="系统历史", en="Service history"),
    told=Text(zh="一个系统历次演练的实际值与目标", en="What the drills of one service achieved, over time."),
    rows=(
        Row(title=Text(zh="现在", en="Now"), panels=(_standing(), *_deadlines(), *_newest())),
        Row(
            title=Text(zh="目标与实际", en="Targets and achievements"),
            panels=(
                _figure("rto", "恢复时间 RTO", "Recovery time (RTO)"),
                _figure("rpo", "恢复点 RPO", "Recovery point (RPO)", "no ledger and no marker was read"),
            ),
        ),
        Row(title=Text(zh="组成", en="What they are made of"), panels=(_composition(), _people(), *_outcome())),
    ),
    choices=(
        Choice(
            name="service",
            title=Text(zh="系统", en="service"),
            query="label_values(drillproof_rto_target_seconds, service)",
        ),
    ),
    since="now-1y",
    refresh="5m",
)
