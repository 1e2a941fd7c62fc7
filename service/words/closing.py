"""Words for part e of the report and for the other matters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "e.verdict.met": Text(
        zh="总体判定：达标。各服务的 RTO 与 RPO 均在目标值之内，演练按方案完成，系统恢复已得到证实。",
        en="Overall: met. RTO and RPO of every service lie within their targets, the drill was completed, and restoration is proved.",
    ),
    "e.verdict.missed": Text(
        zh="总体判定：未达标。至少一项恢复目标没有实现。",
        en="Overall: missed. At least one recovery target was not reached.",
    ),
    "e.verdict.inconclusive": Text(
        zh="总体判定：无法判定。取得的证据不足以认定达标，也不足以认定未达标。",
        en="Overall: inconclusive. The evidence supports neither that the targets were met nor that they were missed.",
    ),
    "e.not_completed": Text(
        zh="演练未按方案完成，因此任何情况下都不判定为达标。",
        en="The drill was not completed, so whatever the figures, it is not called met.",
    ),
    "e.not_restored": Text(
        zh="系统恢复未得到证实，因此任何情况下都不判定为达标；须立即检查残留。",
        en="Restoration is not proved, so whatever the figures, it is not called met. Look for what was left behind, now.",
    ),
    "e.table.verdicts": Text(zh="各项判定", en="Verdicts"),
    "e.table.findings": Text(zh="发现的问题和改进建议", en="Findings and suggestions"),
    "e.no_findings": Text(
        zh="本次演练没有发现需要改进的问题，这并不常见。演练的目的是发现问题，应检查场景是否足够严格、观测是否足够充分。",
        en="This drill found no problem, which is unusual: drills are held to find problems. "
        "Check whether the scenario was hard enough and whether enough was observed.",
    ),
    "e.improvement": Text(
        zh="未取得证据：改进措施的责任部门、期限和复验方式尚未登记，应按 JR/T 0251 第 14 章补充。",
        en="No evidence: owners, deadlines and re-tests of improvements are not recorded yet; add them as JR/T 0251 chapter 14 asks.",
    ),
    "e.evaluation": Text(
        zh="未取得证据：没有评估组的评分记录（JR/T 0251 第 12.2 条 c）。",
        en="No evidence: there are no scores of an evaluation group (JR/T 0251 12.2 c).",
    ),
    "e.signature": Text(
        zh="本报告由软件根据演练记录生成，尚未经牵头部门、业务连续性管理委员会审核和高级管理层批准（JR/T 0251 第 4 章）。",
        en="Software made this report from the record. The lead department, the continuity committee and senior management "
        "have not reviewed or approved it yet (JR/T 0251 chapter 4).",
    ),
    # other matters
    "o.intervals": Text(
        zh="实测值以区间给出：真实值必在下限与上限之间，区间由界定它的样本决定。上限不超过目标值为达标，下限超过目标值为未达标，目标值落在区间之内为无法判定。",
        en="A measured value is an interval: the truth lies between its two ends, which the samples beside it decide. "
        "Met: the upper end is within the target. Missed: the lower end is beyond it. Inconclusive: the target lies between them.",
    ),
    "o.readings": Text(
        zh="RTO 按两种口径列示。自中断事件发生起计算的口径包含发现和决策的时间，据此判定；自开始切换起计算的口径仅供与 JR/T 0059 比较，不单独判定。",
        en="RTO is given under two readings. The one from the interruption includes the time to notice and to decide, and carries the verdict; "
        "the one from the start of switching is there for comparison with JR/T 0059 and carries none.",
    ),
    "o.evidence": Text(
        zh="证据号是 evidence/journal.jsonl 中记录的序号（seq），即该文件的行号。每条记录以 SHA-256 与前一条相连，最后一条的摘要值为 {head}。",
        en="An evidence number is the seq of a record in evidence/journal.jsonl, which is its line number. "
        "Each record is chained to the one before by SHA-256; the last one's hash is {head}.",
    ),
    "o.recompute": Text(
        zh="持有证据文件夹者可以用 drillproof verify 离线核对摘要链，并从记录重新计算本报告的每一个数字。",
        en="Whoever holds the evidence folder can check the chain and recompute every figure of this report, offline, with drillproof verify.",
    ),
    "o.rounding": Text(
        zh="以秒表示的数字向区间外侧取整到微秒：下限向下，上限向上。",
        en="Seconds are rounded outward to microseconds: lower ends down, upper ends up.",
    ),
    "o.standards": Text(
        zh="本报告的章节按 JR/T 0251 第 12.3 条 a 至 e 编排，另设“其他需要说明的事项”。JR/T 0059 各等级的数值未经核实，本报告没有引用。",
        en="The parts of this report follow JR/T 0251 12.3, a to e, with other matters added. "
        "The figures of the levels in JR/T 0059 have not been verified and are not used here.",
    ),
    "o.table.sources": Text(zh="方案的来源文件", en="Files that the plan was made from"),
    "o.no_sources": Text(
        zh="未取得证据：方案没有记录其来源文件的摘要值。",
        en="No evidence: the plan does not record the digests of the files it was made from.",
    ),
    "o.source.scenario": Text(zh="演练场景", en="scenario"),
    "o.source.bia": Text(zh="业务影响分析", en="business impact analysis"),
    "o.source.contacts": Text(zh="人员与联系登记表（不随证据保存）", en="contacts (not kept in the evidence)"),
    "o.source.risks": Text(zh="风险登记册", en="risk register"),
    "o.source.procedures": Text(zh="预案登记册", en="plan register"),
    "o.source.calendar": Text(zh="交易日历", en="trading calendar"),
    "o.source.inventory": Text(zh="资源清单", en="inventory"),
}
