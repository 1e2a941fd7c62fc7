"""The steps of a plan in their order, each with what it runs, asks for, takes and gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scenarios.describe.guards import ready
from scenarios.describe.language import PHASES, Language, either, in_language, where_found
from scenarios.plan import (
    CheckCommand,
    Manual,
    Measure,
    Notify,
    Phase,
    Plan,
    PlannedStep,
    Ready,
    Reconcile,
    Run,
)
from scenarios.quantities import show_duration

MOST_LINES: Final = 40
"""Of a script; the whole of it stands in the plan's JSON."""


def steps(plan: Plan, language: Language) -> Iterator[str]:
    """Yield every step, phase by phase."""
    for phase in Phase:
        here = [step for step in plan.steps if step.phase is phase]
        if here:
            yield f"  {in_language(PHASES[phase], language)}"
        for step in here:
            yield f"    {_step(step, language)}"
            yield from (f"      {line}" for line in _detail(step, language))


def _step(step: PlannedStep, language: Language) -> str:
    parts = [f"{step.id}: {in_language(step.title, language)}", *_place(step, language), *_when(step, language)]
    within = show_duration(step.within_ns)
    parts.append(either(language, f"限时 {within}", f"within {within}"))
    if step.whole_ns is not None:
        whole = show_duration(step.whole_ns)
        parts.append(either(language, f"总限时 {whole}", f"{whole} in all"))
    if step.repeat is not None:
        tries, pause = step.repeat.tries, show_duration(step.repeat.pause_ns)
        parts.append(either(language, f"可重复，最多 {tries} 次，间隔 {pause}", f"up to {tries} tries, {pause} apart"))
    if not step.essential:
        parts.append(either(language, "失败不影响演练继续", "may fail"))
    return " · ".join(parts)


def _place(step: PlannedStep, language: Language) -> Iterator[str]:
    if step.hosts:
        yield "@ " + ", ".join(step.hosts)
    if isinstance(step.action, Run | CheckCommand) and not step.hosts:
        yield either(language, "@ 执行机", "@ the runner's own machine")
    if step.at_once is not None:
        yield either(language, f"同时 {step.at_once} 台", f"{step.at_once} hosts at one time")
    if isinstance(step.action, Run | CheckCommand) and step.action.become:
        yield "sudo -n"


def _when(step: PlannedStep, language: Language) -> Iterator[str]:
    if step.group is not None:
        yield either(language, f"{step.group} 组内并行", f"in group {step.group}")
    if step.needs:
        needs = ", ".join(step.needs)
        yield either(language, f"在 {needs} 之后", f"after {needs}")
    if step.when is not None:
        was = "/".join(step.when.was)
        yield either(language, f"仅当 {step.when.step} 为 {was}", f"only if {step.when.step} was {was}")


def _detail(step: PlannedStep, language: Language) -> Iterator[str]:
    match step.action:
        case Run() | CheckCommand():
            yield from _command(step.action, language)
        case Manual():
            yield from _manual(step.action, language)
        case Notify(subject=subject, text=text):
            yield f"| {in_language(subject, language)}"
            yield from (f"| {line}" for line in in_language(text, language).rstrip("\n").split("\n"))
        case Measure():
            yield from _measure(step.action, language)
        case Reconcile(replay=replay) if replay:
            yield either(
                language, "丢失的写入将重新写入，并再次回读", "what is lost is written again and read back again"
            )
        case Ready(check=check):
            yield ready(check, language)
        case _:
            pass


def _command(action: Run | CheckCommand, language: Language) -> Iterator[str]:
    if action.action:
        yield from _named(action)
    elif "DRILLPROOF_PLAYBOOK" in action.env:
        yield from _playbook(action)
    else:
        yield from _script(action.script, language)
    yield from (f"{name} = {where_found(ref)}" for name, ref in action.secrets.items())
    yield from (f"{name} = {taken.step}.{taken.name}" for name, taken in action.inputs.items())
    for capture in action.captures if isinstance(action, Run) else ():
        after = "" if capture.after is None else repr(capture.after)
        zh = f"捕获 {capture.name}（{capture.type}）" + (f"，取 {after} 之后" if after else "")
        en = f"captures {capture.name} ({capture.type})" + (f" after {after}" if after else "")
        yield either(language, zh, en)


def _named(action: Run | CheckCommand) -> Iterator[str]:
    """Yield an action by its name and its values; its program is the plan's, and the same for everybody."""
    yield f"| {action.action}" + (f": {action.detail}" if action.detail else "")
    yield from (f"{name} = {value}" for name, value in action.env.items() if name.startswith("ACTION_") and value)


def _playbook(action: Run | CheckCommand) -> Iterator[str]:
    env = {name: action.env.get(f"DRILLPROOF_PLAYBOOK{name}", "") for name in ("", "_SHA256", "_VARIABLES", "_LIMIT")}
    check = " --check" if action.env.get("DRILLPROOF_PLAYBOOK_CHECK") else ""
    limit = f" --limit={env['_LIMIT']}" if env["_LIMIT"] else ""
    yield f"| ansible-playbook{check}{limit} --extra-vars '{env['_VARIABLES']}' {env['']}"
    yield f"sha256 {env['_SHA256']}"


def _script(script: str, language: Language) -> Iterator[str]:
    """Yield what is run, so that a person approves commands and not only their names."""
    lines = script.rstrip("\n").split("\n")
    yield from (f"| {line}" for line in lines[:MOST_LINES])
    left = len(lines) - MOST_LINES
    if left > 0:
        yield either(language, f"… 另有 {left} 行", f"… {left} more lines")


def _manual(action: Manual, language: Language) -> Iterator[str]:
    yield from (f"| {line}" for line in in_language(action.instruction, language).rstrip("\n").split("\n"))
    if action.manual is not None:
        yield either(language, f"操作手册：{action.manual}", f"manual: {action.manual}")
    if action.dual_control:
        role, second = action.role, action.confirm_role or action.role
        yield either(
            language,
            f"双人复核：{role} 执行，由另一名 {second} 确认",
            f"dual control: done by {role}, confirmed by another person who is {second}",
        )


def _measure(action: Measure, language: Language) -> Iterator[str]:
    side = either(
        language, *(("故障前", "before the fault") if action.side == "before" else ("恢复后", "after recovery"))
    )
    yield f"{action.marker}, {side}"
    if action.dsn is not None:
        yield f"| {where_found(action.dsn)} {action.query}"
    elif action.script is not None:
        yield from _script(action.script, language)
