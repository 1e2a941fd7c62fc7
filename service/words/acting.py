"""Words for what people did, were asked and told, and for what was made up for: manual steps, notices, markers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "label.manual": Text(zh="操作手册", en="Manual"),
    "label.done_by": Text(zh="执行人", en="Done by"),
    "label.confirm_role": Text(zh="复核角色", en="To be confirmed by"),
    "label.confirmed_by": Text(zh="复核人", en="Confirmed by"),
    "label.waited": Text(zh="等待人员", en="People waited for"),
    "label.said": Text(zh="意见", en="Said"),
    "label.why_not": Text(zh="不计入的原因", en="Why it does not count"),
    "label.check": Text(zh="检查项", en="Check"),
    "label.seen": Text(zh="所见", en="What was seen"),
    "label.group": Text(zh="联系组", en="Contact group"),
    "label.told_by": Text(zh="渠道", en="Channel"),
    "label.numbers": Text(zh="编号", en="Numbers"),
    "label.marker": Text(zh="业务标记", en="Marker"),
    "label.side": Text(zh="读取时机", en="Reading"),
    "label.use": Text(zh="用途", en="Used for"),
    "notice.ok": Text(zh="已送达", en="delivered"),
    "notice.failed": Text(zh="未送达", en="not delivered"),
    "notice.unknown": Text(zh="是否送达不明", en="may have been delivered"),
    # part b
    "b.table.manuals": Text(zh="人工步骤的执行与复核", en="Manual steps: who did and who confirmed them"),
    "b.table.uncounted": Text(zh="不计入的意见", en="Words that do not count"),
    "b.dual_control": Text(
        zh="设有复核角色的步骤实行双人控制：执行人与复核人必须是两个不同的人，按人员登记表识别，与所用姓名写法或账号无关。",
        en="Steps that have to be confirmed are under dual control: doer and confirmer are two different people by the people register, "
        "whatever spelling or account they used.",
    ),
    "b.no_confirmation": Text(zh="不要求复核", en="none asked for"),
    "b.nobody": Text(zh="未取得证据：没有有效意见", en="no evidence: nobody whose word counts"),
    "b.manual_waived": Text(
        zh="下列人工步骤已豁免（无人值守执行），没有任何人执行或复核：{steps}。",
        en="These manual steps were waived (unattended run). Nobody did or confirmed them: {steps}.",
    ),
    # part d
    "d.attempt": Text(zh="{title}（第 {attempt} 次）", en="{title} (attempt {attempt})"),
    "d.captured": Text(zh="取得：{values}", en="captured: {values}"),
    "d.both": Text(zh="{one}；{two}", en="{one}; {two}"),
    "d.heading.ready": Text(zh="准备就绪检查", en="Readiness"),
    "d.table.ready": Text(zh="触及系统之前的检查", en="What was checked before anything was touched"),
    "d.ready.none": Text(
        zh="未取得证据：方案没有设置准备就绪检查。", en="No evidence: the plan asks for no readiness check."
    ),
    "d.ready.unread": Text(
        zh="未取得证据：记录中没有准备就绪检查的结果。",
        en="No evidence: the record holds no outcome of a readiness check.",
    ),
    "d.ready.failed": Text(
        zh="{count} 项准备就绪检查没有通过，演练在触及任何系统之前停止。",
        en="{count} of the readiness checks were not passed; the drill stopped before anything was touched.",
    ),
    "d.heading.notices": Text(zh="通知", en="Notices"),
    "d.table.notices": Text(zh="通知记录", en="Who was told"),
    "d.heading.reconcile": Text(zh="数据核对与追补", en="Reconciliation and catch-up"),
    "d.reconciled": Text(
        zh="校验流水 {ledger} 的核对与追补（JR/T 0251 第 10.4 条 c）：{state}。",
        en="Reconciliation of ledger {ledger} (JR/T 0251 10.4 c): {state}.",
    ),
    "d.table.reconcile": Text(
        zh="校验流水 {ledger}：丢失与追补清单", en="Ledger {ledger}: what was lost and made up for"
    ),
    "d.reconcile.rpo": Text(
        zh="RPO 只依据追补之前的第一次回读，追补不能使其改善。",
        en="The RPO rests on the first reading alone, before anything was written again; catching up never improves it.",
    ),
    "d.reconcile.lost": Text(zh="第一次回读时丢失", en="lost by the first reading"),
    "d.reconcile.replayed_ok": Text(zh="已追补，得到确认", en="written again and acknowledged"),
    "d.reconcile.replayed_failed": Text(zh="追补失败", en="written again and refused"),
    "d.reconcile.replayed_unknown": Text(zh="追补结果不明", en="written again, never answered"),
    "d.reconcile.still_missing": Text(zh="最后一次回读时仍缺失", en="still missing by the last reading"),
    "d.reconcile.altered": Text(zh="内容不符", en="there with other content"),
    "d.reconcile.duplicated": Text(zh="重复", en="there more than once"),
    "d.reconcile.more": Text(zh="{numbers}，另有 {count} 段", en="{numbers}, and {count} more ranges"),
    "d.heading.markers": Text(zh="业务标记", en="Markers of the business"),
    "d.table.markers": Text(zh="业务标记所示的数据丢失", en="The loss by the markers of the business"),
    "d.table.readings": Text(zh="业务标记的读数", en="Readings of the markers"),
    "d.marker.by_readings": Text(
        zh="由主控端时钟下的读取时刻界定", en="by when it was read, on the controller's clock"
    ),
    "d.marker.by_value": Text(
        zh="由标记自身的时间推算（以业务时钟准确为前提）", en="by its own time, if the business's clock is right"
    ),
    "d.marker.bytes": Text(zh="日志字节数", en="bytes of the log"),
    "d.marker.counts": Text(zh="据此得出 RPO", en="gives the RPO"),
    "d.marker.used": Text(zh="用于界定", en="bounds the figure"),
    "d.marker.unused": Text(zh="未使用", en="not used"),
    "d.markers.assumed": Text(
        zh="业务标记以随提交递增、且每一方只保留其连续前段为前提；有校验流水的服务不以标记判定。",
        en="A marker is taken to grow with what is committed, and each side to hold an unbroken beginning of it. "
        "Where a service has a ledger, no marker decides.",
    ),
    "d.verdict.rpo.marker.met": Text(
        zh="{service}的 RPO 达标：按业务标记，数据丢失窗口最多 {upper}，不超过目标值 {target}。",
        en="{service} met its RPO: by a marker of the business the loss reaches back {upper} at most, within the target of {target}.",
    ),
    "d.verdict.rpo.marker.missed": Text(
        zh="{service}的 RPO 未达标：按业务标记，数据丢失窗口至少 {lower}，目标值 {target}，确有数据丢失。",
        en="{service} missed its RPO: by a marker of the business the loss reaches back {lower} at least, with a target of {target}.",
    ),
    "d.verdict.rpo.marker.inconclusive": Text(
        zh="{service}的 RPO 无法判定：按业务标记，数据丢失窗口至少 {lower}，上限 {upper}；目标值 {target}。",
        en="The RPO of {service} is inconclusive: by a marker of the business the loss reaches back {lower} at least ({upper} at most); "
        "the target is {target}.",
    ),
    "d.rpo.marker": Text(zh="业务标记（步骤 {step}）", en="a marker of the business (step {step})"),
}
