"""Words about a firm's own style of report: its lines on the cover, and what the formats say of themselves."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "firm.firm": Text(zh="机构", en="Firm"),
    "firm.number": Text(zh="报告编号", en="Report number"),
    "firm.classification": Text(zh="密级", en="Classification"),
    "firm.own": Text(
        zh="本节为机构自行添加的内容，不属于演练记录，也没有证据编号。",
        en="This section was added by the firm; it is no part of the drill's record and carries no evidence numbers.",
    ),
}
