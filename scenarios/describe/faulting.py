"""What is broken, how it is undone, and after how long it undoes itself."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.describe.language import Language, either, in_language
from scenarios.plan import Inject, Phase, Plan, PlannedStep, Run, Undo
from scenarios.quantities import show_duration


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
    lease = show_duration(action.lease_ns)
    hosts = ", ".join(step.hosts) or "the runner's own machine"
    on = f"在 {hosts} 上" if step.hosts else "在执行机上"
    what, undo = in_language(action.fault.title, language), in_language(action.fault.undo, language)
    where = (
        either(language, f"步骤 {placed}", f"step {placed}")
        if placed
        else either(language, "恢复时最先", "first of all")
    )
    detail = action.fault.detail
    return either(
        language,
        f"{step.id}：{on}{what}（{detail}）；撤销：{undo}，{where}；无人续约 {lease} 后自动撤销",
        f"{step.id}: {what} ({detail}) on {hosts}; undo: {undo}, {where}; undoes itself {lease} after the last renewal",
    )
