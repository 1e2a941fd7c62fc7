"""Words about what is sent to people."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    # Under every notice
    "notice.letter.about": Text(zh="事项：{about}", en="about: {about}"),
    "notice.letter.services": Text(zh="服务：{services}", en="services: {services}"),
    "notice.letter.written": Text(zh="写于 {at}", en="written at {at}"),
    "notice.letter.id": Text(
        zh="通知编号 {id}（编号相同即同一通知）", en="notice {id} (the same number is the same notice)"
    ),
    "notice.letter.again": Text(
        zh="第 {attempt} 次发送，此前可能已经送达", en="attempt {attempt}; it may have reached you before"
    ),
    # What happens to drills
    "notice.started.title": Text(zh="演练已开始：{title}", en="Drill started: {title}"),
    "notice.started.body": Text(zh="{by} 启动了演练 {drill}。", en="{by} started drill {drill}."),
    "notice.refused.title": Text(zh="演练启动被拒绝：{about}", en="Start of a drill refused: {about}"),
    "notice.refused.body": Text(
        zh="{by} 经 {path} 要求启动，未触及任何系统。全部原因：\n{reasons}",
        en="{by} asked for it by way of {path}; nothing was touched. All reasons:\n{reasons}",
    ),
    "notice.restored.title": Text(zh="演练已结束并恢复：{title}", en="Drill ended, everything restored: {title}"),
    "notice.restored.body": Text(
        zh="演练 {drill} 已结束，结论：{verdict}。系统已恢复并经验证，残留：{residue}。",
        en="Drill {drill} has ended with the verdict: {verdict}. Restoration was proved; left behind: {residue}.",
    ),
    "notice.not_restored.title": Text(
        zh="演练已结束但未证实恢复，请立即处理：{title}", en="Drill ended, restoration NOT proved, act now: {title}"
    ),
    "notice.not_restored.body": Text(
        zh="演练 {drill} 已结束，结论：{verdict}。恢复未能证实，残留：{residue}。请到相应主机核对并清除。",
        en="Drill {drill} has ended with the verdict: {verdict}. Restoration was not proved; left behind: {residue}. "
        "Check those hosts and remove it.",
    ),
    "notice.no_residue": Text(zh="无", en="nothing"),
    "notice.waiting_for_you.title": Text(zh="演练等待您：{title}", en="A drill waits for you: {title}"),
    "notice.waiting_for_you.body": Text(
        zh="演练 {drill} 的步骤 {step} 等待角色“{role}”{what}，截止 {until}。",
        en="Step {step} of drill {drill} waits for the role {role} to {what}, until {until}.",
    ),
    "notice.waiting.approve": Text(zh="审批", en="approve"),
    "notice.waiting.do": Text(zh="执行", en="do it"),
    "notice.waiting.confirm": Text(zh="复核", en="confirm it"),
    "notice.interrupted.title": Text(zh="演练曾中断：{title}", en="Drill was interrupted: {title}"),
    "notice.interrupted.body": Text(
        zh="演练 {drill} 的执行进程中断，由 {runner} 接续。{then}",
        en="The runner of drill {drill} was interrupted; {runner} has taken it up again. {then}",
    ),
    "notice.taken_over.title": Text(zh="演练已被接管：{title}", en="Drill was taken over: {title}"),
    "notice.taken_over.body": Text(
        zh="演练 {drill} 的执行节点失联，由 {runner} 接管。{then}",
        en="The worker of drill {drill} was lost; {runner} has taken the drill over. {then}",
    ),
    "notice.runner.undecided": Text(
        zh="演练等待决定：恢复或继续，请尽快答复。", en="It waits for a decision, to restore or to go on; answer soon."
    ),
    "notice.runner.goes_on": Text(
        zh="无需决定，按预案的中断策略处理。",
        en="Nobody has to decide; it does as its scenario says for interruptions.",
    ),
    "notice.emergency_stop.title": Text(zh="紧急停止生效：{reason}", en="Emergency stop in force: {reason}"),
    "notice.emergency_stop.body": Text(
        zh="{by} 下达紧急停止 {stop}，原因：{reason}。正在运行的演练立即恢复，解除前不再启动演练。",
        en="{by} ordered emergency stop {stop}: {reason}. Running drills restore at once; none starts until it is "
        "lifted by somebody else.",
    ),
    "notice.stop_lifted.title": Text(zh="紧急停止已解除：{stop}", en="Emergency stop lifted: {stop}"),
    "notice.stop_lifted.body": Text(
        zh="{lifted_by} 解除了紧急停止 {stop}（{by}：{reason}），原因：{why}。",
        en="{lifted_by} lifted emergency stop {stop} ({by}: {reason}): {why}.",
    ),
    # What became of notices
    "denied.notice_not_given_up": Text(
        zh="通知 {notice} 的状态为 {status}，没有已放弃的发送，无需重发",
        en="notice {notice} is {status}: nothing of it was given up, so there is nothing to send again",
    ),
}
