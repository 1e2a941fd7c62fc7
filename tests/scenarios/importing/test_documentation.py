"""docs/importing.md knows the headings and words that the import knows, and its examples are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scenarios.importing.phase_words import phase_of
from scenarios.importing.script.headings import WORDS, column_of
from scenarios.plan import Phase

DOCS = Path(__file__).parents[3] / "docs"
TEXT = (DOCS / "importing.md").read_text("utf-8")
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \|(?: [^|]+ \|)?$", TEXT, re.MULTILINE)


def test_every_heading_in_the_documentation_means_what_it_says() -> None:
    told = {names: words for names, words in ROWS if set(names.split(", ")) <= {*WORDS} and words != "words"}
    assert {name for names in told for name in names.split(", ")} == {*WORDS} - {"span"}
    for names, words in told.items():
        meant = {column_of(word) for word in words.split(", ")}
        assert None not in meant
        assert meant <= {*names.split(", "), *(["span"] if "begin" in names else [])}


@pytest.mark.parametrize("phase", Phase)
def test_every_word_for_a_phase_means_it(phase: Phase) -> None:
    (words,) = (words for name, words in ROWS if name == f"`{phase}`")
    assert {phase_of(word, {}) for word in words.split(", ")} == {phase}


def test_the_examples_that_are_named_are_there() -> None:
    named = re.findall(r"\]\((examples/[^)]+)\)", TEXT)
    assert named
    assert all((DOCS / name).is_file() for name in named)
