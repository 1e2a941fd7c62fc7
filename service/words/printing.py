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
    "print.font_missing": Text(
        zh="无法读取 PDF 所用的字体（{why}）：请按 requirements.lock 所列版本重新安装 noto-cjk-sans-otc。",
        en="The font of the PDF cannot be read ({why}): install noto-cjk-sans-otc anew, in the version of requirements.lock.",
    ),
    "print.not_set": Text(
        zh="无法排出 PDF：{why}。若使用了模板目录，请检查其中的标志图（logo）。",
        en="The PDF cannot be typeset: {why}. Where a template folder is used, look at its logo.",
    ),
}
