"""Words about a firm's own style of report: its lines on the cover, and what the formats say of themselves."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "firm.firm": Text(zh="机构", en="Firm"),
    "firm.number": Text(zh="报告编号", en="Report number"),
    "firm.classification": Text(zh="密级", en="Classification"),
    "firm.standing": Text(zh="报告状态", en="Standing of this report"),
    "firm.not_final": Text(
        zh="演练尚未结束，本报告不是最终报告，其中数字只反映截至目前的记录。",
        en="The drill has not ended: this report is not final and tells only of what is recorded so far.",
    ),
    "firm.own": Text(
        zh="本节为机构自行添加的内容，不属于演练记录，也没有证据编号。",
        en="This section was added by the firm; it is no part of the drill's record and carries no evidence numbers.",
    ),
}
