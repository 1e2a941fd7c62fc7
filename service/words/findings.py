"""Words for each finding: what was found, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "finding.other": Text(zh="{code}：{facts}", en="{code}: {facts}"),
    "advice.other": Text(zh="由评估人员判断", en="for the evaluators to judge"),
}
