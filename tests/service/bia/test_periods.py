"""Durations as people say them."""

from __future__ import annotations

import pytest

from scenarios.quantities import read_duration
from service.bia.periods import period


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("0s", "0 秒", "0 s"),
        ("390m", "6 小时 30 分", "6 h 30 min"),
        ("48h", "2 天", "2 d"),
        ("1500ms", "1 秒 500 毫秒", "1 s 500 ms"),
    ],
)
def test_a_duration_is_said_in_whole_units(written: str, zh: str, en: str) -> None:
    ns = read_duration(written)
    assert ns is not None
    assert (period(ns, "zh"), period(ns, "en")) == (zh, en)
