"""Findings about the targets, the interruption and the recovery, and what to do about each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "finding.rto_missed": Text(
        zh="{service}的 RTO 未达标：实测至少 {lower} s，目标值 {target} s。",
        en="{service} missed its RTO: {lower} s at least, with a target of {target} s.",
    ),
    "advice.rto_missed": Text(
        zh="对照恢复时间的构成，先缩短耗时最长的阶段；改进后复演。",
        en="Look at what the recovery time was made of, shorten its longest part first, and drill again.",
    ),
    "finding.rto_inconclusive": Text(
        zh="{service}的 RTO 无法判定：实测 {lower} 至 {upper} s，目标值 {target} s。",
        en="The RTO of {service} is inconclusive: {lower} to {upper} s, with a target of {target} s.",
    ),
    "advice.rto_inconclusive": Text(
        zh="加密探测间隔，或消除使证据不足的原因，然后复演。",
        en="Probe more often, or remove what weakens the evidence, and drill again.",
    ),
    "finding.rpo_missed": Text(
        zh="{service}的 RPO 未达标：实测至少 {lower} s，目标值 {target} s。",
        en="{service} missed its RPO: {lower} s at least, with a target of {target} s.",
    ),
    "advice.rpo_missed": Text(
        zh="评估改用同步复制，或扩大复制带宽并监控复制延迟；核对并追补丢失的数据。",
        en="Consider synchronous replication, or widen the replication link and watch its lag; reconcile what was lost.",
    ),
    "finding.rpo_inconclusive": Text(
        zh="{service}的 RPO 无法判定：实测 {lower} 至 {upper} s，目标值 {target} s。",
        en="The RPO of {service} is inconclusive: {lower} to {upper} s, with a target of {target} s.",
    ),
    "advice.rpo_inconclusive": Text(
        zh="提高校验流水的写入频率，并保证恢复后完整回读，然后复演。",
        en="Write to the ledger more often, make sure it is read back in full, and drill again.",
    ),
    "finding.rpo_not_measured": Text(
        zh="{service}不写入数据，没有测量 RPO。",
        en="{service} writes no data, so its RPO was not measured.",
    ),
    "advice.rpo_not_measured": Text(
        zh="确认业务影响分析中该服务确实不写入数据。",
        en="Check that the business impact analysis is right about that.",
    ),
    # the interruption and the recovery
    "finding.no_fault": Text(
        zh="记录中没有被证实生效的故障，恢复时间没有起点。",
        en="The record holds no fault that took, so the recovery time has no start.",
    ),
    "advice.no_fault": Text(
        zh="查明故障为何没有注入或没有生效，然后复演。",
        en="Find out why no fault was injected, or why it did not take, and drill again.",
    ),
    "finding.no_interruption_seen": Text(
        zh="注入故障之后，{stream} 没有观测到{service}中断。",
        en="After the fault {stream} never saw {service} interrupted.",
    ),
    "advice.no_interruption_seen": Text(
        zh="确认故障作用于该服务的实际路径，并确认探测经过客户端入口。",
        en="Check that the fault lies on the service's real path, and that the probe goes through the clients' entry.",
    ),
    "finding.not_recovered": Text(
        zh="直到观测结束，{stream} 没有观测到{service}恢复。",
        en="Until the end {stream} never saw {service} come back.",
    ),
    "advice.not_recovered": Text(
        zh="查明服务未恢复的原因；在此之前不得认为该服务具备切换能力。",
        en="Find out why it did not come back; until then it cannot be said to fail over.",
    ),
    "finding.recovery_cut_short": Text(
        zh="{service}恢复后只观测到 {held} s，不足规定的 {hold} s（{stream}）。",
        en="{service} was watched for only {held} s after it came back, instead of {hold} s ({stream}).",
    ),
    "advice.recovery_cut_short": Text(
        zh="在验证阶段设置不短于保持时间的核对步骤。",
        en="Let the verify phase hold at least that long.",
    ),
    "finding.below_level": Text(
        zh="{service}恢复应答后，仍有 {seconds} s 未达到可接受的服务水平（{stream}）。",
        en="{service} answered again but stayed below the acceptable level for another {seconds} s ({stream}).",
    ),
    "advice.below_level": Text(
        zh="检查备用系统的容量与预热情况。",
        en="Look at the capacity of the standby and at how it warms up.",
    ),
    "finding.flapping": Text(
        zh="{service}在恢复过程中反复中断 {count} 次（{stream}）。",
        en="{service} went down {count} times before it was back to stay ({stream}).",
    ),
    "advice.flapping": Text(
        zh="检查切换过程中的连接切换顺序和健康检查条件。",
        en="Look at the order in which connections move, and at what the health checks ask.",
    ),
    "finding.relapse": Text(
        zh="{service}恢复之后再次中断 {count} 次（{stream}，首次在 {first} s）。",
        en="{service} went down {count} more times after it had come back ({stream}, first at {first} s).",
    ),
    "advice.relapse": Text(zh="查明再次中断的原因后复演。", en="Find out why, and drill again."),
    "finding.interrupted_while_restoring": Text(
        zh="系统恢复（回切）期间{service}又中断 {count} 次（{stream}，首次在 {first} s）。",
        en="{service} was interrupted {count} more times while the systems were put back ({stream}, first at {first} s).",
    ),
    "advice.interrupted_while_restoring": Text(
        zh="把回切安排在非主要业务时段，或改进回切步骤以避免中断。",
        en="Fail back outside business hours, or change the way back so that it interrupts nobody.",
    ),
    "finding.priority_inversion": Text(
        zh="恢复次序颠倒：{service}（优先级 {priority}）在故障后 {lower} 至 {upper} s 恢复，晚于{other}（优先级 {other_priority}，"
        "{other_lower} 至 {other_upper} s），与业务影响分析的恢复优先级相反。",
        en="Order inverted: {service} (priority {priority}) was back {lower} to {upper} s after the fault, later than {other} "
        "(priority {other_priority}, {other_lower} to {other_upper} s), against the priorities of the BIA.",
    ),
    "advice.priority_inversion": Text(
        zh="调整恢复次序，或修订业务影响分析中的优先级。",
        en="Change the order of recovery, or the priorities.",
    ),
    "finding.dependency_inversion": Text(
        zh="依赖次序颠倒：{other}依赖{service}，却先于它恢复（{other} 在故障后 {other_lower} 至 {other_upper} s，"
        "{service} 在 {lower} 至 {upper} s）。",
        en="Dependency inverted: {other} depends on {service} and was back before it ({other} {other_lower} to {other_upper} s after "
        "the fault, {service} {lower} to {upper} s).",
    ),
    "advice.dependency_inversion": Text(
        zh="先恢复被依赖的服务；若该服务确实可以不依赖它而运行，则修订业务影响分析，并核对其提供的是否为过期数据。",
        en="Recover first what is depended on. If the service can truly run without it, correct the BIA, and make sure that it did not "
        "serve stale data.",
    ),
    "finding.order_unknown": Text(
        zh="应有先后的 {of} 对服务中，有 {count} 对的恢复先后无法判定，因为恢复时刻的区间重叠：{pairs}。",
        en="Of {of} pairs of services that are due in order, {count} cannot be told, because the intervals overlap: {pairs}.",
    ),
    "advice.order_unknown": Text(
        zh="加密这些服务的探测间隔；确需证明先后的，在后一服务恢复之前设置前一服务的持续可用检查。",
        en="Probe these services more often; where the order has to be proved, check that the first stays up before the second is started.",
    ),
}
