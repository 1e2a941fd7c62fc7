"""A word at an interruption: going on counts only where it was said, restoring at any."""

from __future__ import annotations

from typing import Literal

from measurements.events import InterruptionDecided


def at(place: str, decision: Literal["restore", "continue"]) -> bool:
    """Tell whether a word that was said at `place` counts at run-2."""
    word = InterruptionDecided(at=0, decision=decision, by="a", reason="b", interruption=place)
    return word.holds_for("run-2")


def test_to_go_on_answers_only_the_interruption_at_which_it_was_said() -> None:
    assert [at("run-1", "continue"), at("run-2", "continue"), at("", "continue")] == [False, True, True]


def test_to_restore_answers_any_interruption() -> None:
    assert all([at("run-1", "restore"), at("run-2", "restore"), at("", "restore")])
