"""Which words of people count at a gate and at a manual step, and why the others do not.

The engine and the judge ask the same question here. Definitions: docs/measurement.md, section 7 (CSRC-dual).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from measurements.events import ApprovalGiven, ManualReported
from scenarios.identity import identity_of
from scenarios.plan import Approve, Manual, Person


class WhyNot(StrEnum):
    """Why a word does not count. It stays in the history all the same."""

    STRANGER = "stranger"
    """The people register does not know the name, or more than one person has it."""
    WRONG_ROLE = "wrong_role"
    """The person neither holds the role that is asked for nor is the deputy of one who does."""
    SAME_PERSON = "same_person"
    """The same person spoke before: a doer cannot confirm, and nobody approves twice."""
    OUT_OF_TURN = "out_of_turn"
    """Nobody asked for this now: it is not open, was answered already, or has to be done before it is confirmed."""


def holds(people: Sequence[Person], identity: str, role: str) -> bool:
    """Tell whether a person has a role, or is the deputy of somebody who has. Without a register everybody does."""
    return not people or any(role in one.roles and identity in {one.id, one.deputy} for one in people)


@dataclass(slots=True, kw_only=True)
class GateWords:
    """What was said at one gate so far. `approved` holds the identities that count."""

    gate: Approve
    people: Sequence[Person]
    approved: set[str] = field(default_factory=set[str])
    refused_by: str | None = None
    is_waived: bool = False

    @property
    def is_good(self) -> bool:
        """Tell whether it may be passed."""
        return (self.is_waived or len(self.approved) >= self.gate.people) and self.refused_by is None

    @property
    def is_over(self) -> bool:
        """Tell whether it is decided."""
        return self.is_good or self.refused_by is not None

    def why_not(self, word: ApprovalGiven) -> WhyNot | None:
        """Return why the word would not count, None where it would."""
        if word.waived:
            return None
        identity = identity_of(self.people, word.person)
        if identity is None:
            return WhyNot.STRANGER
        if not holds(self.people, identity, self.gate.role):
            return WhyNot.WRONG_ROLE
        if identity in self.approved and word.decision == "approve":
            return WhyNot.SAME_PERSON
        return WhyNot.OUT_OF_TURN if self.is_over else None

    def hear(self, word: ApprovalGiven) -> WhyNot | None:
        """Take the word in where it counts; else return why it does not."""
        why = self.why_not(word)
        if why is None:
            identity = identity_of(self.people, word.person) or word.person
            self.is_waived |= word.waived
            if word.decision == "refuse":
                self.refused_by = identity
            elif not word.waived:
                self.approved.add(identity)
        return why


@dataclass(slots=True, kw_only=True)
class ManualWords:
    """What was said of one manual step so far; doer and confirmer are identities."""

    action: Manual
    people: Sequence[Person]
    done_by: str | None = None
    confirmed_by: str | None = None
    failed_by: str | None = None
    refused_by: str | None = None
    is_waived: bool = False

    @property
    def is_good(self) -> bool:
        """Tell whether it is done and, where two have to act, confirmed."""
        is_done = self.done_by is not None and (not self.action.dual_control or self.confirmed_by is not None)
        return (is_done or self.is_waived) and not self.is_bad

    @property
    def is_bad(self) -> bool:
        """Tell whether it could not be done, or was not confirmed."""
        return self.failed_by is not None or self.refused_by is not None

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more is asked."""
        return self.is_good or self.is_bad

    @property
    def asked_role(self) -> str:
        """Return the role that is waited for now."""
        is_second = self.done_by is not None and self.action.dual_control
        return (self.action.confirm_role or self.action.role) if is_second else self.action.role

    def why_not(self, word: ManualReported) -> WhyNot | None:
        """Return why the word would not count, None where it would."""
        if word.waived:
            return None
        identity = identity_of(self.people, word.person)
        if identity is None:
            return WhyNot.STRANGER
        is_first = word.what in {"done", "failed"}
        role = self.action.role if is_first else self.action.confirm_role or self.action.role
        if not is_first and identity == self.done_by:
            return WhyNot.SAME_PERSON
        if not holds(self.people, identity, role):
            return WhyNot.WRONG_ROLE
        return None if self._is_in_turn(word) else WhyNot.OUT_OF_TURN

    def _is_in_turn(self, word: ManualReported) -> bool:
        if self.is_over:
            return False
        if word.what == "failed":
            return True
        is_second = word.what != "done"
        return is_second == (self.done_by is not None) and (self.action.dual_control or not is_second)

    def hear(self, word: ManualReported) -> WhyNot | None:
        """Take the word in where it counts; else return why it does not."""
        why = self.why_not(word)
        if why is None:
            self.is_waived |= word.waived
            identity = identity_of(self.people, word.person) or word.person
            match word.what:
                case "done" if not word.waived:
                    self.done_by = identity
                case "confirmed" if not word.waived:
                    self.confirmed_by = identity
                case "failed":
                    self.failed_by = identity
                case "refused":
                    self.refused_by = identity
                case _:
                    pass
        return why
