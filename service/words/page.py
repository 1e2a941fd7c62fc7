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
        zh="JR/T 0251-2022（报告结构、RTO 与 RPO 的定义）；JR/T 0059（切换口径，2010 版或 2024 版由本机构确认）；"
        "GB/T 20988（2007 版或 2025 版由本机构确认）；GB/T 38645-2020（记录单、评估单）",
        en="JR/T 0251-2022 (structure; definitions of RTO and RPO); JR/T 0059 (reading from the start of switching; "
        "the firm confirms whether the edition of 2010 or 2024 applies); GB/T 20988 (2007 or 2025, likewise); "
        "GB/T 38645-2020 (record sheet, evaluation form)",
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
    "policy.title": Text(zh="制度配置", en="The policy"),
    "policy.page": Text(
        zh="机构的各项规定写在一个文件中：`drillproof serve --policy policy.yaml`。所有配置项均可省略，缺省值取较严格者；键名或取值有误时启动即被拒绝，\n并指出所在行与改法。`drillproof schema policy` 输出供编辑器使用的格式定义。",
        en="One file says what the firm has decided: `drillproof serve --policy policy.yaml`. Every key may be left out; the default is the strict\nchoice. A wrong key or value is refused at start with its line and the repair. `drillproof schema policy` prints the form for editors.\nThis page is written from the code by `python -m service.policy.reference`.",
    ),
}
