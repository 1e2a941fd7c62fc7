"""Words that only a paged document has: folios, the running head, what is attached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "print.page": Text(zh="第 {page} 页，共 {pages} 页", en="page {page} of {pages}"),
    "print.verdicts": Text(zh="各项目标的判定", en="Verdicts at a glance"),
    "print.indicator": Text(zh="指标", en="Measure"),
    "print.attached": Text(
        zh="report.json：本报告的数据，报告中的数字均取自该文件",
        en="report.json: the data of this report, from which every figure in it is taken",
    ),
}
