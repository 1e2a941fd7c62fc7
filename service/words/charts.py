"""Words inside the charts and their descriptions for those who cannot see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "chart.targets": Text(zh="实测区间与目标值", en="Measured interval against target"),
    "chart.targets.row": Text(
        zh="{what}：目标值 {target}，实测 {lower} 至 {upper}，{verdict}",
        en="{what}: target {target}, measured {lower} to {upper}, {verdict}",
    ),
    "chart.targets.target": Text(zh="目标 {target}", en="target {target}"),
    "chart.phases": Text(zh="恢复时间的构成", en="What the recovery time was made of"),
    "chart.phases.row": Text(zh="{phase}：{lower} 至 {upper}", en="{phase}: {lower} to {upper}"),
    "chart.strip": Text(zh="服务可用性（故障前后）", en="Availability around the fault"),
    "chart.overview": Text(zh="服务可用性（全程）", en="Availability over the whole drill"),
    "chart.strip.run": Text(
        zh="{stream}：{begin} 至 {end}，{state}",
        en="{stream}: {begin} to {end}, {state}",
    ),
    "chart.state.up": Text(zh="可用", en="up"),
    "chart.state.down": Text(zh="中断", en="down"),
    "chart.state.unknown": Text(zh="未知", en="unknown"),
    "chart.fault": Text(zh="故障", en="fault"),
    "chart.bound": Text(zh="界定 RTO 的样本", en="sample that bounds the RTO"),
    "chart.bound.at": Text(zh="界定 RTO 的样本，{at}", en="sample that bounds the RTO, {at}"),
    "chart.ledger": Text(zh="校验流水 {ledger}：每 {bin} 的写入", en="Ledger {ledger}: writes per {bin}"),
    "chart.ledger.caption": Text(zh="校验流水 {ledger} 的写入", en="Writes of ledger {ledger}"),
    "chart.ledger.bin": Text(
        zh="{begin} 起：保留 {kept}，丢失 {lost}，结果不明 {unknown}",
        en="from {begin}: {kept} kept, {lost} lost, {unknown} unknown",
    ),
    "chart.write.kept": Text(zh="已确认并保留", en="acknowledged and kept"),
    "chart.write.lost": Text(zh="已确认而丢失", en="acknowledged and lost"),
    "chart.write.unknown": Text(zh="结果不明", en="unknown"),
    "chart.timeline": Text(zh="演练过程（按阶段和主机）", en="The drill, by phase and host"),
    "chart.timeline.part": Text(zh="演练过程（{part}/{parts}）", en="The drill ({part}/{parts})"),
    "chart.timeline.row": Text(
        zh="{phase}，{step}，{host}：{begin} 至 {end}，{outcome}",
        en="{phase}, {step}, {host}: {begin} to {end}, {outcome}",
    ),
    "chart.timeline.planned": Text(
        zh="{step}的计划时间：{begin} 至 {end}，结束偏差 {deviation}",
        en="{step} was planned for {begin} to {end}, deviation of its end {deviation}",
    ),
    "chart.planned": Text(zh="计划时间", en="planned"),
    "chart.axis.seconds": Text(zh="距故障的秒数", en="seconds from the fault"),
    "chart.opening": Text(zh="演练开始", en="opening"),
    "chart.axis.fault": Text(zh="距故障的秒数", en="seconds from the fault"),
    "chart.axis.opening": Text(zh="距演练开始的秒数", en="seconds from the opening"),
    "chart.axis.duration": Text(zh="秒", en="seconds"),
    "chart.empty": Text(zh="未取得证据", en="no evidence"),
    "chart.open_end": Text(zh="无上界", en="no upper bound"),
}
