"""Words of the covers, kinds, signatures and parts that every paper has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    # Kinds
    "paper.plan": Text(zh="灾难恢复演练计划", en="Drill plan"),
    "paper.scheme": Text(zh="灾难恢复演练方案", en="Drill scheme"),
    "paper.record": Text(zh="演练记录单", en="Drill record sheet"),
    "paper.evaluation": Text(zh="演练评估单", en="Drill evaluation sheet"),
    "paper.nextday": Text(zh="演练次日系统运行状态报告", en="Status report of the day after"),
    "paper.assessment": Text(zh="信息技术服务连续性评估报告", en="Continuity assessment report"),
    "paper.improvement": Text(zh="信息技术服务连续性管理改进报告", en="Continuity improvement report"),
    "paper.annual": Text(zh="年度演练情况汇总报告", en="Annual roll-up of drills"),
    "paper.incident": Text(zh="信息技术服务中断事件总结报告", en="Event summary"),
    "paper.bia": Text(zh="业务影响分析报告", en="Business impact analysis report"),
    # Lines of the cover
    "paper.cover.number": Text(zh="编号", en="Number"),
    "paper.cover.scenario": Text(zh="演练场景", en="Scenario"),
    "paper.cover.form": Text(zh="演练形式", en="Form"),
    "paper.cover.opens": Text(zh="窗口开始", en="Window opens"),
    "paper.cover.closes": Text(zh="窗口结束", en="Window closes"),
    "paper.cover.made_by": Text(zh="拟定人", en="Wished by"),
    "paper.cover.plan_sha256": Text(zh="演练方案摘要值（SHA-256）", en="Digest of the plan (SHA-256)"),
    "paper.cover.started": Text(zh="开始时间", en="Started"),
    "paper.cover.ended": Text(zh="结束时间", en="Ended"),
    "paper.cover.evidence_head": Text(zh="证据摘要值（SHA-256）", en="Digest of the evidence (SHA-256)"),
    "paper.cover.for_day": Text(zh="报告日", en="For the day"),
    "paper.cover.state": Text(zh="评估状态", en="State"),
    "paper.cover.status": Text(zh="事件状态", en="Status"),
    "paper.cover.note": Text(zh="说明", en="Note"),
    "paper.cover.period": Text(zh="期间", en="Period"),
    "paper.cover.year": Text(zh="年度", en="Year"),
    "paper.cover.rate": Text(zh="演练通过率", en="Pass rate"),
    "paper.cover.analysed": Text(zh="分析日期", en="As of"),
    "paper.cover.profile": Text(zh="采用的等级表", en="Level table used"),
    "paper.cover.checks": Text(zh="登记表检查结果", en="Checks of the register"),
    "paper.cover.register_sha256": Text(zh="登记表摘要值（SHA-256）", en="Digest of the register (SHA-256)"),
    "paper.cover.clauses": Text(zh="对应条款", en="Clauses"),
    "paper.cover.standards": Text(zh="适用标准", en="Standards"),
    "paper.cover.as_of": Text(zh="数据截至", en="As of"),
    "paper.cover.entries": Text(zh="台账条目数", en="Entries of the book"),
    "paper.cover.head": Text(zh="台账摘要值（SHA-256）", en="Digest of the book (SHA-256)"),
    "paper.cover.seen": Text(zh="仅限下列服务", en="These services only"),
    "paper.cover.software": Text(zh="软件版本", en="Software"),
    # Signatures
    "paper.signatures": Text(zh="签字页", en="Signatures"),
    "paper.signatures.table": Text(zh="签字", en="Signed by hand"),
    "paper.sign.made_by": Text(zh="编制（牵头部门）", en="Made by (lead department)"),
    "paper.sign.reviewed_by": Text(zh="审核（连续性管理委员会）", en="Reviewed by (continuity committee)"),
    "paper.sign.approved_by": Text(zh="批准（高级管理层）", en="Approved by (senior management)"),
    "paper.sign.recorded_by": Text(zh="记录人", en="Recorded by"),
    "paper.sign.commanded_by": Text(zh="指挥组负责人", en="Command"),
    "paper.sign.evaluated_by": Text(zh="评估组组长", en="Head of the evaluation group"),
    "paper.sign.operated_by": Text(zh="运行值班负责人", en="Operations on duty"),
    # Parts of reports
    "paper.part.purpose": Text(zh="目的和范围", en="Purpose and scope"),
    "paper.part.people": Text(zh="参与部门、人员和职责分工", en="Departments, people and duties"),
    "paper.part.course": Text(zh="过程和结果", en="Course and results"),
    "paper.part.summary": Text(zh="总结和建议", en="Summary and suggestions"),
    "paper.members": Text(zh="参与人员", en="Who took part"),
    "paper.members.none": Text(
        zh="未取得证据：系统中没有参与人员的记录，请填写。",
        en="No evidence: nothing here tells who took part; fill in the form.",
    ),
    "paper.summary.by_hand": Text(
        zh="以下由评估人员填写：结论和建议。", en="To be written by people: their conclusion and suggestions."
    ),
    "paper.summary.nothing": Text(zh="从记录中没有得出需要处理的事项。", en="The records ask for nothing to be done."),
    "paper.summary.rate": Text(zh="本期演练通过率：{rate}。", en="Pass rate of the period: {rate}."),
    # Small phrases
    "paper.plain": Text(zh="{text}", en="{text}"),
    "paper.numbered": Text(zh="{number}. {text}", en="{number}. {text}"),
    "paper.two": Text(zh="{one} / {two}", en="{one} / {two}"),
    "paper.span": Text(zh="{first} 至 {last}", en="{first} to {last}"),
    "paper.share": Text(zh="{count} / {of}（{percent}%）", en="{count} of {of} ({percent} %)"),
    "paper.share.none": Text(zh="无可计数的对象", en="nothing to count"),
    "paper.nothing_written": Text(
        zh="未取得证据：{title}没有登记。", en="No evidence: nothing was written down under {title}."
    ),
    "paper.facts": Text(zh="基本情况", en="Facts"),
    # What a paper is about
    "paper.subject.dossier": Text(zh="演练档案", en="a dossier"),
    "paper.subject.drill": Text(
        zh="演练（评估单也可以是演练档案）", en="a drill (of an evaluation sheet a dossier too)"
    ),
    "paper.subject.incident": Text(zh="中断事件", en="an incident"),
    "paper.subject.year": Text(zh="年度", en="a year"),
    "paper.subject.period": Text(zh="年度，或起止日期", en="a year, or its first and last day"),
    "paper.subject.register": Text(zh="登记表，或使用该登记表的演练档案", en="a register, or a dossier that uses it"),
    # Why not
    "denied.paper_no_subject": Text(
        zh="{kind}需要指明对象：{subject}",
        en="the paper {kind} needs a subject: {subject}",
    ),
    "denied.paper_no_year": Text(
        zh="{year} 不是年度；请写四位数字，例如 2026", en="{year} is no year; write four digits, 2026"
    ),
    "denied.paper_days": Text(
        zh="起止日期有误（{first} 至 {last}）；请同时给出 2000 至 2099 年的两个日期，且先后次序正确",
        en="the days {first} to {last} are no period; give both, of the years 2000 to 2099, the earlier one first",
    ),
    "denied.paper_too_long": Text(zh="期间不能超过 {years} 年", en="a period is no longer than {years} years"),
    "denied.paper_not_over": Text(
        zh="演练 {drill} 尚未结束；次日运行状态报告在系统恢复之后编制",
        en="drill {drill} is not over; the report of the day after is made after the restoration",
    ),
    "denied.paper_no_register": Text(
        zh="没有指明业务影响分析登记表；请给出文件（命令行 --bia）或使用它的演练档案（dossier）",
        en="no register of the business impact analysis is named; give a file (--bia) or a dossier that uses one",
    ),
    "paper.written": Text(zh="已写入 {path}", en="written: {path}"),
}
