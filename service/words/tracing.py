"""Words about traceability: which clause a drill answers, where, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "trace.title": Text(zh="条款对照", en="Traceability to clauses"),
    "trace.cited": Text(zh="{clause} {item}）", en="{clause} {item})"),
    "trace.clause": Text(zh="{clause}（{id}）", en="{clause} ({id})"),
    "trace.table": Text(
        zh="标准条款、记录位置和证据（要求以本系统自己的文字转述）",
        en="Clauses, where the record answers them, and evidence (demands in our own words)",
    ),
    "trace.sum": Text(
        zh="共 {count} 条：已应答 {answered}，部分应答 {partly}，未取得证据 {not_evidenced}，不适用 {not_applicable}。",
        en="{count} clauses: {answered} answered, {partly} partly, {not_evidenced} not evidenced, "
        "{not_applicable} not applicable.",
    ),
    "trace.head.clause": Text(zh="条款", en="Clause"),
    "trace.head.demand": Text(zh="要求", en="What it demands"),
    "trace.head.state": Text(zh="应答情况", en="Answered"),
    "trace.head.place": Text(zh="记录位置", en="Where in the record"),
    "trace.state.answered": Text(zh="已应答", en="answered"),
    "trace.state.partly": Text(zh="部分应答", en="partly"),
    "trace.state.not_evidenced": Text(zh="未取得证据", en="not evidenced"),
    "trace.state.not_applicable": Text(zh="不适用", en="not applicable"),
    "trace.here": Text(zh="{piece}：{place}", en="{piece}: {place}"),
    "trace.missing": Text(zh="未取得证据：{pieces}", en="not evidenced: {pieces}"),
    "trace.moot": Text(zh="不适用：{piece}（{reason}）", en="not applicable: {piece} ({reason})"),
    "trace.asked_of.period": Text(
        zh="针对一段时间内的演练，由连续性评估报告应答", en="asked of a period; the assessment report answers it"
    ),
    "trace.asked_of.incident": Text(
        zh="针对真实中断事件，由事件总结报告应答", en="asked of a real interruption; the event summary answers it"
    ),
    "trace.asked_of.register": Text(
        zh="针对业务影响分析，由业务影响分析报告应答", en="asked of the register; the business impact report answers it"
    ),
    # Why it is not asked of this drill
    "trace.moot.not_cited": Text(zh="本演练的场景未引用该条款", en="the scenario of this drill does not cite it"),
    "trace.moot.no_objectives": Text(zh="本演练没有设定目标的服务", en="no service of this drill has objectives"),
    "trace.moot.no_switch": Text(zh="方案中没有切换步骤", en="the plan switches nothing"),
    "trace.moot.no_writes": Text(zh="所涉服务不写入数据", en="no service of this drill writes data"),
    "trace.moot.one_service": Text(zh="只涉及一项服务", en="only one service is drilled"),
    "trace.moot.no_people": Text(zh="方案不需要人员操作或决定", en="the plan asks nobody for anything"),
    "trace.moot.no_manual_steps": Text(zh="方案中没有人工步骤", en="the plan has no manual step"),
    "trace.moot.no_notices": Text(zh="方案中没有通知步骤", en="the plan tells nobody"),
    "trace.moot.no_production": Text(zh="不涉及生产环境", en="no production host is touched"),
    "trace.moot.no_dual": Text(zh="方案中没有需要复核的步骤", en="no step is under dual control"),
    "trace.moot.no_strategy": Text(
        zh="本演练未声明检验连续性策略", en="this drill does not declare to test a strategy"
    ),
    "trace.moot.nothing_abnormal": Text(zh="没有失败或结果不明的步骤", en="no step failed or ended in doubt"),
    "trace.moot.nothing_owed": Text(zh="没有规则要求报送", en="no rule demands a report of this drill"),
    "trace.moot.nothing_found": Text(zh="没有发现需要改进的问题", en="nothing was found that has to be mended"),
    "trace.moot.nothing_carried_out": Text(zh="尚无已实施的改进措施", en="no measure was carried out yet"),
    "trace.moot.turned_off": Text(zh="本机构不要求：{reason}", en="the firm does not ask for it: {reason}"),
    "trace.moot.freed": Text(zh="该环境免于审批：{reason}", en="this environment needs no approval: {reason}"),
    # Pieces of evidence
    "trace.piece.threats": Text(zh="威胁类型", en="threats"),
    "trace.piece.fault": Text(zh="已实施的中断", en="the interruption that was made"),
    "trace.piece.targets": Text(zh="恢复目标", en="objectives"),
    "trace.piece.bia": Text(zh="业务影响分析文件摘要值", en="digest of the business impact analysis"),
    "trace.piece.rto": Text(zh="自中断起的 RTO 实测区间", en="measured RTO from the interruption"),
    "trace.piece.switchover": Text(zh="自切换起的实测区间", en="measured time from the start of switching"),
    "trace.piece.rpo": Text(zh="依据实际数据的 RPO 实测区间", en="measured RPO from data"),
    "trace.piece.order": Text(zh="恢复次序与优先级", en="order of recovery against priority"),
    "trace.piece.people_time": Text(zh="人员占用时间", en="people's time"),
    "trace.piece.manuals": Text(zh="所依据的操作手册", en="operation manuals"),
    "trace.piece.notices": Text(zh="通知及送达情况", en="notices and whether they arrived"),
    "trace.piece.detected": Text(zh="发现用时", en="time to detect"),
    "trace.piece.decisions": Text(zh="决策记录", en="decisions at the gates"),
    "trace.piece.course": Text(zh="处置过程", en="course of the drill"),
    "trace.piece.restored": Text(zh="系统恢复证明", en="proof of restoration"),
    "trace.piece.reconciled": Text(zh="数据核对与追补", en="reconciliation of data"),
    "trace.piece.tested": Text(zh="恢复后的测试", en="tests after recovery"),
    "trace.piece.findings": Text(zh="发现的问题", en="findings"),
    "trace.piece.safeguards": Text(zh="防护措施", en="safeguards"),
    "trace.piece.window": Text(zh="演练时间窗口", en="window of the drill"),
    "trace.piece.risks": Text(zh="所针对的风险", en="risks that are exercised"),
    "trace.piece.procedures": Text(zh="所检验的预案程序", en="procedures that are exercised"),
    "trace.piece.stages": Text(zh="实施的六个环节", en="six stages of the execution"),
    "trace.piece.automated": Text(zh="程序化的步骤", en="steps that are code"),
    "trace.piece.dual": Text(zh="执行与复核人员", en="who did and who confirmed"),
    "trace.piece.verdict": Text(zh="演练结论", en="conclusion"),
    "trace.piece.abnormal": Text(zh="异常结果登记", en="entries for abnormal outcomes"),
    "trace.piece.record_plan": Text(zh="演练计划", en="plan"),
    "trace.piece.record_scheme": Text(zh="演练方案", en="scheme"),
    "trace.piece.record_review": Text(zh="方案评审", en="review"),
    "trace.piece.record_training": Text(zh="演练培训", en="training"),
    "trace.piece.record_safeguards": Text(zh="演练保障", en="safeguards record"),
    "trace.piece.participants": Text(zh="参与人员及职责", en="people and duties"),
    "trace.piece.approvals": Text(zh="两人审批", en="approval by two people"),
    "trace.piece.evaluated": Text(zh="演练评估", en="evaluation"),
    "trace.piece.archived": Text(zh="归档和备案", en="archive and filing"),
    "trace.piece.assessed": Text(zh="考核", en="assessment of people"),
    "trace.piece.signed": Text(zh="报告的编制、审核和批准", en="report prepared, reviewed and approved"),
    "trace.piece.filed": Text(zh="按规则报送", en="reports sent as rules demand"),
    "trace.piece.used_plan": Text(zh="用于改进预案", en="used for the plan"),
    "trace.piece.used_process": Text(zh="用于改进管理过程", en="used for the process"),
    "trace.piece.used_training": Text(zh="用于改进培训", en="used for training"),
    "trace.piece.tasks": Text(zh="声明的任务", en="declared tasks"),
    "trace.piece.tasks_answered": Text(zh="任务应答", en="answers to the tasks"),
    "trace.piece.strategy": Text(zh="策略检验结论", en="what was found of the strategy"),
    "trace.piece.items": Text(zh="改进事项", en="improvement items"),
    "trace.piece.items_planned": Text(zh="责任人、措施和期限", en="owners, measures and deadlines"),
    "trace.piece.verified": Text(zh="改进措施验证", en="verification of measures"),
}
