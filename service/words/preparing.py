"""Words about dossiers: preparation, approval, summary."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

_WHY_NOT: Final[dict[str, Text]] = {
    "denied.dossier_stage": Text(
        zh="档案 {dossier} 现处于 {stage} 阶段，此操作只在 {wanted} 阶段可行",
        en="dossier {dossier} is {stage}; this can be done while it is: {wanted}",
    ),
    "denied.dossier_not_preparing": Text(
        zh="档案 {dossier} 现处于 {stage} 阶段，不能再启动；一份档案只对应一次演练，请新建档案",
        en="dossier {dossier} is {stage} and cannot be started; one dossier is one drill, so open a new one",
    ),
    "denied.dossier_records_missing": Text(
        zh="档案 {dossier} 缺少演练准备记录：{records}；请补齐",
        en="dossier {dossier} lacks these records of the preparation: {records}; file them",
    ),
    "denied.dossier_files_changed": Text(
        zh="档案 {dossier} 的方案文件已与批准时不同；请重新查看档案并重新申请批准",
        en="the files of dossier {dossier} no longer make the plan that it holds; look at it and ask for approval again",
    ),
    "denied.dossier_too_early": Text(
        zh="申请的时间窗口 {opens} 才开始", en="the window that was wished opens at {opens}; start then"
    ),
    "denied.dossier_too_late": Text(
        zh="申请的时间窗口 {closes} 结束，而演练最长需要 {minutes} 分钟；请改申请新的窗口并重新批准",
        en="the window that was wished closes at {closes}, and the drill may take {minutes} minutes; wish another window",
    ),
    "denied.dossier_refused": Text(
        zh="{person} 不同意（理由：{reason}）；档案修改并重新申请之前，此意见有效",
        en="{person} refused ({reason}); that stands until the dossier is changed and approval is asked for again",
    ),
    "denied.dossier_not_approved": Text(
        zh="档案 {dossier} 现在的方案和时间窗口没有经过批准；请申请批准",
        en="the plan and window that dossier {dossier} has now were not approved; ask for approval",
    ),
    "denied.dossier_approvals_missing": Text(
        zh="需要 {needed} 人批准，尚缺 {missing} 人（有效批准：{approved}）；启动人、申请人不得批准自己的演练",
        en="{needed} people must approve and {missing} are missing (valid so far: {approved}); "
        "nobody approves what they start or wished themselves",
    ),
    "denied.dossier_approval_own": Text(
        zh="{person} 的批准不计：此人是启动人或申请人；请由其他人启动或批准",
        en="the approval of {person} does not count, who starts or wished this drill; let somebody else start or approve",
    ),
    "denied.dossier_approval_expired": Text(
        zh="{person} 的批准已过有效期；请其再次批准", en="the approval of {person} has expired; ask for it again"
    ),
    "denied.dossier_form": Text(
        zh="申请的演练形式是 {wished}，而方案的形式是 {form}；请改正其一",
        en="the wish is for a {wished} drill, and the scenario is {form}; change one of them",
    ),
    "denied.dossier_window_short": Text(
        zh="时间窗口短于演练的最长时间（{minutes} 分钟）；请放宽窗口",
        en="the window is shorter than the drill may take ({minutes} minutes); widen it",
    ),
    "denied.dossier_no_service": Text(
        zh="方案没有任何服务的恢复目标，无法判断由谁负责；请在方案中写明服务",
        en="the plan has no service with an objective, so nobody can be asked about it; name the services in the scenario",
    ),
    "denied.dossier_asked_already": Text(
        zh="档案 {dossier} 已由 {person} 申请批准，正在等待决定",
        en="approval of dossier {dossier} was asked for by {person} already; wait for the decisions",
    ),
    "denied.dossier_window_over": Text(
        zh="档案 {dossier} 的时间窗口已不足以完成演练；请先修改窗口",
        en="the window of dossier {dossier} is too near its end for the drill; change it first",
    ),
    "denied.dossier_not_asked": Text(
        zh="档案 {dossier} 没有待决的批准申请；请先申请",
        en="nobody asks for approval of dossier {dossier}; it has to be asked for first, again after every change",
    ),
    "denied.dossier_other_digest": Text(
        zh="您给出的摘要 {given} 与当前待决内容 {asked} 不同；请重新查看后再决定",
        en="you named the digest {given}, and what is asked about is {asked}; look at the dossier again, then decide",
    ),
    "denied.dossier_decided_already": Text(
        zh="{person} 已作出决定（{decision}）；不同意的意见在档案修改之前有效",
        en="{person} has decided already ({decision}); a refusal stands until the dossier is changed",
    ),
    "denied.dossier_other_drill": Text(
        zh="演练 {drill} 不属于档案 {dossier}（其演练：{own}）",
        en="drill {drill} is not that of dossier {dossier} (its own: {own})",
    ),
    "denied.approver_wished": Text(
        zh="{person} 提出或修改了本申请，不得批准；请由其他人批准",
        en="{person} made or changed this wish and cannot approve it; let somebody else decide",
    ),
    "denied.approver_asked": Text(
        zh="{person} 提出了此项请求，不得自行批准；请由其他人批准",
        en="{person} asked for this and cannot give it; let somebody else decide",
    ),
    "denied.approver_unknown": Text(
        zh="演练的人员登记册中没有账号 {person}；制度要求批准人在册",
        en="the people register of this drill does not know the account {person}, and the policy wants approvers in it",
    ),
    "denied.override_unknown": Text(zh="没有第 {number} 项特批申请", en="there is no override number {number} here"),
    "denied.override_of_another_plan": Text(
        zh="第 {number} 项特批针对的是另一方案或窗口；请重新申请",
        en="override {number} was asked for another plan or window; ask for it again",
    ),
    "denied.participant_account_taken": Text(
        zh="账号 {account} 已是另一名参演人员", en="the account {account} is another participant's already"
    ),
    "denied.participants_many": Text(zh="参演人员最多 {most} 人", en="a dossier has at most {most} participants"),
    "denied.participant_unknown": Text(zh="没有参演人员 {name}", en="nobody called {name} takes part"),
    "denied.participant_signed": Text(zh="{name} 已签到，不能移除", en="{name} has signed in and stays in the record"),
    "denied.participant_not_named": Text(
        zh="账号 {account} 不在参演人员名单中；请先由准备人员登记",
        en="the account {account} is nobody's who takes part; whoever prepares the drill has to name you first",
    ),
    "denied.evaluation_items": Text(
        zh="评估须对九个项目各评一次；请检查：{items}",
        en="an evaluation grades each of the nine items once; look at: {items}",
    ),
    "denied.task_not_declared": Text(
        zh="本次演练没有声明任务 {task}（已声明：{declared}）",
        en="this drill does not declare the task {task} (it declares: {declared})",
    ),
    "denied.summary_missing": Text(zh="总结阶段缺少：{records}；请补齐", en="the summary lacks: {records}; file them"),
    "denied.tasks_unanswered": Text(
        zh="已声明的任务尚未回答：{tasks}；请逐项回答", en="declared tasks without an answer: {tasks}; answer each"
    ),
    "denied.results_unused": Text(
        zh="尚未说明演练成果如何运用于：{uses}；无需改进的请说明理由",
        en="nobody said what becomes of the results for: {uses}; where nothing is to be improved, say why",
    ),
    "denied.file_outside": Text(
        zh="{what}：{path} 不在本服务允许读取的目录之下；请把文件放入其中，或由管理员增加目录",
        en="{what}: {path} does not lie under the folders that this service may read; put it there, or have one added",
    ),
    "denied.file_unusable": Text(
        zh="有文件无法读取（{why}）；请检查路径", en="a file cannot be read ({why}); check the paths"
    ),
    "denied.file_problem": Text(zh="{told}", en="{told}"),
}

_NAMES: Final[dict[str, Text]] = {
    "record.plan": Text(zh="演练计划", en="plan"),
    "record.scheme": Text(zh="演练方案", en="scheme"),
    "record.review": Text(zh="方案评审", en="review of the scheme"),
    "record.training": Text(zh="演练培训", en="training"),
    "record.safeguards": Text(zh="演练保障", en="safeguards"),
    "item.feasibility": Text(zh="方案可行性", en="feasibility of the scheme"),
    "item.alerting": Text(zh="监控告警", en="monitoring and alerts"),
    "item.locating": Text(zh="故障定位", en="locating the fault"),
    "item.command": Text(zh="现场指挥协调", en="command and coordination"),
    "item.participants": Text(zh="参演人员处置", en="handling by those who took part"),
    "item.partners": Text(zh="关联方联动", en="work with partners"),
    "item.safeguards": Text(zh="演练保障", en="safeguards, way back and deputies"),
    "item.goals": Text(zh="目标实现", en="goals reached, things to improve found"),
    "item.cost": Text(zh="成本效益", en="cost and benefit"),
    "summary.evaluation": Text(zh="演练评估", en="evaluation"),
    "summary.archive": Text(zh="文件归档和备案", en="archive and filing"),
    "summary.assessment": Text(zh="考核", en="assessment"),
    "use.plan": Text(zh="改进预案", en="improving the plan"),
    "use.process": Text(zh="改进管理过程", en="improving the process"),
    "use.training": Text(zh="改进培训", en="improving training"),
    "notice.approval_asked.title": Text(zh="演练档案 {dossier} 等待批准", en="Dossier {dossier} waits for approval"),
    "notice.approval_asked.body": Text(
        zh="{person} 申请批准演练档案 {dossier}（摘要 {digest}），需要 {needed} 人批准。",
        en="{person} asks for approval of dossier {dossier} (digest {digest}); {needed} people have to approve.",
    ),
    "notice.override_asked.title": Text(
        zh="演练档案 {dossier} 申请特批", en="An override is asked for dossier {dossier}"
    ),
    "notice.override_asked.body": Text(
        zh="{person} 为演练档案 {dossier}（摘要 {digest}）申请对启动检查特批，须由另外的人决定。",
        en="{person} asks for an override of the guard for dossier {dossier} (digest {digest}); others have to decide.",
    ),
}

_REPORT: Final[dict[str, Text]] = {
    "g.none": Text(
        zh="本次演练没有演练档案：启动前的准备、批准、参演人员均未经本系统登记。",
        en="This drill has no dossier: its preparation, approval and participants were not recorded here before it began.",
    ),
    "g.dossier": Text(
        zh="演练档案 {dossier}：由 {people} 提出，由 {starter} 启动；批准的时间窗口为 {opens} 至 {closes}；批准所针对的摘要为 {digest}。",
        en="Dossier {dossier}: wished by {people}, started by {starter}; approved window {opens} to {closes}; "
        "what was approved has the digest {digest}.",
    ),
    "g.off": Text(
        zh="按本机构制度，本次演练不要求“{record}”记录，理由：{reason}。",
        en="By the firm's policy no record of this was asked for: {record}. The reason: {reason}.",
    ),
    "g.freed": Text(
        zh="按本机构制度，本次演练无须批准，理由：{reason}。",
        en="By the firm's policy nobody had to approve this drill. The reason: {reason}.",
    ),
    "g.held": Text(zh="（{day}）{text}", en="({day}) {text}"),
    "g.external": Text(zh="{name}（外部）", en="{name} (external)"),
    "g.not_signed": Text(zh="启动时尚未签到", en="had not signed in when it began"),
    "g.override": Text(
        zh="特批：启动检查的 {codes} 由 {person} 申请特批后未予阻止，理由：{reason}。",
        en="Override: the guard's {codes} did not stop the start; {person} had asked for that. The reason: {reason}.",
    ),
    "g.table.records": Text(zh="演练准备记录", en="Records of the preparation"),
    "g.table.approvals": Text(zh="启动前的批准（须 {needed} 人）", en="Approvals before the start ({needed} needed)"),
    "g.table.override": Text(zh="特批决定：{codes}", en="Who gave the override: {codes}"),
    "g.table.participants": Text(zh="参演人员", en="Who took part"),
    "g.task.measured": Text(
        zh="任务“{task}”：由实测结果回答，结论为{verdict}。",
        en="The task to {task} is answered by what was measured: {verdict}.",
    ),
    "g.tasks.open": Text(
        zh="下列任务须由人员在演练档案 {dossier} 中逐项回答后方可结案：{tasks}。",
        en="These tasks are answered by people in dossier {dossier} before it can be closed: {tasks}.",
    ),
    "d.heading.notes": Text(zh="现场记录", en="Notes of those who were there"),
    "d.notes.are": Text(
        zh="以下为参演人员登记的原文，不作为恢复时间与数据丢失的计算依据。",
        en="In the words of those who entered them; no figure of this report rests on them.",
    ),
    "d.table.notes": Text(zh="现场记录及附件", en="Notes and what was attached"),
    "d.table.stages": Text(zh="演练实施的六个环节", en="The six stages of the execution"),
    "stage.system_preparation": Text(zh="系统准备", en="system preparation"),
    "stage.start": Text(zh="演练启动", en="start"),
    "stage.execution": Text(zh="演练执行", en="execution"),
    "stage.recording": Text(zh="演练记录", en="recording"),
    "stage.end": Text(zh="演练结束", en="end"),
    "stage.restoration": Text(zh="系统恢复", en="restoration"),
    "label.stage": Text(zh="环节", en="Stage"),
    "label.preparation": Text(zh="记录", en="Record"),
    "label.remark_text": Text(zh="内容", en="What was said"),
    "label.attachment": Text(zh="附件及摘要", en="Attachments and digests"),
    "label.waited_for": Text(zh="等待时间", en="Waited for"),
    "label.department": Text(zh="部门", en="Department"),
    "label.deputy": Text(zh="备岗", en="Deputy"),
    "label.signed_in": Text(zh="签到", en="Signed in"),
}

WORDS: Final[dict[str, Text]] = {**_WHY_NOT, **_NAMES, **_REPORT}
