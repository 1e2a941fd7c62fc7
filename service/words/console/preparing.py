"""Words of the preparation pages: list, wizard, a dossier, approval, overrides, start."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

_WHY_NOT: Final[dict[str, Text]] = {
    "denied.wish_no_file": Text(zh="还没有选择文件：{what}", en="no file is chosen for: {what}"),
    "denied.wish_no_time": Text(
        zh="“{told}”不是时间；请按 2026-11-07T09:00 的形式填写", en="{told} is no time; write it as 2026-11-07T09:00"
    ),
    "denied.wish_window": Text(
        zh="时间窗口的结束须晚于开始，且不超过 31 天",
        en="the window must close after it opens, and at most 31 days later",
    ),
    "denied.wish_wrong": Text(zh="{field}：{why}", en="{field}: {why}"),
    "denied.form_empty": Text(zh="请填写：{field}", en="this has to be filled in: {field}"),
    "denied.form_long": Text(zh="{field} 过长，最多 {most} 字", en="{field} is too long: at most {most} characters"),
    "denied.form_sign": Text(
        zh="{field} 含有不能使用的字符（换行、控制字符或 /）",
        en="{field} has characters that it cannot have (line ends, control characters, /)",
    ),
    "denied.form_least": Text(zh="{field} 至少为 {least}", en="{field} is at least {least}"),
    "denied.form_most": Text(zh="{field} 至多为 {most}", en="{field} is at most {most}"),
    "denied.form_pattern": Text(
        zh="{field} 的写法不正确：请用字母、数字、点、横线和下划线，以字母或数字开头",
        en="{field} is not written as it has to be: letters, digits, dots, hyphens and underscores, "
        "a letter or a digit first",
    ),
    "denied.form_day": Text(
        zh="“{told}”不是日期；请按 2026-11-07 的形式填写", en="{told} is no day; write it as 2026-11-07"
    ),
}

WORDS: Final[dict[str, Text]] = {
    **_WHY_NOT,
    "console.preparing.title": Text(zh="演练准备", en="Preparation"),
    "console.preparing.lead": Text(
        zh="一次演练一份档案：方案与窗口、准备记录、两人批准、启动。",
        en="One dossier is one drill: plan and window, preparation records, two approvals, the start.",
    ),
    "console.preparing.new": Text(zh="准备一次演练", en="Prepare a drill"),
    "console.preparing.none": Text(zh="没有符合条件的档案。", en="No dossier fits."),
    "console.preparing.none.do": Text(
        zh="从方案库选一个方案，就可以开始准备。", en="Choose a scenario from the library to begin."
    ),
    "console.preparing.status": Text(zh="状态", en="Status"),
    "console.preparing.status.any": Text(zh="全部", en="any"),
    "console.preparing.status.preparing": Text(zh="准备中", en="being prepared"),
    "console.preparing.status.asked": Text(zh="待批准", en="waits for approval"),
    "console.preparing.status.refused": Text(zh="未获同意", en="refused"),
    "console.preparing.status.approved": Text(zh="已批准", en="approved"),
    "console.preparing.status.executing": Text(zh="实施中", en="being drilled"),
    "console.preparing.status.summarising": Text(zh="待总结", en="to be summed up"),
    "console.preparing.status.improving": Text(zh="成果运用中", en="results to be used"),
    "console.preparing.status.closed": Text(zh="已归档", en="closed"),
    "console.preparing.status.cancelled": Text(zh="已撤回", en="withdrawn"),
    "console.preparing.service": Text(zh="服务", en="Service"),
    "console.preparing.filter": Text(zh="筛选", en="Filter"),
    "console.preparing.dossier": Text(zh="档案", en="Dossier"),
    "console.preparing.scenario": Text(zh="演练方案", en="Scenario"),
    "console.preparing.window": Text(zh="时间窗口", en="Window"),
    "console.preparing.window.until": Text(zh="至", en="to"),
    "console.preparing.opened_by": Text(zh="提出人", en="Wished by"),
    "console.preparing.drill": Text(zh="演练", en="Drill"),
    # the wizard
    "console.preparing.wish.first": Text(zh="第一步：选择方案", en="First: choose a scenario"),
    "console.preparing.wish.second": Text(
        zh="第二步：主机、业务影响、窗口与参数", en="Then: hosts, targets, window, parameters"
    ),
    "console.preparing.wish.change": Text(zh="修改演练申请", en="Change the wish"),
    "console.preparing.wish.change_lead": Text(
        zh="修改后，已有的批准全部作废，须重新申请。",
        en="A change makes every approval void; it has to be asked for again.",
    ),
    "console.preparing.wish.go_on": Text(zh="继续", en="Go on"),
    "console.preparing.wish.inventory": Text(zh="主机清单", en="Inventory"),
    "console.preparing.wish.bia": Text(zh="业务影响分析（恢复目标）", en="Business impact analysis (the targets)"),
    "console.preparing.wish.registers": Text(zh="其他登记册（可选）", en="Other registers (optional)"),
    "console.preparing.wish.contacts": Text(zh="人员与联系方式", en="People and contacts"),
    "console.preparing.wish.risks": Text(zh="风险登记册", en="Risk register"),
    "console.preparing.wish.procedures": Text(zh="预案登记册", en="Register of plans"),
    "console.preparing.wish.calendar": Text(zh="交易日历", en="Trading calendar"),
    "console.preparing.wish.choose": Text(zh="请选择", en="choose"),
    "console.preparing.wish.none": Text(zh="（不用）", en="(none)"),
    "console.preparing.wish.opens": Text(zh="窗口开始", en="Window opens"),
    "console.preparing.wish.closes": Text(zh="窗口结束", en="Window closes"),
    "console.preparing.wish.zone": Text(
        zh="{zone} 时间；演练须在窗口内启动并结束。", en="{zone} time; the drill starts and ends within it."
    ),
    "console.preparing.wish.form": Text(zh="演练形式须为", en="The form must be"),
    "console.preparing.wish.form.any": Text(zh="以方案为准", en="whatever the scenario says"),
    "console.preparing.wish.parameters": Text(zh="参数", en="Parameters"),
    "console.preparing.wish.parameters.none": Text(zh="此方案没有参数。", en="This scenario has no parameters."),
    "console.preparing.wish.default": Text(zh="默认 {value}", en="default: {value}"),
    "console.preparing.wish.needed": Text(zh="必填，类型 {type}", en="to be given, of type {type}"),
    "console.preparing.wish.preview": Text(zh="预览演练计划", en="Preview the plan"),
    "console.preparing.wish.open": Text(zh="建立档案", en="Open the dossier"),
    "console.preparing.wish.keep": Text(zh="保存修改", en="Keep the change"),
    "console.preparing.wish.back": Text(zh="返回档案", en="Back to the dossier"),
    "console.preparing.wish.other": Text(zh="换一个方案", en="Choose another scenario"),
    "console.preparing.opened": Text(
        zh="档案已建立。接着提交准备记录。", en="The dossier is open. Now file the preparation records."
    ),
    "console.preparing.changed": Text(zh="申请已修改。", en="The wish is changed."),
    "console.preparing.plan": Text(zh="演练计划", en="The plan"),
    "console.preparing.plan.lead": Text(
        zh="与命令 drillproof plan 一致，按当前文件算出；不接触任何主机。",
        en="As drillproof plan tells it, from the files as they are now; no host is touched.",
    ),
    "console.preparing.plan.digest": Text(zh="计划摘要", en="Digest of the plan"),
    "console.preparing.plan.longest": Text(zh="最长用时", en="Takes at most"),
    "console.preparing.plan.minutes": Text(zh="{minutes} 分钟", en="{minutes} {minutes:minute|minutes}"),
    "console.preparing.plan.clear": Text(zh="窗口内最早可启动", en="First clear time in the window"),
    "console.preparing.plan.no_clear": Text(
        zh="窗口内没有避开交易时段和禁止时段的时间", en="the window has no time clear of trading and black-outs"
    ),
    # a dossier
    "console.preparing.way": Text(zh="准备进度", en="The way to the start"),
    "console.preparing.step.wish": Text(zh="申请", en="Wish"),
    "console.preparing.step.records": Text(zh="准备记录", en="Records"),
    "console.preparing.step.approval": Text(zh="批准", en="Approval"),
    "console.preparing.step.start": Text(zh="启动", en="Start"),
    "console.preparing.step.state.done": Text(zh="完成", en="done"),
    "console.preparing.step.state.now": Text(zh="下一步", en="next"),
    "console.preparing.step.state.later": Text(zh="未到", en="later"),
    "console.preparing.wished": Text(zh="申请内容", en="What is wished"),
    "console.preparing.services": Text(zh="服务", en="Services"),
    "console.preparing.hosts": Text(zh="主机", en="Hosts"),
    "console.preparing.environments": Text(zh="环境", en="Environments"),
    "console.preparing.sites": Text(zh="机房", en="Sites"),
    "console.preparing.form": Text(zh="形式", en="Form"),
    "console.preparing.digest": Text(zh="批准所针对的摘要", en="Digest that approvals are bound to"),
    "console.preparing.files": Text(zh="文件", en="Files"),
    "console.preparing.parameters": Text(zh="参数", en="Parameters"),
    "console.preparing.see_plan": Text(zh="查看演练计划", en="See the plan"),
    "console.preparing.edit": Text(zh="修改申请", en="Change the wish"),
    "console.preparing.records": Text(zh="准备记录", en="Preparation records"),
    "console.preparing.records.lead": Text(
        zh="JR/T 0251 12.2 a) 要求的五项。批准之后再改，批准即作废。",
        en="The five of JR/T 0251 12.2 a. A change after approval makes it void.",
    ),
    "console.preparing.record.missing": Text(zh="缺少", en="missing"),
    "console.preparing.record.there": Text(zh="已提交", en="filed"),
    "console.preparing.record.off": Text(zh="制度免除：{why}", en="not asked for: {why}"),
    "console.preparing.record.file": Text(zh="提交", en="File it"),
    "console.preparing.record.again": Text(zh="修改", en="Change it"),
    "console.preparing.record.text": Text(zh="内容", en="What was done"),
    "console.preparing.record.held_on": Text(zh="日期", en="Held on"),
    "console.preparing.record.by": Text(zh="{by} 提交于", en="filed by {by},"),
    "console.preparing.record.filed": Text(zh="记录已提交。", en="The record is filed."),
    "console.preparing.participants": Text(zh="参演人员", en="Participants"),
    "console.preparing.participants.none": Text(zh="还没有登记参演人员。", en="Nobody is named yet."),
    "console.preparing.participant.name": Text(zh="姓名", en="Name"),
    "console.preparing.participant.account": Text(zh="账号（用于签到）", en="Account (to sign in)"),
    "console.preparing.participant.department": Text(zh="部门", en="Department"),
    "console.preparing.participant.role": Text(zh="角色", en="Role"),
    "console.preparing.participant.deputy": Text(zh="替补", en="Deputy"),
    "console.preparing.participant.duty": Text(zh="职责", en="Duty"),
    "console.preparing.participant.external": Text(zh="外部人员", en="from outside the firm"),
    "console.preparing.participant.add": Text(zh="登记参演人员", en="Name a participant"),
    "console.preparing.participant.remove": Text(zh="移除", en="Remove"),
    "console.preparing.participant.named": Text(zh="参演人员已登记。", en="The participant is named."),
    "console.preparing.participant.removed": Text(zh="参演人员已移除。", en="The participant is removed."),
    "console.preparing.participant.signed": Text(zh="签到", en="Signed in"),
    "console.preparing.participant.not_signed": Text(zh="未签到", en="not yet"),
    "console.preparing.sign_in": Text(zh="我已到位，签到", en="Sign in: I am here"),
    "console.preparing.signed_in": Text(zh="已签到。", en="You are signed in."),
    "console.preparing.approval": Text(zh="批准", en="Approval"),
    "console.preparing.approval.free": Text(zh="无需批准：{why}", en="Nobody has to approve: {why}"),
    "console.preparing.approval.needed": Text(
        zh="需要 {needed} 人批准；提出人、申请人和启动人不得批准自己的演练。",
        en="{needed} {needed:person|people} must approve; nobody approves what they wished, asked for or start.",
    ),
    "console.preparing.approval.not_asked": Text(zh="尚未申请批准。", en="Approval has not been asked for."),
    "console.preparing.approval.asked": Text(zh="{by} 申请批准，", en="{by} asked for approval,"),
    "console.preparing.approval.voided": Text(
        zh="原批准已作废，因为以下内容有变：{what}。请重新申请。",
        en="Earlier approvals are void because this changed: {what}. Ask again.",
    ),
    "console.preparing.approval.waited": Text(zh="等待 {minutes} 分钟", en="waited {minutes} min"),
    "console.preparing.approval.none": Text(zh="还没有人表态。", en="Nobody has decided yet."),
    "console.preparing.approval.person": Text(zh="何人", en="Who"),
    "console.preparing.approval.word": Text(zh="意见", en="Word"),
    "console.preparing.approval.reason": Text(zh="理由", en="Reason"),
    "console.preparing.approval.when": Text(zh="时间", en="When"),
    "console.preparing.submit": Text(zh="提交批准", en="Ask for approval"),
    "console.preparing.asked": Text(
        zh="已提交批准，已通知有权批准的人员。", en="Approval is asked for; whoever may approve is told."
    ),
    "console.preparing.approve": Text(zh="同意", en="Approve"),
    "console.preparing.refuse": Text(zh="不同意", en="Refuse"),
    "console.preparing.decision.reason": Text(zh="理由（必填）", en="Reason (to be given)"),
    "console.preparing.decision.bound": Text(
        zh="意见只对此摘要有效：{digest}", en="Your word is bound to this digest: {digest}"
    ),
    "console.preparing.decided": Text(zh="意见已记录。", en="Your word is recorded."),
    "console.preparing.guard": Text(zh="启动检查", en="The guard"),
    "console.preparing.guard.clear": Text(
        zh="现在可以由您启动：没有任何不允许的理由。", en="You may start now: nothing stands against it."
    ),
    "console.preparing.guard.against": Text(
        zh="由您现在启动，有 {count} 条不允许的理由：", en="Against your start now ({count} {count:reason|reasons}):"
    ),
    "console.preparing.guard.waived": Text(zh="已由两人特批搁置：", en="Set aside by two people:"),
    "console.preparing.guard.unfit": Text(
        zh="文件现在算不出演练计划，须先改正：", en="The files make no plan now; repair them first:"
    ),
    "console.preparing.guard.as_you": Text(
        zh="检查针对当前登录人和此刻；理由随人、时间和文件而变。",
        en="As of now and for who is logged in; the reasons change with person, time and files.",
    ),
    "console.preparing.start": Text(zh="启动演练", en="Start the drill"),
    "console.preparing.start.sure": Text(
        zh="现在启动演练？将在主机上注入故障。", en="Start the drill now? Faults will be put on hosts."
    ),
    "console.preparing.start.no_right": Text(zh="您没有启动此演练的权限。", en="You may not start this drill."),
    "console.preparing.started": Text(zh="演练已启动。", en="The drill has begun."),
    "console.preparing.override": Text(zh="特批", en="Overrides"),
    "console.preparing.override.lead": Text(
        zh="以下理由可由 {people} 名其他人员特批，仅对本次启动有效：",
        en="These reasons can be set aside for this start by {people} other people:",
    ),
    "console.preparing.override.ask": Text(zh="申请特批", en="Ask for an override"),
    "console.preparing.override.number": Text(zh="第 {number} 项", en="Override {number}"),
    "console.preparing.override.by": Text(zh="{by} 申请", en="asked for by {by}"),
    "console.preparing.override.other": Text(
        zh="针对另一方案或窗口，已失效", en="was for another plan or window: void"
    ),
    "console.preparing.override.asked": Text(zh="特批已申请。", en="The override is asked for."),
    "console.preparing.withdraw": Text(zh="撤回此次演练", en="Withdraw this drill"),
    "console.preparing.withdraw.lead": Text(
        zh="撤回后不能恢复；如仍要演练，须另建档案。",
        en="This cannot be taken back; another drill needs another dossier.",
    ),
    "console.preparing.withdraw.sure": Text(zh="确定撤回？", en="Withdraw it?"),
    "console.preparing.cancelled": Text(zh="演练已撤回。", en="The drill is withdrawn."),
    "console.preparing.ended": Text(zh="结束说明", en="Last words"),
    "console.preparing.followed": Text(zh="此档案的演练", en="The drill of this dossier"),
    "console.preparing.open_points": Text(zh="演练之后尚待完成", en="Still to be done after the drill"),
    "console.preparing.history": Text(zh="经过", en="History"),
    "console.preparing.history.what": Text(zh="事项", en="What"),
    "console.preparing.event.dossier_opened": Text(zh="建立档案", en="dossier opened"),
    "console.preparing.event.wish_changed": Text(zh="修改申请或文件有变", en="wish or files changed"),
    "console.preparing.event.record_filed": Text(zh="提交准备记录", en="record filed"),
    "console.preparing.event.participant_named": Text(zh="登记参演人员", en="participant named"),
    "console.preparing.event.participant_removed": Text(zh="移除参演人员", en="participant removed"),
    "console.preparing.event.signed_in": Text(zh="签到", en="signed in"),
    "console.preparing.event.approval_asked": Text(zh="申请批准", en="approval asked for"),
    "console.preparing.event.decision_given": Text(zh="对批准表态", en="decided on approval"),
    "console.preparing.event.approvals_voided": Text(zh="批准作废", en="approvals void"),
    "console.preparing.event.override_asked": Text(zh="申请特批", en="override asked for"),
    "console.preparing.event.override_decided": Text(zh="对特批表态", en="decided on an override"),
    "console.preparing.event.drill_begun": Text(zh="演练启动", en="drill begun"),
    "console.preparing.event.start_failed": Text(zh="启动未成", en="start failed"),
    "console.preparing.event.drill_done": Text(zh="演练结束", en="drill ended"),
    "console.preparing.event.dossier_cancelled": Text(zh="撤回", en="withdrawn"),
    "console.preparing.event.evaluated": Text(zh="评估", en="evaluated"),
    "console.preparing.event.archived": Text(zh="归档备案", en="archived"),
    "console.preparing.event.assessed": Text(zh="考核", en="assessed"),
    "console.preparing.event.task_answered": Text(zh="回答任务", en="task answered"),
    "console.preparing.event.result_used": Text(zh="成果运用", en="results used"),
    "console.preparing.event.report_signed": Text(zh="签署报告", en="report signed"),
    "console.preparing.event.dossier_closed": Text(zh="结案", en="closed"),
}
