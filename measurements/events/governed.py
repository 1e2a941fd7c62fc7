"""Under which governance a drill was started: what was prepared, who approved, what was overridden, who takes part.

All of it is copied from the book into the drill's own journal, so that the evidence tells it without the book.
Instants are UTC nanoseconds; digests are SHA-256 in hex.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A document that lies elsewhere: its name, and the digest by which it is known again."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """One of the five preparation records (JR/T 0251 12.2 a); `held_on` is the day that it tells of."""

    record: str
    by: str
    utc_ns: int
    text: str
    held_on: str = ""
    attachments: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedOff:
    """A preparation record that the firm does not ask for, and why."""

    record: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One person's decision; `asked_ns` is since when it was waited for."""

    by: str
    decision: Literal["approve", "refuse"]
    reason: str
    utc_ns: int
    asked_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overridden:
    """Reasons of the guard that two people set aside for this start."""

    codes: tuple[str, ...]
    reason: str
    asked_by: str
    given: tuple[Decided, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody who takes part; `signed_in_ns` is when that person's own account said so, None: not yet."""

    name: str
    account: str = ""
    department: str = ""
    role: str = ""
    deputy: str = ""
    duty: str = ""
    external: bool = False
    signed_in_ns: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Governance:
    """What stood in a drill's dossier when it was started.

    `digest` binds plan, parameters, inventory and window; every approval and override here is of that digest.
    """

    dossier: str
    digest: str
    prepared_by: tuple[str, ...]
    started_by: str
    opens_ns: int
    closes_ns: int
    needed: int
    """How many people had to approve; `freed` says why where it is fewer than two."""
    freed: str = ""
    records: tuple[Prepared, ...] = ()
    turned_off: tuple[TurnedOff, ...] = ()
    approvals: tuple[Decided, ...] = ()
    overrides: tuple[Overridden, ...] = ()
    participants: tuple[Participant, ...] = ()
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillGoverned:
    """The second event of a drill that has a dossier."""

    at: int
    governance: Governance
    kind: Literal["drill_governed"] = "drill_governed"
