"""The service itself: whether a drill could start, its parts, workers and chores, and what the machine gives it."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text
from service.dashboards.board import NONE_IS_GOOD, SOME_IS_GOOD, YES_NO, Ask, Board, Panel, Row, Steps, Value

_UNSET: Final = "no archive is set"
_PARTS: Final = (
    Value(value="0", text=Text(zh="正常", en="ok"), colour="green"),
    Value(value="1", text=Text(zh="需关注", en="degraded"), colour="yellow"),
    Value(value="2", text=Text(zh="故障", en="failing"), colour="red"),
)


def _line(title: Text, told: Text, *asks: Ask, unit: str = "short", steps: Steps = ((None, "text"),)) -> Panel:
    return Panel(title=title, told=told, kind="timeseries", asks=asks, unit=unit, steps=steps, width=8)


def _number(title: Text, told: Text, expr: str, steps: Steps, unit: str = "short", empty: str = "") -> Panel:
    asks = (Ask(expr=expr, empty=empty),)
    return Panel(title=title, told=told, kind="stat", asks=asks, unit=unit, steps=steps, width=4, height=4)


def _ready() -> tuple[Panel, ...]:
    return (
        Panel(
            title=Text(zh="能否启动演练", en="Ready"),
            told=Text(zh="现在能否启动演练", en="Whether a drill could start now."),
            kind="stat",
            asks=(Ask(expr="min(drillproof_ready)"),),
            values=YES_NO,
            steps=SOME_IS_GOOD,
            width=4,
            height=4,
        ),
        _number(
            Text(zh="在线实例", en="Instances up"),
            Text(zh="能抓取到的服务进程", en="Processes that answer the scrape."),
            'sum(up{job="drillproof"})',
            SOME_IS_GOOD,
        ),
    )


def _workers() -> tuple[Panel, ...]:
    return (
        _number(
            Text(zh="存活的执行节点", en="Workers alive"),
            Text(zh="在本进程内执行时为 0", en="0 where drills run in the service itself."),
            'max(drillproof_workers{state="alive"})',
            ((None, "text"),),
        ),
        _number(
            Text(zh="失联的执行节点", en="Workers gone"),
            Text(zh="心跳已停止", en="Their beat has stopped."),
            'max(drillproof_workers{state="stale"})',
            NONE_IS_GOOD,
        ),
    )


def _archived() -> tuple[Panel, ...]:
    return (
        _number(
            Text(zh="归档核验未通过", en="Archive: wrong bundles"),
            Text(zh="上次全部核验时", en="When all of it was verified last."),
            "max(drillproof_archive_wrong)",
            NONE_IS_GOOD,
            empty=_UNSET,
        ),
        _number(
            Text(zh="距上次归档核验", en="Since the archive was verified"),
            Text(zh="距上次核验全部归档", en="Since all of it was verified."),
            "max(drillproof_archive_check_age_seconds)",
            ((None, "green"), (5_356_800, "yellow")),
            unit="s",
            empty=_UNSET,
        ),
    )


def _parts() -> Panel:
    return Panel(
        title=Text(zh="各部分", en="Parts"),
        told=Text(zh="各部分的状态；说明与处置见 /readyz", en="How each part is; /readyz says why and what to do."),
        kind="state-timeline",
        asks=(Ask(expr="max by (part) (part:drillproof_health:level)", legend="{{part}}"),),
        values=_PARTS,
        width=24,
        height=10,
    )


def _stores() -> tuple[Panel, ...]:
    return (
        _line(
            Text(zh="数据库应答", en="Database latency"),
            Text(zh="上次检查的应答用时", en="Of the last look."),
            Ask(expr="max by (instance) (drillproof_database_latency_seconds)", legend="{{instance}}"),
            unit="s",
            steps=((None, "green"), (1, "red")),
        ),
        _line(
            Text(zh="磁盘可用空间", en="Free room"),
            Text(zh="低于启动所需则不能启动演练", en="Below what a start needs, none can start."),
            Ask(expr="min by (place) (drillproof_disk_free_bytes)", legend="{{place}}"),
            Ask(expr="max(drillproof_disk_needed_bytes)", legend="启动所需 · needed"),
            unit="bytes",
        ),
        _line(
            Text(zh="时钟跳变", en="Clock steps"),
            Text(zh="一小时内的最大跳变", en="The largest of the last hour."),
            Ask(expr="max by (instance) (drillproof_clock_step_seconds)", legend="{{instance}}"),
            unit="s",
        ),
    )


def _queue() -> tuple[Panel, ...]:
    return (
        _line(
            Text(zh="等待执行节点", en="Waiting for workers"),
            Text(zh="排队的演练数", en="Drills in the queue."),
            Ask(expr="max(drillproof_queue_drills)", legend="演练 · drills"),
            Ask(expr="max(drillproof_sites_without_worker)", legend="无节点站点 · sites"),
        ),
        _line(
            Text(zh="排队最久", en="Longest wait"),
            Text(zh="等待执行节点最久的演练", en="Of the drill that waits longest for a worker."),
            Ask(expr="max(drillproof_queue_oldest_seconds)", legend="s"),
            unit="s",
            steps=((None, "green"), (30, "yellow"), (120, "red")),
        ),
    )


def _chores() -> tuple[Panel, ...]:
    return (
        _line(
            Text(zh="例行工作", en="Chores"),
            Text(zh="距上次成功", en="Since their last good rounds."),
            Ask(expr="min by (chore) (drillproof_chore_age_seconds)", legend="{{chore}}"),
            unit="s",
        ),
        _line(
            Text(zh="例行工作的失败", en="Failing chores"),
            Text(zh="自上次成功以来的失败次数", en="Failures since the last good round."),
            Ask(expr="max by (chore) (drillproof_chore_failures)", legend="{{chore}}"),
        ),
    )


def _hands() -> tuple[Panel, ...]:
    return (
        _line(
            Text(zh="探测与账本进程", en="Prober and ledgers"),
            Text(zh="一小时内的动态", en="Their news of the last hour."),
            Ask(expr="sum by (what) (increase(drillproof_watch_reports_total[1h]))", legend="{{what}}"),
        ),
        _line(
            Text(zh="演练换手", en="Runners of open drills"),
            Text(zh="未结束的演练由谁接手过，按原因", en="By why each came."),
            Ask(expr="max by (why) (drillproof_open_drill_runs)", legend="{{why}}"),
        ),
    )


def _loop() -> tuple[Panel, ...]:
    return (
        _line(
            Text(zh="事件循环延迟", en="Lag of the event loop"),
            Text(zh="五分钟内最长", en="The longest in five minutes."),
            Ask(expr="max by (instance) (drillproof_loop_lag_seconds)", legend="{{instance}}"),
            unit="s",
            steps=((None, "green"), (0.2, "yellow"), (1, "red")),
        ),
        _line(
            Text(zh="事件循环阻塞", en="Blocks of the event loop"),
            Text(zh="十分钟内超过 50 毫秒的次数", en="Over 50 ms, in ten minutes."),
            Ask(expr="sum by (instance) (increase(drillproof_loop_blocks_total[10m]))", legend="{{instance}}"),
        ),
    )


def _resources() -> tuple[Panel, ...]:
    return (
        _line(
            Text(zh="处理器与抓取用时", en="Processor, and the scrape"),
            Text(zh="进程占用的核数；抓取一次的用时", en="Cores that it uses; how long a scrape takes."),
            Ask(expr='sum(rate(process_cpu_seconds_total{job="drillproof"}[5m]))', legend="核 · cores"),
            Ask(expr='max(scrape_duration_seconds{job="drillproof"})', legend="抓取 · scrape s"),
        ),
        _line(
            Text(zh="内存", en="Memory"),
            Text(zh="进程常驻内存", en="Resident memory of the process."),
            Ask(expr='max by (instance) (process_resident_memory_bytes{job="drillproof"})', legend="{{instance}}"),
            unit="bytes",
        ),
        _line(
            Text(zh="打开的文件", en="Open files"),
            Text(zh="与上限相比", en="Against their limit."),
            Ask(expr='max by (instance) (process_open_fds{job="drillproof"})', legend="{{instance}}"),
            Ask(expr='min(process_max_fds{job="drillproof"})', legend="上限 · limit"),
        ),
    )


def _version() -> Panel:
    return Panel(
        title=Text(zh="版本", en="Version"),
        told=Text(zh="各进程的版本", en="Of each process."),
        kind="table",
        asks=(Ask(expr="max by (instance, version) (drillproof_build_info)", instant=True),),
        width=8,
    )


HEALTH: Final = Board(
    uid="drillproof-health",
    title=Text(zh="平台健康", en="Service health"),
    told=Text(
        zh="平台自身：能否启动演练、存储、执行节点、进程", en="The service itself, its stores, workers and process."
    ),
    rows=(
        Row(title=Text(zh="现在", en="Now"), panels=(*_ready(), *_workers(), *_archived(), _parts())),
        Row(
            title=Text(zh="存储、队列与例行工作", en="Stores, queue and chores"),
            panels=(*_stores(), *_queue(), *_chores(), *_hands()),
        ),
        Row(title=Text(zh="进程", en="Process"), panels=(*_loop(), *_resources(), _version())),
    ),
    since="now-6h",
    refresh="30s",
)
