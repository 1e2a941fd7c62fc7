"""Words of the console's history: what drills of a service came to over time, and how far that says anything."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "console.history.title": Text(zh="历史与趋势", en="History and trend"),
    "console.history.lead": Text(
        zh="每个业务系统历次演练测得的 RTO、RPO 区间与目标。",
        en="What drills measured of each service: RTO and RPO as intervals, against their targets.",
    ),
    "console.history.one": Text(zh="{service}：历史与趋势", en="{service}: history and trend"),
    "console.history.service": Text(zh="业务系统", en="Service"),
    "console.history.standing": Text(zh="当前状态", en="Stands"),
    "console.history.proof": Text(zh="证明", en="Proof"),
    "console.history.newest": Text(zh="最近一次演练", en="Newest drill"),
    "console.history.next": Text(zh="最迟下次演练", en="Next at the latest"),
    "console.history.none": Text(zh="还没有业务系统。", en="There is no service yet."),
    "console.history.none.do": Text(
        zh="第一次演练结束后，其业务系统会列在这里。", en="After the first drill its services stand here."
    ),
    "console.history.none.go": Text(zh="选择演练方案", en="Choose a scenario"),
    "console.history.no_drill.do": Text(
        zh="准备并完成一次演练后，实测区间会显示在这里。", en="Prepare a drill; what it measures stands here."
    ),
    "console.history.no_drill": Text(zh="没有测得数据的演练", en="no drill measured anything"),
    "console.history.unread": Text(zh="未定", en="not set"),
    "console.history.stale": Text(
        zh="最近的证明已过时：{parts}自那时起有变化。", en="What was proved is stale: since then {parts} changed."
    ),
    "console.history.part.target": Text(zh="目标", en="the target"),
    "console.history.part.plan": Text(zh="方案", en="the plan"),
    "console.history.part.hosts": Text(zh="主机", en="the hosts"),
    "console.history.part.script": Text(zh="脚本", en="a script"),
    "console.history.part.change": Text(zh="系统变更", en="the system itself"),
    "console.history.chart": Text(zh="{figure}：历次演练的区间与目标", en="{figure}: intervals of drills, and targets"),
    "console.history.shown": Text(
        zh="本页统计 {count} 次演练（{first} 至 {last}）：",
        en="This page tells of {count} {count:drill|drills}, {first} to {last}:",
    ),
    "console.history.results": Text(zh="演练结果", en="How the drills went"),
    "console.history.counts": Text(
        zh="测得 {count} 次：证实 {proved} 次，否定 {contradicted} 次，未能判定 {inconclusive} 次。",
        en="Measured {count} {count:time|times}: proved {proved}, contradicted {contradicted}, decided nothing {inconclusive}.",
    ),
    "console.history.range": Text(
        zh="所有值在 {lower} 至 {upper} 之间（最小下限至最大上限）。",
        en="All values lie between {lower} and {upper} (least lower to greatest upper bound).",
    ),
    "console.history.targets": Text(zh="目标：{targets}。", en="Targets: {targets}."),
    "console.history.standing.verified": Text(zh="目标已由最近的演练证实", en="target proved by the newest decision"),
    "console.history.standing.contradicted": Text(
        zh="目标已被最近的演练否定", en="target contradicted by the newest decision"
    ),
    "console.history.standing.undecided": Text(zh="有测量，尚无法判定", en="measured, and undecided"),
    "console.history.standing.never": Text(zh="从未测得", en="never measured"),
    "console.history.direction": Text(zh="变化方向（按方案）", en="Direction, by scenario"),
    "console.history.direction.too_few": Text(
        zh="{scenario}：{count} 次，少于 {fewest} 次，不判断方向。",
        en="{scenario}: {count} {count:drill|drills}; below {fewest} no direction is told.",
    ),
    "console.history.direction.none": Text(
        zh="{scenario}：{count} 次，没有可证实的方向（{shorter} 对缩短，{longer} 对延长，{undecided} 对区间重叠）。",
        en="{scenario}: {count} drills show no direction ({shorter} pairs shorter, {longer} longer, "
        "{undecided} overlap).",
    ),
    "console.history.direction.shorter": Text(
        zh="{scenario}：{count} 次，呈缩短趋势（{shorter} 对缩短，{longer} 对延长，{undecided} 对区间重叠；"
        "曼–肯德尔检验，5% 水平）。",
        en="{scenario}: {count} drills get shorter ({shorter} pairs shorter, {longer} longer, {undecided} overlap; "
        "Mann-Kendall, 5 %).",
    ),
    "console.history.direction.longer": Text(
        zh="{scenario}：{count} 次，呈延长趋势（{shorter} 对缩短，{longer} 对延长，{undecided} 对区间重叠；"
        "曼–肯德尔检验，5% 水平）。",
        en="{scenario}: {count} drills get longer ({shorter} pairs shorter, {longer} longer, {undecided} overlap; "
        "Mann-Kendall, 5 %).",
    ),
    "console.history.honest": Text(
        zh="不计算平均值，不画趋势线：每次演练是一个区间，不同方案不可相比。",
        en="No mean and no trend line: each drill is an interval, and scenarios are not compared with each other.",
    ),
    "console.history.table": Text(zh="各次演练", en="The drills"),
    "console.history.number": Text(zh="序号", en="No."),
    "console.history.day": Text(zh="日期", en="Day"),
    "console.history.scenario": Text(zh="方案", en="Scenario"),
    "console.history.left_out": Text(
        zh="另有 {count} 次未计入：未完成、桌面推演或未测得本系统。",
        en="{count} more {count:is|are} not counted: not completed, around a table, or without a figure of this service.",
    ),
    "console.history.rules": Text(zh="演练频次", en="How often it is to be drilled"),
    "console.history.rule": Text(zh="依据", en="Rule"),
    "console.history.until": Text(zh="最迟日期", en="Until"),
    "console.history.rule.ok": Text(zh="按期", en="in time"),
    "console.history.rule.due": Text(zh="即将到期", en="due"),
    "console.history.rule.overdue": Text(zh="逾期", en="overdue"),
    "console.history.rule.open": Text(zh="期限未定", en="no figure set"),
}
