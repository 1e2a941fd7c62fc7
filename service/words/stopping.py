"""Words about emergency stops, and about runners that come and go."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "denied.emergency_stop": Text(
        zh="紧急停止 {stop} 生效中（{by}：{reason}）；请由另一人解除后再启动",
        en="emergency stop {stop} is in force ({by}: {reason}); it has to be lifted by somebody else before a start",
    ),
    "denied.stop_without_reason": Text(
        zh="紧急停止须写明原因，供各方知悉", en="an emergency stop needs a reason, which everybody is told"
    ),
    "denied.lift_without_reason": Text(
        zh="解除紧急停止须写明原因", en="say why the emergency stop is lifted; the reason is entered in the book"
    ),
    "denied.runner_deaf": Text(
        zh="执行进程 {runner} 未在 2 秒内确认。若其已死亡或卡住，其他执行节点约 10 秒内接管并恢复其演练，故障租约到期也会自行撤销；"
        "也可立即结束该进程（kill -9），以加快接管",
        en="runner {runner} did not confirm within 2 s. If it is dead or frozen, another worker takes its drills over "
        "within about 10 s and restores them, and the leases on the hosts undo the faults in any case; ending that "
        "process (kill -9) makes the takeover certain",
    ),
    "denied.drill_deaf": Text(
        zh="演练 {drill}（执行进程 {runner}）尚未记录停止；接管后首先恢复。若无任何执行进程在运行，请启动服务或执行节点",
        en="drill {drill} (runner {runner}) has not recorded the stop yet; whoever takes it up restores it first. If "
        "nobody runs drills now, start the service or a worker",
    ),
    "denied.drill_residue": Text(
        zh="演练 {drill} 已结束但未完全恢复，遗留：{residue}；请按演练报告人工处理",
        en="drill {drill} is closed and not wholly restored; left behind: {residue}. Clear that up by hand, as its "
        "report says",
    ),
    "denied.stop_own": Text(
        zh="紧急停止 {stop} 由 {by} 下达，须由另一人解除",
        en="emergency stop {stop} was ordered by {by}, so somebody else has to lift it",
    ),
    "denied.stop_lifted": Text(
        zh="紧急停止 {stop} 已由 {by} 解除；请重新查询",
        en="emergency stop {stop} was lifted by {by} already; look again",
    ),
}
