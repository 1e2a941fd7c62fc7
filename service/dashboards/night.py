"""A drill night: the clock since the interruption, phases, availability, people who are waited for, and the watch."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text
from service.dashboards.board import NONE_IS_GOOD, OF_TARGET, YES_NO, Ask, Board, Choice, Panel, Row

_LEDGERLESS: Final = "no drill with a ledger has run since the service began"
_OF: Final = '{drill=~"$drill"}'
_BY: Final = "max by (drill, service)"
_LEGEND: Final = "{{service}} {{drill}}"


def _outage() -> Panel:
    return Panel(
        title=Text(zh="中断计时", en="Outage clock"),
        told=Text(
            zh="自中断事件起；服务首次失败前为 0，恢复后停住",
            en="Since the interruption: 0 before the service fails, standing once it answers again.",
        ),
        kind="stat",
        asks=(Ask(expr=f"{_BY} (drillproof_outage_seconds{_OF})", legend=_LEGEND),),
        unit="s",
        width=8,
        height=6,
        link=True,
    )


def _share_of_target() -> Panel:
    return Panel(
        title=Text(zh="计时占 RTO 目标的比例", en="Clock as a share of the RTO target"),
        told=Text(zh="目标取自该次演练的方案", en="The target of the drill's own plan."),
        kind="gauge",
        asks=(
            Ask(
                expr=f"{_BY} (drill_service:drillproof_outage_seconds:target_ratio{_OF})",
                legend=_LEGEND,
            ),
        ),
        unit="percentunit",
        width=8,
        height=6,
        steps=OF_TARGET,
        most=1.2,
        link=True,
    )


def _awaited() -> Panel:
    return Panel(
        title=Text(zh="等待人员", en="Waiting for people"),
        told=Text(zh="闸口或人工步骤已等待多久", en="For how long a gate or a manual step has waited."),
        kind="stat",
        asks=(Ask(expr=f"max by (drill) (drillproof_drill_waiting_seconds{_OF})", legend="{{drill}}"),),
        unit="s",
        width=8,
        height=6,
        steps=((None, "green"), (300, "yellow"), (900, "red")),
        link=True,
    )


def _against_target() -> Panel:
    return Panel(
        title=Text(zh="计时与目标", en="Clock and target"),
        told=Text(zh="红线为方案中的 RTO 目标", en="The red line is the target in the plan."),
        kind="timeseries",
        asks=(
            Ask(expr=f"{_BY} (drillproof_outage_seconds{_OF})", legend=_LEGEND),
            Ask(expr=f"min(drillproof_outage_target_seconds{_OF})", legend="target"),
        ),
        unit="s",
        target=1,
        width=24,
    )


def _course() -> tuple[Panel, ...]:
    return (
        Panel(
            title=Text(zh="阶段", en="Phases"),
            told=Text(zh="演练当前所处阶段", en="Which phase the drill is in."),
            kind="state-timeline",
            asks=(Ask(expr=f"max by (phase) (drillproof_drill_phase{_OF})", legend="{{phase}}"),),
            steps=((None, "text"), (1, "blue")),
        ),
        Panel(
            title=Text(zh="服务可用性", en="Availability"),
            told=Text(zh="所有观测均有应答才算可用", en="Up where everything that looks at it is answered."),
            kind="state-timeline",
            asks=(Ask(expr=f"min by (service) (drillproof_service_up{_OF})", legend="{{service}}"),),
            values=YES_NO,
        ),
        Panel(
            title=Text(zh="步骤", en="Steps"),
            told=Text(zh="步骤按状态计数", en="Steps by state."),
            kind="timeseries",
            asks=(Ask(expr=f"sum by (state) (drillproof_drill_steps{_OF})", legend="{{state}}"),),
            stacked=True,
        ),
    )


def _durations() -> Panel:
    return Panel(
        title=Text(zh="步骤用时 p95", en="Step durations, p95"),
        told=Text(
            zh="一小时内 95% 的步骤不超过；样点为单个步骤，可跳转到演练",
            en="Of the last hour, by phase; dots are single steps that name their drill.",
        ),
        kind="timeseries",
        asks=(
            Ask(
                expr="histogram_quantile(0.95, sum by (phase, le) (rate(drillproof_step_duration_seconds_bucket[1h])))",
                legend="{{phase}}",
                exemplars=True,
            ),
        ),
        unit="s",
    )


def _looks() -> Panel:
    return Panel(
        title=Text(zh="探测", en="Probes"),
        told=Text(zh="每秒探测次数，按结果", en="Looks a second, by result."),
        kind="timeseries",
        asks=(
            Ask(
                expr="sum by (service, result) (rate(drillproof_probe_samples_total[$__rate_interval]))",
                legend="{{service}} {{result}}",
            ),
        ),
        unit="cps",
        width=8,
    )


def _beats() -> tuple[Panel, ...]:
    return (
        Panel(
            title=Text(zh="探测迟到", en="Lateness of probes"),
            told=Text(zh="实际发出比节拍晚多少（p99）", en="How late against their beat (p99)."),
            kind="timeseries",
            asks=(Ask(expr="max(job:drillproof_probe_lateness_seconds:p99_5m)", legend="p99"),),
            unit="s",
            steps=((None, "green"), (0.05, "red")),
            width=8,
        ),
        Panel(
            title=Text(zh="漏掉的节拍", en="Missed beats"),
            told=Text(zh="五分钟内没有探测的节拍", en="Beats without a look in five minutes."),
            kind="timeseries",
            asks=(
                Ask(
                    expr="sum by (service) (increase(drillproof_probe_missed_beats_total[5m]))",
                    legend="{{service}}",
                ),
            ),
            width=8,
        ),
    )


def _hands() -> tuple[Panel, ...]:
    return (
        Panel(
            title=Text(zh="账本写入", en="Ledger writes"),
            told=Text(zh="每秒写入次数，按结果", en="Writes a second, by outcome."),
            kind="timeseries",
            asks=(
                Ask(
                    expr="sum by (service, outcome) (rate(drillproof_ledger_answers_total[$__rate_interval]))",
                    legend="{{service}} {{outcome}}",
                    empty=_LEDGERLESS,
                ),
            ),
            unit="cps",
            width=8,
        ),
        Panel(
            title=Text(zh="未得结果的主机命令", en="Commands without a result"),
            told=Text(
                zh="五分钟内确定未发出（not_sent）或结局未知（lost）的命令",
                en="Certainly not sent, or of unknown end, in five minutes.",
            ),
            kind="timeseries",
            asks=(
                Ask(
                    expr="sum by (act, kind) (increase(drillproof_ssh_errors_total[5m]))",
                    legend="{{act}} {{kind}}",
                ),
                Ask(expr="sum(increase(drillproof_lease_failures_total[5m]))", legend="lease"),
            ),
            width=8,
        ),
    )


def _freshness() -> Panel:
    return Panel(
        title=Text(zh="样本的新旧与日志库", en="Age of samples, and the journal"),
        told=Text(zh="最新样本距今；等待日志库多久", en="How old the newest are; for how long it was waited."),
        kind="timeseries",
        asks=(
            Ask(expr="max by (drill) (drillproof_watch_silence_seconds)", legend="样本 · samples {{drill}}"),
            Ask(
                expr="max by (drill) (drillproof_journal_wait_seconds)",
                legend="日志库 · journal {{drill}}",
                empty="no drill runs at the moment of a look at the service's health",
            ),
        ),
        unit="s",
        steps=((None, "green"), (10, "red")),
        width=8,
    )


def _whole() -> tuple[Panel, ...]:
    return (
        Panel(
            title=Text(zh="进行中的演练", en="Running drills"),
            told=Text(zh="运行、等待人员、中断", en="Running, waiting for people, interrupted."),
            kind="stat",
            asks=(
                Ask(
                    expr='max by (status) (drillproof_drills{status=~"running|waiting|interrupted"})',
                    legend="{{status}}",
                ),
            ),
            width=12,
            height=4,
        ),
        Panel(
            title=Text(zh="复原中 / 待决定", en="Restoring / undecided"),
            told=Text(zh="中断后等待人员决定的演练须立即处理", en="An undecided drill waits for a person's word."),
            kind="stat",
            asks=(Ask(expr="max by (state) (drillproof_drills_under_way)", legend="{{state}}"),),
            width=8,
            height=4,
            steps=((None, "green"), (1, "orange")),
        ),
        Panel(
            title=Text(zh="紧急停止", en="Emergency stops"),
            told=Text(zh="尚未解除的紧急停止", en="Those that nobody has lifted."),
            kind="stat",
            asks=(Ask(expr="max(drillproof_emergency_stops)"),),
            width=4,
            height=4,
            steps=NONE_IS_GOOD,
        ),
    )


NIGHT: Final = Board(
    uid="drillproof-night",
    title=Text(zh="演练之夜", en="Drill night"),
    told=Text(zh="正在进行的演练：计时、阶段、可用性、等待与观测", en="What runs now, and how well it is watched."),
    rows=(
        Row(title=Text(zh="全局", en="All drills"), panels=_whole()),
        Row(title=Text(zh="计时", en="Clock"), panels=(_outage(), _share_of_target(), _awaited(), _against_target())),
        Row(title=Text(zh="进程", en="Course"), panels=(*_course(), _durations())),
        Row(title=Text(zh="观测与执行", en="Watch and hands"), panels=(_looks(), *_beats(), *_hands(), _freshness())),
    ),
    choices=(
        Choice(
            name="drill",
            title=Text(zh="演练", en="drill"),
            query="label_values(drillproof_drill_info, drill)",
            many=True,
        ),
    ),
    since="now-1h",
    refresh="5s",
    phases=True,
)
