"""Words for part d of the report: what happened, the figures, the restoration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "d.heading.course": Text(zh="演练过程", en="Process"),
    "d.heading.results": Text(zh="演练结果：{service}", en="Results: {service}"),
    "d.heading.order": Text(zh="恢复顺序", en="Order of recovery"),
    "d.heading.restore": Text(zh="系统恢复", en="Restoration"),
    "d.course": Text(
        zh="演练于{started}开始，于{ended}结束，历时 {duration}，{ending}。",
        en="The drill started at {started} and ended at {ended}, after {duration}: {ending}.",
    ),
    "d.course.open": Text(
        zh="演练于{started}开始；未取得证据：记录中没有演练结束的事件。",
        en="The drill started at {started}. No evidence: the record holds no end of the drill.",
    ),
    "d.course.clock": Text(
        zh="下列时刻均以故障注入时刻为零点，单位为秒；负值表示注入之前。没有注入故障的，以演练开始时刻为零点。",
        en="All instants are seconds from the fault; what is negative lies before it. Where no fault was injected, from the start of the drill.",
    ),
    "d.table.timeline": Text(zh="演练过程记录", en="Record of the drill"),
    "d.person_said": Text(zh="{person}：{said}", en="{person}: {said}"),
    "d.undo_of": Text(zh="撤除：{title}", en="undo: {title}"),
    "d.no_timeline": Text(zh="未取得证据：没有任何步骤的执行记录。", en="No evidence: there is no record of any step."),
    "d.unknown_steps": Text(
        zh="下列步骤结果不明，既不能认定成功，也不能认定失败：{steps}。",
        en="The outcome of these steps is unknown; they count neither as done nor as failed: {steps}.",
    ),
    "d.deviation": Text(
        zh="未取得证据：方案没有规定各步骤的计划起止时间，因此不作计划与实际的偏差比较。",
        en="No evidence: the plan gives no planned times, so planned and actual times are not compared.",
    ),
    # one service
    "d.verdict.rto.met": Text(
        zh="{service}的 RTO 达标：自中断事件发生起，实测恢复时间最多 {upper}，不超过目标值 {target}。",
        en="{service} met its RTO: from the interruption it was back after {upper} at most, within the target of {target}.",
    ),
    "d.verdict.rto.missed": Text(
        zh="{service}的 RTO 未达标：自中断事件发生起，实测恢复时间至少 {lower}，超过目标值 {target}。",
        en="{service} missed its RTO: from the interruption it was back after {lower} at the earliest, beyond the target of {target}.",
    ),
    "d.verdict.rto.inconclusive": Text(
        zh="{service}的 RTO 无法判定：实测区间为 {lower} 至 {upper}，目标值 {target}，证据不足以支持结论。",
        en="The RTO of {service} is inconclusive: it was {lower} to {upper}, with a target of {target}, "
        "and the evidence does not carry a verdict.",
    ),
    "d.verdict.rto.open": Text(
        zh="{service}的 RTO 无法判定：自中断事件发生起，实测恢复时间至少 {lower}，没有证据给出上限；目标值 {target}。",
        en="The RTO of {service} is inconclusive: from the interruption it took {lower} at least, and nothing bounds it above; "
        "the target is {target}.",
    ),
    "d.verdict.rto.no_evidence": Text(
        zh="{service}的 RTO 无法判定：未取得证据。",
        en="The RTO of {service} is inconclusive: there is no evidence of it.",
    ),
    "d.verdict.rpo.met": Text(
        zh="{service}的 RPO 达标：实测数据丢失窗口最多 {upper}，不超过目标值 {target}；已确认 {acknowledged} 笔写入，丢失 {lost} 笔。",
        en="{service} met its RPO: the loss reaches back {upper} at most, within the target of {target}; "
        "{lost} of {acknowledged} acknowledged writes were lost.",
    ),
    "d.verdict.rpo.zero": Text(
        zh="{service}的 RPO 达标：已确认 {acknowledged} 笔写入，丢失 0 笔；按写入间隔可以证明的丢失窗口上限为 {upper}。",
        en="{service} met its RPO: 0 of {acknowledged} acknowledged writes were lost; "
        "the beat of the writes lets us claim a loss window of {upper} at most.",
    ),
    "d.verdict.rpo.missed": Text(
        zh="{service}的 RPO 未达标：实测数据丢失窗口为 {lower} 至 {upper}，目标值 {target}；已确认 {acknowledged} 笔写入，丢失 {lost} 笔。",
        en="{service} missed its RPO: the loss reaches back {lower} to {upper}, with a target of {target}; "
        "{lost} of {acknowledged} acknowledged writes were lost.",
    ),
    "d.verdict.rpo.split": Text(
        zh="{service}的 RPO 未达标：实测数据丢失窗口为 {lower} 至 {upper}，目标值 {target}；"
        "已确认 {acknowledged} 笔写入，丢失 {lost} 笔，其中 {split_brain} 笔是故障之后由旧主端确认的。",
        en="{service} missed its RPO: the loss reaches back {lower} to {upper}, with a target of {target}; "
        "{lost} of {acknowledged} acknowledged writes were lost, {split_brain} of them acknowledged by the old side after the fault.",
    ),
    "d.verdict.rpo.inconclusive": Text(
        zh="{service}的 RPO 无法判定：实测数据丢失窗口为 {lower} 至 {upper}，目标值 {target}；已确认 {acknowledged} 笔写入，丢失 {lost} 笔。",
        en="The RPO of {service} is inconclusive: the loss reaches back {lower} to {upper}, with a target of {target}; "
        "{lost} of {acknowledged} acknowledged writes were lost.",
    ),
    "d.verdict.rpo.open": Text(
        zh="{service}的 RPO 无法判定：实测数据丢失窗口至少 {lower}，没有证据给出上限；目标值 {target}；"
        "已确认 {acknowledged} 笔写入，丢失 {lost} 笔。",
        en="The RPO of {service} is inconclusive: the loss reaches back {lower} at least, and nothing bounds it above; "
        "the target is {target}; {lost} of {acknowledged} acknowledged writes were lost.",
    ),
    "d.verdict.rpo.no_evidence": Text(
        zh="{service}的 RPO 无法判定：未取得证据，切换后没有完整回读的校验流水。",
        en="The RPO of {service} is inconclusive: there is no evidence of it, as no ledger was read back in full afterwards.",
    ),
    "d.table.figures": Text(zh="{service}：目标与实测区间", en="{service}: targets and measured intervals"),
    "d.rto": Text(zh="RTO（恢复时间）", en="RTO (recovery time)"),
    "d.rto.from_interruption": Text(
        zh="自中断事件发生起，至服务恢复（JR/T 0251 第 3.5 条）",
        en="from the interruption until the service is back (JR/T 0251 3.5)",
    ),
    "d.rto.from_switch": Text(
        zh="自开始切换起，至备用系统提供服务（JR/T 0059 切换口径）",
        en="from the start of switching until the standby serves (the reading of JR/T 0059)",
    ),
    "d.outage": Text(zh="客户端所见中断", en="Outage as clients saw it"),
    "d.outage.reading": Text(zh="各次中断时间合计，共 {count} 次", en="all down times together, {count} of them"),
    "d.rpo": Text(zh="RPO（数据丢失窗口）", en="RPO (window of loss)"),
    "d.rpo.reading": Text(
        zh="故障前已确认而恢复后缺失的数据（JR/T 0251 第 3.6 条），来源：{source}",
        en="what was acknowledged before the fault and missing afterwards (JR/T 0251 3.6), source: {source}",
    ),
    "d.split_span": Text(zh="故障后旧主端确认而丢失", en="Lost on the old side after the fault"),
    "d.split_span.reading": Text(zh="故障之后延续的时间", en="how long after the fault it went on"),
    "d.no_target": Text(zh="供参考", en="for comparison"),
    "d.remark": Text(zh="说明：{remark}。", en="Remark: {remark}."),
    "d.decided_by": Text(zh="RTO 由 {stream} 的样本判定。", en="The samples of {stream} decide the RTO."),
    "d.table.phases": Text(zh="{service}：恢复时间的构成", en="{service}: what the recovery time was made of"),
    "d.phase.detect": Text(zh="发现：自中断至发现", en="detect: from the interruption until it was noticed"),
    "d.phase.decide": Text(zh="决策：自发现至决定切换", en="decide: from then until the switch was released"),
    "d.phase.switch": Text(zh="切换：自决定至备用系统提供服务", en="switch: from then until the standby served"),
    "d.phase.verify": Text(
        zh="验证：自提供服务至达到可接受的服务水平", en="verify: from then until the level was acceptable"
    ),
    "d.phase.people": Text(zh="其中等待人员的时间", en="of which waiting for people"),
    "d.no_phases": Text(
        zh="未取得证据：各阶段没有可用的起止记录。", en="No evidence: no phase has a recorded start and end."
    ),
    "d.table.streams": Text(zh="{service}：各观测手段所见", en="{service}: what each observer saw"),
    "d.table.writes": Text(zh="{service}：写入核对结果", en="{service}: what became of the writes"),
    "d.writes.acknowledged": Text(zh="已确认", en="acknowledged"),
    "d.writes.acknowledged.means": Text(
        zh="服务已向客户端确认成功的写入", en="the service told the client that they are done"
    ),
    "d.writes.lost": Text(zh="丢失", en="lost"),
    "d.writes.lost.means": Text(zh="已确认，恢复后不存在", en="acknowledged, and not there afterwards"),
    "d.writes.holes": Text(zh="空洞", en="holes"),
    "d.writes.holes.means": Text(
        zh="丢失的写入中，其后仍有已确认的写入得以保留的部分",
        en="those lost writes that are older than an acknowledged write which survived",
    ),
    "d.writes.split_brain": Text(zh="脑裂丢失", en="lost to split brain"),
    "d.writes.split_brain.means": Text(
        zh="故障后由失去主用地位的一端确认，恢复后不存在",
        en="acknowledged after the fault by the side that lost, and not there",
    ),
    "d.writes.duplicated": Text(zh="重复", en="duplicated"),
    "d.writes.duplicated.means": Text(zh="恢复后存在一次以上", en="there more than once"),
    "d.writes.altered": Text(zh="内容不符", en="altered"),
    "d.writes.altered.means": Text(zh="存在，但内容与写入时不同", en="there with other content than was written"),
    "d.writes.resurrected": Text(zh="失败后出现", en="resurrected"),
    "d.writes.resurrected.means": Text(
        zh="服务已答复失败，恢复后却存在", en="refused by the service, and there all the same"
    ),
    "d.writes.unknown": Text(zh="结果不明", en="unknown"),
    "d.writes.unknown.means": Text(
        zh="超时或连接中断，客户端不知道是否成功", en="timed out or cut off, so the client never learned"
    ),
    "d.writes.recovered_unknown": Text(zh="结果不明而存在", en="unknown, and there"),
    "d.writes.recovered_unknown.means": Text(
        zh="结果不明，恢复后存在（允许）", en="never answered, and found afterwards (allowed)"
    ),
    "d.writes.reordered": Text(zh="次序颠倒", en="reordered"),
    "d.writes.reordered.means": Text(zh="存储次序与实际先后矛盾", en="stored in an order that contradicts real time"),
    "d.reconcile": Text(
        zh="数据核对（JR/T 0251 第 10.4 条）：丢失的 {lost} 笔写入未取得已追补的证据。",
        en="Reconciliation (JR/T 0251 10.4): there is no evidence that the {lost} lost writes were made up for.",
    ),
    "d.reconcile.none": Text(
        zh="数据核对（JR/T 0251 第 10.4 条）：恢复后完整回读校验流水，已确认的 {acknowledged} 笔写入全部存在。",
        en="Reconciliation (JR/T 0251 10.4): the ledger was read back in full, and all {acknowledged} acknowledged writes are there.",
    ),
    "d.capacity": Text(
        zh="未取得证据：本次演练没有验证备用系统的性能容量（JR/T 0059）。",
        en="No evidence: the drill did not verify the capacity of the standby (JR/T 0059).",
    ),
    "d.order": Text(zh="各服务先后恢复的次序：{services}。", en="The services came back in this order: {services}."),
    "d.order.none": Text(zh="未取得证据：没有服务被观测到恢复。", en="No evidence: no service was seen to come back."),
    "d.restored": Text(
        zh="已注入的故障全部撤除并逐项核实，恢复步骤全部成功，系统恢复到演练前的状态。",
        en="Every fault was undone and proved to be gone, and every restoring step succeeded: the systems are as they were before.",
    ),
    "d.not_restored": Text(
        zh="系统恢复未得到证实。演练结束时仍存在残留或无法核实的项目，须由人员逐项检查。",
        en="Restoration is not proved. Something was left behind or could not be looked at, and people have to check it.",
    ),
    "d.residue": Text(zh="未得到证实的项目：{residue}。", en="Not proved: {residue}."),
    "d.next_day": Text(
        zh="未取得证据：演练次日系统运行状态的书面报告（GB/T 38645 表 A.8）不在本记录之内。",
        en="No evidence: the written report of the next day's operation (GB/T 38645, form A.8) is not part of this record.",
    ),
}
