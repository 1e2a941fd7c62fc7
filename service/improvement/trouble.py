"""Something that was found wrong: of which kind, how serious, of which services, and by what it is known again."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Literal, TypeAlias

from scenarios.plan import Text

Severity: TypeAlias = Literal["info", "warning", "serious"]
Kind: TypeAlias = Literal[
    "target", "step", "order", "readiness", "residue", "data", "course", "deadline", "plan", "other"
]
Use: TypeAlias = Literal["plan", "process", "training", "system"]
"""What is to be improved (JR/T 0251 12.2 d): the continuity plan, the management process, training, or the system."""

Handling: TypeAlias = Literal["repeated", "settled", "went_on", "turned_back"]
"""It was done again and went well, a person settled it, the drill went on without it, or turned to restoring."""

USES: Final[dict[Kind, Use]] = {
    "target": "system",
    "step": "process",
    "order": "plan",
    "readiness": "process",
    "residue": "plan",
    "data": "system",
    "course": "process",
    "deadline": "process",
    "plan": "plan",
    "other": "process",
}
UNPROVABLE: Final[frozenset[Kind]] = frozenset({"deadline", "other"})
"""Kinds of which no report of a drill can tell whether they are gone; a person says which drill showed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Abnormal:
    """A step that did not go as planned, with the fields of a register of faults and risks (CSRC guide, form 39).

    The text of the guide names the form and when it is filled in; its columns are not published in it, so these are
    ours: which system, where, when, what was being done, what was seen, how it was handled, how it ended.
    """

    systems: tuple[str, ...]
    host: str
    step: str
    title: Text
    phase: str
    act: str
    started_s: float | None
    ended_s: float | None
    attempts: int
    outcome: str
    symptom: str
    handled_by: str
    handling: Handling
    restored: bool
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something found wrong. The same `mark` means the same trouble, in whichever drill it shows.

    `said` is what was found, `advice` what might be done. `step`, `host` say where, as far as it is a step's.
    """

    mark: str
    kind: Kind
    code: str
    severity: Severity
    services: tuple[str, ...]
    said: Text
    advice: Text
    facts: dict[str, str] = field(default_factory=dict[str, str])
    scenario: str = ""
    step: str = ""
    host: str = ""
    abnormal: Abnormal | None = None
    evidence: tuple[int, ...] = ()


RANK: Final[dict[Severity, int]] = {"info": 0, "warning": 1, "serious": 2}


def by_hand(name: str) -> str:
    """Return the mark of what a person found: nothing else has it, and no report tells of it."""
    return f"hand:{name}"


def is_provable(trouble: Trouble) -> bool:
    """Tell whether the report of a drill can show by itself that it is gone."""
    return trouble.kind not in UNPROVABLE and not trouble.mark.startswith("hand:")


def tag_of(mark: str) -> str:
    """Return the tag by which items of a mark are found, however long the mark is."""
    return f"mark:{sha256(mark.encode()).hexdigest()[:32]}"
