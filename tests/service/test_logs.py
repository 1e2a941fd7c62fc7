"""Log lines: one line each whatever is in them, as text or as JSON that no fact can bend."""

from __future__ import annotations

import json
import logging
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.logs import JsonLines, TextLines

NAMES = st.sampled_from(["drill", "at", "level", "event", "logger", "trace", "seconds"])


def record(message: str, **facts: Any) -> logging.LogRecord:
    told = logging.LogRecord("drillproof", logging.INFO, "", 0, message, None, None)
    told.facts = facts
    return told


@given(st.text(max_size=30), st.dictionaries(NAMES, st.one_of(st.text(max_size=20), st.integers(), st.none())))
def test_a_line_is_one_line_and_says_everything(message: str, facts: dict[str, Any]) -> None:
    text = TextLines().format(record(message, **facts))
    assert text.splitlines() == [text]
    told = json.loads(JsonLines().format(record(message, **facts)))
    assert (told["event"], told["level"], told["logger"]) == (message, "info", "drillproof")
    assert all(told.get(f"{name}_", told.get(name)) == value for name, value in facts.items())


def test_a_line_reads_well() -> None:
    text = TextLines().format(record("drill begun", drill="d-1", by="olga"))
    assert text.endswith("Z info drill begun drill=d-1 by=olga")
