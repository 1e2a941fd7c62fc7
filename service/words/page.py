"""Words of the page around the report: its title, its notes, the link to the other language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "page.title": Text(zh="灾难恢复演练报告", en="Disaster recovery drill report"),
    "page.other_language": Text(zh="English", en="中文"),
    "page.clause": Text(zh="JR/T 0251 第 12.3 条 {letter}）", en="JR/T 0251 12.3 {letter})"),
    "page.clause.other": Text(zh="附加事项", en="in addition"),
    "page.contents": Text(zh="目录", en="Contents"),
    "page.summary": Text(zh="结论", en="Outcome"),
    "page.legend": Text(zh="图例", en="Legend"),
    "page.standards": Text(
        zh="JR/T 0251-2022（报告结构、RTO 与 RPO 的定义）；JR/T 0059（切换口径）",
        en="JR/T 0251-2022 (structure; definitions of RTO and RPO); JR/T 0059 (reading from the start of switching)",
    ),
    "page.local": Text(zh="北京时间 {local} ", en="{utc}"),
    "page.beijing": Text(zh="{local}（北京时间），{utc}（UTC）", en="{utc} (UTC)"),
    "page.completed": Text(zh="演练按方案完成", en="drill completed"),
    "page.not_completed": Text(zh="演练未按方案完成", en="drill not completed"),
    "page.restored": Text(zh="系统恢复已证实", en="restoration proved"),
    "page.not_restored": Text(zh="系统恢复未得到证实", en="restoration not proved"),
    "page.interval": Text(zh="{lower} 至 {upper}", en="{lower} to {upper}"),
    "page.findings": Text(zh="发现问题 {count} 项", en="findings: {count}"),
    "page.evidence": Text(zh="证据 {numbers}", en="evidence {numbers}"),
    "page.lost": Text(zh="丢失 {lost} / {acknowledged} 笔", en="{lost} of {acknowledged} writes lost"),
    "page.by_marker": Text(zh="依据业务标记", en="by a marker of the business"),
    "page.scroll": Text(zh="可横向滚动", en="scrolls sideways"),
}
