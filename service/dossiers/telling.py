"""Words that the dossiers use in what they say: records, moments."""

from __future__ import annotations

from datetime import UTC, datetime

from scenarios.plan import Text
from service.words import say


def record_word(record: str) -> Text:
    """Return what a preparation record is called."""
    return say(f"record.{record}")


def moment_of(utc_ns: int) -> str:
    """Return a moment to the second in UTC."""
    return f"{datetime.fromtimestamp(utc_ns // 10**9, UTC):%Y-%m-%d %H:%M:%S}Z"
