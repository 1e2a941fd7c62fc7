"""Whether what a person says to a drill counts, and what is said where it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from measurements.counting import GateWords, ManualWords, WhyNot
from measurements.events import ApprovalGiven, ManualReported
from service.cards import Asked


class NoSuchDrillError(Exception):
    """There is no drill of that name in this service's journal."""

    def __init__(self, drill: str) -> None:
        self.drill = drill
        super().__init__(f"there is no drill {drill!r} here; GET /api/v1/drills lists those there are")


class NotNowError(Exception):
    """The drill exists, but is not in a state for that; the text says in which it is and what to do."""


class NotCountedError(Exception):
    """A person's word does not count; `why` says for what reason, the text also who could speak instead."""

    def __init__(self, asked: Asked, person: str, why: WhyNot) -> None:
        self.asked, self.person, self.why = asked, person, why
        super().__init__(_COUNTS_NOT[why].format(person=person, role=asked.role, step=asked.step))


_COUNTS_NOT: Final[Mapping[WhyNot, str]] = {
    WhyNot.STRANGER: "the people register does not know {person!r}, or several people have that name; the word is in "
    "the record and does not count. Speak by the name, id or account of the register.",
    WhyNot.WRONG_ROLE: "{person!r} neither holds the role {role!r} nor is a deputy of one who does; the word is in "
    "the record and does not count. Let somebody who holds it speak.",
    WhyNot.SAME_PERSON: "{person!r} has spoken on step {step!r} already, under whatever name; the word is in the "
    "record and does not count. Another person of role {role!r} has to speak.",
    WhyNot.OUT_OF_TURN: "step {step!r} does not ask {person!r} for that now; the word is in the record and does not "
    "count. A step has to be done before it can be confirmed, and only one under dual control is confirmed.",
}


def why_not(asked: Asked, word: ApprovalGiven | ManualReported) -> WhyNot | None:
    """Return why a word does not count for what is asked, None where it does."""
    match asked.words, word:
        case GateWords() as gate, ApprovalGiven():
            return gate.why_not(word)
        case ManualWords() as manual, ManualReported():
            return manual.why_not(word)
        case _:
            return WhyNot.OUT_OF_TURN
