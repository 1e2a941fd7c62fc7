"""Findings about the course of the drill: steps, faults, undoes, notices, readiness, the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "finding.step_failed": Text(
        zh="步骤“{step}”在 {host} 上失败：{reason}。", en="Step “{step}” failed on {host}: {reason}."
    ),
    "advice.step_failed": Text(
        zh="修正操作手册或脚本，然后复演。", en="Correct the manual or the script, and drill again."
    ),
    "finding.step_unknown": Text(
        zh="步骤“{step}”在 {host} 上结果不明：{reason}。",
        en="The outcome of step “{step}” on {host} is unknown: {reason}.",
    ),
    "advice.step_unknown": Text(
        zh="登录主机核实该步骤是否生效，并登记结果。",
        en="Look on the host whether it took effect, and record what you find.",
    ),
    "finding.step_settled": Text(
        zh="步骤“{step}”在 {host} 上的结果由 {person} 认定为“{outcome}”：{reason}。",
        en="{person} settled step “{step}” on {host} as {outcome}: {reason}.",
    ),
    "advice.step_settled": Text(zh="由评估人员复核该认定。", en="Let the evaluators review that."),
    "finding.fault_not_taken": Text(
        zh="故障“{step}”在 {host} 上没有生效：{reason}。", en="Fault “{step}” did not take on {host}: {reason}."
    ),
    "advice.fault_not_taken": Text(
        zh="修正故障的对象（进程、端口、路径），然后复演。",
        en="Correct what the fault is aimed at (process, port, path), and drill again.",
    ),
    "finding.fault_unverified": Text(
        zh="故障“{step}”在 {host} 上是否生效未得到证实：{reason}。",
        en="Whether fault “{step}” took on {host} is not proved: {reason}.",
    ),
    "advice.fault_unverified": Text(
        zh="改进核实手段，使故障是否生效可以被观测。", en="Improve the verification so that it can be seen."
    ),
    "finding.undo_failed": Text(
        zh="撤除故障“{step}”（{host}）未能一次成功：{reason}。",
        en="Undoing “{step}” on {host} did not succeed at once: {reason}.",
    ),
    "advice.undo_failed": Text(
        zh="检查撤除脚本及目标主机的状态。", en="Look at the undo and at the state of the host."
    ),
    "finding.lease_not_renewed": Text(
        zh="故障“{step}”（{host}）的自动撤除时限有 {count} 次未能续期：{reason}。",
        en="The lease of fault “{step}” on {host} could not be renewed {count} times: {reason}.",
    ),
    "advice.lease_not_renewed": Text(
        zh="确认故障没有因此提前撤除；必要时延长时限。",
        en="Check that the fault did not end early because of it; lengthen the lease where needed.",
    ),
    "finding.aborted": Text(zh="演练由 {person} 中止：{reason}。", en="{person} aborted the drill: {reason}."),
    "advice.aborted": Text(zh="处理中止的原因后复演。", en="Settle the reason, and drill again."),
    "finding.safeguard_tripped": Text(
        zh="风险控制“{safeguard}”触发并终止了演练：{reason}。",
        en="Safeguard “{safeguard}” ended the drill: {reason}.",
    ),
    "advice.safeguard_tripped": Text(
        zh="查明演练为何影响了旁观服务或超时。", en="Find out why the drill touched others, or ran too long."
    ),
    "finding.runner_resumed": Text(
        zh="演练主控端中断并重新启动 {count} 次。", en="The controller was interrupted and resumed {count} times."
    ),
    "advice.runner_resumed": Text(
        zh="查明主控端中断的原因，并确认其不受被演练站点故障影响。",
        en="Find out why, and make sure that the controller does not share the fate of the site under drill.",
    ),
    "finding.runner_handed_over": Text(
        zh="演练由执行进程主动移交 {count} 次（{reason}），没有步骤中断，故障租约持续有效。",
        en="The runner left the drill to another one on purpose ({count} times: {reason}); no step was cut short, and no "
        "lease of a fault ran out.",
    ),
    "advice.runner_handed_over": Text(
        zh="无需整改；移交期间的观测间隔已计入区间。",
        en="Nothing to do; the pause in the observation is in the intervals.",
    ),
    "finding.not_completed": Text(
        zh="演练没有按方案完成（{ending}）：{reason}。", en="The drill was not completed ({ending}): {reason}."
    ),
    "advice.not_completed": Text(
        zh="本次结果不得作为恢复能力的证明；处理原因后复演。",
        en="It proves nothing about recovery; settle the reason, and drill again.",
    ),
    "finding.not_closed": Text(
        zh="记录中没有演练结束的事件，演练可能仍在进行或主控端已丢失。",
        en="The record has no end: the drill may still run, or its controller is lost.",
    ),
    "advice.not_closed": Text(
        zh="恢复主控端，使演练完成系统恢复并结束。",
        en="Bring the controller back, so that it restores the systems and closes the drill.",
    ),
    "finding.not_restored": Text(zh="系统恢复未得到证实：{reason}。", en="Restoration is not proved: {reason}."),
    "advice.not_restored": Text(
        zh="立即逐项检查并人工恢复，登记结果。", en="Check and restore by hand, at once, and record it."
    ),
    "finding.residue": Text(zh="演练结束后留有残留：{item}。", en="Something was left behind: {item}."),
    "advice.residue": Text(zh="立即清除残留并核实。", en="Remove it at once, and verify."),
    "finding.plan_unreadable": Text(
        zh="记录中的演练方案无法识别：{reason}。", en="The plan in the record cannot be read: {reason}."
    ),
    "advice.plan_unreadable": Text(
        zh="使用生成该记录的软件版本重新判定。", en="Judge it with the version that wrote the record."
    ),
    "finding.step_repeated": Text(
        zh="步骤“{step}”在 {host} 上共执行 {count} 次，最后一次结果为“{outcome}”；首次未成功的原因：{reason}。",
        en="“{step}” on {host} took {count} attempts, and the last one ended {outcome}; the first one's reason: {reason}.",
    ),
    "advice.step_repeated": Text(
        zh="查明首次未成功的原因，避免恢复时间依赖重试。",
        en="Find out why the first attempt did not do, so that the recovery time need not rest on repeats.",
    ),
    "finding.inessential_failed": Text(
        zh="非关键步骤“{step}”在 {host} 上的结果为{outcome}：{reason}。方案允许演练继续。",
        en="“{step}” on {host}, which is not essential, ended {outcome}: {reason}. The plan lets the drill go on.",
    ),
    "advice.inessential_failed": Text(
        zh="确认该步骤在真实事件中同样可以缺少。", en="Make sure that a real event could do without it, too."
    ),
    "finding.not_ready": Text(
        zh="准备就绪检查“{step}”（{check}）在 {host} 上没有通过：{reason}。演练在触及任何系统之前停止。",
        en="Readiness check “{step}” ({check}) was not passed on {host}: {reason}. The drill stopped before anything was touched.",
    ),
    "advice.not_ready": Text(
        zh="排除该问题后重新演练；该问题在真实事件中同样会妨碍恢复。",
        en="Put it right and drill again. It would stand in the way of a real recovery just the same.",
    ),
    "finding.group_not_reached": Text(
        zh="“{step}”没有通知到联系组 {group}：{reason}。",
        en="“{step}” did not reach the contact group {group}: {reason}.",
    ),
    "advice.group_not_reached": Text(
        zh="修正通知渠道，并为该组登记第二种渠道。", en="Repair the channel, and give the group a second one."
    ),
    "finding.group_reached_unsure": Text(
        zh="“{step}”对联系组 {group} 的通知是否送达不明：{reason}。",
        en="Whether “{step}” reached the contact group {group} is unknown: {reason}.",
    ),
    "advice.group_reached_unsure": Text(
        zh="向该组人员核实是否收到，并检查通知渠道的应答。",
        en="Ask the group whether it was told, and look at why the channel did not answer.",
    ),
}
