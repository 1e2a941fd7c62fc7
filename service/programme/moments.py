"""Instants as people and other programs read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def moment(utc_ns: int) -> datetime:
    """Return an instant in UTC, to the microsecond."""
    return _EPOCH + timedelta(microseconds=utc_ns // 1000)


def told(utc_ns: int | None) -> str | None:
    """Return an instant as ISO 8601 in UTC."""
    return None if utc_ns is None else moment(utc_ns).isoformat().replace("+00:00", "Z")
