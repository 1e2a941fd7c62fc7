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
    "stop.in_force": Text(
        zh="紧急停止 {stop} 生效中，{by} 下达：{reason}",
        en="emergency stop {stop} is in force, ordered by {by}: {reason}",
    ),
    "stop.lifted": Text(
        zh="紧急停止 {stop}（{by}：{reason}）已由 {lifted_by} 解除",
        en="emergency stop {stop} ({by}: {reason}) was lifted by {lifted_by}",
    ),
    "stop.scope": Text(zh="范围：{services}", en="for: {services}"),
    "stop.everything": Text(zh="全部服务", en="all services"),
    "stop.none": Text(zh="没有生效中的紧急停止", en="no emergency stop is in force"),
    "stop.waiting": Text(zh="等待各演练恢复并结束……", en="waiting for every drill to restore and close …"),
    "stop.column.who": Text(zh="执行进程 / 演练", en="runner / drill"),
    "stop.column.heard": Text(zh="是否知悉", en="heard"),
    "stop.column.state": Text(zh="状态", en="state"),
    "stop.heard": Text(zh="已知悉", en="yes"),
    "stop.heard_after": Text(zh="{ms} 毫秒内", en="within {ms} ms"),
    "stop.not_heard": Text(zh="尚未知悉", en="not yet"),
    "stop.restoring": Text(zh="恢复中", en="restoring"),
    "stop.closed": Text(zh="已恢复并结束", en="restored and closed"),
    "stop.residue": Text(zh="已结束，有遗留", en="closed, with residue"),
    "console.stop.title": Text(zh="紧急停止", en="Emergency stop"),
    "console.stop.lead": Text(
        zh="立即停止全部正在运行的演练并恢复系统；解除之前不再启动任何演练。",
        en="Stops every running drill at once and restores; nothing starts until it is lifted.",
    ),
    "console.stop.no_script": Text(
        zh="未启用脚本时，本页不会自动刷新。", en="Without scripts this page does not load itself again."
    ),
    "console.stop.again": Text(zh="刷新", en="Load it again"),
    "console.stop.state.late": Text(
        zh="暂时无法获取各方状态；停止按钮仍然有效。",
        en="How things stand cannot be told just now; the button works all the same.",
    ),
    "console.stop.log_in": Text(zh="登录", en="Log in"),
    "console.stop.terminal": Text(zh="无法登录时，可在服务器终端执行：", en="Where nobody can log in, at the server:"),
    "console.stop.why": Text(
        zh="原因（将通知各方并入台账）", en="Why (everybody is told, and it is entered in the book)"
    ),
    "console.stop.why_example": Text(zh="例如：交易所告警", en="for example: the exchange reports trouble"),
    "console.stop.button": Text(zh="立即停止全部演练", en="STOP ALL DRILLS NOW"),
    "console.stop.then": Text(
        zh="各演练不再执行新步骤，撤销全部故障并验证恢复。解除须由另一人操作。",
        en="Drills begin no further step, undo every fault and prove it. Somebody else has to lift it.",
    ),
    "console.stop.no_right": Text(
        zh="您没有停止演练的权限；请立即联系操作员或审批人。",
        en="You may not stop drills; call an operator or an approver at once.",
    ),
    "console.stop.none": Text(zh="没有生效中的紧急停止。", en="No emergency stop is in force."),
    "console.stop.in_force": Text(zh="生效中", en="In force"),
    "console.stop.ordered": Text(zh="{by} 于 {at} 下达", en="ordered by {by} at {at}"),
    "console.stop.scope": Text(zh="范围：", en="for"),
    "console.stop.everything": Text(zh="全部服务", en="all services"),
    "console.stop.runner": Text(zh="执行进程", en="Runner"),
    "console.stop.site": Text(zh="站点", en="Site"),
    "console.stop.is_heard": Text(zh="是否知悉", en="Heard"),
    "console.stop.heard": Text(zh="已知悉", en="yes"),
    "console.stop.not_heard": Text(zh="尚未知悉", en="not yet"),
    "console.stop.drill": Text(zh="演练", en="Drill"),
    "console.stop.services": Text(zh="服务", en="Services"),
    "console.stop.state": Text(zh="状态", en="State"),
    "console.stop.restoring": Text(zh="恢复中", en="restoring"),
    "console.stop.restored": Text(zh="已恢复并结束", en="restored and closed"),
    "console.stop.residue": Text(zh="已结束，有遗留：", en="closed, left behind:"),
    "console.stop.nothing_ran": Text(zh="下达时没有演练在运行。", en="No drill was running when it was ordered."),
    "console.stop.lift_why": Text(zh="解除原因", en="Why it is lifted"),
    "console.stop.lift": Text(zh="解除", en="Lift"),
    "console.stop.lift_other": Text(
        zh="由您下达，须由另一人解除。", en="You ordered it, so somebody else has to lift it."
    ),
    "console.stop.past": Text(zh="已解除", en="Lifted"),
    "console.stop.was_lifted": Text(zh="{by} 于 {at} 解除：{why}", en="lifted by {by} at {at}: {why}"),
}
