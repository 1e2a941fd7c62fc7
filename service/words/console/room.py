"""Words of the console's drill room, its list of drills and the wall screen."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    # the list
    "console.drills.title": Text(zh="演练", en="Drills"),
    "console.drills.lead": Text(
        zh="最新的在前。点击演练名称进入演练现场。", en="The newest first. A drill's name opens its room."
    ),
    "console.drills.none": Text(
        zh="没有符合条件的演练。演练从“演练准备”建立演练档案、经两人审批后启动。",
        en="No drill fits. A drill begins with a dossier under Preparation, and starts once two people approved it.",
    ),
    "console.drills.none.do": Text(
        zh="放宽筛选条件，或先在“演练准备”中建立并批准一份档案。",
        en="Ask for more, or begin under Preparation: a drill starts from an approved dossier.",
    ),
    "console.drills.prepare": Text(zh="去准备一次演练", en="Prepare a drill"),
    "console.drills.filter": Text(zh="筛选", en="Filter"),
    "console.drills.filter.all": Text(zh="全部", en="all"),
    "console.drills.filter.show": Text(zh="查看", en="Show"),
    "console.drills.status": Text(zh="状态", en="Status"),
    "console.drills.verdict": Text(zh="结论", en="Verdict"),
    "console.drills.service": Text(zh="业务系统", en="Service"),
    "console.drills.year": Text(zh="年份", en="Year"),
    "console.drills.drill": Text(zh="演练", en="Drill"),
    "console.drills.started": Text(zh="启动时间", en="Started"),
    "console.drills.by": Text(zh="启动人", en="Started by"),
    "console.drills.figures": Text(zh="实测恢复时间 / 目标", en="RTO measured / target"),
    "console.drills.restored": Text(zh="恢复情况", en="Restoration"),
    "console.drills.restored.yes": Text(zh="已核实", en="proved"),
    "console.drills.restored.no": Text(zh="未核实", en="not proved"),
    "console.drills.wall": Text(zh="大屏", en="Wall screen"),
    "console.status.running": Text(zh="进行中", en="running"),
    "console.status.waiting": Text(zh="等待人员", en="waits for people"),
    "console.status.interrupted": Text(zh="已中断", en="interrupted"),
    "console.status.completed": Text(zh="已完成", en="completed"),
    "console.status.failed": Text(zh="失败", en="failed"),
    "console.status.aborted": Text(zh="已中止", en="aborted"),
    # the room
    "console.room.title": Text(zh="演练现场", en="Drill room"),
    "console.room.started": Text(zh="{by} 启动", en="started by {by}"),
    "console.room.dossier": Text(zh="演练档案", en="Dossier"),
    "console.room.report": Text(zh="演练报告", en="Report"),
    "console.room.report.final": Text(zh="查看演练报告", en="Read the report"),
    "console.room.report.now": Text(zh="查看阶段性报告（非最终）", en="Report so far (not final)"),
    "console.room.pdf": Text(zh="下载 PDF", en="Download the PDF"),
    "console.room.bundle": Text(zh="下载证据包", en="Download the evidence bundle"),
    "console.room.evidence": Text(zh="证据与核验", en="Evidence and verification"),
    "console.room.wall": Text(zh="投到大屏", en="Show on the wall"),
    "console.room.all": Text(zh="全部演练", en="All drills"),
    "console.room.live": Text(zh="实时", en="live"),
    "console.room.alive": Text(zh="实时更新中", en="live"),
    "console.room.lost": Text(
        zh="与服务的连接中断，正在重连；页面内容截至 {at}",
        en="The link to the service is down; trying again. Shown as of {at}",
    ),
    "console.room.over": Text(zh="演练已结束，不再更新", en="The drill is over; nothing more will come"),
    "console.room.gone": Text(zh="登录已失效，请重新登录", en="You are logged out; log in again"),
    "console.room.refresh": Text(
        zh="浏览器未启用脚本，本页每 5 秒自动刷新。", en="Without scripts this page loads itself again every 5 s."
    ),
    "console.room.clocks": Text(zh="中断计时", en="Clock since the interruption"),
    "console.room.clock.target": Text(zh="恢复时间目标 {target}", en="RTO target {target}"),
    "console.room.clock.none": Text(zh="本演练没有恢复时间目标。", en="This drill has no service with an RTO target."),
    "console.room.clock.waiting": Text(zh="尚未中断", en="not interrupted yet"),
    "console.room.clock.running": Text(zh="中断中，计时进行", en="interrupted; the clock runs"),
    "console.room.clock.unseen": Text(zh="已注入，尚未观测到中断", en="injected; no outage seen yet"),
    "console.room.clock.answering": Text(
        zh="已恢复应答，须持续 {hold} 方可确认", en="answers again; has to last for {hold}"
    ),
    "console.room.clock.held": Text(zh="已恢复并保持 {hold}", en="came back and lasted for {hold}"),
    "console.room.clock.stopped": Text(zh="演练结束时仍未确认恢复", en="the drill ended before it was seen to be back"),
    "console.room.clock.over": Text(zh="已超目标", en="over the target"),
    "console.room.clock.within": Text(zh="目标之内", en="within the target"),
    "console.room.clock.note": Text(
        zh="现场计时供指挥参考；结论以演练报告中的区间为准。",
        en="This clock is for those who watch; the interval in the report carries the verdict.",
    ),
    "console.room.strips": Text(zh="可用性", en="Availability"),
    "console.room.strips.none": Text(zh="本演练没有探测。", en="Nothing is probed in this drill."),
    "console.room.strips.left": Text(
        zh="记录较多，可用性与账本计数见演练报告。",
        en="A long drill: availability and ledger counts are in its report.",
    ),
    "console.room.strip.probe": Text(zh="探测 {name}", en="probe {name}"),
    "console.room.strip.ledger": Text(zh="账本 {name}", en="ledger {name}"),
    "console.room.strip.told": Text(
        zh="{name}：当前{now}；共有 {bad} 秒出现失败；每格 {width} 秒",
        en="{name}: now {now}; something failed in {bad} s; {width} s a cell",
    ),
    "console.room.strip.bad": Text(zh="失败 {bad} 秒", en="{bad} s with failures"),
    "console.room.strip.cell": Text(zh="每格 {width} 秒", en="{width} s a cell"),
    "console.room.seen.up": Text(zh="正常", en="up"),
    "console.room.seen.down": Text(zh="失败", en="down"),
    "console.room.seen.mixed": Text(zh="时断时续", en="up and down"),
    "console.room.seen.unknown": Text(zh="未知", en="unknown"),
    "console.room.seen.none": Text(zh="尚无数据", en="nothing seen yet"),
    "console.room.counts": Text(zh="账本计数", en="Ledger counter"),
    "console.room.count.acknowledged": Text(zh="已确认写入", en="acknowledged"),
    "console.room.count.unknown": Text(zh="结果未知", en="unknown"),
    "console.room.count.failed": Text(zh="确认未写入", en="refused"),
    "console.room.count.lost": Text(zh="回读后丢失", en="lost after reading back"),
    "console.room.count.unread": Text(zh="尚未回读", en="not read back yet"),
    "console.room.timeline": Text(zh="进程", en="Timeline"),
    "console.room.timeline.steps": Text(zh="步骤明细", en="Step by step"),
    "console.room.timeline.step": Text(zh="步骤", en="Step"),
    "console.room.timeline.state": Text(zh="状态", en="State"),
    "console.room.timeline.planned": Text(zh="计划", en="Planned"),
    "console.room.timeline.actual": Text(zh="实际", en="Actual"),
    "console.room.timeline.took": Text(zh="用时", en="Took"),
    "console.room.timeline.late": Text(zh="偏差", en="Deviation"),
    "console.room.timeline.done": Text(zh="{done}/{total} 步", en="{done} of {total} {total:step|steps}"),
    "console.room.timeline.hosts": Text(zh="{ended}/{hosts} 台", en="{ended} of {hosts} hosts"),
    "console.room.timeline.bad": Text(zh="其中 {bad} 台异常", en="{bad} not well"),
    "console.room.timeline.tries": Text(zh="第 {count} 次", en="try {count}"),
    "console.room.timeline.more": Text(
        zh="另有 {count} 步未列出，见演练报告。",
        en="{count} more {count:step is|steps are} not listed; see the report.",
    ),
    "console.room.state.planned": Text(zh="未开始", en="to come"),
    "console.room.state.running": Text(zh="进行中", en="running"),
    "console.room.state.ok": Text(zh="成功", en="ok"),
    "console.room.state.failed": Text(zh="失败", en="failed"),
    "console.room.state.unknown": Text(zh="结果未知", en="unknown"),
    "console.room.state.skipped": Text(zh="跳过", en="skipped"),
    "console.room.running": Text(zh="正在执行", en="Under way"),
    "console.room.running.none": Text(zh="当前没有正在执行的步骤。", en="No step is under way now."),
    "console.room.output": Text(zh="最近输出", en="Newest output"),
    "console.room.output.none": Text(zh="尚无输出。", en="Nothing was printed yet."),
    "console.room.output.exit": Text(zh="退出码 {status}", en="exit status {status}"),
    "console.room.output.cut": Text(zh="仅显示末尾部分", en="only the end is shown"),
    "console.room.output.then": Text(
        zh="步骤的输出在该步骤结束时显示。", en="What a step prints is shown when the step ends."
    ),
    "console.room.people": Text(zh="发言与处置", en="What people said"),
    "console.room.people.none": Text(zh="尚无。", en="Nothing yet."),
    "console.room.word.approve": Text(zh="{person} 批准“{step}”", en="{person} approved “{step}”"),
    "console.room.word.refuse": Text(zh="{person} 不批准“{step}”", en="{person} declined “{step}”"),
    "console.room.word.done": Text(zh="{person} 报告“{step}”已完成", en="{person} did “{step}”"),
    "console.room.word.failed": Text(zh="{person} 报告“{step}”无法完成", en="{person} could not do “{step}”"),
    "console.room.word.confirmed": Text(zh="{person} 复核确认“{step}”", en="{person} confirmed “{step}”"),
    "console.room.word.refused": Text(zh="{person} 复核不通过“{step}”", en="{person} did not confirm “{step}”"),
    "console.room.word.abort": Text(zh="{person} 中止演练", en="{person} stopped the drill"),
    "console.room.word.restore": Text(zh="{person} 决定恢复原状", en="{person} decided to restore"),
    "console.room.word.continue": Text(zh="{person} 决定继续", en="{person} decided to go on"),
    "console.room.word.safeguard": Text(zh="保护条件触发：{what}", en="safeguard {what} tripped"),
    "console.room.word.settled": Text(zh="{person} 认定“{step}”为{outcome}", en="{person} settled “{step}”: {outcome}"),
    "console.room.word.resumed": Text(zh="演练由 {who} 接续执行", en="{who} took the drill up again"),
    "console.room.word.left": Text(zh="执行进程交接", en="the runner handed the drill over"),
    "console.room.waived": Text(zh="免审批", en="nobody was asked"),
    # asks
    "console.room.asks": Text(zh="等待人员", en="Waiting for people"),
    "console.room.asks.none": Text(zh="当前不等待任何人。", en="Nobody is waited for now."),
    "console.room.asks.next": Text(
        zh="下一个审批点：{step}（{role}，{people} 人）", en="Next gate: {step} ({role}, {people})"
    ),
    "console.room.ask.approve": Text(zh="审批", en="Gate"),
    "console.room.ask.do": Text(zh="人工操作", en="Manual step"),
    "console.room.ask.confirm": Text(zh="复核", en="Second person"),
    "console.room.ask.role": Text(zh="需要：{role}，还差 {missing} 人", en="asked: {role}, {missing} more"),
    "console.room.ask.until": Text(zh="时限 {until}", en="until {until}"),
    "console.room.ask.but_not": Text(zh="不能由 {who} 作答", en="not by {who}"),
    "console.room.ask.manual": Text(zh="操作手册：{manual}", en="Manual: {manual}"),
    "console.room.ask.reason": Text(zh="理由或说明", en="Reason or remark"),
    "console.room.ask.reason.must": Text(
        zh="不批准、无法完成时请写明原因", en="say why, where you decline or cannot do it"
    ),
    "console.room.ask.yes.approve": Text(zh="批准", en="Approve"),
    "console.room.ask.no.approve": Text(zh="不批准", en="Decline"),
    "console.room.ask.yes.do": Text(zh="已完成", en="Done"),
    "console.room.ask.no.do": Text(zh="无法完成", en="Cannot be done"),
    "console.room.ask.yes.confirm": Text(zh="复核通过", en="Confirm"),
    "console.room.ask.no.confirm": Text(zh="复核不通过", en="Do not confirm"),
    "console.room.ask.no_right": Text(
        zh="您的角色不能在演练中作答；请联系上述角色的人员。",
        en="Your role cannot answer; somebody with the role above has to.",
    ),
    "console.room.ask.heard": Text(zh="已提交：{what}。", en="Handed in: {what}."),
    "console.room.ask.not_counted": Text(
        zh="已记录，但不计入：{why}", en="It is in the record and does not count: {why}"
    ),
    "console.room.ask.not_now": Text(zh="未办理：{why}", en="Not done: {why}"),
    "console.room.decide": Text(zh="演练已中断，等待决定", en="The drill was interrupted and waits for a decision"),
    "console.room.decide.restore": Text(zh="恢复原状并结束", en="Restore and end"),
    "console.room.decide.continue": Text(zh="继续演练", en="Go on"),
    "console.room.decide.heard": Text(zh="决定已提交。", en="The decision was handed in."),
    # stop
    "console.room.stop": Text(zh="停止演练", en="Stop this drill"),
    "console.room.stop.then": Text(
        zh="不再执行后续步骤，撤销全部故障并恢复原状；停止写入记录，无法撤回。",
        en="No further step is taken, every fault is undone, everything is restored. It is entered in the record.",
    ),
    "console.room.stop.reason": Text(zh="停止原因（必填）", en="Why (needed)"),
    "console.room.stop.example": Text(zh="例：旁路系统响应变慢", en="for example: a bystander slows down"),
    "console.room.stop.heard": Text(
        zh="停止指令已提交，演练转入恢复。", en="The drill was told to stop; it restores now."
    ),
    "console.room.stop.all": Text(zh="要停止全部演练？使用紧急停止", en="Stop all drills? Use the emergency stop"),
    "console.room.stop.no_right": Text(zh="您的角色不能停止演练。", en="Your role cannot stop drills."),
    "console.room.stop.restoring": Text(zh="演练正在恢复原状。", en="The drill restores."),
    "denied.room_not_now": Text(
        zh="演练 {drill} 当前不等待此项（可能已由他人作答、超过时限或已结束）；请刷新演练现场",
        en="drill {drill} does not wait for that now: somebody else may have answered, the time may be over, or the "
        "drill; load the room again",
    ),
    "denied.room_answer_unfit": Text(
        zh="未选择作答内容；请返回演练现场重新选择", en="no answer was chosen; go back to the room and choose one"
    ),
    "denied.room_stop_reason": Text(
        zh="停止演练须写明原因", en="say why the drill is stopped; the reason is entered in the record"
    ),
    "denied.room_no_dossier": Text(
        zh="演练 {drill} 没有演练档案，无法签到或记录",
        en="drill {drill} has no dossier, so nobody can sign in or note anything",
    ),
    "denied.room_word_stranger": Text(
        zh="人员登记表中没有“{person}”；发言已记录，但不计入。请用登记表中的账号作答",
        en="the people register does not know {person}; the word is in the record and does not count. Answer by an "
        "account of the register",
    ),
    "denied.room_word_role": Text(
        zh="{person} 不具有角色“{role}”，也不是其代理人；发言已记录，但不计入。请由该角色人员作答",
        en="{person} neither holds the role {role} nor stands in for one who does; the word is in the record and does "
        "not count. Somebody of that role has to answer",
    ),
    "denied.room_word_same": Text(
        zh="{person} 已对“{step}”作答；发言已记录，但不计入。须由另一位“{role}”作答",
        en="{person} has answered on {step} already; the word is in the record and does not count. Another person of "
        "the role {role} has to answer",
    ),
    "denied.room_word_turn": Text(
        zh="“{step}”此时不需要 {person} 的该项作答；发言已记录，但不计入。须先完成，再由另一人复核",
        en="{step} does not ask {person} for that now; the word is in the record and does not count. A step is done "
        "first, then confirmed by another person",
    ),
    # restoration
    "console.room.proof": Text(zh="恢复证明", en="Restoration"),
    "console.room.proof.none": Text(zh="尚未注入故障。", en="No fault was injected yet."),
    "console.room.proof.fault": Text(zh="故障", en="Fault"),
    "console.room.proof.host": Text(zh="主机", en="Host"),
    "console.room.proof.seen": Text(zh="观测", en="What was seen"),
    "console.room.proof.restored": Text(zh="已恢复原状，逐项核实", en="Restored, and every undo was proved"),
    "console.room.proof.residue": Text(
        zh="未完全恢复，遗留：{residue}", en="Not wholly restored; left behind: {residue}"
    ),
    "console.room.proof.unproved": Text(zh="恢复未获证实", en="The restoration was not proved"),
    "console.room.gone.standing": Text(zh="故障存在", en="stands"),
    "console.room.gone.undoing": Text(zh="撤销中", en="being undone"),
    "console.room.gone.undone": Text(zh="已撤销，待核实", en="undone, not looked at yet"),
    "console.room.gone.gone": Text(zh="已核实清除", en="seen to be gone"),
    "console.room.gone.left": Text(zh="仍有残留", en="still there"),
    "console.room.gone.unsure": Text(zh="无法核实", en="nobody could look"),
    # attendance
    "console.room.present": Text(zh="签到", en="Sign-in list"),
    "console.room.present.count": Text(zh="已签到 {here}/{all}", en="{here} of {all} are here"),
    "console.room.present.none": Text(zh="演练档案中没有登记参演人员。", en="The dossier names nobody who takes part."),
    "console.room.present.who": Text(zh="姓名", en="Name"),
    "console.room.present.role": Text(zh="角色与职责", en="Role and duty"),
    "console.room.present.when": Text(zh="签到时间", en="Signed in"),
    "console.room.present.not": Text(zh="未签到", en="not yet"),
    "console.room.present.me": Text(zh="我已到场，签到", en="I am here: sign me in"),
    "console.room.present.done": Text(zh="签到完成。", en="You are signed in."),
    "console.room.present.external": Text(zh="外部人员", en="external"),
    # notes
    "console.room.notes": Text(zh="现场记录", en="Notes"),
    "console.room.notes.none": Text(zh="尚无现场记录。", en="No notes yet."),
    "console.room.notes.undossiered": Text(
        zh="本演练没有演练档案，无法记录。", en="This drill has no dossier, so nothing can be noted."
    ),
    "console.room.notes.text": Text(zh="记录内容", en="Note"),
    "console.room.notes.add": Text(zh="记录", en="Add the note"),
    "console.room.notes.added": Text(zh="已记录。", en="Noted."),
    "console.room.notes.kept": Text(
        zh="记录及附件写入演练档案，随证据归档，之后不能修改。",
        en="Notes and files are entered in the dossier and filed with the evidence; nothing of them can be changed.",
    ),
    # attachments
    "console.attached.files": Text(zh="附件（照片、截图、日志等）", en="Files (photos, screenshots, logs)"),
    "console.attached.most": Text(zh="一次最多 5 个，合计不超过 {most}。", en="Five at once, {most} together."),
    "console.attached.before": Text(zh="保留的附件", en="Files that stay"),
    "console.attached.elsewhere": Text(zh="存于他处，摘要 {digest}…", en="lies elsewhere, digest {digest}…"),
    "denied.attachment_empty": Text(zh="附件没有内容，请重新选择文件", en="the file is empty; choose another one"),
    "denied.attachment_late": Text(
        zh="演练档案 {dossier} 已关闭或取消，不能再添加附件",
        en="{dossier} is closed or cancelled; nothing can be attached",
    ),
    "denied.attachment_elsewhere": Text(
        zh="档案中没有摘要为 {sha256} 的附件，或其内容存于他处；请查看附件清单",
        en="the dossier names nothing with the digest {sha256}, or its content lies elsewhere; list what is attached",
    ),
    "denied.attachment_unwritten": Text(
        zh="附件未能写入磁盘（{why}），记录未保存；请联系平台管理员检查剩余空间后重试",
        en="the file could not be written ({why}), nothing was noted; let an administrator look at the disk, then retry",
    ),
    "denied.attachments_many": Text(
        zh="一份演练档案的附件不超过 {files} 个、合计 {most} MiB；其余文件请存于他处，并登记其摘要",
        en="a dossier has at most {files} files and {most} MiB of them; keep what is left elsewhere and name its digest",
    ),
    "console.preparing.event.note_taken": Text(zh="现场记录", en="note taken"),
    "denied.note_unfit": Text(
        zh="现场记录不能为空，且不超过 {most} 字", en="a note must say something, in {most} characters at most"
    ),
    "denied.notes_many": Text(
        zh="本次演练已有 {most} 条现场记录，不能再增加；其余请写入总结",
        en="this drill has {most} notes already; write what is left into the summary",
    ),
    # wall
    "console.wall.title": Text(zh="指挥大屏", en="Wall screen"),
    "console.wall.idle": Text(zh="当前没有进行中的演练", en="No drill is running"),
    "console.wall.idle.do": Text(
        zh="演练在“演练准备”中启动后，本屏自动显示。", en="One that is started under Preparation shows here by itself."
    ),
    "console.wall.next": Text(zh="接下来", en="Next"),
    "console.wall.next.none": Text(zh="没有已排定的演练", en="Nothing is planned"),
    "console.wall.last": Text(zh="最近一次", en="The last one"),
    "console.wall.others": Text(zh="同时进行：{count} 场", en="{count} more running"),
    "console.wall.now": Text(zh="当前步骤", en="Now"),
    "console.wall.waits": Text(zh="等待：{role}（{title}）", en="Waits for {role}: {title}"),
    "console.wall.age": Text(zh="{seconds} 秒前更新", en="updated {seconds} s ago"),
    "console.wall.alive": Text(zh="运行正常", en="alive"),
    "console.wall.dead": Text(zh="连接中断", en="no connection"),
    "console.wall.stop": Text(zh="紧急停止生效中：{reason}（{by}）", en="EMERGENCY STOP in force: {reason} ({by})"),
    "console.wall.left": Text(zh="距目标", en="to the target"),
    "console.wall.past": Text(zh="超出目标", en="past the target"),
    "console.wall.log_in": Text(zh="登录已失效，请在本机重新登录", en="Logged out: somebody has to log in again here"),
    "console.wall.verdict": Text(zh="结论", en="Verdict"),
    "console.wall.leave": Text(zh="返回控制台", en="Back to the console"),
}
