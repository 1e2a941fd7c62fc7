"""Findings in words; a code that the catalogue does not know is shown as it is, so that nothing is hidden."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.plan import Text
from service.words.catalogue import Fact, UnknownWordsError, joined, same, say


def found(code: str, facts: Mapping[str, Fact]) -> Text:
    """Return what was found."""
    try:
        return say(f"finding.{code}", **facts)
    except UnknownWordsError:
        return say("finding.other", code=code, facts=joined(_listed(name, facts[name]) for name in sorted(facts)))


def advice(code: str, facts: Mapping[str, Fact]) -> Text:
    """Return what is to be done about it."""
    try:
        return say(f"advice.{code}", **facts)
    except UnknownWordsError:
        return say("advice.other")


def _listed(name: str, fact: Fact) -> Text:
    text = fact if isinstance(fact, Text) else same(str(fact))
    return Text(zh=f"{name} = {text.zh}", en=f"{name} = {text.en}")
