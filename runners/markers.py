"""A marker of the business as it is printed, read as the number that a history keeps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from runners.instants import read_instant
from scenarios.plan import Measure

_POSITION: Final = re.compile(r"[0-9]{1,30}", re.ASCII)
_LSN: Final = re.compile(r"([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """Bytes for a log position, UTC nanoseconds for a time; `granularity` is the width of the last digit given."""

    value: int
    granularity: int


def read_marker(text: str, measure: Measure) -> Marker | None:
    """Return what `text`, trimmed, says; None where it is not one line of the kind that is measured.

    A log position is an integer, or PostgreSQL's X/Y (pg_lsn: two halves of 32 bits, hexadecimal).
    """
    line = text.strip()
    match measure.marker:
        case "log_position":
            return _position(line)
        case "business_time" | "backup":
            instant = read_instant(line)
            return None if instant is None else Marker(value=instant.utc_ns, granularity=instant.granularity_ns)


def wanted(measure: Measure) -> str:
    """Return what should have been printed."""
    match measure.marker:
        case "log_position":
            return "an integer, or a position such as 0/16B3748"
        case "business_time" | "backup":
            return "a time with its offset, such as 2026-11-21 02:03:04.567+08"


def _position(line: str) -> Marker | None:
    if _POSITION.fullmatch(line):
        return Marker(value=int(line), granularity=1)
    found = _LSN.fullmatch(line)
    return None if found is None else Marker(value=(int(found[1], 16) << 32) + int(found[2], 16), granularity=1)
