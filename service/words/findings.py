"""Words for each finding: what was found, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "finding.other": Text(zh="{code}：{facts}", en="{code}: {facts}"),
    "advice.other": Text(zh="由评估人员判断。", en="For the evaluators to judge."),
    # the targets
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
        zh="{service}（优先级 {priority}）晚于{other}（优先级 {other_priority}）恢复，与业务影响分析的恢复优先级相反。",
        en="{service} (priority {priority}) came back after {other} (priority {other_priority}), against the priorities of the BIA.",
    ),
    "advice.priority_inversion": Text(
        zh="调整恢复次序，或修订业务影响分析中的优先级。",
        en="Change the order of recovery, or the priorities.",
    ),
    # the data
    "finding.ledger_missing": Text(
        zh="{service}写入数据，但没有设置校验流水，RPO 未取得证据。",
        en="{service} writes data but has no ledger: there is no evidence of its RPO.",
    ),
    "advice.ledger_missing": Text(zh="为该服务设置校验流水。", en="Give the service a ledger."),
    "finding.read_back_missing": Text(
        zh="{service}的校验流水 {ledger} 在恢复后没有回读，RPO 未取得证据。",
        en="Ledger {ledger} of {service} was not read back: there is no evidence of its RPO.",
    ),
    "advice.read_back_missing": Text(
        zh="查明没有回读的原因，然后复演。", en="Find out why it was not read back, and drill again."
    ),
    "finding.read_back_incomplete": Text(
        zh="{service}的校验流水 {ledger} 回读不完整，丢失笔数不能认定。",
        en="The read-back of ledger {ledger} of {service} is not complete, so losses cannot be counted.",
    ),
    "advice.read_back_incomplete": Text(
        zh="延长回读步骤的时限，然后复演。", en="Give the read-back more time, and drill again."
    ),
    "finding.writes_lost": Text(
        zh="{service}已确认的 {acknowledged} 笔写入中丢失 {count} 笔（{ledger}，编号 {numbers}）。",
        en="{service} lost {count} of {acknowledged} acknowledged writes ({ledger}, numbers {numbers}).",
    ),
    "advice.writes_lost": Text(
        zh="按 JR/T 0251 第 10.4 条核对并追补丢失的数据；检查复制方式与复制延迟。",
        en="Reconcile and make up for what was lost (JR/T 0251 10.4); look at the kind of replication and at its lag.",
    ),
    "finding.holes": Text(
        zh="{service}丢失的写入中有 {count} 笔是空洞：其后的写入得以保留（{ledger}，编号 {numbers}）。",
        en="{count} of the writes that {service} lost are holes: later ones survived ({ledger}, numbers {numbers}).",
    ),
    "advice.holes": Text(
        zh="复制没有保持顺序，恢复出的数据可能不一致；检查复制与提交机制。",
        en="Replication did not keep the order, so what was recovered may be inconsistent: look into it.",
    ),
    "finding.split_brain": Text(
        zh="故障之后，{service}的旧主端仍确认了 {count} 笔写入，恢复后不存在（{ledger}，编号 {numbers}）；"
        "最晚一笔在故障后 {lower} 至 {upper} s。",
        en="After the fault the old side of {service} went on to acknowledge {count} writes which are not there "
        "({ledger}, numbers {numbers}), the last of them {lower} to {upper} s after the fault.",
    ),
    "advice.split_brain": Text(
        zh="在提升备用系统之前先隔离旧主端。",
        en="Fence the old side before the standby is promoted.",
    ),
    "finding.duplicated": Text(
        zh="{service}有 {count} 笔写入出现一次以上（{ledger}，编号 {numbers}）。",
        en="{count} writes of {service} are there more than once ({ledger}, numbers {numbers}).",
    ),
    "advice.duplicated": Text(zh="检查重试和重放是否幂等。", en="Check that retries and replays are idempotent."),
    "finding.altered": Text(
        zh="{service}有 {count} 笔写入的内容与写入时不同（{ledger}，编号 {numbers}）。",
        en="{count} writes of {service} have other content than was written ({ledger}, numbers {numbers}).",
    ),
    "advice.altered": Text(
        zh="立即停止使用恢复出的数据并查明原因。", en="Stop using what was recovered, and find out why."
    ),
    "finding.resurrected": Text(
        zh="{service}有 {count} 笔被答复失败的写入在恢复后存在（{ledger}，编号 {numbers}）。",
        en="{count} writes that {service} had refused are there afterwards ({ledger}, numbers {numbers}).",
    ),
    "advice.resurrected": Text(
        zh="检查失败应答的含义；客户端可能重复提交。",
        en="Look at what a refusal means there: clients may submit twice.",
    ),
    "finding.reordered": Text(
        zh="{service}有 {count} 笔写入的存储次序与实际先后矛盾（{ledger}，编号 {numbers}）。",
        en="{count} writes of {service} stand in an order that contradicts real time ({ledger}, numbers {numbers}).",
    ),
    "advice.reordered": Text(
        zh="检查依赖次序的业务（如委托与成交）是否受影响。",
        en="Check whether anything depends on that order, such as orders and trades.",
    ),
    "finding.alien_rows": Text(
        zh="{service}的校验流水 {ledger} 中有 {count} 行不是本次演练写入的（编号 {numbers}）。",
        en="Ledger {ledger} of {service} holds {count} rows which this drill never wrote (numbers {numbers}).",
    ),
    "advice.alien_rows": Text(
        zh="查明何人写入；校验流水应只由演练使用。",
        en="Find out who wrote them; the ledger belongs to the drill alone.",
    ),
    "finding.unknown_writes": Text(
        zh="{service}有 {count} 笔写入结果不明，其中 {recovered} 笔恢复后存在（{ledger}，编号 {numbers}）。",
        en="The outcome of {count} writes of {service} is unknown; {recovered} of them are there ({ledger}, numbers {numbers}).",
    ),
    "advice.unknown_writes": Text(
        zh="确认客户端在超时后会查询而不是直接重试。",
        en="Make sure that clients ask before they retry after a time-out.",
    ),
    # the course of the drill
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
    "finding.gate_waived": Text(
        zh="审批环节“{step}”被豁免（{person}：{reason}），没有人确认。",
        en="Gate “{step}” was waived ({person}: {reason}); nobody confirmed it.",
    ),
    "advice.gate_waived": Text(
        zh="正式演练不得豁免审批；决策时间未得到检验。",
        en="Do not waive gates in a formal drill: the time to decide was not tested.",
    ),
    "finding.gate_refused": Text(
        zh="审批环节“{step}”未获同意（{person}：{reason}）。", en="Gate “{step}” was refused ({person}: {reason})."
    ),
    "advice.gate_refused": Text(zh="处理不同意的理由后再行演练。", en="Settle the reason before the next drill."),
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
    # the quality of the evidence
    "finding.no_stream": Text(
        zh="没有任何手段观测{service}，未取得证据。", en="Nothing observed {service}: there is no evidence."
    ),
    "advice.no_stream": Text(zh="为该服务设置探测。", en="Give the service a probe."),
    "finding.no_samples": Text(zh="{stream} 没有取得{service}的任何样本。", en="{stream} took no sample of {service}."),
    "advice.no_samples": Text(zh="检查探测的配置和网络可达性。", en="Look at its settings and at the network."),
    "finding.baseline_missing": Text(
        zh="故障之前没有{service}的正常样本（{stream}），无从比较恢复后的服务水平。",
        en="{stream} has no sample of {service} before the fault, so there is no level to compare with.",
    ),
    "advice.baseline_missing": Text(
        zh="在注入故障之前设置保持一段时间的核对步骤。", en="Hold a check for a while before the fault."
    ),
    "finding.baseline_short": Text(
        zh="{service}的基线只有 {seconds} s，短于保持时间 {hold} s（{stream}）。",
        en="The baseline of {service} is {seconds} s, shorter than the hold time of {hold} s ({stream}).",
    ),
    "advice.baseline_short": Text(zh="延长注入故障之前的核对时间。", en="Hold the check before the fault for longer."),
    "finding.baseline_failures": Text(
        zh="故障之前{service}已有 {count} 个失败样本（{stream}）。",
        en="{service} failed {count} times before the fault ({stream}).",
    ),
    "advice.baseline_failures": Text(
        zh="确认服务在演练之前是正常的。", en="Check that the service was well before the drill."
    ),
    "finding.probe_gap": Text(
        zh="{stream} 有 {count} 处采样间断，最长 {longest} s，首次在 {first} s。",
        en="{stream} has {count} gaps, the longest of {longest} s, the first at {first} s.",
    ),
    "advice.probe_gap": Text(
        zh="间断使区间变宽；查明间断原因。", en="Gaps widen the interval; find out where they come from."
    ),
    "finding.late_beats": Text(
        zh="{stream} 有 {count} 个样本延迟发出，最多延迟 {worst} s（间隔 {beat} s）。",
        en="{count} samples of {stream} were late, by {worst} s at most (beat {beat} s).",
    ),
    "advice.late_beats": Text(zh="减轻探测所在主机的负载。", en="Take load off the machine that probes."),
    "finding.missed_beats": Text(zh="{stream} 缺失 {count} 个样本。", en="{stream} missed {count} beats."),
    "advice.missed_beats": Text(
        zh="减轻探测所在主机的负载，或放宽间隔。", en="Take load off the machine that probes, or probe less often."
    ),
    "finding.watch_stalled": Text(
        zh="{stream} 的观测进程停滞：{detail}。", en="The process behind {stream} stalled: {detail}."
    ),
    "advice.watch_stalled": Text(
        zh="查明停滞原因；停滞期间没有证据。", en="Find out why; there is no evidence from that time."
    ),
    "finding.watch_lost": Text(
        zh="{stream} 的观测进程丢失：{detail}。", en="The process behind {stream} was lost: {detail}."
    ),
    "advice.watch_lost": Text(zh="查明丢失原因；此后没有证据。", en="Find out why; there is no evidence from then on."),
    "finding.host_clock_stepped": Text(
        zh="{host} 的时钟发生跳变（{seconds} s），其时间戳不再采用。",
        en="The clock of {host} was stepped ({seconds} s); its time stamps are not used.",
    ),
    "advice.host_clock_stepped": Text(zh="检查该主机的时间同步。", en="Look at its time synchronisation."),
    "finding.wall_clock_stepped": Text(
        zh="主控端的日历时钟发生跳变（{seconds} s）；历时按单调时钟计算，不受影响。",
        en="The controller's wall clock was stepped ({seconds} s). Durations use the monotonic clock and are not affected.",
    ),
    "advice.wall_clock_stepped": Text(zh="检查主控端的时间同步。", en="Look at the controller's time synchronisation."),
    "finding.no_findings": Text(
        zh="没有发现需要改进的问题，这并不常见。", en="No problem was found, which is unusual."
    ),
    "advice.no_findings": Text(
        zh="检查场景是否足够严格、观测是否足够充分。",
        en="Check whether the scenario was hard enough and whether enough was observed.",
    ),
}
