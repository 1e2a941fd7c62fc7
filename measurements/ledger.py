"""What a ledger writes and where: both sides (writer and judge) derive it from the same names."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from scenarios.canonical import digest

PAYLOAD_DIGITS = 16


def payload(drill: str, ledger: str, number: int) -> str:
    """Return what write `number` carries: the first 16 hex digits of SHA-256 over drill, ledger and number."""
    return digest(f"{drill}/{ledger}/{number}")[:PAYLOAD_DIGITS]


def payloads(drill: str, ledger: str, numbers: Iterable[int]) -> list[str]:
    """Return what each of these writes carries; the same as `payload`, and fast enough for millions."""
    start = f"{drill}/{ledger}/"
    return [sha256(f"{start}{number}".encode()).hexdigest()[:PAYLOAD_DIGITS] for number in numbers]


def lost(acknowledged: Iterable[int], found: Iterable[int]) -> tuple[int, ...]:
    """Return the acknowledged writes that a read-back did not find, in their order."""
    return tuple(sorted(set(acknowledged).difference(found)))


def table_name(ledger: str, drill: str) -> str:
    """Return the table of one ledger in one drill; it needs no quoting if the ledger's name needs none."""
    return f"drillproof_{ledger}_{digest(drill)[:12]}"
