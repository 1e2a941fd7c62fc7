"""Words of the papers about a period: assessment, improvement, annual roll-up; and of registers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "paper.assessment.title": Text(zh="信息技术服务连续性评估（{period}）", en="Continuity assessment, {period}"),
    "paper.assessment.purpose": Text(
        zh="评估演练是否充分、能否检验恢复目标，恢复目标是否经实测证实，以及发现的问题是否得到改进。",
        en="It is assessed whether drills are sufficient and can verify the objectives, whether measurements bear the objectives out, and whether what was found is mended.",
    ),
    "paper.assessment.scope": Text(
        zh="本期演练 {drills} 次，涉及信息技术服务 {services} 项。",
        en="Drills in the period: {drills}; services in question: {services}.",
    ),
    "paper.assessment.checks": Text(
        zh="业务影响分析登记表检查：错误 {errors} 项，警告 {warnings} 项。",
        en="Checks of the register of the business impact analysis: {errors} errors, {warnings} warnings.",
    ),
    "paper.assessment.problems": Text(zh="恢复目标设定中的问题", en="What is wrong with the objectives"),
    "paper.assessment.no_register": Text(
        zh="未取得证据：未提供业务影响分析登记表，不能判断 RTO 和 RPO 是否合理。",
        en="No evidence: no register of the business impact analysis was given, so whether RTO and RPO are reasonable cannot be told.",
    ),
    "paper.assessment.unseen": Text(
        zh="未取得证据：{matters}。演练记录不能说明这些事项，请评估人员另行检查。",
        en="No evidence: {matters}. Records of drills cannot tell these; the assessors look elsewhere.",
    ),
    "paper.assessment.unseen.rules": Text(
        zh="法律法规和监管要求的符合性", en="whether laws and supervision are complied with"
    ),
    "paper.assessment.unseen.duties": Text(zh="制度落实和部门职责", en="whether rules are kept and duties are clear"),
    "paper.assessment.unseen.resources": Text(zh="资源保障和维护", en="whether resources are there and kept"),
    "paper.assessment.unseen.strategy": Text(zh="连续性策略的落实", en="whether the strategies are carried out"),
    "paper.heading.drills": Text(zh="演练完成情况", en="Drills and their results"),
    "paper.heading.coverage": Text(zh="演练覆盖情况", en="Coverage"),
    "paper.heading.targets": Text(zh="恢复目标验证情况", en="Objectives held against measurements"),
    "paper.heading.verifiable": Text(zh="演练能否检验 RTO 和 RPO", en="Can the drills verify RTO and RPO"),
    "paper.heading.trend": Text(zh="趋势", en="Trend"),
    "paper.heading.reasonable": Text(zh="恢复目标是否合理", en="Are the objectives reasonable"),
    "paper.heading.sufficient": Text(zh="演练是否充分", en="Are the drills sufficient"),
    "paper.heading.programme": Text(zh="计划执行情况", en="How the programme went"),
    "paper.heading.incidents": Text(zh="真实中断事件", en="Real interruptions"),
    "paper.heading.improvement": Text(zh="改进情况", en="Improvement"),
    "paper.heading.standing": Text(zh="总体情况", en="How things stand"),
    "paper.heading.problems": Text(zh="发现的问题", en="What was found"),
    "paper.heading.measures": Text(zh="控制措施与改进计划", en="Present control and planned measures"),
    "paper.heading.progress": Text(zh="实施与验证", en="Progress and verification"),
    # Drills
    "paper.drills.none": Text(zh="未取得证据：本期没有演练。", en="No evidence: there was no drill in the period."),
    "paper.drills.rate": Text(
        zh="本期演练 {count} 次，其中桌面推演 {tables} 次，尚未结束 {open} 次；其余演练的通过率 {rate}。",
        en="{count} drills in the period, {tables} of them around a table, {open} not over yet; of the others passed: {rate}.",
    ),
    "paper.drills.results": Text(zh="演练结果（每次演练只计一次）", en="Results (each drill counts once)"),
    "paper.drills.quarters": Text(zh="分段通过率", en="Pass rate by parts of the period"),
    "paper.drills.table": Text(zh="演练一览", en="Drills"),
    "paper.drills.figures": Text(zh="各次演练的实测区间", en="What each drill measured"),
    "paper.drills.unmeasured": Text(
        zh="未取得证据：没有演练测得 RTO 或 RPO。", en="No evidence: no drill measured an RTO or RPO."
    ),
    "paper.result.passed": Text(zh="通过", en="passed"),
    "paper.result.passed.means": Text(
        zh="按方案完成、系统已恢复，全部服务达到目标", en="completed, restored, every service met its objectives"
    ),
    "paper.result.missed": Text(zh="未达标", en="missed"),
    "paper.result.missed.means": Text(
        zh="按方案完成、系统已恢复，有服务未达到目标", en="completed and restored, some service missed an objective"
    ),
    "paper.result.inconclusive": Text(zh="无法判定", en="inconclusive"),
    "paper.result.inconclusive.means": Text(
        zh="按方案完成、系统已恢复，证据不足以判定", en="completed and restored, the evidence does not decide"
    ),
    "paper.result.not_restored": Text(zh="未证实恢复", en="not restored"),
    "paper.result.not_restored.means": Text(
        zh="按方案完成，但没有证实系统已恢复", en="completed, but not proved to be restored"
    ),
    "paper.result.not_completed": Text(zh="未完成", en="not completed"),
    "paper.result.not_completed.means": Text(
        zh="中止、中断或转入恢复，没有按方案完成", en="aborted, interrupted, or turned back"
    ),
    "paper.result.unmeasured": Text(zh="桌面推演", en="tabletop"),
    "paper.result.unmeasured.means": Text(
        zh="按方案完成的桌面推演，不测量，不计入通过率",
        en="completed around a table; measures nothing and counts in no rate",
    ),
    "paper.result.open": Text(zh="未结束", en="not over"),
    "paper.result.open.means": Text(
        zh="正在进行或尚未关闭，不计入通过率", en="under way or not closed; counts in no rate"
    ),
    # Coverage
    "paper.coverage.basis.register": Text(
        zh="应演练的服务取自业务影响分析登记表和服务台账。",
        en="Services that are to be drilled: those of the business impact analysis and of the service's book.",
    ),
    "paper.coverage.basis.known": Text(
        zh="未提供业务影响分析登记表：应演练的服务取自制度配置和历次演练，覆盖率可能偏高。",
        en="No register of the business impact analysis was given: the services are those of the policy and of earlier drills, so coverage may look better than it is.",
    ),
    "paper.coverage.none": Text(
        zh="未取得证据：没有应演练服务的清单。", en="No evidence: there is no list of services that are to be drilled."
    ),
    "paper.coverage.sum": Text(
        zh="本期完成过演练的服务：{share}。", en="Services of which a drill was completed in the period: {share}."
    ),
    "paper.coverage.table": Text(zh="各服务完成的演练次数", en="Completed drills of each service"),
    "paper.coverage.missed": Text(
        zh="本期没有完成过演练的服务：{services}。", en="No drill of these services was completed: {services}."
    ),
    "paper.coverage.never": Text(zh="未演练", en="none"),
    "paper.coverage.unlooked": Text(
        zh="未取得证据：未提供登记表，未核对威胁、风险和预案程序的覆盖情况。",
        en="No evidence: no registers were given, so coverage of threats, risks and procedures was not looked at.",
    ),
    "paper.coverage.no_register": Text(
        zh="未取得证据：登记表中没有{kind}。", en="No evidence: the registers name none of the kind {kind}."
    ),
    "paper.coverage.kind": Text(zh="{kind}的演练覆盖：{share}。", en="Coverage of the kind {kind}: {share}."),
    "paper.coverage.untouched": Text(zh="未被演练触及：{titles}。", en="Touched by no drill: {titles}."),
    # Objectives
    "paper.target": Text(zh="{service} {figure}", en="{figure} of {service}"),
    "paper.target.before": Text(zh="{day} {verdict}", en="{day}: {verdict}"),
    "paper.targets.none": Text(zh="未取得证据：没有恢复目标。", en="No evidence: there are no objectives."),
    "paper.targets.sum": Text(
        zh="恢复目标 {count} 项：已证实 {verified}，与实测相悖 {contradicted}，未有定论 {undecided}，从未验证 {never}。",
        en="{count} objectives: {verified} verified, {contradicted} contradicted, {undecided} undecided, {never} never verified.",
    ),
    "paper.targets.table": Text(
        zh="各项恢复目标（以本期最近一次有定论的演练为准）",
        en="Objectives (the newest drill of the period that decides)",
    ),
    "paper.targets.contradicted": Text(
        zh="与实测相悖的目标：{targets}。请改进恢复能力，或修订目标并说明理由。",
        en="Contradicted by measurement: {targets}. Mend what recovers them, or change the objective and say why.",
    ),
    "paper.targets.never": Text(zh="本期从未验证的目标：{targets}。", en="Never verified in the period: {targets}."),
    "paper.standing.verified": Text(zh="已证实", en="verified"),
    "paper.standing.contradicted": Text(zh="与实测相悖", en="contradicted"),
    "paper.standing.undecided": Text(zh="未有定论", en="undecided"),
    "paper.standing.never": Text(zh="从未验证", en="never verified"),
    "paper.verifiable.sum": Text(
        zh="演练能够检验的目标：{yes}；测得而不能判定 {unsure} 项，没有测得 {no} 项。",
        en="Objectives that the drills can verify: {yes}; measured without a decision: {unsure}; not measured: {no}.",
    ),
    "paper.verifiable.table": Text(zh="演练对各项目标的检验能力", en="What the drills can verify"),
    "paper.verifiable.yes": Text(zh="能", en="yes"),
    "paper.verifiable.unsure": Text(zh="测得而不能判定", en="measured, not decided"),
    "paper.verifiable.no": Text(zh="不能（没有测得）", en="no (not measured)"),
    "paper.trend.none": Text(
        zh="未取得证据：本期没有可以成为趋势的测量。", en="No evidence: nothing was measured that could make a trend."
    ),
    "paper.trend.points": Text(zh="图中各点", en="What is drawn"),
    "paper.trend.title": Text(zh="{target}：历次演练", en="{target} over drills"),
    "chart.trend.axis": Text(zh="秒", en="seconds"),
    "chart.trend.target": Text(zh="目标值", en="target"),
    "chart.trend.point": Text(
        zh="第 {number} 次 {day} {drill}：目标 {target}，实测 {lower} 至 {upper}，{verdict}",
        en="no. {number}, {day}, {drill}: target {target}, measured {lower} to {upper}, {verdict}",
    ),
    # Due
    "paper.due.table": Text(zh="各服务的演练要求", en="What is due of each service"),
    "paper.due.none": Text(zh="没有应演练的服务。", en="No service is to be drilled."),
    "paper.due.ok": Text(zh="按期", en="in time"),
    "paper.due.due": Text(zh="即将到期", en="due"),
    "paper.due.overdue": Text(zh="逾期", en="overdue"),
    "paper.due.stale": Text(zh="变更后未重新验证", en="changed since it was proved"),
    "paper.due.unproven": Text(zh="未经证实", en="not proved"),
    "paper.proof.proved": Text(zh="已证实", en="proved"),
    "paper.proof.stale": Text(zh="已失效", en="stale"),
    "paper.proof.unproved": Text(zh="未证实", en="not proved"),
    # Programme
    "paper.programme.none": Text(zh="未取得证据：没有年度演练计划。", en="No evidence: there is no annual programme."),
    "paper.programme.empty": Text(
        zh="没有列入计划的演练，也没有计划外的演练。", en="Nothing is planned, and nothing was drilled unplanned."
    ),
    "paper.programme.sum": Text(
        zh="计划项目完成 {rate}；未完成 {missed} 项，改期 {moved} 项，计划外 {unplanned} 项。",
        en="Planned and done: {rate}; missed: {missed}, moved: {moved}, unplanned: {unplanned}.",
    ),
    "paper.programme.table": Text(zh="计划与执行", en="Programme and what became of it"),
    "paper.deviation.done": Text(zh="完成", en="done"),
    "paper.deviation.planned": Text(zh="待执行", en="to come"),
    "paper.deviation.missed": Text(zh="未完成", en="missed"),
    "paper.deviation.moved": Text(zh="改期", en="moved"),
    "paper.deviation.unplanned": Text(zh="计划外", en="unplanned"),
    "paper.deviation.added": Text(zh="批准后增加", en="added since"),
    "paper.deviation.removed": Text(zh="批准后删除", en="removed since"),
    "paper.deviation.changed": Text(zh="批准后变更", en="changed since"),
    # Incidents
    "paper.incidents.table": Text(zh="本期登记的中断事件", en="Interruptions of the period"),
    "paper.incidents.none": Text(
        zh="本期没有登记真实中断事件。", en="No real interruption was declared in the period."
    ),
    "paper.incidents.undrilled": Text(
        zh="发生过真实中断而本期没有演练的服务：{services}。",
        en="Interrupted for real and not drilled in the period: {services}.",
    ),
    # Advice
    "paper.advice.contradicted": Text(
        zh="{count} 项恢复目标与实测相悖：改进恢复能力并复演，或修订目标。",
        en="{count} objectives are contradicted: mend and drill again, or change the objective.",
    ),
    "paper.advice.never": Text(
        zh="{count} 项恢复目标从未验证：列入下一期演练计划，并设置相应的观测手段。",
        en="{count} objectives were never verified: put them into the next programme, with probes or a ledger that can see them.",
    ),
    "paper.advice.undecided": Text(
        zh="{count} 项恢复目标未有定论：提高观测频度或排除干扰后复演。",
        en="{count} objectives are undecided: observe more often, or remove what disturbed, and drill again.",
    ),
    "paper.advice.idle": Text(
        zh="{count} 项服务本期没有完成过演练：安排演练。", en="{count} services had no completed drill: plan one."
    ),
    "paper.advice.overdue": Text(
        zh="{count} 项服务的演练已逾期：尽快安排。", en="{count} services are overdue for a drill: hold one soon."
    ),
    "paper.advice.late": Text(
        zh="{count} 项改进事项逾期：督促落实，或重新确定期限并说明原因。",
        en="{count} improvement items are overdue: press for them, or set a new date with a reason.",
    ),
    "paper.advice.open": Text(
        zh="{count} 次演练没有证实系统恢复：核实现状。",
        en="{count} drills were not proved to be restored: look how things are.",
    ),
    # Improvement
    "paper.improvement.title": Text(zh="信息技术服务连续性管理改进（{period}）", en="Continuity improvement, {period}"),
    "paper.improvement.purpose": Text(
        zh="说明演练、评估和真实事件中发现的问题如何改进。",
        en="It tells how what drills, assessments and real events found is mended.",
    ),
    "paper.improvement.sum": Text(
        zh="本期在册的改进事项 {count} 项，其中新登记 {opened} 项；已了结 {settled} 项，未了结 {left} 项，逾期 {late} 项。",
        en="Items in the period: {count}, of which new: {opened}; settled: {settled}, not settled: {left}, overdue: {late}.",
    ),
    "paper.improvement.people": Text(zh="责任人员和部门", en="Who answers for what"),
    "paper.improvement.nobody": Text(zh="未取得证据：没有指定责任人。", en="No evidence: nobody is named."),
    "paper.improvement.counts": Text(zh="按状态统计", en="By status"),
    "paper.improvement.none": Text(zh="本期没有改进事项。", en="There is no improvement item in the period."),
    "paper.improvement.problems": Text(zh="问题清单", en="Problems"),
    "paper.improvement.measures": Text(zh="现有控制措施和改进措施", en="Present control and measures"),
    "paper.improvement.no_measures": Text(zh="未取得证据：尚无改进计划。", en="No evidence: nothing is planned yet."),
    "paper.improvement.progress": Text(zh="实施进度", en="Progress"),
    "paper.improvement.no_owner": Text(zh="未指定", en="nobody"),
    "paper.improvement.late": Text(zh="{due}（逾期）", en="{due} (overdue)"),
    "paper.improvement.settled": Text(zh="已了结：{share}。", en="Settled: {share}."),
    "paper.improvement.unowned": Text(
        zh="没有责任人的事项 {count} 项：{items}。", en="Without an owner: {count} ({items})."
    ),
    "paper.improvement.unplanned": Text(
        zh="没有有效改进计划的事项 {count} 项：{items}。", en="Without a plan that stands: {count} ({items})."
    ),
    "paper.improvement.overdue": Text(zh="逾期的事项 {count} 项：{items}。", en="Overdue: {count} ({items})."),
    "paper.improvement.returned": Text(
        zh="再次出现或重新开启的事项 {count} 项：{items}。", en="Seen again or reopened: {count} ({items})."
    ),
    "paper.improvement.moved": Text(zh="推迟过期限的事项 {count} 项：{items}。", en="Moved back: {count} ({items})."),
    "paper.improvement.waived": Text(zh="批准不予整改的事项 {count} 项：{items}。", en="Waived: {count} ({items})."),
    "paper.item.open": Text(zh="待制定措施", en="open"),
    "paper.item.planned": Text(zh="已有措施", en="planned"),
    "paper.item.done": Text(zh="已实施", en="carried out"),
    "paper.item.proved": Text(zh="复演已证实", en="shown gone"),
    "paper.item.waiving": Text(zh="申请不予整改", en="waiver asked"),
    "paper.item.closed": Text(zh="已关闭", en="closed"),
    "paper.item.waived": Text(zh="不予整改", en="waived"),
    "paper.duty.owner": Text(zh="责任人", en="owner"),
    "paper.duty.lead": Text(zh="责任部门", en="lead department"),
    "paper.duty.supporting": Text(zh="配合部门", en="supporting department"),
    "paper.duty.verifier": Text(zh="验证人", en="verified it"),
    "paper.verified.worked": Text(zh="{person}：有效", en="{person}: worked"),
    "paper.verified.failed": Text(zh="{person}：无效", en="{person}: did not work"),
    "paper.source.target": Text(zh="恢复目标", en="objective"),
    "paper.source.step": Text(zh="步骤", en="step"),
    "paper.source.order": Text(zh="恢复次序", en="order of recovery"),
    "paper.source.readiness": Text(zh="准备就绪检查", en="readiness"),
    "paper.source.residue": Text(zh="恢复残留", en="residue"),
    "paper.source.data": Text(zh="数据", en="data"),
    "paper.source.course": Text(zh="演练过程", en="course of a drill"),
    "paper.source.deadline": Text(zh="期限", en="deadline"),
    "paper.source.plan": Text(zh="预案", en="plan"),
    "paper.source.other": Text(zh="其他", en="other"),
    # Annual
    "paper.annual.title": Text(zh="{year} 年度演练情况汇总", en="Drills of {year}"),
    "paper.annual.overview": Text(zh="年度概况", en="The year"),
    "paper.annual.sum": Text(
        zh="{year} 年共开展演练 {count} 次，通过率 {rate}。", en="Drills in {year}: {count}; passed: {rate}."
    ),
    "paper.annual.forms": Text(
        zh="按形式：实战 {live} 次，模拟 {simulated} 次，桌面 {tabletop} 次，形式未登记 {untold} 次。",
        en="By form: {live} live, {simulated} simulated, {tabletop} tabletop, {untold} of which the form was not kept.",
    ),
    "paper.annual.programme": Text(zh="年度计划及执行", en="Programme and what became of it"),
    "paper.annual.no_programme": Text(
        zh="未取得证据：没有 {year} 年度演练计划。", en="No evidence: there is no programme for {year}."
    ),
    "paper.annual.unapproved": Text(zh="{year} 年度演练计划尚未批准。", en="The programme for {year} is not approved."),
    "paper.annual.approved": Text(
        zh="年度演练计划第 {version} 版由 {person} 于 {at}批准。",
        en="Version {version} of the programme was approved by {person} at {at}.",
    ),
    "paper.annual.items": Text(zh="计划项目", en="Items of the programme"),
    "paper.annual.drills": Text(zh="演练开展情况", en="Drills and their results"),
    "paper.annual.targets": Text(zh="恢复目标达成情况与趋势", en="Objectives and trend"),
    "paper.annual.coverage": Text(zh="演练覆盖情况", en="Coverage"),
    "paper.annual.reports": Text(zh="报送和备案", en="Reports and filing"),
    "paper.annual.duties": Text(zh="规则要求的报送", en="Reports that rules demand"),
    "paper.annual.no_duties": Text(zh="没有规则要求报送。", en="No rule demanded a report."),
    "paper.sent.open": Text(zh="待报送", en="to be sent"),
    "paper.sent.overdue": Text(zh="逾期未报", en="overdue"),
    "paper.sent.sent": Text(zh="已报送", en="sent"),
    "paper.sent.sent_late": Text(zh="迟报", en="sent late"),
    "paper.annual.incidents": Text(zh="真实中断事件", en="Real interruptions"),
    "paper.annual.improvement": Text(zh="问题和改进", en="Problems and improvement"),
    "paper.annual.serious": Text(zh="严重问题", en="Serious problems"),
    "paper.annual.no_serious": Text(zh="没有严重问题。", en="There was no serious problem."),
    "paper.annual.coming": Text(zh="下一年度安排", en="The year to come"),
    "paper.annual.coming.approved": Text(zh="{year} 年度演练计划已批准：", en="The programme for {year} is approved:"),
    "paper.annual.coming.draft": Text(
        zh="{year} 年度演练计划（未批准）：", en="The programme for {year} (not approved):"
    ),
    "paper.annual.other": Text(zh="其他需要说明的事项", en="Other matters"),
    "paper.annual.unseen": Text(
        zh="未取得证据：压力测试、培训和预案修订情况不在演练记录中，请另行说明。",
        en="No evidence: load tests, training and the revision of plans are not in the records of drills; tell of them here.",
    ),
    # Parts of an event summary
    "paper.incident.a": Text(zh="事件概况", en="The event"),
    "paper.incident.b": Text(zh="应急处置过程", en="How it was handled"),
    "paper.incident.c": Text(zh="主要原因分析与结论", en="Causes and conclusion"),
    "paper.incident.d": Text(zh="后续预防和改进措施", en="Prevention and improvement"),
    # Registers
    "paper.bia.impact": Text(zh="中断影响随时间的变化：{business}", en="Impact over time: {business}"),
    "paper.bia.no_resources": Text(
        zh="未取得证据：登记表没有填写恢复所需最低资源。",
        en="No evidence: the register does not name the least resources for recovery.",
    ),
    "paper.bia.no_suppliers": Text(zh="登记表没有供应商。", en="The register has no suppliers."),
}
