"""Findings about the data: ledgers, reconciliation, markers of a business."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
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
    "finding.torn_rows": Text(
        zh="{service}的校验流水 {ledger} 中有 {count} 处残缺的记录：写到一半被中断。",
        en="Ledger {ledger} of {service} holds {count} torn rows: their writing was cut off.",
    ),
    "advice.torn_rows": Text(
        zh="检查读取该文件的程序能否跳过残缺的记录；已确认的写入若因此缺失，已计入丢失。",
        en="Check that whatever reads such files passes over them; acknowledged writes that are missing are counted as lost.",
    ),
    "finding.commit_order_unknown": Text(
        zh="{service}的校验流水 {ledger} 所用存储不保留提交次序，未判断次序是否颠倒。",
        en="The store of ledger {ledger} of {service} keeps no commit order, so whether writes were reordered was not judged.",
    ),
    "advice.commit_order_unknown": Text(
        zh="业务若依赖次序，请改用保留次序的存储写校验流水。",
        en="If the business depends on the order, keep the ledger in a store that has one.",
    ),
    "finding.not_fenced": Text(
        zh="{service}的 {ledger} 读回时，无法确定 {count} 笔结果不明的写入是否还会生效：应用没有提供截止手段，只等待了规定时间。",
        en="When ledger {ledger} of {service} was read back, {count} unknown writes could still take effect: the application offers no fence, so the drill only waited.",
    ),
    "advice.not_fenced": Text(
        zh="在应用中实现截止请求（docs/ledger-http.md），使读回结果成为最终结果。",
        en="Let the application offer the fence of docs/ledger-http.md, so that a read-back is final.",
    ),
    "finding.still_missing": Text(
        zh="核对与追补之后，校验流水 {ledger} 仍有 {count} 笔已确认的写入缺失：{numbers}。",
        en="After reconciliation {count} acknowledged writes are still missing from ledger {ledger}: {numbers}.",
    ),
    "advice.still_missing": Text(
        zh="按编号逐笔从业务源头补录，并再次回读核对，直至无缺失（JR/T 0251 第 10.4 条）。",
        en="Enter them again from the business's own sources, number by number, and read back until none is missing (JR/T 0251 10.4).",
    ),
    "finding.replay_unproved": Text(
        zh="校验流水 {ledger} 的 {count} 笔写入已追补，但追补之后没有完整回读，不能证明追补有效。",
        en="{count} writes of ledger {ledger} were written again, but it was not read back in full afterwards, so nothing proves it.",
    ),
    "advice.replay_unproved": Text(
        zh="再次完整回读并与丢失清单核对。", en="Read it back in full once more and compare with the list of losses."
    ),
    "finding.made_up_for": Text(
        zh="校验流水 {ledger} 丢失的 {count} 笔写入已全部追补，并经第二次回读证实；RPO 不因追补而改善。",
        en="All {count} lost writes of ledger {ledger} were written again, which a second reading proves. The RPO is none the better for it.",
    ),
    "advice.made_up_for": Text(
        zh="把追补步骤和所用时间写入应急预案。", en="Put the catch-up, and the time it took, into the emergency plan."
    ),
    "finding.marker_used": Text(
        zh="{service}的 RPO 依据业务标记（{marker}）得出，因为该服务没有校验流水。",
        en="The RPO of {service} comes from a marker of the business ({marker}), as the service has no ledger.",
    ),
    "advice.marker_used": Text(
        zh="条件允许时为该服务设置校验流水，以便逐笔证明。",
        en="Where it can be written to, give it a ledger: only that proves write by write.",
    ),
    "finding.marker_incomplete": Text(
        zh="{service}的业务标记（{marker}）没有{side}的可用读数。",
        en="The marker of {service} ({marker}) has no usable reading {side}.",
    ),
    "advice.marker_incomplete": Text(
        zh="在紧邻故障之前和切换之后、客户端能够写入之前，各读取一次标记。",
        en="Read the marker right before the fault, and once more after the switch before clients can write.",
    ),
    "finding.marker_unsure": Text(
        zh="{service}的业务标记（{marker}）在恢复之后才读取，可能已包含新写入的数据，不能证明没有丢失。",
        en="The marker of {service} ({marker}) was read after clients could write again. What it shows may be new, so it cannot rule out a loss.",
    ),
    "advice.marker_unsure": Text(
        zh="把读取标记的步骤放在切换阶段、开放客户端入口之前。",
        en="Put the step that reads it into the switch phase, before the clients' entry is opened.",
    ),
    "finding.marker_fell": Text(
        zh="{service}的业务标记（{marker}）在故障前出现倒退，不随提交递增，不能据以界定数据丢失。",
        en="The marker of {service} ({marker}) went back before the fault. It does not grow with what is committed, so it bounds no loss.",
    ),
    "advice.marker_fell": Text(
        zh="改用只增不减的标记，例如日志位置或递增主键对应的时间。",
        en="Use one that only grows, such as a position in the log.",
    ),
    "finding.marker_loss": Text(
        zh="{service}的业务标记（{marker}）故障前为 {second}，切换后只到 {first}：确有数据丢失。",
        en="The marker of {service} ({marker}) stood at {second} before the fault and only reaches {first} after it: data was lost.",
    ),
    "advice.marker_loss": Text(
        zh="从业务源头核对两者之间的记录并追补；检查复制延迟。",
        en="Compare and make up for what lies between the two from the business's own sources, and look at the replication lag.",
    ),
}
