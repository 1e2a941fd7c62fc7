"""Words that the dossiers use in what they say: records, moments, years."""

from __future__ import annotations

from datetime import UTC, datetime

from scenarios.plan import Text
from service.words import say


def record_word(record: str) -> Text:
    """Return what a preparation record is called."""
    return say(f"record.{record}")


def moment_of(utc_ns: int) -> str:
    """Return a moment to the second in UTC."""
    return f"{_moment(utc_ns):%Y-%m-%d %H:%M:%S}Z"


def year_of(utc_ns: int) -> int:
    """Return the UTC year of a moment."""
    return _moment(utc_ns).year


def _moment(utc_ns: int) -> datetime:
    return datetime.fromtimestamp(utc_ns // 10**9, UTC)
