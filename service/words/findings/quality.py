"""Findings about the quality of the evidence, and the finding that there are none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "finding.other": Text(zh="{code}：{facts}", en="{code}: {facts}"),
    "advice.other": Text(zh="由评估人员判断。", en="For the evaluators to judge."),
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
    "finding.baseline_thin": Text(
        zh="故障之前{service}只有 {count} 个成功样本，少于 {least} 个，基线的 P95 时延没有意义（{stream}）。",
        en="Before the fault {service} has {count} good samples, fewer than {least}: their P95 latency means nothing ({stream}).",
    ),
    "advice.baseline_thin": Text(
        zh="延长注入故障之前的核对时间，或缩短样本间隔。",
        en="Hold the check before the fault for longer, or use a faster beat.",
    ),
    "finding.shared_fate": Text(
        zh="{service}的观测 {stream} 经由主机 {host}，而故障就注入在该主机上：看到的中断可能是观测路径的中断。",
        en="{stream} looks at {service} through {host}, and the fault was put on that very host: "
        "what it saw fail may be its own way.",
    ),
    "advice.shared_fate": Text(
        zh="从不受故障影响的位置观测。", en="Observe from a place that the fault does not touch."
    ),
    "finding.shared_site": Text(
        zh="{service}的观测 {stream} 经由 {site} 的主机 {host}，与被注入故障的主机同处一个站点；站点整体故障时将失去观测。",
        en="{stream} looks at {service} through {host} at {site}, where the fault was injected: it would be lost with the site.",
    ),
    "advice.shared_site": Text(
        zh="演练站点整体故障时，从另一站点观测。", en="For the loss of a whole site, observe from another one."
    ),
    "finding.ledger_stalled": Text(
        zh="{service}的校验流水 {ledger} 在故障前后有 {seconds} s 没有写入，这段时间的数据丢失无从证明。",
        en="The ledger {ledger} of {service} wrote nothing for {seconds} s around the fault: no loss of that time could show.",
    ),
    "advice.ledger_stalled": Text(
        zh="查明流水停止写入的原因，并重新演练。", en="Find out why the ledger stopped, and drill again."
    ),
    "finding.unequal_load": Text(
        zh="{service}恢复后发出的负载为每秒 {after} 次，故障之前为每秒 {before} 次；负载减轻时的恢复不能证明原有服务水平（{stream}）。",
        en="After its recovery {service} was sent {after} requests a second, before the fault {before}: "
        "what is back under less load is not proved to be back ({stream}).",
    ),
    "advice.unequal_load": Text(
        zh="查明负载为何减轻，恢复后以相同负载复验。",
        en="Find out why there was less load, and test again with the same.",
    ),
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
    "finding.probe_blind": Text(
        zh="{stream} 有 {count} 次探测未能到达服务，因为探测经过的途径（如 SSH 隧道）中断，在 {first} s 至 {last} s 之间；"
        "既不计为服务中断，也不计为正常。",
        en="{count} looks of {stream} never reached the service, because the way to it (an SSH tunnel) was broken, "
        "between {first} s and {last} s. They count neither as outage nor as service.",
    ),
    "advice.probe_blind": Text(
        zh="查明途径中断的原因；如区间因此过宽，增加一个不经该途径的探针。",
        en="Find out why the way broke; where the interval became too wide, add a probe that does not take it.",
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
    "finding.journal_away": Text(
        zh="记录库有 {seconds} s 不可写（{reason}）；期间的观测照常，恢复后补记，时长不受影响。",
        en="For {seconds} s nothing could be written to the journal ({reason}); what was seen meanwhile was written "
        "afterwards, and no duration is bent by it.",
    ),
    "advice.journal_away": Text(
        zh="查明数据库为何不可用；演练期间应保证其可用。",
        en="Find out why the database was away; see to it that it is there while a drill runs.",
    ),
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
