"""Schedules as people say them: "first non-trading Saturday of the quarter, 09:00 Asia/Shanghai", in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from service.denial import UnfitError, because
from service.programme.timing import OnNonTradingDay

_WHICH: Final[Mapping[str, str]] = {
    **{word: word for word in ("first", "second", "third", "last")},
    "首个": "first",
    "第一个": "first",
    "第二个": "second",
    "第三个": "third",
    "最后一个": "last",
}
_DAYS: Final[Mapping[str, str]] = {
    "monday": "mon",
    "tuesday": "tue",
    "wednesday": "wed",
    "thursday": "thu",
    "friday": "fri",
    "saturday": "sat",
    "sunday": "sun",
    "周一": "mon",
    "周二": "tue",
    "周三": "wed",
    "周四": "thu",
    "周五": "fri",
    "周六": "sat",
    "周日": "sun",
}
_PERIODS: Final[Mapping[str, str]] = {
    "month": "month",
    "quarter": "quarter",
    "half-year": "half_year",
    "year": "year",
    "每月": "month",
    "每季度": "quarter",
    "每半年": "half_year",
    "每年": "year",
}
_ENGLISH: Final = re.compile(
    r"(?:the )?(?P<which>\w+) non-trading (?P<day>\w+) of (?:the|each|every) (?P<of>[\w-]+),? "
    r"(?P<at>\d\d:\d\d) (?P<zone>[\w/+-]{1,64})",
    re.ASCII | re.IGNORECASE,
)
_CHINESE: Final = re.compile(
    r"(?P<of>每月|每季度|每半年|每年)(?P<which>首个|第一个|第二个|第三个|最后一个)非交易"
    r"(?P<day>周[一二三四五六日])[\uff0c, ]*(?P<at>\d\d:\d\d) ?(?P<zone>[A-Za-z0-9_/+-]{1,64})?"
)


def read_saying(text: str) -> OnNonTradingDay:
    """Return the typed form of a sentence; raises UnfitError, which shows how one is written."""
    found = _ENGLISH.fullmatch(text.strip()) or _CHINESE.fullmatch(text.strip())
    said: dict[str, Any] = {} if found is None else found.groupdict()
    parts = {
        "kind": "non_trading_day",
        "which": _WHICH.get(str(said.get("which")).lower()),
        "weekday": _DAYS.get(str(said.get("day")).lower()),
        "of": _PERIODS.get(str(said.get("of")).lower()),
        "at": said.get("at"),
        "zone": said.get("zone") or "Asia/Shanghai",
    }
    try:
        return OnNonTradingDay.model_validate(parts)
    except ValidationError:
        raise UnfitError(because("saying_unknown", said=text[:200])) from None
