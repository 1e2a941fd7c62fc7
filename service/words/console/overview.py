"""Words of the console's first page."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "console.overview.title": Text(zh="总览", en="Overview"),
    "console.overview.stop.look": Text(zh="查看与解除", en="See it, and lift it"),
    "console.overview.tile.running": Text(zh="演练进行中", en="drills under way"),
    "console.overview.tile.running.one": Text(zh="演练进行中", en="drill under way"),
    "console.overview.tile.waiting": Text(zh="待我办理", en="waiting for me"),
    "console.overview.tile.waiting.one": Text(zh="待我办理", en="waiting for me"),
    "console.overview.tile.overdue": Text(zh="业务系统逾期", en="services overdue"),
    "console.overview.tile.overdue.one": Text(zh="业务系统逾期", en="service overdue"),
    "console.overview.tile.due": Text(zh="业务系统到期", en="services due"),
    "console.overview.tile.due.one": Text(zh="业务系统到期", en="service due"),
    "console.overview.tile.stale": Text(zh="证明已失效", en="proofs gone stale"),
    "console.overview.tile.stale.one": Text(zh="证明已失效", en="proof gone stale"),
    "console.overview.tile.findings": Text(zh="问题未关闭", en="findings open"),
    "console.overview.tile.findings.one": Text(zh="问题未关闭", en="finding open"),
    "console.overview.running": Text(zh="进行中的演练", en="Drills under way"),
    "console.overview.running.since": Text(zh="{by} 启动于", en="started by {by},"),
    "console.overview.running.none": Text(zh="当前没有演练在进行。", en="No drill is under way."),
    "console.overview.running.none.do": Text(
        zh="演练档案经批准后，在窗口期内从“演练准备”启动。",
        en="A drill starts from its dossier under Preparation, once it is approved and its window is open.",
    ),
    "console.overview.restoring": Text(zh="恢复中", en="restoring"),
    "console.overview.waiting": Text(zh="待我办理", en="Waiting for me"),
    "console.overview.waiting.none": Text(zh="没有等您办理的事项。", en="Nothing waits for you."),
    "console.overview.waiting.more": Text(zh="另有 {more} 项。", en="and {more} more."),
    "console.overview.waiting.answer": Text(zh="演练待答复", en="drill asks"),
    "console.overview.waiting.decide": Text(zh="中断待决定", en="interrupted: decide"),
    "console.overview.waiting.approve": Text(zh="待审批", en="to approve"),
    "console.overview.waiting.run": Text(zh="漏跑待决定", en="missed run: decide"),
    "console.overview.waiting.owned": Text(zh="我负责整改", en="mine to put right"),
    "console.overview.waiting.verify": Text(zh="待验证", en="to verify"),
    "console.overview.waiting.own": Text(zh="待准备", en="to prepare"),
    "console.overview.waiting.revise": Text(zh="被退回，待修改", en="refused: change it"),
    "console.overview.waiting.start": Text(zh="已批准，待启动", en="approved: to start"),
    "console.overview.waiting.conclude": Text(zh="待总结", en="to sum up"),
    "console.overview.until": Text(zh="截止", en="until"),
    "console.overview.services": Text(zh="各业务系统的最近一次证明", en="Each service and its last proof"),
    "console.overview.services.none": Text(zh="还没有登记业务系统。", en="No service is known yet."),
    "console.overview.services.none.do": Text(
        zh="业务系统来自业务影响分析和演练：导入业务影响分析，或准备第一次演练。",
        en="Services come from the business impact analysis and from drills: import one, or prepare a first drill.",
    ),
    "console.overview.service": Text(zh="业务系统", en="Service"),
    "console.overview.standing": Text(zh="状态", en="Standing"),
    "console.overview.until_day": Text(zh="应于此日前演练", en="Drill by"),
    "console.overview.proof": Text(zh="最近一次演练", en="Last drill"),
    "console.overview.proof.none": Text(zh="尚未演练", en="never drilled"),
    "console.overview.rto": Text(zh="恢复时间（RTO）实测 / 目标", en="RTO measured / target"),
    "console.overview.rpo": Text(zh="恢复点（RPO）实测 / 目标", en="RPO measured / target"),
    "console.overview.shown": Text(zh="第 {first}–{last} 个，共 {total} 个", en="{first}–{last} of {total}"),
    "console.overview.first": Text(zh="从头", en="From the first"),
    "console.overview.more": Text(zh="下一页", en="Next"),
    "console.overview.coming": Text(zh="接下来的演练", en="Next planned drills"),
    "console.overview.coming.none": Text(zh="没有已计划的演练。", en="No drill is planned."),
    "console.overview.coming.none.do": Text(
        zh="建立演练档案，或在演练日历中安排周期演练。", en="Open a dossier, or make a schedule in the calendar."
    ),
    "console.overview.coming.prepare": Text(zh="准备一次演练", en="Prepare a drill"),
    "console.overview.begin": Text(zh="从这里开始", en="Begin here"),
    "console.overview.begin.lead": Text(
        zh="本系统中还没有演练。三步即可完成第一次：",
        en="Nothing has been drilled here yet. Three steps lead to a first drill:",
    ),
    "console.overview.begin.scenario": Text(zh="选择演练方案", en="Choose a scenario"),
    "console.overview.begin.scenario.hint": Text(
        zh="内置方案覆盖数据库、缓存、网络与站点切换，可先看计划，不触及任何主机。",
        en="The library covers databases, caches, networks and sites; a plan is shown without touching any host.",
    ),
    "console.overview.begin.dossier": Text(zh="建立演练档案并送审", en="Open a dossier and have it approved"),
    "console.overview.begin.dossier.hint": Text(
        zh="窗口期、参与人、风险评估与双人审批。", en="Window, participants, risks, and two people's approval."
    ),
    "console.overview.begin.calendar": Text(zh="在窗口期内启动，并排定下一次", en="Start it, and schedule the next"),
    "console.overview.begin.calendar.hint": Text(
        zh="周期演练按交易日历避开交易时段。", en="Schedules keep out of trading hours by the exchange's calendar."
    ),
    "console.planned.preparing": Text(zh="准备中", en="being prepared"),
    "console.planned.asked": Text(zh="待审批", en="waits for approval"),
    "console.planned.refused": Text(zh="未获批准", en="refused"),
    "console.planned.approved": Text(zh="已批准", en="approved"),
    "console.planned.scheduled": Text(zh="已排期", en="scheduled"),
}
