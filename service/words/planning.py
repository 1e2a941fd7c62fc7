"""Words of what is known before a drill: estimates from earlier ones, and what no drill has touched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "estimate.heading": Text(
        zh="预计用时（据以往演练，仅供参考）", en="Estimated duration (from earlier drills; not a promise)"
    ),
    "estimate.from": Text(zh="依据同一场景以往 {count} 次演练", en="from {count} earlier drills of this scenario"),
    "estimate.none": Text(zh="该场景没有以往演练可供参考", en="no earlier drill of this scenario was found"),
    "estimate.machines": Text(zh="机器用时 {range}（不含人工）", en="machines: {range} (people not counted)"),
    "estimate.median": Text(zh="按各步骤中位数计 {median}", en="with the median of every step: {median}"),
    "estimate.people": Text(zh="人工用时另计，逐项相加 {range}", en="people, apart and one after another: {range}"),
    "estimate.step": Text(
        zh="{who}中位数 {median}，范围 {range}，{count} 次", en="{who}median {median}, range {range}, {count} runs"
    ),
    "estimate.never": Text(zh="{who}没有以往记录，至多 {most}", en="{who}no earlier run: at most {most}"),
    "estimate.person": Text(zh="（人工）", en="(person) "),
    "estimate.machine": Text(zh="", en=""),
    "coverage.kind": Text(zh="类别", en="kind"),
    "coverage.id": Text(zh="编号", en="id"),
    "coverage.title": Text(zh="名称", en="title"),
    "coverage.level": Text(zh="风险等级", en="risk"),
    "coverage.scenarios": Text(zh="场景", en="scenarios"),
    "coverage.drills": Text(zh="近 {months} 个月演练", en="drills of {months} months"),
    "coverage.state": Text(zh="缺口", en="gap"),
    "coverage.service": Text(zh="服务", en="service"),
    "coverage.threat": Text(zh="威胁", en="threat"),
    "coverage.risk": Text(zh="风险", en="risk"),
    "coverage.procedure": Text(zh="预案程序", en="procedure"),
    "coverage.level.low": Text(zh="低", en="low"),
    "coverage.level.medium": Text(zh="中", en="medium"),
    "coverage.level.high": Text(zh="高", en="high"),
    "coverage.level.extreme": Text(zh="极高", en="extreme"),
    "coverage.form.live": Text(zh="实战", en="live"),
    "coverage.form.simulated": Text(zh="模拟", en="simulated"),
    "coverage.form.tabletop": Text(zh="桌面", en="tabletop"),
    "coverage.gap.scenario": Text(zh="没有场景", en="no scenario"),
    "coverage.gap.drill": Text(zh="没有完成的演练", en="no completed drill"),
    "coverage.gap.both": Text(zh="没有场景，也没有完成的演练", en="neither scenario nor completed drill"),
    "coverage.last": Text(zh="，此前最近一次为 {day}", en="; the last before was on {day}"),
    "coverage.all": Text(zh="全部 {count} 项均已覆盖。", en="All {count} items are covered."),
    "coverage.sum": Text(zh="{kind}：{count} 项，缺口 {gaps} 项", en="{kind}: {count}, of which gaps: {gaps}"),
    "coverage.unlooked": Text(
        zh="没有提供演练记录（--journal），只核对了场景。",
        en="No journal was given (--journal): only scenarios were looked at.",
    ),
    "coverage.uncounted": Text(
        zh="演练 {drill}（{day}）未完成，不计入覆盖。", en="Drill {drill} ({day}) was not completed and does not count."
    ),
    "coverage.open": Text(
        zh="演练 {drill}（{day}）尚未结束，不计入覆盖。", en="Drill {drill} ({day}) has not ended and does not count."
    ),
    "coverage.unread": Text(zh="无法读取 {place}：{reason}", en="{place} cannot be read: {reason}"),
    "coverage.ruled_out": Text(zh="不适用：{title}（{reason}）", en="ruled out: {title} ({reason})"),
    "coverage.stranger": Text(
        zh="场景 {scenario} 引用的{kind} {name} 没有登记，不计入。",
        en="Scenario {scenario} cites the {kind} {name}, which nothing registers.",
    ),
    "coverage.no_register": Text(
        zh="没有提供{register}，未核对该项。", en="No {register} was given, so these were not looked at."
    ),
    "coverage.register.risks": Text(zh="风险登记表（--risks）", en="risk register (--risks)"),
    "coverage.register.procedures": Text(zh="预案登记表（--procedures）", en="plan register (--procedures)"),
}
