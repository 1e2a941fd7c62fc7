"""What firms call the phases of a drill."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from scenarios.importing.spans import plainly
from scenarios.plan import Phase

WORDS: Final[Mapping[Phase, tuple[str, ...]]] = {
    Phase.PREPARE: (
        "准备", "前期准备", "系统准备", "系统准备及启动", "准备与检查", "环境准备", "检查", "环境检查", "前置检查",
        "动员",
        "切换准备", "prepare", "preparation", "preparations", "pre-check", "before",
    ),
    Phase.INJECT: (
        "启动", "注入", "模拟", "故障注入", "注入故障", "故障模拟", "模拟故障", "故障发生", "故障", "事件发生",
        "场景注入",
        "中断", "开始", "事件触发", "触发", "inject", "injection", "fault", "fault injection", "start",
        "interruption",
    ),
    Phase.DETECT: (
        "发现", "告警", "监测", "监测预警", "预警", "故障发现", "监控告警", "发现与报告", "报告", "事件报告",
        "发现告警", "接报",
        "通报", "detect", "detection", "alert", "alerting", "report", "notification",
    ),
    Phase.DECIDE: (
        "研判", "决策", "分析研判", "故障研判", "研判决策", "应急决策", "切换决策", "评估", "影响评估", "启动预案",
        "应急启动",
        "指挥决策", "故障定位", "定位", "decide", "decision", "assessment", "escalation", "activation",
    ),
    Phase.SWITCH: (
        "切换", "灾备切换", "系统切换", "故障切换", "主备切换", "应急切换", "应急处置", "处置", "接管", "灾备接管",
        "实施", "执行",
        "网络切换", "数据库切换", "应用切换", "switch", "switchover", "failover", "takeover", "execution", "response",
    ),
    Phase.VERIFY: (
        "验证", "业务验证", "切换验证", "系统验证", "功能验证", "数据验证", "测试验证", "灾备验证", "数据核对",
        "核对",
        "verify", "verification", "validation", "test", "tests",
    ),
    Phase.RESTORE: (
        "回切", "恢复", "结束", "回切恢复", "系统恢复", "恢复原状", "环境恢复", "系统回切", "回退", "还原", "收尾",
        "终止",
        "结束与终止", "回切准备", "回切验证", "恢复验证", "总结", "演练结束", "restore", "restoration", "failback",
        "fallback", "rollback",
        "switchback", "close", "end", "finish", "recovery",
    ),
}  # fmt: skip
_PHASE_OF: Final = {plainly(word): phase for phase, words in WORDS.items() for word in words}
_NUMBERING: Final = re.compile(
    r"^(第?[0-9一二三四五六七八九十]{1,3}(阶段|步|部分|[、.:：,，)）-])|[(（][0-9一二三四五六七八九十]{1,3}[)）]|phase[0-9]*[:.-]?)[、.:：-]?"
)
_PARTS: Final = re.compile(r"[/、,，;；]|与|及|和|&")


def phase_of(text: str, known: Mapping[str, Phase]) -> Phase | None:
    """Return the phase that a cell names: one of ours, one of firms' words for it, or a word of `known`.

    A word composed of several (启动/注入) counts if they all mean the same. Anything else is None: a guess could put a
    step to the wrong side of the interruption.
    """
    told = plainly(text)
    mine = {plainly(word): phase for word, phase in known.items()}
    if told in mine:
        return mine[told]
    bare = _bare(_NUMBERING.sub("", told))
    parts = (bare,) if bare in _PHASE_OF else _PARTS.split(bare)
    meant = {_PHASE_OF.get(_bare(part)) for part in parts}
    return meant.pop() if len(meant) == 1 else None


def _bare(word: str) -> str:
    return (
        word
        if word in _PHASE_OF
        else word.removesuffix("阶段").removesuffix("环节").removesuffix("phase").removeprefix("演练")
    )
