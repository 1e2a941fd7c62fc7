"""Words of the calendar: the month, schedules, the year's programme; and of the page of the business impact analysis."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

_DAYS: Final = ("一", "二", "三", "四", "五", "六", "日")
_NAMES: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

WORDS: Final[dict[str, Text]] = {
    "denied.item_twice": Text(
        zh="编号 {item} 已经有了；请换一个", en="there is an item {item} already; take another id"
    ),
    **{
        f"console.planning.weekday.{number}": Text(zh=f"周{zh}", en=en)
        for number, (zh, en) in enumerate(zip(_DAYS, _NAMES, strict=True))
    },
    "console.planning.title": Text(zh="演练日历", en="Calendar"),
    "console.planning.month": Text(zh="{year} 年 {month} 月", en="{year}-{month}"),
    "console.planning.before": Text(zh="上月", en="Month before"),
    "console.planning.after": Text(zh="下月", en="Month after"),
    "console.planning.today": Text(zh="今天", en="today"),
    "console.planning.this_month": Text(zh="本月", en="This month"),
    "console.planning.schedules": Text(zh="定期演练", en="Schedules"),
    "console.planning.programme": Text(zh="年度演练计划", en="The year's programme"),
    "console.planning.grid": Text(zh="月视图", en="The month"),
    "console.planning.list": Text(zh="本月事项", en="In this month"),
    "console.planning.list.none": Text(zh="本月没有安排。", en="Nothing is planned in this month."),
    "console.planning.day": Text(zh="日期", en="Day"),
    "console.planning.what": Text(zh="事项", en="What"),
    "console.planning.kind": Text(zh="类别", en="Kind"),
    "console.planning.state": Text(zh="状态", en="State"),
    "console.planning.kind.coming": Text(zh="定期演练", en="scheduled"),
    "console.planning.kind.run": Text(zh="错过的定期演练", en="missed run"),
    "console.planning.kind.window": Text(zh="演练窗口", en="window"),
    "console.planning.kind.drill": Text(zh="演练", en="drill"),
    "console.planning.kind.due": Text(zh="最迟演练日", en="last day in time"),
    "console.planning.kind.duty": Text(zh="报告期限", en="report due"),
    "console.planning.closed.trading": Text(zh="有交易时段", en="trading"),
    "console.planning.closed.blackout": Text(zh="禁止演练时段", en="black-out"),
    "console.planning.closed.unknown": Text(zh="日历未知，不得演练", en="unknown: closed"),
    "console.planning.clear": Text(zh="全天可演练", en="clear all day"),
    "console.planning.clear_from": Text(zh="{at} 起可演练", en="clear from {at}"),
    "console.planning.blackouts": Text(zh="禁止时段与休市", en="Black-outs"),
    "console.planning.blackouts.none": Text(
        zh="本月没有单位自定的禁止时段。", en="The firm has no black-outs in this month."
    ),
    "console.planning.blackouts.lead": Text(
        zh="禁止时段由制度文件（guarding.blackouts）规定，不在此处增减；交易时段以交易日历为准。",
        en="Black-outs are set in the policy (guarding.blackouts), not here; trading hours are those of the calendars.",
    ),
    "console.planning.blackouts.missing": Text(
        zh="以下日历不能读取，因此受约束的演练一律不得启动：",
        en="These calendars cannot be read, so no bound drill starts:",
    ),
    "console.planning.from": Text(zh="自", en="From"),
    "console.planning.to": Text(zh="至", en="To"),
    "console.planning.due_text": Text(zh="{service}：{rule}", en="{service}: {rule}"),
    "console.planning.due": Text(zh="须演练的服务", en="Services that are due"),
    "console.planning.due.none": Text(zh="没有应演练或逾期的服务。", en="No service is due, overdue or stale."),
    "console.planning.service": Text(zh="服务", en="Service"),
    "console.planning.rule": Text(zh="依据", en="Rule"),
    "console.planning.until": Text(zh="最迟", en="Until"),
    "console.planning.stale": Text(zh="已变：{what}", en="changed: {what}"),
    # schedules
    "console.planning.schedule": Text(zh="定期演练", en="Schedule"),
    "console.planning.schedule.none": Text(zh="还没有定期演练。", en="There are no schedules yet."),
    "console.planning.schedule.none.do": Text(
        zh="在下方写明方案、主机与周期，到期前系统自动建立档案。",
        en="Say below which scenario runs where and how often; its dossiers are then opened in time.",
    ),
    "console.planning.schedule.add": Text(zh="新增定期演练", en="Add a schedule"),
    "console.planning.schedule.add_lead": Text(
        zh="到期前自动建立档案；演练以您的名义启动，因此您不能批准它们。",
        en="Its dossiers are opened ahead of time; its drills start in your name, so you approve none of them.",
    ),
    "console.planning.schedule.made": Text(zh="定期演练已建立。", en="The schedule is made."),
    "console.planning.schedule.turned": Text(zh="已记录。", en="Done."),
    "console.planning.schedule.owner": Text(zh="责任人", en="Owner"),
    "console.planning.schedule.next": Text(zh="接下来", en="Next runs"),
    "console.planning.schedule.no_next": Text(zh="半年内没有", en="none within half a year"),
    "console.planning.schedule.name": Text(zh="名称", en="Title"),
    "console.planning.schedule.services": Text(zh="服务（逗号分隔）", en="Services (comma between)"),
    "console.planning.schedule.at": Text(zh="首次或仅此一次的时间", en="At (once, or the first time)"),
    "console.planning.schedule.said": Text(zh="或用一句话", en="Or in words"),
    "console.planning.schedule.said_hint": Text(
        zh="例如：每季度首个非交易周六，09:00",
        en="for example: first non-trading Saturday of the quarter, 09:00 Asia/Shanghai",
    ),
    "console.planning.schedule.rrule": Text(zh="或 RFC 5545 规则", en="Or a rule of RFC 5545"),
    "console.planning.schedule.rrule_hint": Text(
        zh="例如 FREQ=MONTHLY;INTERVAL=3;BYDAY=2SA", en="for example FREQ=MONTHLY;INTERVAL=3;BYDAY=2SA"
    ),
    "console.planning.schedule.open_hours": Text(zh="窗口时长（小时）", en="Window is open for (hours)"),
    "console.planning.schedule.lead_days": Text(zh="提前几天建档", en="Dossier this many days ahead"),
    "console.planning.schedule.missed": Text(zh="错过时", en="When missed"),
    "console.planning.missed.ask": Text(zh="由人决定", en="somebody decides"),
    "console.planning.missed.next_window": Text(zh="等下一个可行时间", en="start when the guard lets it"),
    "console.planning.missed.skip": Text(zh="跳过", en="skip it"),
    "console.planning.status.active": Text(zh="生效", en="active"),
    "console.planning.status.paused": Text(zh="暂停", en="paused"),
    "console.planning.status.ended": Text(zh="已终止", en="ended"),
    "console.planning.pause": Text(zh="暂停", en="Pause"),
    "console.planning.resume": Text(zh="恢复", en="Resume"),
    "console.planning.end": Text(zh="终止", en="End for good"),
    "console.planning.reason": Text(zh="理由（必填）", en="Reason (to be given)"),
    "console.planning.change": Text(zh="暂停、恢复或终止", en="Pause, resume or end"),
    "console.planning.missed_runs": Text(zh="错过的定期演练", en="Missed runs"),
    "console.planning.missed_runs.none": Text(zh="没有错过的定期演练。", en="No run was missed."),
    "console.planning.run.start": Text(zh="补演", en="Run it"),
    "console.planning.run.skip": Text(zh="不补", en="Let it be"),
    "console.planning.run.decided": Text(zh="决定已记录。", en="The decision is recorded."),
    "console.planning.run.why": Text(zh="原因", en="Why"),
    # the year
    "console.planning.year": Text(zh="{year} 年度演练计划", en="Programme {year}"),
    "console.planning.year.none": Text(zh="这一年还没有演练计划。", en="There is no programme for this year."),
    "console.planning.year.none.do": Text(
        zh="在下方逐项编制，再提交他人批准。", en="Write it below, item by item, and ask somebody else to approve it."
    ),
    "console.planning.year.lead": Text(
        zh="依据 JR/T 0251 5.4：哪些服务在哪个季度演练、由谁负责；编制后由他人批准。",
        en="JR/T 0251 5.4: which services are drilled in which quarter, by whom; written, then approved by somebody else.",
    ),
    "console.planning.year.status.draft": Text(zh="草案", en="draft"),
    "console.planning.year.status.submitted": Text(zh="待批准", en="submitted"),
    "console.planning.year.status.approved": Text(zh="已批准", en="approved"),
    "console.planning.year.version": Text(zh="第 {version} 版", en="version {version}"),
    "console.planning.year.writers": Text(zh="编制人：{who}", en="Written by {who}"),
    "console.planning.year.approved_by": Text(
        zh="{by} 批准第 {version} 版：{reason}", en="{by} approved version {version}: {reason}"
    ),
    "console.planning.year.submit": Text(zh="提交批准", en="Submit for approval"),
    "console.planning.year.submitted": Text(zh="计划已提交批准。", en="The programme is submitted."),
    "console.planning.year.approve": Text(zh="批准", en="Approve"),
    "console.planning.year.return": Text(zh="退回", en="Return"),
    "console.planning.year.decided": Text(zh="意见已记录。", en="Your word is recorded."),
    "console.planning.year.title": Text(zh="计划名称", en="Title of the programme"),
    "console.planning.item": Text(zh="项目", en="Item"),
    "console.planning.item.id": Text(zh="编号", en="Id"),
    "console.planning.item.title": Text(zh="名称", en="Title"),
    "console.planning.item.quarter": Text(zh="季度", en="Quarter"),
    "console.planning.item.purpose": Text(zh="目的", en="Purpose"),
    "console.planning.item.owner": Text(zh="责任人", en="Owner"),
    "console.planning.item.lead": Text(zh="牵头部门", en="Lead department"),
    "console.planning.item.course": Text(zh="执行情况", en="How it goes"),
    "console.planning.item.add": Text(zh="增加项目", en="Add an item"),
    "console.planning.item.remove": Text(zh="删除", en="Remove"),
    "console.planning.item.added": Text(
        zh="项目已增加；计划须重新批准。", en="The item is added; the programme has to be approved anew."
    ),
    "console.planning.item.removed": Text(
        zh="项目已删除；计划须重新批准。", en="The item is removed; the programme has to be approved anew."
    ),
    "console.planning.others": Text(zh="计划外的演练", en="Drills outside the programme"),
    # the business impact analysis
    "console.impact.title": Text(zh="业务影响分析", en="Business impact analysis"),
    "console.impact.lead": Text(
        zh="恢复目标、恢复顺序和依赖关系；演练按此评判。",
        en="Targets, order of recovery and dependencies, by which drills are judged.",
    ),
    "console.impact.file": Text(zh="文件", en="File"),
    "console.impact.show": Text(zh="查看", en="Show"),
    "console.impact.none": Text(
        zh="允许的目录中没有业务影响分析文件。", en="No analysis lies under the folders that this service may read."
    ),
    "console.impact.none.do": Text(
        zh="将文件放入允许的目录（设置项 roots），或用 drillproof bia template 生成空白表格。",
        en="Put one there (setting roots), or let drillproof bia template make an empty sheet.",
    ),
    "console.impact.unreadable": Text(
        zh="此文件错误过多，无法显示；请按下列问题改正。",
        en="The file is too wrong to be shown; repair what is told below.",
    ),
    "console.impact.services": Text(zh="服务与恢复目标", en="Services and their targets"),
    "console.impact.businesses": Text(zh="业务", en="Businesses"),
    "console.impact.order": Text(zh="顺序", en="Order"),
    "console.impact.service": Text(zh="服务", en="Service"),
    "console.impact.business": Text(zh="业务", en="Business"),
    "console.impact.class": Text(zh="类别", en="Class"),
    "console.impact.level": Text(zh="等级", en="Level"),
    "console.impact.needs": Text(zh="依赖", en="Needs"),
    "console.impact.suppliers": Text(zh="供应商", en="Suppliers"),
    "console.impact.owner": Text(zh="责任部门", en="Owner"),
    "console.impact.proof": Text(zh="最近证明", en="Last proof"),
    "console.impact.proof.proved": Text(zh="有效", en="holds"),
    "console.impact.proof.stale": Text(zh="已失效", en="stale"),
    "console.impact.proof.unproved": Text(zh="尚无", en="none yet"),
    "console.impact.graph": Text(zh="依赖关系图", en="Dependencies"),
    "console.impact.graph.alt": Text(
        zh="业务、服务和供应商的依赖关系图；内容与上表“依赖”“供应商”两列相同",
        en="Graph of businesses, services and suppliers; it shows what the columns above say",
    ),
    "console.impact.graph.open": Text(zh="单独打开", en="Open it alone"),
    "console.impact.graph.part": Text(
        zh="您只能查看部分服务，因此不显示整张图。",
        en="You may see some services only, so the whole graph is not shown.",
    ),
    "console.impact.problems": Text(zh="检查结果", en="What the checks found"),
    "console.impact.problems.none": Text(zh="没有发现问题。", en="Nothing is wrong."),
    "console.impact.at": Text(zh="第 {line} 行第 {column} 列", en="line {line}, column {column}"),
}
