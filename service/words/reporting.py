"""Words for the sections of the report that people fill: preparation, evaluation, improvements, filing, signatures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

_SECTIONS: Final[Mapping[str, Text]] = {
    "part.preparation": Text(zh="准备工作", en="Preparation"),
    "part.process": Text(zh="演练过程", en="Process"),
    "part.results": Text(zh="演练结果", en="Results"),
    "part.evaluation": Text(zh="演练评估", en="Evaluation"),
    "part.problems": Text(zh="发现的问题、改进措施及实施计划", en="Problems, improvements and their plan"),
    "part.filing": Text(zh="归档和备案", en="Archiving and filing"),
    "part.signature": Text(zh="签字页", en="Signatures"),
    "part.quality": Text(zh="测量质量自检", en="Whether the measurement can be trusted"),
    "part.record": Text(zh="时间线原始记录", en="The timeline as recorded"),
    "part.evidence": Text(zh="证据清单", en="List of evidence"),
    "page.table": Text(zh="表 {number} {caption}", en="Table {number}. {caption}"),
    # cover
    "label.report_number": Text(zh="报告编号", en="Report"),
    "label.version": Text(zh="版本", en="Version"),
    "label.classification": Text(zh="密级", en="Classification"),
    "label.prepared": Text(zh="编制", en="Prepared"),
    "label.reviewed": Text(zh="审核", en="Reviewed"),
    "label.approved": Text(zh="批准", en="Approved"),
    "label.records_digest": Text(zh="档案记录摘要值（SHA-256）", en="Digest of the records (SHA-256)"),
    "cover.unclassified": Text(zh="未登记（由本机构按其制度确定）", en="not recorded (for the firm to decide)"),
    "cover.unsigned": Text(zh="未取得证据：尚无人签署", en="no evidence: nobody has signed yet"),
    "s.signer": Text(zh="{person}，{at}", en="{person}, {at}"),
    # preparation
    "p.heading.window": Text(zh="交易时段检查", en="Trading hours"),
    "p.window.none": Text(
        zh="未取得证据：方案没有规定演练时段，演练软件没有按日历核对交易时段。",
        en="No evidence: the plan names no window, so nothing was checked against a calendar.",
    ),
    "p.window": Text(
        zh="启动前已按方案规定的时段核对，不在时段之内的启动会被拒绝（时区 {zone}，日历：{calendar}）。",
        en="The start was checked against the window of the plan; outside of it, it is refused (time zone {zone}, calendar: {calendar}).",
    ),
    "p.window.trading": Text(
        zh="启动前已按方案规定的时段和交易日历核对，交易时间之内的启动会被拒绝（时区 {zone}，日历：{calendar}）。",
        en="The start was checked against the window and the trading calendar; within trading hours it is refused "
        "(time zone {zone}, calendar: {calendar}).",
    ),
    "p.heading.way_back": Text(zh="回退方案", en="The way back"),
    "p.way_back.none": Text(
        zh="未取得证据：方案没有故障撤除步骤，也没有恢复步骤。",
        en="No evidence: the plan has neither faults to undo nor restoring steps.",
    ),
    "p.table.way_back": Text(zh="回退和恢复的安排", en="How each fault is undone, and what restores"),
    "p.restores": Text(zh="恢复步骤", en="restoring step"),
    "label.way_back": Text(zh="撤除或恢复方式", en="Undone or restored by"),
    "p.table.before": Text(zh="故障注入之前执行的步骤", en="Steps before the fault"),
    "p.backup.none": Text(
        zh="未取得证据：演练之前没有核验备份是否可用（方案没有设置备份新近检查）。",
        en="No evidence: no backup was verified before the drill (the plan has no check of a fresh backup).",
    ),
    # people
    "c.scope.comprehensive": Text(
        zh="综合演练：同时检验 {count} 项信息技术服务的恢复。",
        en="A comprehensive drill: {count} services are recovered together.",
    ),
    "c.scope.special": Text(
        zh="专项演练：检验一项信息技术服务的恢复。", en="A special drill: one service is recovered."
    ),
    "c.takeover": Text(
        zh="未取得证据：记录没有说明备用系统是否接管了真实业务；如有接管，由牵头部门在签字前注明。",
        en="No evidence: the record does not say whether the standby took over real business; if it did, the lead department adds that.",
    ),
    "b.table.people": Text(zh="人员登记表中可以执行或决定的人员", en="Who may act or decide, by the people register"),
}

_PROCESS: Final[Mapping[str, Text]] = {
    "d.table.window": Text(zh="批准的时间窗口与实际起止", en="Approved window, and actual start and end"),
    "d.window.opens": Text(zh="开始", en="start"),
    "d.window.closes": Text(zh="结束", en="end"),
    "label.moment": Text(zh="环节", en="Moment"),
    "label.approved_window": Text(zh="批准的窗口", en="Approved window"),
    "label.actual": Text(zh="实际起止", en="Actual"),
    "label.planned": Text(zh="计划起止", en="Planned"),
    "label.deviation": Text(zh="结束偏差", en="Ended later by"),
    "d.table.course": Text(zh="演练步骤", en="Steps of the drill"),
    "d.table.planned": Text(zh="计划与实际时间及偏差", en="Planned and actual times"),
    "d.by_software": Text(zh="演练软件", en="software"),
    "d.checked_by_software": Text(zh="自动判定", en="judged by software"),
    "d.deviation.worst": Text(
        zh="与计划结束时刻偏差最大的步骤是“{step}”：晚 {deviation}（负值表示提前）。",
        en="The step that ended furthest behind its plan is “{step}”: by {deviation} (below zero: early).",
    ),
    "d.heading.abnormal": Text(zh="异常情况及其处置", en="Abnormal events and how they were handled"),
    "d.abnormal.none": Text(
        zh="记录中没有异常情况：没有失败或结果不明的步骤，没有中断，没有触发保护措施。",
        en="The record tells of none: no step failed or stayed unknown, nothing was interrupted, no safeguard was tripped.",
    ),
    "d.table.abnormal": Text(zh="异常情况及其处置", en="Abnormal events"),
    "d.abnormal.step": Text(zh="步骤“{step}”（{host}）：{outcome}", en="step “{step}” ({host}): {outcome}"),
    "d.handled.repeated": Text(zh="再次执行，最终结果：{outcome}", en="done again, in the end: {outcome}"),
    "d.handled.person": Text(zh="由 {person} 认定或处置", en="settled or handled by {person}"),
    "d.handled.undone": Text(zh="撤除故障，核实结果：{outcome}", en="the fault was undone, by its proof: {outcome}"),
    "d.handled.course": Text(
        zh="按方案继续或转入恢复，未再次执行", en="the drill went on or turned to restoring; it was not done again"
    ),
    "d.handled.open": Text(zh="未取得证据：记录在此结束", en="no evidence: the record ends here"),
    "label.event": Text(zh="情况", en="Event"),
    "label.handling": Text(zh="处置", en="Handling"),
}

_RESULTS: Final[Mapping[str, Text]] = {
    "d.no_services": Text(
        zh="未取得证据：方案没有服务的恢复目标，没有可以判定的结果。",
        en="No evidence: the plan has no service with targets, so there is nothing to judge.",
    ),
    "d.table.glance": Text(zh="各服务的目标、实测区间和判定", en="Every service: target, measured interval, verdict"),
    "d.reading.event": Text(zh="事件口径：自中断事件发生起", en="event reading: from the interruption"),
    "d.reading.switch": Text(zh="切换口径：自开始切换起", en="switch reading: from the start of switching"),
    "d.reading.loss": Text(zh="故障前已确认而恢复后缺失", en="acknowledged before the fault, missing afterwards"),
    "d.readings": Text(
        zh="RTO 的判定依据事件口径（JR/T 0251 第 3.5 条，含发现和决策的时间）；切换口径（JR/T 0059）列示供比较，不单独判定。",
        en="The verdict on the RTO rests on the event reading (JR/T 0251 3.5: noticing and deciding included); "
        "the switch reading (JR/T 0059) is there for comparison and carries no verdict.",
    ),
    "d.heading.people": Text(zh="人员用时", en="People's time"),
    "d.people.none": Text(
        zh="演练中没有等待人员的环节，未测得人员用时。",
        en="Nobody was waited for in this drill, so there is no such time.",
    ),
    "d.table.people": Text(zh="等待人员的时间", en="How long people were waited for"),
    "d.people.in_rto": Text(zh="RTO 之内等待人员的时间", en="waiting for people inside the RTO"),
    "d.people.step": Text(zh="人工步骤自提出至最后一项确认", en="manual step: from asking to the last word"),
    "label.where": Text(zh="服务或步骤", en="Service or step"),
    "d.heading.capacity": Text(zh="性能容量", en="Performance and capacity"),
    "d.capacity.level": Text(
        zh="下列服务恢复后，在演练的探测和写入负载下达到并保持了可接受的服务水平：{services}。这一负载不等于业务高峰负载。",
        en="Once back, these services reached and held the acceptable level under the load of probes and ledgers: {services}. "
        "That load is not the load of the business at its peak.",
    ),
    "d.table.capacity": Text(zh="备用系统容量检查", en="Capacity checks of the standby"),
    "d.heading.back": Text(zh="回切和恢复步骤", en="Fail-back and restoring steps"),
    "d.back.none": Text(
        zh="未取得证据：方案没有回切或恢复步骤，演练没有检验如何返回原运行状态。",
        en="No evidence: the plan has no step that fails back or restores, so the way back was not drilled.",
    ),
    "d.table.back": Text(zh="回切和恢复步骤", en="Fail-back and restoring steps"),
    "d.table.undone": Text(zh="故障撤除及其核实", en="Faults undone, and the proof"),
    "label.undone_at": Text(zh="撤除并核实的时刻", en="Undone and proved at"),
    "label.proof": Text(zh="核实结果", en="Proof"),
    "undone.ok": Text(zh="已撤除，已核实", en="undone and proved"),
    "undone.failed": Text(zh="核实为未撤除", en="proved not to be undone"),
    "undone.unknown": Text(zh="未能核实", en="not proved"),
    "undone.skipped": Text(zh="未执行", en="skipped"),
    "undone.running": Text(zh="未见结束", en="no end seen"),
}

_EVALUATION: Final[Mapping[str, Text]] = {
    "v.none": Text(
        zh="未取得证据：没有评估组的评分记录（JR/T 0251 第 12.2 条 c）；下表待评估组填写。",
        en="No evidence: no evaluation group has graded the drill (JR/T 0251 12.2 c); the form below is for it to fill in.",
    ),
    "v.group": Text(
        zh="评估组成员：{members}。由 {person} 于{at}登记。", en="Evaluated by {members}; recorded by {person} at {at}."
    ),
    "v.table": Text(zh="演练评估单", en="Evaluation form"),
    "v.scale": Text(
        zh="评分：1 为差，3 为合格，5 为优秀（GB/T 38645 表 A.9）。",
        en="Grades: 1 poor, 3 fair, 5 excellent (GB/T 38645, form A.9).",
    ),
    "v.text": Text(zh="评估结论：{text}", en="Conclusion of the evaluation: {text}"),
    "grade.1": Text(zh="1（差）", en="1 (poor)"),
    "grade.3": Text(zh="3（合格）", en="3 (fair)"),
    "grade.5": Text(zh="5（优秀）", en="5 (excellent)"),
    "label.item": Text(zh="评估项目", en="Item"),
    "label.looked_at": Text(zh="评估指标", en="What is looked at"),
    "label.grade": Text(zh="评估结论", en="Grade"),
    "label.suggestion": Text(zh="改进建议", en="Suggestion"),
    "item.feasibility.means": Text(zh="方案可以照做，步骤和分工完整", en="the scheme can be followed and is complete"),
    "item.alerting.means": Text(zh="监控及时发现并正确告警", en="monitoring notices in time and says what is wrong"),
    "item.locating.means": Text(zh="故障定位准确、及时", en="the fault is located rightly and in time"),
    "item.command.means": Text(zh="指挥、决策和信息传递顺畅", en="command, decisions and messages flow"),
    "item.participants.means": Text(zh="参演人员熟悉职责，操作正确", en="people know their duties and act rightly"),
    "item.partners.means": Text(zh="外部单位和相关部门配合到位", en="partners and other departments do their part"),
    "item.safeguards.means": Text(zh="回退方案、主备岗和资源落实", en="way back, deputies and resources are there"),
    "item.goals.means": Text(zh="演练目标实现，发现了待改进事项", en="goals reached, things to improve found"),
    "item.cost.means": Text(zh="投入与收效相称", en="the cost is worth what it showed"),
}

_PROBLEMS: Final[Mapping[str, Text]] = {
    "e.heading.improvements": Text(zh="改进措施及实施计划", en="Improvements and their plan"),
    "e.improvement.none": Text(
        zh="演练 {drill} 的报告已逐项核对，没有登记改进事项。",
        en="The report of drill {drill} was gone through, and no improvement item was opened.",
    ),
    "e.table.improvements": Text(zh="改进事项", en="Improvement items"),
    "e.problem": Text(zh="（{severity}）{title}", en="({severity}) {title}"),
    "e.measures.none": Text(zh="未取得证据：措施尚未制定", en="no evidence: no measure is planned yet"),
    "e.measures.cause": Text(zh="原因：{text}", en="cause: {text}"),
    "e.measures.corrective": Text(zh="纠正措施：{text}", en="corrective: {text}"),
    "e.measures.preventive": Text(zh="预防措施：{text}", en="preventive: {text}"),
    "e.measures.done": Text(zh="已实施（{person}）：{text}", en="done ({person}): {text}"),
    "e.owner": Text(zh="责任人：{owner}；责任部门：未取得证据", en="owner: {owner}; department: no evidence"),
    "e.departments": Text(
        zh="责任：{lead}（{owner}）；配合：{supporting}", en="lead: {lead} ({owner}); supporting: {supporting}"
    ),
    "e.retest.redrill": Text(zh="复演并由他人验证", en="a later drill, and verified by somebody else"),
    "e.retest.verify": Text(zh="由他人验证", en="verified by somebody else"),
    "e.retest.shown": Text(zh="演练 {drill} 表明已消除", en="drill {drill} showed it gone"),
    "e.retest.verified": Text(zh="{person} 验证：{result}（{finding}）", en="{person} verified: {result} ({finding})"),
    "verified.worked": Text(zh="有效", en="it worked"),
    "verified.failed": Text(zh="无效", en="it did not work"),
    "improving.open": Text(zh="待整改", en="open"),
    "improving.planned": Text(zh="已制定措施", en="planned"),
    "improving.done": Text(zh="已实施，待验证", en="done, to be verified"),
    "improving.proved": Text(zh="复演证明已消除，待验证", en="shown gone, to be verified"),
    "improving.waiving": Text(zh="申请不予整改，待决定", en="a waiver is asked for"),
    "improving.closed": Text(zh="已验证关闭", en="verified and closed"),
    "improving.waived": Text(zh="暂不整改（已批准）", en="waived for a time"),
    "label.number_text": Text(zh="编号", en="No."),
    "label.problem": Text(zh="问题", en="Problem"),
    "label.measures": Text(zh="原因和措施", en="Cause and measures"),
    "label.departments": Text(zh="责任和配合部门", en="Departments"),
    "label.due": Text(zh="期限", en="Due"),
    "label.retest": Text(zh="复验", en="Re-test"),
    "label.state": Text(zh="状态", en="State"),
    "e.heading.uses": Text(zh="演练成果运用", en="Use of the results"),
    "e.uses.none": Text(
        zh="未取得证据：没有登记演练成果如何用于改进预案、管理过程和培训（JR/T 0251 第 12.2 条 d）。",
        en="No evidence: nobody recorded what becomes of the results for plan, process and training (JR/T 0251 12.2 d).",
    ),
    "e.table.uses": Text(zh="演练成果运用", en="Use of the results"),
    "label.use_of_result": Text(zh="运用方向", en="For"),
    "label.items": Text(zh="改进事项", en="Items"),
    "e.table.tasks": Text(zh="演练任务的回答", en="Answers to the declared tasks"),
    "label.task": Text(zh="任务", en="Task"),
    "label.answer": Text(zh="回答", en="Answer"),
    "answer.reached": Text(zh="达到", en="reached"),
    "answer.partly": Text(zh="部分达到", en="partly"),
    "answer.not_reached": Text(zh="未达到", en="not reached"),
    "e.task.measured": Text(zh="由实测结果回答", en="answered by what was measured"),
    "e.heading.suggestions": Text(zh="建议", en="Suggestions"),
    "e.suggestions.none": Text(zh="没有由所发现问题引出的建议。", en="No finding leads to a suggestion."),
    "e.heading.assessment": Text(zh="考核", en="Assessment of people"),
    "e.assessment.none": Text(
        zh="未取得证据：没有登记对参演人员的考核及奖惩（JR/T 0251 第 12.2 条 c）。",
        en="No evidence: no assessment of those who took part, with reward or penalty, is recorded (JR/T 0251 12.2 c).",
    ),
    "e.assessment": Text(
        zh="考核（由 {person} 登记）：{text} 奖励：{reward}。处罚：{penalty}。",
        en="Assessment (recorded by {person}): {text} Reward: {reward}. Penalty: {penalty}.",
    ),
}

_FILING: Final[Mapping[str, Text]] = {
    "f.heading.archive": Text(zh="归档", en="Archive"),
    "f.archive.none": Text(
        zh="未取得证据：没有登记演练文件的归档（JR/T 0251 第 12.2 条 c）。",
        en="No evidence: nobody recorded where the papers of the drill are archived (JR/T 0251 12.2 c).",
    ),
    "f.archive": Text(
        zh="归档位置：{place}（由 {person} 登记）。{text}", en="Archived at {place} (recorded by {person}). {text}"
    ),
    "f.filed": Text(zh="已向{authority}备案，日期：{day}。", en="Filed with {authority} on {day}."),
    "f.filed.none": Text(
        zh="未取得证据：没有登记向外部单位的备案。", en="No evidence: no filing with anybody is recorded."
    ),
    "f.table.attachments": Text(zh="归档文件", en="Archived files"),
    "f.heading.duties": Text(zh="应报送的报告及期限", en="Reports that are owed, and until when"),
    "f.duties.none": Text(
        zh="按已登记的规则，本次演练没有产生限期报送的报告；是否另有报送要求，由牵头部门确认。",
        en="By the rules that are recorded no report is owed because of this drill; the lead department confirms that.",
    ),
    "f.duties.unknown": Text(
        zh="未取得证据：没有核对本次演练应向何处报送、期限为何；由牵头部门按适用规则补充。",
        en="No evidence: nobody looked whom this drill has to be reported to and until when; the lead department adds it.",
    ),
    "f.table.duties": Text(zh="报送义务", en="Reports owed"),
    "f.duties.uncertain": Text(
        zh="部分期限含有日历尚未公布的日期，按工作日计算，真实期限不早于所列日期：{days}。",
        en="Some deadlines count days that no calendar tells of yet as working days; the true ones are no earlier: {days}.",
    ),
    "label.to_whom": Text(zh="报送对象", en="To"),
    "label.working_days": Text(zh="工作日", en="Working days"),
    "label.sent_on": Text(zh="报送时间", en="Sent"),
    "label.proof_of_sending": Text(zh="送达证据（登记人）", en="Proof of sending (who says so)"),
    "owing.open": Text(zh="待报送", en="owed"),
    "owing.overdue": Text(zh="逾期未报", en="overdue"),
    "owing.sent": Text(zh="已按期报送", en="sent in time"),
    "owing.sent_late": Text(zh="逾期报送", en="sent late"),
}

_SIGNED: Final[Mapping[str, Text]] = {
    "s.table": Text(zh="系统内签署记录", en="Signatures in the book"),
    "s.table.paper": Text(zh="书面签字", en="Signatures by hand"),
    "s.other_digest": Text(zh="针对另一份记录签署，须重新签署", en="signed of another record: has to be signed again"),
    "signed.prepared": Text(zh="编制", en="prepared"),
    "signed.reviewed": Text(zh="审核", en="reviewed"),
    "signed.approved": Text(zh="批准", en="approved"),
    "label.signed_version": Text(zh="签署的版本", en="Version signed"),
    "label.office": Text(zh="签署方", en="For"),
    "label.signed_by_hand": Text(zh="签字", en="Signature"),
    "label.day": Text(zh="日期", en="Date"),
    "office.lead": Text(zh="业务连续性管理牵头部门", en="lead department"),
    "office.committee": Text(zh="业务连续性管理委员会（审核）", en="continuity committee (review)"),
    "office.management": Text(zh="高级管理层（批准）", en="senior management (approval)"),
    "office.board": Text(zh="董事会（银行的大型演练）", en="board (large drills of banks)"),
    "denied.report_other_head": Text(
        zh="签署所针对的证据摘要值（{given}）不是本次演练的（{head}）；请核对报告封面",
        en="the digest that was signed ({given}) is not that of this drill ({head}); look at the report's cover",
    ),
    "denied.report_out_of_turn": Text(
        zh="此前的签署尚缺：{missing}；请按编制、审核、批准的次序签署",
        en="these signatures come before and are missing: {missing}",
    ),
    "denied.report_signed_already": Text(
        zh="{person} 已在本报告的前一环节签署；编制、审核、批准须由不同的人进行",
        en="{person} has signed this report before; preparing, reviewing and approving take different people",
    ),
}

_APPENDICES: Final[Mapping[str, Text]] = {
    "q.purpose": Text(
        zh="本附录逐项检查测量本身是否可信。样本空缺和迟发已使区间变宽，不会使数字失真；标明“最多无法判定”的，凡受其影响的指标不判定为达标。",
        en="This appendix asks whether the measurement itself can be trusted. Gaps and lateness have widened the intervals and bend no figure; "
        "where it says so, no figure that is touched is called met.",
    ),
    "q.table": Text(zh="测量质量自检", en="Self-check of the measurement"),
    "q.observed": Text(zh="每个服务都有观测，且有样本", en="every service was observed, with samples"),
    "q.gaps": Text(zh="样本连续，探测路径未中断", en="no gaps, and the way to the service held"),
    "q.beats": Text(zh="按时发出样本", en="samples on their beat"),
    "q.watches": Text(zh="观测进程没有停滞或丢失", en="no watch stalled or was lost"),
    "q.shared_fate": Text(zh="观测手段不与故障方同命运", en="no observer shares the fate of what failed"),
    "q.ledger": Text(zh="校验流水在故障前后持续写入", en="the ledger wrote on before and after the fault"),
    "q.read_back": Text(zh="校验流水完整回读", en="the ledger was read back in full"),
    "q.baseline": Text(zh="故障前的基线足够", en="the baseline before the fault suffices"),
    "q.load": Text(zh="故障前后的负载相当", en="the load was the same before and after"),
    "q.host_clocks": Text(zh="主机时钟没有跳变", en="no host's clock was stepped"),
    "q.wall_clock": Text(zh="主控端时钟没有跳变", en="the controller's wall clock was not stepped"),
    "q.journal": Text(zh="记录和执行没有中断", en="recording and running were not interrupted"),
    "q.nothing": Text(zh="未见异常", en="nothing amiss"),
    "q.seen": Text(zh="有异常", en="amiss"),
    "q.absent.stream": Text(zh="不适用：没有观测手段", en="not applicable: nothing observed"),
    "q.absent.ledger": Text(zh="不适用：没有校验流水", en="not applicable: no ledger"),
    "q.absent.fault": Text(zh="不适用：没有注入故障", en="not applicable: no fault"),
    "q.lowers": Text(zh="最多无法判定", en="inconclusive at best"),
    "q.widens": Text(zh="不另行降级", en="no verdict is lowered"),
    "label.looked_for": Text(zh="检查项目", en="Looked for"),
    "label.seen_there": Text(zh="结果", en="Seen"),
    "label.effect": Text(zh="对判定的影响", en="Effect on verdicts"),
    "x.table.files": Text(zh="证据文件", en="Files of evidence"),
    "x.journal": Text(
        zh="演练记录，共 {count} 条；摘要值为最后一条记录的",
        en="journal of {count} records; the digest is the last one's",
    ),
    "x.plan": Text(zh="所执行的方案", en="the plan as executed"),
    "x.records": Text(
        zh="演练档案及相关记录，共 {count} 条；摘要值为最后一条的",
        en="{count} entries of the book; the digest is the newest one's",
    ),
    "x.statement": Text(
        zh="全部文件及其摘要值列于 evidence/statement.json，签名在 evidence/envelope.json。",
        en="evidence/statement.json lists every file with its digest; evidence/envelope.json carries the signatures.",
    ),
    "o.book": Text(
        zh="以“B”开头的证据号是 evidence/records.jsonl 中档案记录的编号，共 {count} 条，最新一条的摘要值为 {digest}。",
        en="An evidence number that begins with B is that of an entry of the book in evidence/records.jsonl; there are {count}, "
        "and the newest one's hash is {digest}.",
    ),
    "o.book.none": Text(
        zh="本报告没有演练档案的记录：演练由命令行执行，或未在服务中建档；评估、归档、备案、签署等内容因此未取得证据。",
        en="This report has no records of a dossier: the drill was run from the command line, or without a dossier. "
        "So there is no evidence of evaluation, archiving, filing or signatures.",
    ),
}

WORDS: Final[Mapping[str, Text]] = {
    **_SECTIONS,
    **_PROCESS,
    **_RESULTS,
    **_EVALUATION,
    **_PROBLEMS,
    **_FILING,
    **_SIGNED,
    **_APPENDICES,
}
