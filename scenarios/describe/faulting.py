"""What is broken, how it is undone, and after how long it undoes itself."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.describe.language import Language, either, in_language
from scenarios.plan import (
    BlockPort,
    FaultSpec,
    FreezeProcess,
    Inject,
    KillProcess,
    LimitBandwidth,
    Phase,
    Plan,
    PlannedStep,
    Run,
    StopService,
    Undo,
)
from scenarios.quantities import show_duration
from scenarios.titles import worded


def faults(plan: Plan, language: Language) -> Iterator[str]:
    """Yield every fault with its undo and its lease, and every command that interrupts without one."""
    for step in plan.steps:
        if isinstance(step.action, Inject):
            yield _fault(plan, step, step.action, language)
        elif isinstance(step.action, Run) and step.phase is Phase.INJECT:
            yield either(
                language,
                f"{step.id}：以命令制造中断，没有自动撤除期限，只由恢复阶段的步骤恢复",
                f"{step.id}: interrupts by a command, so it has no lease; only the steps of restore bring it back",
            )


def _fault(plan: Plan, step: PlannedStep, action: Inject, language: Language) -> str:
    placed = next((s.id for s in plan.steps if isinstance(s.action, Undo) and s.action.fault == step.id), None)
    lease, hosts = show_duration(action.lease_ns), ", ".join(step.hosts)
    what, undo = in_language(worded(action.fault), language), _undo(action.fault, language)
    where = (
        either(language, f"步骤 {placed}", f"step {placed}")
        if placed
        else either(language, "恢复时最先", "first of all")
    )
    detail = fault_detail(action.fault)
    return either(
        language,
        f"{step.id}：在 {hosts} 上{what}（{detail}）；撤销：{undo}，{where}；无人续约 {lease} 后自动撤销",
        f"{step.id}: {what} ({detail}) on {hosts}; undo: {undo}, {where}; undoes itself {lease} after the last renewal",
    )


def fault_detail(fault: FaultSpec) -> str:
    """Return what a fault is aimed at, the same in every language."""
    match fault:
        case KillProcess() | FreezeProcess():
            return f"match {fault.match}" if fault.match else f"pid_file {fault.pid_file}"
        case StopService(name=name):
            return name
        case BlockPort():
            return f"{fault.protocol} {fault.port} {fault.direction}" + (f" {fault.peer}" if fault.peer else "")
        case LimitBandwidth():
            return f"{fault.kbit} kbit, {fault.interface or fault.control}"


def _undo(fault: FaultSpec, language: Language) -> str:
    match fault:
        case KillProcess(restart=restart):
            return restart
        case StopService(start=start, name=name):
            return start or f"systemctl start {name}"
        case FreezeProcess():
            return "SIGCONT"
        case BlockPort():
            return either(language, "删除本步骤的规则", "its own rules are taken out")
        case LimitBandwidth():
            return either(language, "取消限速", "the limit is lifted")
