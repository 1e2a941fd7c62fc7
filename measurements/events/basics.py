"""The words that every event uses: outcomes, stamps, the name of the controller."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeAlias

CONTROLLER: Final = ""
"""The `host` of a step that touches no host (an approval, a check on a probe)."""

Json: TypeAlias = dict[str, Any]


class Outcome(StrEnum):
    """How an act ended. UNKNOWN: it may or may not have taken effect."""

    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"


class WriteOutcome(StrEnum):
    """Jepsen's three: acknowledged, certainly not done, and unknown."""

    OK = "ok"
    FAIL = "fail"
    INFO = "info"


class Ending(StrEnum):
    """Why a drill closed."""

    COMPLETED = "completed"
    FAILED = "failed"
    ABORTED = "aborted"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One clock exchange: controller reads `c1`, host answers `remote`, controller reads `c2`.

    The host's clock stood at `remote` or up to `granularity` ns after it: a coarse clock tells only of its last tick.
    """

    c1: int
    remote: int
    c2: int
    granularity: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamps:
    """When a remote command ran.

    `opened` (channel open), `sent` and `received` are controller time; `remote_start` and
    `remote_end` are the host's own clock (that of its exchanges, whatever it counts from), None where the host did not
    tell; it stood there or up to `granularity` ns later.
    """

    sent: int
    opened: int
    received: int
    remote_start: int | None = None
    remote_end: int | None = None
    granularity: int = 0
