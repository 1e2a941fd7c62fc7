"""Words of the command line: progress, tables, refusals, help."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "mark.begin": Text(zh="开始", en="begins"),
    "mark.ok": Text(zh="完成", en="ok"),
    "mark.failed": Text(zh="失败", en="failed"),
    "mark.unknown": Text(zh="结果不明", en="unknown"),
    "mark.skipped": Text(zh="跳过", en="skipped"),
    "mark.waiting": Text(zh="等待人员", en="waiting for a person"),
    "mark.note": Text(zh="", en=""),
    "mark.end": Text(zh="", en=""),
    "line.opened": Text(zh="演练开始", en="drill opened"),
    "line.closed": Text(zh="演练结束", en="drill closed"),
    "line.step": Text(zh="", en=""),
    "line.settled": Text(zh="人工认定", en="settled by a person"),
    "line.took": Text(zh="故障是否生效", en="did the fault take"),
    "line.undo": Text(zh="撤除故障", en="undo"),
    "line.proved": Text(zh="撤除验证", en="proof of undoing"),
    "line.approve": Text(zh="审批通过", en="approved"),
    "line.refuse": Text(zh="审批不通过", en="refused"),
    "line.waived": Text(zh="免审批(--yes)", en="gate waived (--yes)"),
    "line.done": Text(zh="人工步骤：已执行", en="manual step: done"),
    "line.failed": Text(zh="人工步骤：无法执行", en="manual step: cannot be done"),
    "line.confirmed": Text(zh="人工步骤：复核通过", en="manual step: confirmed"),
    "line.refused": Text(zh="人工步骤：复核不通过", en="manual step: not confirmed"),
    "line.manual_waived": Text(zh="人工步骤：已豁免(--yes)", en="manual step waived (--yes)"),
    "line.notice": Text(zh="通知", en="notice"),
    "line.replayed": Text(zh="追补写入", en="written again"),
    "line.marker": Text(zh="业务标记", en="marker"),
    "line.abort": Text(zh="要求中止", en="abort asked"),
    "line.safeguard": Text(zh="保障措施触发", en="safeguard tripped"),
    "line.handed_over": Text(zh="移交给下一执行进程", en="left to the next runner"),
    "line.resumed": Text(zh="中断后接续", en="taken up again"),
    "line.restore": Text(zh="决定：恢复系统", en="decided: restore"),
    "line.continue": Text(zh="决定：继续演练", en="decided: go on"),
    "line.passed_over": Text(
        zh="继续演练的决定针对此前的中断，不再有效；请就本次中断重新决定",
        en="the decision to go on was about an earlier interruption and counts no more; decide about this one",
    ),
    "line.watch_lost": Text(zh="探测进程丢失", en="prober or ledger lost"),
    "line.watch_stalled": Text(zh="探测进程停滞", en="prober or ledger stalled"),
    "line.watch_adopted": Text(zh="接管探测进程", en="prober or ledger adopted"),
    "line.journal_returned": Text(zh="记录库恢复可写", en="the journal takes records again"),
    "line.read_back": Text(zh="校验流水回读完成", en="ledger read back"),
    "table.service": Text(zh="服务", en="service"),
    "table.figure": Text(zh="指标", en="figure"),
    "table.target": Text(zh="目标", en="target"),
    "table.achieved": Text(zh="实测区间", en="achieved"),
    "table.verdict": Text(zh="判定", en="verdict"),
    "table.lost": Text(zh="丢失/已确认", en="lost/acknowledged"),
    "table.drill": Text(zh="演练", en="drill"),
    "table.none": Text(zh="未取得证据", en="no evidence"),
    "run.verdict": Text(zh="判定：{verdict}", en="verdict: {verdict}"),
    "run.not_completed": Text(zh="演练未完成：{reason}", en="not completed: {reason}"),
    "run.not_restored": Text(
        zh="系统恢复未得到证实，请立即检查：{residue}",
        en="restoration is not proved; look at once at: {residue}",
    ),
    "run.written": Text(zh="报告：{path}", en="report: {path}"),
    "run.gate": Text(
        zh="步骤 {step} 等待审批（角色 {role}）。输入姓名通过；输入 no 不通过：",
        en="step {step} waits for approval (role {role}). Type your name to approve, or no to refuse: ",
    ),
    "run.instruction": Text(zh="人工步骤 {step}（{manual}）：{text}", en="manual step {step} ({manual}): {text}"),
    "run.manual": Text(
        zh="步骤 {step} 由角色 {role} 执行。执行完毕后输入执行人姓名；无法执行则输入 no：",
        en="step {step} is to be done by role {role}. Type the name of whoever did it, or no if it cannot be done: ",
    ),
    "run.confirmation": Text(
        zh="步骤 {step} 已由 {doer} 执行，须由另一人（角色 {role}）复核。输入复核人姓名；不予通过则输入 no：",
        en="step {step} was done by {doer}; another person of role {role} has to confirm it. Type that name, or no to refuse: ",
    ),
    "run.name": Text(zh="由谁作出该意见？输入姓名：", en="who says so? Type the name: "),
    "run.not_counted.stranger": Text(
        zh="{person} 不在人员登记表中，或不止一人使用该名称；不计入。",
        en="{person} is not in the people register, or several people have that name; it does not count.",
    ),
    "run.not_counted.wrong_role": Text(
        zh="{person} 不具备角色 {role}，也不是其备岗；不计入。",
        en="{person} neither holds the role {role} nor is a deputy; it does not count.",
    ),
    "run.not_counted.same_person": Text(
        zh="{person} 已经表示过意见，须由另一人作出；不计入。",
        en="{person} has spoken already; another person has to. It does not count.",
    ),
    "run.confirm": Text(
        zh="即将对主机 {hosts} 实施真实故障演练。输入场景名 {scenario} 确认启动：",
        en="this drill injects real faults on {hosts}. Type the scenario's name, {scenario}, to start it: ",
    ),
    "run.nobody": Text(
        zh="终端已无人应答；等到时限后演练将恢复系统。",
        en="nobody answers at this terminal any more; the drill restores when the gate's time is over.",
    ),
    "run.interrupted": Text(
        zh="演练曾被中断。输入 restore 恢复系统，或输入 continue 继续：",
        en="this drill was interrupted. Type restore to restore, or continue to go on: ",
    ),
    "run.stopping": Text(
        zh="收到停止信号：正在撤除故障并恢复系统，请勿再次中断。",
        en="asked to stop: undoing faults and restoring; please do not interrupt again.",
    ),
    "demo.at": Text(
        zh="演示服务（DEMO）：{url}/console/ ，仅本机可访问。账号、口令：",
        en="DEMO at {url}/console/, reachable from this machine only. Accounts and password:",
    ),
    "demo.ends": Text(
        zh="两次演练将依次在内置实验环境中真实执行，约一分半钟；Ctrl-C 结束并清除一切。",
        en="Two drills now run for real in the embedded lab, one after the other, about a minute and a half; "
        "Ctrl-C ends everything and clears it up.",
    ),
    "demo.runs": Text(zh="第 {number}/{count} 次演练进行中：{drill}", en="drill {number} of {count} runs: {drill}"),
    "demo.ended": Text(
        zh="第 {number}/{count} 次演练已结束并归档：{drill}",
        en="drill {number} of {count} ended and was filed: {drill}",
    ),
    "demo.ready": Text(
        zh="第三次演练已准备并批准，可由 operator 启动：{dossier}",
        en="a third drill is prepared and approved; operator can start it: {dossier}",
    ),
    "demo.denied": Text(zh="演示未能继续：{why}", en="the demo cannot go on: {why}"),
    "demo.ending": Text(
        zh="正在结束：先恢复正在进行的演练，再关闭实验环境，最多约一分钟，请勿再次中断。",
        en="Ending: what runs is restored first, then the lab is taken down; a minute at most, please wait.",
    ),
    "demo.earlier": Text(
        zh="清除被强制终止的上一次演示：{path}", en="clearing up after an earlier demo that was killed: {path}"
    ),
    "demo.left": Text(
        zh="演示已结束，但未能清除 {path}；确认无进程使用后请手工删除。",
        en="The demo is over, but {path} could not be removed; delete it by hand once nobody uses it.",
    ),
    "demo.place": Text(
        zh="无法在 {path} 建立演示目录（{why}）；请腾出空间，或用环境变量 TMPDIR 指定其他目录",
        en="the demo has no room in {path} ({why}); make room, or name another folder by the variable TMPDIR",
    ),
    "demo.gone": Text(zh="演示已结束，实验环境与数据均已清除。", en="The demo is over; its lab and its data are gone."),
    "demo.port": Text(
        zh="端口 {port} 不可用（{why}）；请用 --port 指定其他端口",
        en="port {port} cannot be had ({why}); give another --port",
    ),
    "demo.others": Text(
        zh="--demo 只能与 --port、--lang 同用，不能与 {options} 同用",
        en="--demo takes --port and --lang only, not {options}",
    ),
    "demo.approves": Text(
        zh="演示程序自动批准，并非人工决定", en="approved by the demo itself; no person decided this"
    ),
    "demo.department": Text(zh="演示部门", en="Demo department"),
    "demo.person.operator": Text(zh="演示操作员", en="Demo operator"),
    "demo.person.approver": Text(zh="演示审批人甲", en="Demo approver A"),
    "demo.person.approver2": Text(zh="演示审批人乙", en="Demo approver B"),
    "demo.person.auditor": Text(zh="演示审计员", en="Demo auditor"),
    "demo.person.viewer": Text(zh="演示查看者", en="Demo viewer"),
    "demo.person.admin": Text(zh="演示管理员", en="Demo administrator"),
    "demo.duty.operator": Text(zh="执行切换", en="carries the switch out"),
    "demo.duty.approver": Text(zh="应急指挥", en="commands"),
    "demo.duty.approver2": Text(zh="应急指挥（备岗）", en="commands in turn"),
    "demo.record.plan": Text(
        zh="演示资料：年度演练计划第一项（由演示程序填写）",
        en="Demo: first item of the annual plan (written by the demo)",
    ),
    "demo.record.scheme": Text(
        zh="演示资料：演练方案见所附方案文件（由演示程序填写）",
        en="Demo: the scheme is the scenario file (written by the demo)",
    ),
    "demo.record.review": Text(
        zh="演示资料：方案已评审（由演示程序填写）", en="Demo: the scheme was reviewed (written by the demo)"
    ),
    "demo.record.training": Text(
        zh="演示资料：参演人员已培训（由演示程序填写）", en="Demo: everybody was trained (written by the demo)"
    ),
    "demo.record.safeguards": Text(
        zh="演示资料：仅涉及内置实验环境，故障自动撤销（由演示程序填写）",
        en="Demo: only the embedded lab is touched, every fault is undone by itself (written by the demo)",
    ),
    "demo.lab": Text(
        zh="正在启动实验环境（两台主机、一对 PostgreSQL）……", en="bringing the lab up: two hosts, a PostgreSQL pair…"
    ),
    "demo.lab_up": Text(zh="实验环境已就绪：{seconds} 秒", en="lab is up: {seconds} s"),
    "demo.lab_down": Text(zh="实验环境已关闭。", en="lab is down."),
    "demo.drill": Text(zh="演练：{title}", en="drill: {title}"),
    "demo.summary": Text(
        zh="两次演练的结果（区间包含真值）：", en="what the two drills achieved (every interval contains the truth):"
    ),
    "demo.next": Text(
        zh="用浏览器打开报告；用 drillproof verify {path} 独立复算。",
        en="open the reports in a browser; recompute them with: drillproof verify {path}",
    ),
    "machine.full": Text(
        zh="{where}：{why}。请在该磁盘腾出空间，或换用其他目录后重试",
        en="{where}: {why}; make room on that disk or name another folder, and try again",
    ),
    "machine.closed": Text(
        zh="{where}：{why}。请确认当前账号有权读写该处，或换用其他目录后重试",
        en="{where}: {why}; let this account read and write there or name another folder, and try again",
    ),
    "machine.refused": Text(
        zh="{where}：{why}。请检查该处后重试", en="{where}: {why}; look at what is there, and try again"
    ),
    "lab.none": Text(
        zh="没有实验环境；用 drillproof lab up 启动", en="there is no lab; bring one up with: drillproof lab up"
    ),
    "lab.next": Text(zh="现在可以运行一次演练：", en="now run a drill:"),
    "lab.healthy": Text(zh="实验环境正常", en="the lab is healthy"),
    "lab.unhealthy": Text(
        zh="实验环境不正常；用 drillproof lab down 再 up 重建",
        en="the lab is not healthy; make it anew with: drillproof lab down, then up",
    ),
    "lab.unpowered": Text(
        zh="有主机断电；用实验环境目录中的 power-on 主机名 通电，或用 drillproof lab down 再 up 重建",
        en="a host has no power; give it by power-on HOST in the lab's directory, or make it anew: lab down, then up",
    ),
    "lab.power": Text(zh="已通电", en="has power"),
    "lab.no_power": Text(zh="已断电", en="has no power"),
    "lab.runs": Text(zh="运行中", en="runs"),
    "lab.gone": Text(zh="已退出", en="is gone"),
    "lab.serving": Text(zh="（对外服务）", en="(serving)"),
    "serve.at": Text(
        zh="服务地址 {url}；接口说明 {url}/openapi.json；按 Ctrl-C 结束（先恢复正在进行的演练）",
        en="serving at {url}; the API is described at {url}/openapi.json; Ctrl-C ends it (running drills restore first)",
    ),
    "validate.ok": Text(zh="无错误，已检查文件 {count} 个", en="no error, files checked: {count}"),
    "verify.passed": Text(zh="通过", en="passed"),
    "verify.failed": Text(zh="不符", en="failed"),
    "verify.absent": Text(zh="缺失", en="absent"),
}
