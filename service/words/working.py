"""Words about workers and the drills that wait for them."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
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
}
