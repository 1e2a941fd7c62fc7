"""The fast parser tells the same events at the same places as the one it stands in for, whatever the text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml.error import YAMLError

from scenarios.events import by_ruamel, events_of
from tests.support.drill_files import EXAMPLES, WHOLE

TEXTS = [path.read_text("utf-8") for folder in (EXAMPLES, WHOLE) for path in sorted(folder.rglob("*.yaml"))]
ODD = [
    *":-[]{},'\"#&*!|>%@$ \n\t?~`\\",
    "é",
    "<<",
    "- ",
    ": ",
    "\n  ",
    "...\n",
    "---\n",
    "&a ",
    " && ",
    "& ",
    "* ",
    " &&",
    "*a",
    "|\n",
    "''",
    "http://x:1",
]


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Some lines of a good file with a few characters put in or taken out."""
    lines = draw(st.sampled_from(TEXTS)).split("\n")
    first = draw(st.integers(0, len(lines) - 1))
    text = "\n".join(lines[first : first + draw(st.integers(1, 14))])
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(ODD)) + text[at + draw(st.integers(0, 2)) :]
    return text


@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(texts())
@example('a: ["x":y]\n')
@example("a: |\n#\n")
@example("a: |#\n")
@example("a: &b: 1\n")
@example("é\t")
@example("-: ")
def test_both_parsers_tell_the_same(text: str) -> None:
    assert told(events_of(text)) == told(by_ruamel(text))


@pytest.mark.parametrize("text", TEXTS)
def test_good_files_are_read_the_same_way(text: str) -> None:
    assert told(events_of(text)) == told(by_ruamel(text))


def told(events: Any) -> list[tuple[Any, ...]] | None:
    """Return what a tree is made of; None for a text that is no YAML. Ends are no part of a tree."""
    try:
        return [_seen(event) for event in events if "End" not in type(event).__name__]
    except (YAMLError, ValueError, IndexError, AttributeError, AssertionError, NotImplementedError, OverflowError):
        return None


def _seen(event: Any) -> tuple[Any, ...]:
    mark = event.start_mark
    value, anchor, tag = (getattr(event, name, None) for name in ("value", "anchor", "tag"))
    return (
        type(event).__name__,
        mark.line,
        mark.column,
        value,
        getattr(event, "style", None) or None,
        str(anchor),
        str(tag),
    )
