"""Words about workers and the drills that wait for them."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "worker.at": Text(
        zh="执行节点 {name}（站点 {site}）等待演练；Ctrl-C 停止，进行中的演练移交给其他执行节点",
        en="worker {name} of site {site} waits for drills; Ctrl-C ends it, and what runs is handed over to other workers",
    ),
    "denied.no_worker": Text(
        zh="没有在运行的执行节点能够到达站点 {sites}（在运行的：{known}）；请在能到达的机器上启动 "
        "drillproof worker --site … --reaches {option}",
        en="no living worker reaches the sites {sites} (those that live: {known}); start one where they can be reached: "
        "drillproof worker --site … --reaches {option}",
    ),
    "denied.no_worker_came": Text(
        zh="站点 {site} 的执行节点在 {seconds} 秒内没有接受演练（都在忙，或无法使用数据库）；未触动任何系统，请稍后再启动，"
        "或增加执行节点",
        en="no worker of site {site} took the drill within {seconds} s (all are busy, or cannot use the database); "
        "nothing was touched. Start it later, or start more workers",
    ),
    "denied.queue_needs_postgres": Text(
        zh="由执行节点执行演练（runners: queue）需要 PostgreSQL，而数据库是 SQLite 文件；请设置 database: postgresql://…，"
        "或设置 runners: here",
        en="running drills on workers (runners: queue) needs PostgreSQL, and the database is an SQLite file; set "
        "database: postgresql://…, or runners: here",
    ),
    "denied.worker_without_site": Text(
        zh="没有说明执行节点所在的站点；请给出 --site，或设置 worker.site",
        en="nothing says at which site this worker is; give --site, or set worker.site",
    ),
}
