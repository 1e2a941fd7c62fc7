"""Words about programme, schedules, frequency rules, due and stale."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "denied.saying_unknown": Text(
        zh="读不懂“{said}”；请写成例如：每季度首个非交易周六 09:00 Asia/Shanghai",
        en="cannot read {said!r}; write for example: first non-trading Saturday of the quarter, 09:00 Asia/Shanghai",
    ),
    "denied.schedule_is_so": Text(
        zh="定期安排 {schedule} 已经是 {status} 状态，无需再改", en="schedule {schedule} is {status} already"
    ),
    "denied.schedule_ended": Text(
        zh="定期安排 {schedule} 已终止，不再改动；请新建一个",
        en="schedule {schedule} has ended and is not changed any more; make a new one",
    ),
    "programme.no_days_known": Text(
        zh="交易日历只到 {known_until}，此后的日期未知，不会排定任何一次执行；请导入下一年度的日历（guarding.calendar_files）",
        en="the trading calendars end with {known_until}, and an unknown day is never a free one: no run is set until "
        "the next year's calendar is given (guarding.calendar_files)",
    ),
    "denied.schedule_never": Text(
        zh="该定期安排今后没有任何一次执行；请检查时间规则与日期",
        en="this schedule has no run in the future at all; look at its rule and its dates",
    ),
    "denied.run_not_asked": Text(
        zh="执行 {run} 的状态为 {status}，不需要决定；只有错过后等待决定的执行才能决定",
        en="run {run} is {status} and waits for no decision; only a missed run that waits for one takes it",
    ),
    "denied.run_uncertain": Text(
        zh="执行 {run} 是否已经启动无人确知，不会自动再次启动；请先查看演练列表，确认未启动后以 skip 关闭，再手工启动其演练档案",
        en="nobody knows whether run {run} has started, so it is not started again; look at the list of drills, "
        "close it with `skip`, and start its dossier by hand if nothing runs",
    ),
    "denied.owner_gone": Text(
        zh="定期安排的负责人 {owner} 已停用或不再有启动权限；请由有权限的人重新保存该安排",
        en="the owner {owner} of the schedule is disabled or may no longer start drills; let somebody who may save it anew",
    ),
    "denied.no_starter": Text(
        zh="此进程不启动演练；请在运行中的服务里执行", en="this process starts no drills; the running service does"
    ),
    "denied.programme_not_draft": Text(
        zh="{programme} 年度计划的状态为 {status}；编辑后为新的草案，批准前须先提交",
        en="programme {programme} is {status}; an edit makes a new draft, and only what was submitted is approved",
    ),
    "denied.programme_own": Text(
        zh="{user} 参与编写了该年度计划的此版本，不能批准；请由他人批准",
        en="{user} wrote part of this version of the programme and cannot approve it; let somebody else",
    ),
    "denied.programme_empty": Text(
        zh="年度计划没有任何项目，不能提交；请先写入项目",
        en="the programme has no items; write some before it is submitted",
    ),
    "denied.files_wrong": Text(zh="方案文件有误：{problems}", en="the files of the plan are wrong: {problems}"),
    "denied.duty_done": Text(zh="该报告已于 {at} 由 {by} 报送", en="this report was sent already, by {by} at {at}"),
    "denied.hosts_unknown": Text(
        zh="没有写明服务，且无人知道这些主机属于哪个服务：{hosts}；请写明 services",
        en="no service is named, and nobody knows to which service these hosts belong: {hosts}; name the services",
    ),
    "notice.missed.title": Text(zh="定期演练错过：{title}", en="A scheduled drill was missed: {title}"),
    "notice.missed.body": Text(
        zh="应于 {due} 执行，未能执行。原因：{why}。处理：{then}。",
        en="It was due at {due} and did not run. Why: {why}. What now: {then}.",
    ),
    "notice.due.title": Text(zh="服务应演练：{service}", en="A drill is due: {service}"),
    "notice.due.body": Text(
        zh="{service} 的演练状态为{status}，期限 {deadline}。依据：{basis}。",
        en="{service} is {status}; by {deadline}. Basis: {basis}.",
    ),
    "notice.deadline_near.title": Text(zh="报送期限将至：{title}", en="A report is due soon: {title}"),
    "notice.deadline_near.body": Text(
        zh="{title} 须于 {deadline} 前完成（{certainty}）。", en="{title}: to be done by {deadline} ({certainty})."
    ),
    "missed.refused": Text(zh="启动检查拒绝：{reasons}", en="the guard refused: {reasons}"),
    "missed.late": Text(zh="到时服务未运行或来不及", en="the service was not running at the time, or too late"),
    "missed.unprepared": Text(zh="演练档案未能建立：{reasons}", en="its dossier could not be opened: {reasons}"),
    "missed.uncertain": Text(
        zh="启动过程中断，是否已启动不明", en="the start was interrupted; whether it happened nobody knows"
    ),
    "missed.given_up": Text(zh="等待期限内一直没有可用的窗口", en="no window came in the time that it was to wait"),
    "then.skip": Text(zh="跳过", en="it is skipped"),
    "then.next_window": Text(zh="在下一个允许的窗口执行", en="it runs in the next window that lets it"),
    "then.ask": Text(zh="请决定执行或跳过", en="please decide whether it runs or is skipped"),
    "run.withdrawn.ended": Text(zh="定期安排已终止", en="the schedule has ended"),
    "run.withdrawn.changed": Text(zh="定期安排已改为其他时间", en="the schedule was changed to other times"),
    "run.withdrawn.paused": Text(zh="定期安排处于暂停状态", en="the schedule was paused"),
    "due.ok": Text(zh="在期内", en="in time"),
    "due.due": Text(zh="应演练", en="due"),
    "due.overdue": Text(zh="逾期", en="overdue"),
    "due.stale": Text(zh="证明已失效", en="stale"),
    "due.unproven": Text(zh="尚无证明", en="never proved"),
    "due.open": Text(zh="数值未核实，不作判断", en="the figure is not confirmed, so nothing is held against it"),
    "due.changed": Text(zh="变更后（{reference}）", en="after a change ({reference})"),
    "due.never": Text(zh="从未演练", en="never drilled"),
    "deviation.done": Text(
        zh="{title}（第 {quarter} 季度）：已完成（{services}）", en="{title} (quarter {quarter}): done for {services}"
    ),
    "deviation.planned": Text(
        zh="{title}（第 {quarter} 季度）：尚未演练 {services}",
        en="{title} (quarter {quarter}): {services} still to be drilled",
    ),
    "deviation.missed": Text(
        zh="{title}：第 {quarter} 季度已过，未演练 {services}",
        en="{title}: quarter {quarter} is over and {services} was not drilled",
    ),
    "deviation.moved": Text(
        zh="{title}：不在计划的第 {quarter} 季度完成（{services}）",
        en="{title}: done in another quarter than the planned {quarter} ({services})",
    ),
    "deviation.unplanned": Text(
        zh="计划外演练 {title}（第 {quarter} 季度；{services}）",
        en="a drill outside the programme: {title} (quarter {quarter}; {services})",
    ),
    "deviation.added": Text(
        zh="{title}（第 {quarter} 季度；{services}）：批准后新增，尚未批准",
        en="{title} (quarter {quarter}; {services}): added since the approval, not approved",
    ),
    "deviation.removed": Text(
        zh="{title}（第 {quarter} 季度；{services}）：批准后删除，尚未批准",
        en="{title} (quarter {quarter}; {services}): taken out since the approval, not approved",
    ),
    "deviation.changed": Text(
        zh="{title}（第 {quarter} 季度；{services}）：批准后修改，尚未批准",
        en="{title} (quarter {quarter}; {services}): changed since the approval, not approved",
    ),
    "deadline.certain": Text(zh="按工作日历计算", en="by the calendar of working days"),
    "deadline.uncertain": Text(
        zh="其中 {days} 天尚无工作日历，按工作日计，即较早的期限",
        en="{days} of the days are in no calendar yet and count as worked: the earlier deadline",
    ),
    "course.done": Text(zh="已完成", en="done"),
    "course.planned": Text(zh="待演练", en="planned"),
    "course.missed": Text(zh="错过", en="missed"),
    "course.moved": Text(zh="移期", en="moved"),
    "course.unplanned": Text(zh="计划外", en="unplanned"),
    "course.added": Text(zh="新增", en="added"),
    "course.removed": Text(zh="删除", en="removed"),
    "course.changed": Text(zh="修改", en="changed"),
    "basis.statutory": Text(zh="法定", en="statutory"),
    "basis.recommended": Text(zh="推荐性", en="recommended"),
    "basis.internal": Text(zh="内部基线（非法定）", en="internal baseline, no law"),
    "basis.foreign": Text(zh="境外法规", en="foreign law"),
    "programme.service": Text(zh="服务", en="service"),
    "programme.status": Text(zh="状态", en="status"),
    "programme.rule": Text(zh="规则", en="rule"),
    "programme.until": Text(zh="期限", en="by"),
    "programme.last": Text(zh="最近演练", en="last drill"),
    "programme.item": Text(zh="项目", en="item"),
    "programme.basis": Text(zh="性质", en="basis"),
    "programme.every": Text(zh="频率", en="how often"),
    "programme.report": Text(zh="报告", en="report"),
    "programme.source": Text(zh="来源与可信度", en="source and certainty"),
    "programme.none": Text(
        zh="今后一年内没有：交易日历尚不知道那些日期",
        en="none in the next year: no trading calendar knows those days yet",
    ),
    "programme.months": Text(zh="每 {months} 个月至少一次", en="every {months} months"),
    "programme.within": Text(zh="{days} 个工作日内报送{to}", en="to {to} within {days} working days"),
    "programme.no_day": Text(
        zh="{day} 不是日期；请写成例如 2026-09-24", en="{day!r} is no day; write for example 2026-09-24"
    ),
}
