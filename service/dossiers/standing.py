"""How a dossier stands before a start: every reason against it at once, what is overridden, what the drill will tell."""

from __future__ import annotations

from dataclasses import dataclass

from measurements.events.governed import Governance
from service.denial import Reason
from service.dossiers.dossier import Dossier
from service.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`reasons` is empty where the dossier itself lets the drill start.

    `overridden` are the codes of reasons of the guard that two people set aside for exactly this plan and window.
    `governance` goes into the drill's journal.
    """

    reasons: tuple[Reason, ...]
    overridden: frozenset[str]
    governance: Governance


def standing(dossier: Dossier, *, plan_digest: str, starter: str, utc_ns: int, policy: Policy) -> Standing:
    """Return how the dossier stands for a start by `starter` (an account) of the plan whose digest is given; pure."""
    raise NotImplementedError
