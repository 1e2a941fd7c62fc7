"""How the service is: what is wrong with which part, and what to do."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "denied.database_away": Text(
        zh="数据库暂时不可用，本次请求未执行；请约 {seconds} 秒后原样重试。正在进行的演练会自行等待；原因见 /readyz",
        en="the database is away just now and nothing was done; repeat the request in about {seconds} s. Drills in "
        "progress wait for it by themselves; /readyz says why",
    ),
    "health.ready": Text(zh="可以启动演练", en="a drill could start"),
    "health.unready": Text(zh="现在不能启动演练", en="no drill could start now"),
    "health.ok": Text(zh="正常", en="well"),
    "health.unlooked": Text(zh="现在无法查看", en="could not be looked at now"),
    "health.state.ok": Text(zh="正常", en="ok"),
    "health.state.degraded": Text(zh="需关注", en="degraded"),
    "health.state.failing": Text(zh="故障", en="failing"),
    "health.database_silent": Text(
        zh="数据库已有 {seconds} 秒没有应答", en="the database has not answered for {seconds} s"
    ),
    "health.todo.database_silent": Text(
        zh="查看数据库主机与网络；恢复后本服务自动继续，无需重启",
        en="look at the database's host and the network; the service goes on by itself once it answers",
    ),
    "health.database_error": Text(zh="数据库：{why}", en="database: {why}"),
    "health.todo.database_error": Text(
        zh="按上述原因修复数据库；恢复后本服务自动继续，无需重启",
        en="repair the database as that says; the service goes on by itself afterwards",
    ),
    "health.database_old": Text(
        zh="数据库结构为 {revision}，本版本需要 {newest}",
        en="the database is at {revision}, this version needs {newest}",
    ),
    "health.todo.database_old": Text(
        zh="停止服务，运行 drillproof db upgrade", en="stop the service and run drillproof db upgrade"
    ),
    "health.database_slow": Text(zh="数据库应答用了 {seconds} 秒", en="the database took {seconds} s to answer"),
    "health.todo.database_slow": Text(zh="查看数据库负载与磁盘", en="look at the database's load and disk"),
    "health.disk_short": Text(zh="{place} 只剩 {free} MiB", en="{free} MiB are left at {place}"),
    "health.todo.disk_short": Text(
        zh="清理空间或按制度运行 drillproof prune", en="make room, or run drillproof prune as the policy allows"
    ),
    "health.clock_stepped": Text(
        zh="{ago} 秒前本机 UTC 时钟跳变了 {seconds} 秒；演练时长不受影响",
        en="{ago} s ago this machine's UTC clock stepped by {seconds} s; no duration of a drill rests on it",
    ),
    "health.todo.clock_stepped": Text(
        zh="检查 NTP；核对计划任务与时段是否仍正确", en="look at NTP; check that schedules and windows are as meant"
    ),
    "health.queue_away": Text(zh="任务队列不可用：{why}", en="the queue cannot be used: {why}"),
    "health.todo.queue_away": Text(
        zh="修复数据库；执行节点仍会每半秒自行查找演练",
        en="repair the database; workers look for drills by themselves every half second meanwhile",
    ),
    "health.queue_waits": Text(
        zh="{count} 个演练在等执行节点，最久已等 {seconds} 秒",
        en="{count} drills wait for a worker, the oldest for {seconds} s",
    ),
    "health.todo.queue_waits": Text(zh="为相应站点启动更多执行节点", en="start more workers for their sites"),
    "health.workers_none": Text(zh="没有存活的执行节点", en="no worker is alive"),
    "health.todo.workers_none": Text(
        zh="启动：drillproof worker --site <站点>", en="start one: drillproof worker --site <site>"
    ),
    "health.sites_lonely": Text(zh="没有执行节点能到达站点 {sites}", en="no living worker reaches the sites {sites}"),
    "health.todo.sites_lonely": Text(
        zh="在这些站点启动执行节点，或用 --reaches 让其他节点覆盖",
        en="start workers there, or let others reach them (--reaches)",
    ),
    "health.workers_stale": Text(zh="执行节点 {names} 没有心跳", en="the workers {names} beat no more"),
    "health.todo.workers_stale": Text(
        zh="查看其主机与进程；其演练已由其他节点接管或恢复",
        en="look at their hosts and processes; their drills are taken over by others",
    ),
    "health.workers_differ": Text(
        zh="执行节点 {names} 的版本与本进程不同", en="the workers {names} are of another version than this process"
    ),
    "health.todo.workers_differ": Text(zh="完成升级，使各进程版本一致", en="finish the upgrade, so that all are alike"),
    "health.watch_broken": Text(zh="演练 {drill} 的观测异常：{why}", en="the watch of drill {drill} is broken: {why}"),
    "health.todo.watch_broken": Text(
        zh="查看该演练的进展；观测会自动重启，缺失的样本会在报告中说明",
        en="look at the drill; the watch is started again by itself, and the report tells what is missing",
    ),
    "health.watch_silent": Text(
        zh="演练 {drill} 已有 {seconds} 秒没有样本", en="drill {drill} has had no samples for {seconds} s"
    ),
    "health.todo.watch_silent": Text(
        zh="查看执行该演练的机器负载与磁盘", en="look at the load and disk of the machine that runs it"
    ),
    "health.key_none": Text(
        zh="未设置证据签名密钥（evidence_key）；证据不签名", en="no evidence key is set; evidence is not signed"
    ),
    "health.key_bad": Text(zh="证据签名密钥：{why}", en="evidence key: {why}"),
    "health.todo.key_bad": Text(
        zh="提供仅本账户可读的 Ed25519 私钥（PEM）；带口令时用 evidence_key_password_file 指明口令文件",
        en="give an Ed25519 private key (PEM) that this account alone can read; name the file of its password, if it has one, in evidence_key_password_file",
    ),
    "health.archive_wrong": Text(
        zh="归档中有 {count} 个证据包核验不通过，例如 {example}",
        en="{count} bundles of the archive fail their verification, for example {example}",
    ),
    "health.todo.archive_wrong": Text(
        zh="执行 drillproof archive check 查看全部问题，从备份取回原件，并查明何人或何物改动了归档",
        en="run drillproof archive check for all of them, bring the originals back from a backup, and find out who or what altered the archive",
    ),
    "health.archive_late": Text(zh="归档已有 {days} 天没有核验", en="the archive was not verified for {days} days"),
    "health.todo.archive_late": Text(
        zh="查看后台事务 归档 的失败原因，或执行 drillproof archive check",
        en="look at why the archive's chore fails, or run drillproof archive check",
    ),
    "health.chores_elsewhere": Text(zh="后台事务由另一进程执行", en="another process of this service does the chores"),
    "health.chore_failed": Text(
        zh="{name}：连续失败 {count} 次，距上次成功 {seconds} 秒（{why}）",
        en="{name}: failed {count} times, last well {seconds} s ago ({why})",
    ),
    "health.todo.chore_failed": Text(
        zh="按原因修复；下一轮会自动重做", en="repair what that says; the next round does it again by itself"
    ),
    "health.chore_late": Text(zh="{name}：{seconds} 秒没有完成一轮", en="{name}: no round was done for {seconds} s"),
    "health.todo.chore_late": Text(
        zh="查看本进程是否过载；必要时重启本服务", en="see whether this process is overloaded; restart it if need be"
    ),
    "health.chore.post_room": Text(zh="通知发送", en="sending of notices"),
    "health.chore.waiting": Text(zh="待办提醒", en="news of live drills"),
    "health.chore.incidents": Text(zh="事件值守", en="watch over incidents"),
    "health.chore.index": Text(zh="演练索引", en="list of drills"),
    "health.chore.reminder": Text(zh="整改提醒", en="reminders"),
    "health.chore.desk": Text(zh="演练台", en="desk"),
    "health.chore.programme": Text(zh="年度计划", en="programme"),
    "health.chore.ticker": Text(zh="计划任务", en="schedules"),
    "health.chore.refiling": Text(zh="补充归档", en="filing anew"),
    "health.chore.archive": Text(zh="长期归档", en="archive"),
    "health.chore.retention": Text(zh="按期清理", en="clearing by retention"),
    "health.drill_waits": Text(
        zh="演练 {drill} 已等待记录库 {seconds} 秒（{why}）；观测与租约照常，不会开始新的动作",
        en="drill {drill} has waited {seconds} s for its journal ({why}); it is watched and its leases are renewed, and "
        "no new act begins",
    ),
    "health.todo.drill_waits": Text(
        zh="恢复数据库；演练随后自动继续", en="bring the database back; the drill goes on by itself"
    ),
    "health.drill_asks": Text(
        zh="演练 {drill} 中断后等待人工决定", en="drill {drill} was interrupted and waits for somebody to decide"
    ),
    "health.todo.drill_asks": Text(
        zh="决定恢复或继续：POST /api/v1/drills/<演练>/interruption",
        en="decide to restore or to continue: POST /api/v1/drills/<drill>/interruption",
    ),
    "health.drill_ended": Text(zh="演练 {drill} 异常结束：{why}", en="drill {drill} ended badly: {why}"),
    "health.todo.drill_ended": Text(
        zh="查看该演练的记录；未恢复的会被再次接管", en="look at its journal; what is not restored is taken up again"
    ),
    "health.calendar": Text(zh="日历 {name} 无法读取：{why}", en="calendar {name} cannot be read: {why}"),
    "health.todo.calendar": Text(
        zh="修复制度配置 guarding.calendars 或 calendar_files",
        en="repair guarding.calendars or calendar_files of the policy",
    ),
    "health.part.database": Text(zh="数据库", en="database"),
    "health.part.disk": Text(zh="磁盘", en="disk"),
    "health.part.clock": Text(zh="时钟", en="clock"),
    "health.part.queue": Text(zh="任务队列", en="queue"),
    "health.part.workers": Text(zh="执行节点与站点", en="workers and sites"),
    "health.part.prober": Text(zh="探测", en="prober"),
    "health.part.evidence_key": Text(zh="证据密钥", en="evidence key"),
    "health.part.archive": Text(zh="证据归档", en="archive of evidence"),
    "health.part.chores": Text(zh="后台事务", en="chores"),
    "health.part.drills": Text(zh="演练", en="drills"),
    "health.part.calendars": Text(zh="日历", en="calendars"),
}
