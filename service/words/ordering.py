"""Words of the order of recovery: what was due first, what came back first, and what nobody can tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "d.order.due": Text(
        zh="目标次序（先依赖，后按业务影响分析的优先级）：{services}。",
        en="Target order (dependencies first, then the BIA's priorities): {services}.",
    ),
    "d.order.achieved": Text(
        zh="实际次序（箭头前后的先后已得到证明；同一括号内的先后无法判定）：{services}。",
        en="Achieved order (an arrow is proved; inside brackets nobody can tell): {services}.",
    ),
    "d.order.together": Text(zh="（{services}）", en="[{services}]"),
    "d.order.pairs": Text(
        zh="应有先后的 {of} 对服务中：{kept} 对按序恢复得到证明，{inverted} 对证明为颠倒，{unknown} 对因区间重叠而无法判定。",
        en="Of {of} pairs of services that are due in order, {kept} are proved to have kept it, {inverted} are proved to be inverted, "
        "and {unknown} cannot be told because the intervals overlap.",
    ),
    "d.order.no_pairs": Text(
        zh="没有两个被中断的服务之间存在应有的先后，因此没有可以核对的次序。",
        en="No two interrupted services are due in an order, so there is none to check.",
    ),
    "d.table.order": Text(
        zh="恢复次序：各服务恢复的时刻（距故障的秒数）",
        en="Order of recovery: when each service was back (seconds from the fault)",
    ),
    "d.table.order_pairs": Text(
        zh="恢复次序：逐对核对（后者比前者晚恢复的时间，负值表示更早）",
        en="Order of recovery, pair by pair (how much later the second was back; below zero: earlier)",
    ),
    "label.depends_on": Text(zh="依赖", en="Depends on"),
    "label.back_lower": Text(zh="恢复时刻下界", en="Back not before"),
    "label.back_upper": Text(zh="恢复时刻上界", en="Back not after"),
    "label.order_state": Text(zh="状态", en="State"),
    "label.due_first": Text(zh="应先恢复", en="Due first"),
    "label.due_later": Text(zh="应后恢复", en="Due later"),
    "label.because": Text(zh="依据", en="Because of"),
    "label.lead_lower": Text(zh="相差下界", en="Later by at least"),
    "label.lead_upper": Text(zh="相差上界", en="Later by at most"),
    "label.order_outcome": Text(zh="结论", en="Conclusion"),
    "order.how.back": Text(zh="已恢复", en="back"),
    "order.how.open": Text(zh="未见持续恢复", en="not seen back for good"),
    "order.how.untouched": Text(zh="未见中断", en="no interruption seen"),
    "order.how.unseen": Text(zh="未取得证据", en="no evidence"),
    "order.because.dependency": Text(zh="依赖关系", en="dependency"),
    "order.because.priority": Text(zh="优先级", en="priority"),
    "order.because.both": Text(zh="依赖关系与优先级", en="dependency and priority"),
    "order.outcome.kept": Text(zh="按序（已证明）", en="in order (proved)"),
    "order.outcome.inverted": Text(zh="颠倒（已证明）", en="inverted (proved)"),
    "order.outcome.unknown": Text(zh="无法判定", en="cannot be told"),
    "chart.order": Text(
        zh="恢复次序：按应有次序排列的各服务恢复时刻", en="Order of recovery: returns in the order that was due"
    ),
    "chart.order.row": Text(zh="{service}：{lower} 至 {upper}，{how}", en="{service}: {lower} to {upper}, {how}"),
    "chart.order.met": Text(zh="次序无冲突", en="not out of order"),
    "chart.order.missed": Text(zh="次序颠倒", en="part of an inversion"),
    "chart.order.unknown": Text(zh="先后无法判定", en="order cannot be told"),
}
