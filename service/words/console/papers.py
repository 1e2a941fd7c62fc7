"""Words of the console's page of papers."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "console.papers.title": Text(zh="各类文书", en="Papers"),
    "console.papers.lead": Text(
        zh="均由系统当前记录生成，只含您有权查看的业务系统。",
        en="Each is made from the records as they are now, of the services that you may see.",
    ),
    "console.papers.kinds": Text(zh="可出具的文书", en="Which there are"),
    "console.papers.paper": Text(zh="文书", en="Paper"),
    "console.papers.clauses": Text(zh="条款", en="Clauses"),
    "console.papers.about": Text(zh="对象", en="About"),
    "console.papers.about.drill": Text(zh="一次演练", en="a drill"),
    "console.papers.about.dossier": Text(zh="一次演练的准备", en="the preparation of a drill"),
    "console.papers.about.register": Text(
        zh="业务影响分析登记表（取自一次演练准备）", en="the BIA register that a preparation names"
    ),
    "console.papers.about.incident": Text(zh="一次中断事件", en="an incident"),
    "console.papers.about.year": Text(zh="年度", en="a year"),
    "console.papers.about.period": Text(zh="一段时期", en="a period"),
    "console.papers.nothing.drill": Text(zh="还没有已结束的演练。", en="No drill has ended yet."),
    "console.papers.nothing.dossier": Text(zh="还没有演练准备。", en="No drill is being prepared yet."),
    "console.papers.nothing.register": Text(
        zh="还没有演练准备可供取用登记表。", en="There is no preparation yet whose register could be used."
    ),
    "console.papers.nothing.incident": Text(zh="没有中断事件。", en="There was no incident."),
    "console.papers.named": Text(zh="{title}（{name}）", en="{title} ({name})"),
    "console.papers.from": Text(zh="起", en="From"),
    "console.papers.to": Text(zh="止", en="To"),
    "console.papers.members": Text(zh="参与人员", en="Who takes part"),
    "console.papers.members.hint": Text(zh="姓名以逗号分隔，可留空", en="names with commas between, may be left empty"),
    "console.papers.blank": Text(zh="空白表（供现场填写）", en="blank, to be filled in by hand"),
    "console.papers.language": Text(zh="语言", en="Language"),
    "console.papers.make": Text(zh="生成", en="Make it"),
    "console.papers.format.xlsx": Text(zh="Excel 表格", en="Excel"),
    "console.papers.format.csv": Text(zh="CSV（压缩包）", en="CSV (zip)"),
    "denied.day_unknown_here": Text(
        zh="{day} 不是有效日期；请按 2026-11-22 的形式填写", en="{day} is no day; give it as 2026-11-22"
    ),
}
