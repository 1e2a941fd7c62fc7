"""Words about real interruptions."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    # Notices
    "notice.incident_declared.title": Text(zh="突发事件：{title}", en="Incident declared: {title}"),
    "notice.incident_declared.body": Text(
        zh="突发事件 {incident} 已登记。\n{course}", en="Incident {incident} was declared.\n{course}"
    ),
    "notice.incident_level.title": Text(
        zh="突发事件达到 {level} 级（{level_title}）：{title}",
        en="Incident has reached level {level} ({level_title}): {title}",
    ),
    "notice.incident_level.body": Text(
        zh="突发事件 {incident} 于 {at} 达到 {level} 级（{level_title}）。{next}",
        en="Incident {incident} reached level {level} ({level_title}) at {at}. {next}",
    ),
    "notice.incident_report_due.title": Text(
        zh="突发事件{report}即将到期：{title}", en="Incident: the {report} is due soon: {title}"
    ),
    "notice.incident_report_due.body": Text(
        zh="突发事件 {incident} 的{report}（第 {number} 次）应于 {due} 前报送；报送后请登记。",
        en="The {report} (no. {number}) of incident {incident} is due at {due}; write it down here once it is made.",
    ),
    "notice.incident_report_late.title": Text(
        zh="突发事件{report}已逾期：{title}", en="Incident: the {report} is OVERDUE: {title}"
    ),
    "notice.incident_report_late.body": Text(
        zh="突发事件 {incident} 的{report}（第 {number} 次）应于 {due} 前报送，至今没有登记；请立即报送并登记。",
        en="The {report} (no. {number}) of incident {incident} was due at {due} and is not written down here; "
        "make it now and write it down.",
    ),
    "notice.incident_ended.title": Text(zh="突发事件应急结束：{title}", en="Incident over: {title}"),
    "notice.incident_ended.body": Text(
        zh="突发事件 {incident} 的应急处置已结束：{reason}。请核对数据、测试并编写总结报告。",
        en="The emergency of incident {incident} is over: {reason}. Reconcile, test, and write the summary.",
    ),
    "incident.next_rise": Text(
        zh="如无变化，将于 {at} 升为 {level} 级（{title}）。",
        en="If nothing changes it rises to level {level} ({title}) at {at}.",
    ),
    "incident.no_rise": Text(zh="如无变化，不再升级。", en="If nothing changes it rises no further."),
    # Why not
    "denied.incident_noticed_before": Text(
        zh="发现时间早于发生时间；请更正", en="it was noticed before it happened; put the two instants right"
    ),
    "denied.incident_in_future": Text(
        zh="所填时间晚于现在；只能登记已经发生的事",
        en="an instant lies in the future; only what has happened can be written down",
    ),
    "denied.incident_too_old": Text(
        zh="发生时间过于久远；请核对时间，或调整制度配置 incidents.oldest",
        en="it began too long ago; check the instant, or set incidents.oldest in the policy",
    ),
    "denied.incident_before_it_began": Text(
        zh="所填时间早于事件发生时间；请更正", en="an instant lies before the event began; put it right"
    ),
    "denied.incident_touches_nothing": Text(
        zh="没有任何服务受影响；请至少写明一个受影响的服务及范围",
        en="no service is touched; name at least one that cannot work, and its scope",
    ),
    "denied.incident_is_final": Text(
        zh="突发事件 {incident} 的状态为 {status}，不能再登记",
        en="incident {incident} is {status}; nothing can be added",
    ),
    "denied.incident_is_over": Text(
        zh="突发事件 {incident} 的应急已结束；影响、损害、决策和措施只能补记结束之前的，如再次中断请另行登记",
        en="the emergency of incident {incident} is over; impacts, harm, decisions and measures can only be added for "
        "before its end. Declare another one if it happens again",
    ),
    "denied.incident_other_service": Text(
        zh="服务 {service} 不在本事件涉及的服务之内（{services}）",
        en="service {service} is none of those that this incident touches ({services})",
    ),
    "denied.incident_made_up_more": Text(
        zh="追补数不能大于丢失数；请更正", en="more was made up than was lost; put the numbers right"
    ),
    "denied.incident_not_open": Text(
        zh="突发事件 {incident} 的状态为 {status}，不在应急之中", en="incident {incident} is {status}, not open"
    ),
    "denied.incident_still_down": Text(
        zh="下列服务仍未恢复：{services}；请先登记其恢复（scope 为 none）",
        en="these services are still down: {services}; first tell that each works again (scope none)",
    ),
    "denied.incident_not_ended": Text(
        zh="突发事件 {incident} 的状态为 {status}；请先结束应急",
        en="incident {incident} is {status}; end the emergency first",
    ),
    "denied.incident_not_reconciled": Text(
        zh="下列服务没有数据核对记录：{services}（JR/T 0251 第 10.4 条 c）",
        en="nothing tells that the data of these were reconciled: {services} (JR/T 0251 10.4 c)",
    ),
    "denied.incident_not_tested": Text(
        zh="下列服务没有通过测试的记录：{services}（JR/T 0251 第 10.4 条 d）",
        en="nothing tells that these passed a test: {services} (JR/T 0251 10.4 d)",
    ),
    "denied.incident_no_cause": Text(
        zh="缺少原因分析和结论（JR/T 0251 第 10.5 条 c）",
        en="the cause and the conclusion are missing (JR/T 0251 10.5 c)",
    ),
    "denied.incident_no_lesson": Text(
        zh="缺少后续预防和改进措施（JR/T 0251 第 10.5 条 d）",
        en="there is no measure that prevents or improves anything (JR/T 0251 10.5 d)",
    ),
    "denied.incident_no_written_report": Text(
        zh="缺少书面报告的登记；请报送后登记", en="the written report is missing; make it and write it down"
    ),
    "denied.incident_rules_unreadable": Text(
        zh="分级与报告规则无法读取，请按提示修复制度配置 incidents.profile：{problems}",
        en="the levels and deadlines cannot be read; mend what the policy's incidents.profile names: {problems}",
    ),
    # Closed vocabularies
    "incident.status.open": Text(zh="应急中", en="open"),
    "incident.status.ended": Text(zh="应急结束", en="over"),
    "incident.status.closed": Text(zh="已归档", en="closed"),
    "incident.status.withdrawn": Text(zh="已撤销", en="withdrawn"),
    "incident.scope.whole": Text(zh="全部业务", en="all of its business"),
    "incident.scope.branches": Text(zh="一个或多个营业网点", en="one or more branches"),
    "incident.scope.none": Text(zh="已恢复", en="works again"),
    "incident.harm.none": Text(zh="无损害", en="none"),
    "incident.harm.considerable": Text(zh="较大损害", en="considerable"),
    "incident.harm.severe": Text(zh="严重损害", en="severe"),
    "incident.harm.extreme": Text(zh="特别严重损害", en="extreme"),
    "incident.report.first": Text(zh="首次报告", en="first report"),
    "incident.report.progress": Text(zh="进展报告", en="progress report"),
    "incident.report.written": Text(zh="书面报告", en="written report"),
    "incident.how.on_time": Text(zh="按时", en="on time"),
    "incident.how.late": Text(zh="迟报 {late}", en="late by {late}"),
    "incident.how.outstanding": Text(zh="未到期", en="not due yet"),
    "incident.how.overdue": Text(zh="逾期未报", en="overdue"),
    "incident.how.never": Text(zh="未报", en="never made"),
    "incident.decision.respond": Text(zh="启动应急响应", en="start the response"),
    "incident.decision.switch": Text(zh="切换到灾备系统", en="switch to disaster recovery"),
    "incident.decision.do_not_switch": Text(zh="不切换", en="do not switch"),
    "incident.decision.switch_back": Text(zh="回切", en="switch back"),
    "incident.decision.escalate": Text(zh="升级处置", en="escalate"),
    "incident.decision.other": Text(zh="其他", en="other"),
    "incident.topic.course": Text(zh="经过", en="course"),
    "incident.topic.reaction": Text(zh="外部反应", en="reaction outside"),
    "incident.topic.other": Text(zh="其他", en="other"),
    "incident.aim.prevent": Text(zh="预防", en="prevent"),
    "incident.aim.improve": Text(zh="改进", en="improve"),
    # The summary (JR/T 0251 10.5)
    "incident.summary.title": Text(zh="突发事件总结报告", en="Summary of an incident"),
    "incident.summary.rehearsal": Text(
        zh="【演练】本报告为演练产生，不是真实事件；时间为演练时钟，开始于 {start}，速度为实际的 {speed} 倍。",
        en="[DRILL] This comes from a drill, not from a real event. Times are those of the drill's clock, which began at "
        "{start} and ran {speed} times as fast as time.",
    ),
    "incident.summary.a": Text(zh="a) 事件概况", en="a) The event"),
    "incident.summary.b": Text(zh="b) 应急处置过程", en="b) How it was handled"),
    "incident.summary.c": Text(zh="c) 主要原因分析与结论", en="c) Causes and conclusion"),
    "incident.summary.d": Text(zh="d) 后续预防和改进措施", en="d) Measures of prevention and improvement"),
    "incident.summary.record": Text(zh="附：台账记录", en="Appendix: the record"),
    "incident.summary.basis": Text(
        zh="依据 JR/T 0251 第 10.5 条；分级与报告规则：{rules}（{source}）",
        en="After JR/T 0251 10.5. Levels and deadlines: {rules} ({source})",
    ),
    "incident.summary.missing": Text(zh="未登记", en="not written down"),
    "incident.summary.draft": Text(
        zh="草稿：事件尚未归档，状态为{status}。", en="Draft: the incident is not closed yet, it is {status}."
    ),
    "incident.summary.services": Text(zh="受影响的服务", en="Services touched"),
    "incident.summary.occurred": Text(zh="发生时间", en="Began"),
    "incident.summary.noticed": Text(zh="发现时间", en="Noticed"),
    "incident.summary.declared": Text(zh="登记时间", en="Declared"),
    "incident.summary.ended": Text(zh="应急结束时间", en="Over"),
    "incident.summary.until_noticed": Text(zh="发生至发现", en="Until noticed"),
    "incident.summary.until_decided": Text(zh="发现至首项决策", en="From noticing to the first decision"),
    "incident.summary.lasted": Text(zh="发生至应急结束", en="From beginning to end"),
    "incident.summary.drill": Text(zh="所属演练", en="Rehearsed in"),
    "incident.summary.course": Text(zh="发生经过", en="What happened"),
    "incident.summary.impacts": Text(zh="影响范围", en="Impact"),
    "incident.summary.levels": Text(zh="事件等级的变化", en="Levels and when each was reached"),
    "incident.summary.no_level": Text(zh="未达到任何等级", en="no level was reached"),
    "incident.summary.losses": Text(zh="损失", en="Losses"),
    "incident.summary.reports": Text(zh="报告时限与实际", en="Reports: when due and when made"),
    "incident.summary.told": Text(zh="报告记录", en="Reports made"),
    "incident.summary.decisions": Text(zh="决策", en="Decisions"),
    "incident.summary.measures": Text(zh="措施及效果", en="Measures and their effect"),
    "incident.summary.recovery": Text(zh="数据核对与测试", en="Reconciliation and tests"),
    "incident.summary.harms": Text(zh="损害判断", en="Harm as judged"),
    "incident.summary.lessons": Text(zh="措施", en="Measures"),
    "incident.summary.made_up": Text(
        zh="丢失 {lost} 笔，追补 {made_up} 笔，仍缺 {missing} 笔",
        en="{lost} lost, {made_up} made up, {missing} still missing",
    ),
    "incident.summary.passed": Text(zh="测试通过", en="test passed"),
    "incident.summary.failed": Text(zh="测试未通过", en="test failed"),
    "incident.summary.expected": Text(zh="预计", en="expected"),
    "incident.summary.people": Text(zh="受影响 {people} 人", en="{people} people touched"),
    "incident.summary.by_harm": Text(zh="按损害判断", en="by the harm as judged"),
    "incident.summary.by_outage": Text(
        zh="{service}中断（{scope}）累计达 {lasting}", en="{service} down ({scope}) for {lasting} in all"
    ),
    "incident.col.at": Text(zh="时间", en="Time"),
    "incident.col.what": Text(zh="内容", en="What"),
    "incident.col.why": Text(zh="理由或依据", en="Why"),
    "incident.col.effect": Text(zh="效果", en="Effect"),
    "incident.col.by": Text(zh="登记人", en="Told by"),
    "incident.col.who": Text(zh="决策人", en="Decided by"),
    "incident.col.entry": Text(zh="台账编号", en="Entry"),
    "incident.col.due": Text(zh="应报时间", en="Due"),
    "incident.col.made": Text(zh="实报时间", en="Made"),
    "incident.col.how": Text(zh="结果", en="Result"),
    "incident.col.to": Text(zh="报送对象", en="To"),
    "incident.col.service": Text(zh="服务", en="Service"),
    "incident.col.level": Text(zh="等级", en="Level"),
    "incident.col.owner": Text(zh="责任人", en="Owner"),
    "incident.col.deadline": Text(zh="期限", en="Due"),
}
