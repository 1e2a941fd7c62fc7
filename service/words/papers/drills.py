"""Words of the papers about one drill: plan, scheme, record and evaluation sheets, the day after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "paper.plan.items": Text(zh="演练项目安排", en="What is drilled"),
    "paper.plan.table": Text(
        zh="演练项目安排（栏目参照 GB/T 38645-2020 附录 A）",
        en="What is drilled (columns after GB/T 38645-2020, annex A)",
    ),
    "paper.budget.yes": Text(zh="{budget}（已列入预算）", en="{budget} (in the budget)"),
    "paper.budget.no": Text(zh="{budget}（未列入预算）", en="{budget} (not in the budget)"),
    "paper.phase_steps": Text(zh="{phase} {count} 步", en="{phase}: {count} steps"),
    "paper.prepare.purpose": Text(zh="目的和任务", en="Purpose and tasks"),
    "paper.prepare.why": Text(
        zh="演练用于发现连续性计划及其执行中的问题，并以实测检验恢复目标能否达到。",
        en="The drill is held to find what is wrong in the continuity plan and in its execution, and to measure whether the objectives are reached.",
    ),
    "paper.prepare.objectives": Text(zh="演练对象和恢复目标", en="What is drilled, and its objectives"),
    "paper.prepare.objectives.table": Text(zh="各服务的恢复目标", en="Objectives of the services"),
    "paper.prepare.no_objectives": Text(
        zh="方案中没有设定恢复目标的服务。", en="No service of the plan has objectives."
    ),
    "paper.prepare.hosts": Text(zh="涉及的主机", en="Hosts that are touched"),
    "paper.prepare.no_hosts": Text(zh="方案不涉及任何主机。", en="The plan touches no host."),
    "paper.prepare.people": Text(zh="参与部门、人员和职责", en="Departments, people and duties"),
    "paper.prepare.people.table": Text(zh="参演团队", en="Who takes part"),
    "paper.prepare.no_people": Text(
        zh="未取得证据：演练档案中尚未登记参演人员。", en="No evidence: nobody is named in the drill's dossier yet."
    ),
    "paper.prepare.approval": Text(zh="准备记录与审批", en="Preparation records and approval"),
    "paper.prepare.records": Text(zh="五项准备记录", en="The five preparation records"),
    "paper.prepare.decisions": Text(zh="审批决定", en="Decisions on the approval"),
    "paper.prepare.undecided": Text(
        zh="尚无审批决定；方案或窗口变更后原审批失效。",
        en="Nobody has decided yet; a changed plan or window voids what was approved.",
    ),
    "paper.prepare.no_dossier": Text(
        zh="未取得证据：本方案没有演练档案，没有准备记录和审批。",
        en="No evidence: this plan has no dossier, so there are no preparation records and no approval.",
    ),
    "paper.scheme.scene": Text(zh="场景设置和演练形式", en="Scenario and form"),
    "paper.scheme.course": Text(zh="演练流程", en="Course"),
    "paper.scheme.order": Text(
        zh="步骤按阶段和前置关系执行；没有前置关系的步骤可以并行。",
        en="Steps go by phase and by what they need; those that need nothing of each other may go side by side.",
    ),
    "paper.scheme.steps": Text(zh="步骤", en="Steps"),
    "paper.scheme.no_steps": Text(zh="方案中没有步骤。", en="The plan has no steps."),
    "paper.scheme.deciders": Text(zh="需要人员决定或操作的步骤", en="Steps that wait for people"),
    "paper.scheme.way_back": Text(zh="回退方案", en="The way back"),
    "paper.scheme.always_back": Text(
        zh="每一项已开始的故障都会按相反次序撤除并证实（总时限 {within}）；主控端失联时，主机上的定时装置自行撤除。",
        en="Every fault that was begun is undone in reverse order and that is proved (within {within} in all); where the controller is gone, a timer on the host undoes it.",
    ),
    "paper.scheme.back": Text(zh="恢复步骤", en="Steps of the restoration"),
    "paper.scheme.no_back": Text(
        zh="方案没有另设恢复步骤，仅撤除故障。", en="The plan restores nothing beside undoing its faults."
    ),
    "paper.record.people": Text(zh="参演人员与签到", en="Who took part and signed in"),
    "paper.record.signed": Text(zh="参演人员签到", en="Sign-in"),
    "paper.record.begin": Text(zh="系统准备及启动", en="System preparation and start"),
    "paper.record.execution": Text(zh="演练执行", en="Execution"),
    "paper.record.end": Text(zh="演练结束与终止", en="End"),
    "paper.record.restoration": Text(zh="系统恢复", en="Restoration"),
    "paper.record.troubles": Text(zh="意外情况及其处置", en="What went out of plan, and how it was handled"),
    "paper.record.stages": Text(zh="环节起止时间", en="When the stages began and ended"),
    "paper.record.no_stage": Text(
        zh="未取得证据：没有该环节的记录。", en="No evidence: the record has nothing of this stage."
    ),
    "paper.record.steps": Text(zh="过程控制情况", en="How the steps went"),
    "paper.record.no_steps": Text(zh="本部分没有步骤。", en="There are no steps in this part."),
    "paper.record.by_hand": Text(zh="人员报告", en="by people"),
    "paper.record.by_system": Text(zh="系统自动记录", en="by the system"),
    "paper.record.findings": Text(zh="发现的问题", en="Findings"),
    "paper.record.no_findings": Text(
        zh="没有发现问题；演练以发现问题为目的，这种情况不常见。",
        en="Nothing was found; a drill is held to find something, so this is unusual.",
    ),
    "paper.record.means": Text(
        zh="全部过程由系统逐条记录，共 {count} 条，末条摘要值 {head}。",
        en="Everything was recorded by the system, {count} records in all; digest of the last: {head}.",
    ),
    "paper.evaluation.members": Text(zh="评估组成员", en="Evaluation group"),
    "paper.evaluation.members.table": Text(zh="评估组成员", en="Evaluation group"),
    "paper.evaluation.items": Text(zh="评估项目", en="Items"),
    "paper.evaluation.table": Text(
        zh="评估项目（项目参照 GB/T 38645-2020 附录 A）", en="Items (after GB/T 38645-2020, annex A)"
    ),
    "paper.evaluation.scale": Text(
        zh="评估结论：1 差，3 合格，5 优秀。事实栏摘自演练记录，不代替评估人员的判断。",
        en="Grades: 1 poor, 3 fair, 5 excellent. Facts are taken from the record and take nobody's judgement away.",
    ),
    "paper.evaluation.counts": Text(
        zh="评为优秀 {five} 项，合格 {three} 项，差 {one} 项。", en="Excellent: {five}; fair: {three}; poor: {one}."
    ),
    "paper.evaluation.conclusion": Text(zh="评估结论", en="Conclusion"),
    "paper.evaluation.none": Text(
        zh="未取得证据：尚未评估，请评估组填写。",
        en="No evidence: nobody has evaluated the drill yet; the group fills this in.",
    ),
    "paper.evaluation.said": Text(zh="{people}：{text}", en="{people}: {text}"),
    "paper.evaluation.boxes": Text(zh="□ 1\u3000□ 3\u3000□ 5", en="□ 1  □ 3  □ 5"),
    "paper.evaluation.blank": Text(zh="空白（待填写）", en="blank"),
    "paper.evaluation.filled": Text(zh="已评估", en="filled in"),
    "paper.grade.1": Text(zh="1 差", en="1 poor"),
    "paper.grade.3": Text(zh="3 合格", en="3 fair"),
    "paper.grade.5": Text(zh="5 优秀", en="5 excellent"),
    "paper.measure.feasibility": Text(
        zh="方案切合实际，步骤可以照做，时限合适",
        en="The scheme fits what is there, its steps can be followed and their times kept",
    ),
    "paper.measure.alerting": Text(zh="监控及时发现并告警到人", en="Monitoring notices in time and reaches people"),
    "paper.measure.locating": Text(
        zh="准确判断故障位置和影响，及时作出决定",
        en="Place and effect of the fault are found, and decided upon in time",
    ),
    "paper.measure.command": Text(
        zh="指令清楚，决策有据，汇报及时", en="Orders are clear, decisions have reasons, reports come in time"
    ),
    "paper.measure.participants": Text(
        zh="人员到岗，按职责熟练操作，重要操作有复核",
        en="People are there, know their duties, and confirm what matters",
    ),
    "paper.measure.partners": Text(
        zh="通知送达，与供应商和关联单位配合顺畅", en="Notices arrive; suppliers and partners work along"
    ),
    "paper.measure.safeguards": Text(
        zh="防护和回退有效，主备岗齐备，系统完全恢复",
        en="Safeguards and the way back hold, deputies are there, everything is restored",
    ),
    "paper.measure.goals": Text(
        zh="目标达到，并发现了待改进事项", en="Goals are reached, and something to improve was found"
    ),
    "paper.measure.cost": Text(zh="投入与成效相称", en="Cost is in proportion to benefit"),
    "paper.fact.interval": Text(zh="{service} {what} {lower} 至 {upper}", en="{service} {what} {lower} to {upper}"),
    "paper.fact.steps": Text(zh="步骤成功 {well} / {count}", en="{well} of {count} steps went well"),
    "paper.fact.gates": Text(
        zh="决策 {count} 次，其中豁免 {waived} 次", en="{count} decisions, {waived} of them waived"
    ),
    "paper.fact.manuals": Text(
        zh="人工操作 {count} 次，经复核 {confirmed} 次", en="{count} manual acts, {confirmed} confirmed"
    ),
    "paper.fact.notices": Text(zh="通知 {count} 次，送达 {reached} 次", en="{count} notices, {reached} arrived"),
    "paper.fact.restored": Text(zh="系统已恢复并证实", en="restored, and that is proved"),
    "paper.fact.not_restored": Text(zh="系统未证实恢复", en="not proved to be restored"),
    "paper.fact.goals": Text(zh="判定{verdict}，发现 {count} 项", en="verdict: {verdict}; {count} findings"),
    "paper.nextday.restored": Text(zh="恢复情况", en="Restoration"),
    "paper.nextday.at_end": Text(zh="演练结束时各服务的状态", en="How the services were when the drill ended"),
    "paper.nextday.streams": Text(zh="最后一次观测", en="Last observation"),
    "paper.nextday.no_streams": Text(zh="未取得证据：没有观测记录。", en="No evidence: nothing was observed."),
    "paper.nextday.seconds": Text(zh="时刻以距故障注入的秒数表示。", en="Instants are seconds from the fault."),
    "paper.nextday.since": Text(zh="演练结束以后", en="Since the drill ended"),
    "paper.nextday.unlooked": Text(
        zh="未取得证据：未与服务台账核对演练结束以后的中断事件。",
        en="No evidence: nobody looked for interruptions since the drill in the service's book.",
    ),
    "paper.nextday.incidents": Text(zh="演练结束以后登记的中断事件", en="Interruptions declared since"),
    "paper.nextday.no_incidents": Text(
        zh="演练结束以后，所涉服务没有登记过中断事件。", en="No interruption of these services was declared since."
    ),
    "paper.nextday.by_hand": Text(
        zh="未取得证据：演练工具不观测次日运行情况；请运行人员于 {day} 检查后填写。",
        en="No evidence: the drill does not watch the day after; operations look on {day} and fill this in.",
    ),
    "paper.nextday.form": Text(zh="次日运行状态", en="State on the day after"),
    "paper.nextday.left": Text(zh="遗留问题", en="What is left"),
    "paper.nextday.missing": Text(
        zh="校验流水 {ledger} 仍有 {count} 笔缺失。", en="Ledger {ledger} still lacks {count} writes."
    ),
    "paper.nextday.items": Text(zh="未了结的改进事项", en="Improvement items that are not settled"),
    "paper.nextday.no_items": Text(zh="没有未了结的改进事项。", en="No improvement item is open."),
}
