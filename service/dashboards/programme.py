"""The programme at a glance: which services stand how, what they achieved against their targets, what is open."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text
from service.dashboards.board import NONE_IS_GOOD, OF_TARGET, PLAIN, STANDINGS, Ask, Board, Colour, Column, Panel, Row

_UNPROVED: Final = "no service has proved its targets yet"


def _count(standing: str, zh: str, en: str, colour: Colour, told: Text) -> Panel:
    expr = f'sum(max by (service) (drillproof_service_standing{{standing="{standing}"}})) or vector(0)'
    return Panel(
        title=Text(zh=zh, en=en),
        told=told,
        kind="stat",
        asks=(Ask(expr=expr),),
        width=4,
        height=4,
        steps=((None, "text"), (1, colour)),
    )


def _services() -> tuple[Panel, ...]:
    return (
        _count("ok", "按期", "In time", "green", Text(zh="证明有效且未到期的系统", en="Proved, and not due.")),
        _count("due", "临期", "Due", "yellow", Text(zh="演练期限临近的系统", en="Their next drill is near.")),
        _count("overdue", "逾期", "Overdue", "red", Text(zh="已过演练期限的系统", en="Past the deadline of a drill.")),
        _count("stale", "证明失效", "Stale", "orange", Text(zh="证明之后又有变更", en="Changed since the proof.")),
        _count("unproven", "未证明", "Unproven", "purple", Text(zh="从未证明达标", en="Never proved.")),
        Panel(
            title=Text(zh="24 小时内未证明复原", en="Not restored within a day"),
            told=Text(zh="结束而未证明复原的演练", en="Drills that ended without a proof of restoration."),
            kind="stat",
            asks=(Ask(expr="max(drillproof_unrestored_drills)"),),
            width=4,
            height=4,
            steps=NONE_IS_GOOD,
        ),
    )


def _table() -> Panel:
    newest = "max by (service) ({})"
    asks = (
        Ask(expr="max by (service, standing) (drillproof_service_standing) == 1", instant=True),
        Ask(
            expr=newest.format("time() - drillproof_last_proof_timestamp_seconds"),
            instant=True,
            empty=_UNPROVED,
        ),
        Ask(expr=newest.format("drillproof_next_drill_due_timestamp_seconds - time()"), instant=True),
        Ask(expr=newest.format('drillproof_rto_seconds{bound="upper"}'), instant=True),
        Ask(expr=newest.format("drillproof_rto_target_seconds"), instant=True),
        Ask(expr=newest.format('drillproof_rpo_seconds{bound="upper"}'), instant=True, empty="no ledger was read"),
        Ask(expr=newest.format("drillproof_rpo_target_seconds"), instant=True),
        Ask(expr="max by (service, drill) (drillproof_last_drill_info)", instant=True),
    )
    columns = (
        Column(field="service", title=Text(zh="系统", en="service")),
        Column(field="standing", title=Text(zh="状态", en="standing"), values=STANDINGS),
        Column(field="Value #B", title=Text(zh="距上次证明", en="since the proof"), unit="s"),
        Column(field="Value #C", title=Text(zh="距期限", en="until due"), unit="s", steps=((None, "red"), (0, "text"))),
        Column(field="Value #D", title=Text(zh="RTO 上界", en="RTO upper"), unit="s"),
        Column(field="Value #E", title=Text(zh="RTO 目标", en="RTO target"), unit="s"),
        Column(field="Value #F", title=Text(zh="RPO 上界", en="RPO upper"), unit="s"),
        Column(field="Value #G", title=Text(zh="RPO 目标", en="RPO target"), unit="s"),
        Column(field="drill", title=Text(zh="演练", en="drill"), link=True),
    )
    return Panel(
        title=Text(zh="各系统", en="Services"),
        told=Text(zh="点击演练编号打开该次演练", en="A click on a drill opens it in the console."),
        kind="table",
        asks=asks,
        columns=columns,
        join="service",
        width=24,
        height=10,
    )


def _targets() -> tuple[Panel, ...]:
    ratio = 'max by (service) (service:drillproof_rto_seconds:target_ratio{bound="upper"})'
    return (
        _table(),
        Panel(
            title=Text(zh="RTO 占目标的比例", en="RTO as a share of its target"),
            told=Text(zh="取区间上界；达到 1 即未达标", en="The upper end of the interval; 1 is the target."),
            kind="bargauge",
            asks=(Ask(expr=ratio, legend="{{service}}", instant=True),),
            unit="percentunit",
            steps=OF_TARGET,
            most=1.5,
        ),
        Panel(
            title=Text(zh="系统状态的变化", en="Standings over time"),
            told=Text(zh="处于各状态的系统数", en="How many services stood how."),
            kind="timeseries",
            asks=(Ask(expr="max by (standing) (standing:drillproof_service_standing:sum)", legend="{{standing}}"),),
            stacked=True,
        ),
    )


def _findings() -> tuple[Panel, ...]:
    return (
        Panel(
            title=Text(zh="未了结的问题，按存在时长", en="Open findings by age"),
            told=Text(zh="一周内、30 天内、91 天内、更久", en="Within a week, 30 days, 91 days, or older."),
            kind="bargauge",
            asks=(Ask(expr="sum by (severity, age) (drillproof_open_findings)", legend="{{severity}} {{age}}"),),
            width=8,
            steps=((None, "text"), (1, "yellow")),
        ),
        Panel(
            title=Text(zh="逾期的问题与报告", en="Overdue findings and reports"),
            told=Text(zh="过期限仍未了结或未报送", en="Past their date, and not settled or not sent."),
            kind="stat",
            asks=(
                Ask(expr="sum(drillproof_overdue_findings)", legend="问题 · findings"),
                Ask(expr='sum(drillproof_reports_owed{state="overdue"})', legend="报告 · reports"),
            ),
            width=8,
            steps=NONE_IS_GOOD,
        ),
    )


def _verdicts() -> Panel:
    return Panel(
        title=Text(zh="判定", en="Verdicts"),
        told=Text(zh="各系统最近一次演练的判定", en="Of the newest drill of each service."),
        kind="timeseries",
        asks=(
            Ask(
                expr="sum by (objective, verdict) (max by (service, objective, verdict) (drillproof_verdict))",
                legend="{{objective}} {{verdict}}",
            ),
        ),
        width=8,
    )


def _counted() -> tuple[Panel, ...]:
    return (
        Panel(
            title=Text(zh="演练", en="Drills"),
            told=Text(zh="全部演练按状态计数", en="All drills by status."),
            kind="bargauge",
            asks=(Ask(expr="max by (status) (drillproof_drills)", legend="{{status}}", instant=True),),
            steps=PLAIN,
        ),
        Panel(
            title=Text(zh="证据", en="Evidence"),
            told=Text(zh="已结束的演练的证据是否签名", en="Whether the evidence of closed drills is signed."),
            kind="bargauge",
            asks=(Ask(expr="max by (state) (drillproof_evidence_drills)", legend="{{state}}", instant=True),),
        ),
    )


PROGRAMME: Final = Board(
    uid="drillproof-programme",
    title=Text(zh="演练计划总览", en="Programme overview"),
    told=Text(zh="各系统的演练状态、达标情况与未了结事项", en="How services stand, what they achieved, what is open."),
    rows=(
        Row(title=Text(zh="状态", en="Standing"), panels=_services()),
        Row(title=Text(zh="目标与实际", en="Targets and achievements"), panels=_targets()),
        Row(title=Text(zh="未了结事项", en="Open matters"), panels=(*_findings(), _verdicts(), *_counted())),
    ),
    since="now-30d",
    refresh="5m",
)
