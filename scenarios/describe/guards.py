"""What keeps a drill from becoming an incident, in words: bounds, windows, bystanders, readiness."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scenarios.describe.language import Language, either, where_found
from scenarios.plan import (
    BackupFresh,
    ClockOffset,
    DaySpan,
    DiskSpace,
    LeaseWorks,
    Plan,
    ReadyCheck,
    ReplicationHealthy,
    StandbyCapacity,
    Window,
)
from scenarios.quantities import show_duration, show_size

_DAYS: Final = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_DAY: Final = 86_400
_WEEK: Final = 7


def guards(plan: Plan, language: Language) -> Iterator[str]:
    """Yield every safeguard, one a line."""
    found = plan.safeguards
    environments, longest = ", ".join(found.environments), show_duration(found.longest_ns)
    within = show_duration(found.undo_within_ns)
    yield either(language, f"只在环境 {environments} 中执行", f"only in: {environments}")
    if found.window is not None:
        yield from _window(found.window, language)
    yield either(language, f"超过 {longest} 即转入恢复", f"turns to restoring after {longest}")
    yield either(language, f"每次撤销须在 {within} 内完成并得到验证", f"each undo is done and proved within {within}")
    yield from _bounds(plan, language)
    for one in found.bystanders:
        slow = "" if one.slower_than_ns is None else show_duration(one.slower_than_ns)
        yield either(
            language,
            f"旁观服务 {one.probe} 连续失败{f'或慢于 {slow} ' if slow else ' '}{one.stop_after} 次即中止",
            f"stops when bystander {one.probe} fails{f' or is slower than {slow}' if slow else ''} "
            f"{one.stop_after} times in a row",
        )
    asks = plan.on_interruption == "ask"
    yield either(
        language,
        f"执行程序中断后：{'询问负责人' if asks else '转入恢复'}",
        f"after an interruption of the runner: {'ask' if asks else 'restore'}",
    )


def _bounds(plan: Plan, language: Language) -> Iterator[str]:
    found = plan.safeguards
    if found.only_hosts is not None:
        hosts = ", ".join(found.only_hosts)
        yield either(language, f"只允许触及主机 {hosts}", f"touches no other hosts than {hosts}")
    if found.most_hosts is not None:
        yield either(language, f"最多 {found.most_hosts} 台主机", f"at most {found.most_hosts} hosts")
    if found.most_hosts_at_once is not None:
        most = found.most_hosts_at_once
        yield either(language, f"同时最多触及 {most} 台主机", f"at most {most} hosts at one time")
    if plan.parallel is not None:
        yield either(language, f"同时最多进行 {plan.parallel} 项操作", f"at most {plan.parallel} acts at one time")
    for name, most in plan.groups.items():
        yield either(language, f"{name} 组内同时最多 {most} 项操作", f"at most {most} acts of group {name} at one time")


def _window(window: Window, language: Language) -> Iterator[str]:
    for span in window.allowed:
        days, hours = _days(span, language), f"{_clock(span.start_s)}-{_clock(span.end_s)}"
        yield either(language, f"时间窗口：{days} {hours}（{window.zone}）", f"window: {days} {hours} ({window.zone})")
    if window.outside_trading and window.calendar is not None:
        known = f"{window.calendar.known_from} - {window.calendar.known_until}"
        name = window.calendar.name
        yield either(
            language,
            f"避开 {name} 的交易时段（日历覆盖 {known}，此外的日期按交易日处理）",
            f"outside the trading of {name} (the calendar knows {known}; other days count as trading days)",
        )


def _days(span: DaySpan, language: Language) -> str:
    if len(span.weekdays) == _WEEK:
        return either(language, "每天", "every day")
    named = _DAYS[language]
    return (
        "、".join(f"周{named[day]}" for day in span.weekdays)
        if language == "zh"
        else ", ".join(named[day] for day in span.weekdays)
    )


def _clock(seconds: int) -> str:
    """Return the time of day; one of the next day has a plus."""
    hours, minutes = divmod(seconds // 60, 60)
    if seconds == _DAY:
        return "24:00"
    return f"{hours % 24:02}:{minutes:02}" + ("+1" if seconds > _DAY else "")


def ready(check: ReadyCheck, language: Language) -> str:
    """Return what a readiness check wants to see."""
    match check:
        case ClockOffset(below_ns=below):
            most = show_duration(below)
            return either(language, f"时钟偏差小于 {most}", f"its clock is within {most} of the runner's")
        case DiskSpace(path=path, free_bytes=size, free_permille=share):
            least = show_size(size) if size else f"{share / 10:g}%"
            return either(language, f"{path} 至少剩余 {least}", f"at least {least} free where {path} lies")
        case BackupFresh():
            young, least = show_duration(check.newer_than_ns), show_size(check.least_bytes)
            what = f"{check.path}/{check.match}"
            return either(
                language,
                f"{what} 中最新备份不早于 {young} 前，且不小于 {least}",
                f"the newest {what} is younger than {young} and has at least {least}",
            )
        case LeaseWorks():
            return either(language, "试租约能自行触发并清除", "a trial lease fires by itself and is gone afterwards")
        case StandbyCapacity():
            return _capacity(check, language)
        case ReplicationHealthy():
            return _replication(check, language)


def _capacity(check: StandbyCapacity, language: Language) -> str:
    memory, load = show_size(check.memory_bytes), f"{check.load_permille / 10:g}%"
    return either(
        language,
        f"至少 {check.processors} 个处理器、{memory} 内存，负载不超过 {load}",
        f"at least {check.processors} processors and {memory} of memory, load at most {load}",
    )


def _replication(check: ReplicationHealthy, language: Language) -> str:
    where, least = where_found(check.dsn), check.standbys
    lag = [] if check.lag_bytes is None else [show_size(check.lag_bytes)]
    lag += [] if check.lag_ns is None else [show_duration(check.lag_ns)]
    behind = ", ".join(lag)
    zh = f"{where} 至少有 {least} 个备库在流复制" + (f"，落后不超过 {behind}" if lag else "")
    en = f"{where} streams to at least {least} standbys" + (f", none further behind than {behind}" if lag else "")
    return either(language, zh, en)
