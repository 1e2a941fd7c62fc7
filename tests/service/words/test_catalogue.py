"""The catalogue: both languages, the same gaps, nothing missing, nothing left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from string import Formatter
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

import pytest

from measurements import report
from measurements.events import Ending
from measurements.evidence import Flaw
from measurements.findings import KINDS, Code
from scenarios import plan
from scenarios.plan import Phase, Text
from service import words
from service.words import catalogue
from service.words.found import advice, found
from service.words.reasons import REASONS, reason

SOURCES: Final = sorted((Path(__file__).parents[3] / "service").rglob("*.py"))
CHINESE: Final = re.compile("[\u4e00-\u9fff]")
TOLD_APART: Final = frozenset({"page.beijing", "page.local"})
"""Chinese readers get Beijing time, others do not."""


def sentences() -> dict[str, Text]:
    return {key: text for table in catalogue.TABLES for key, text in table.items()}


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", words.keys())
def test_both_languages_are_there_with_the_same_gaps(key: str) -> None:
    sentence = sentences()[key]
    assert bool(sentence.zh) == bool(sentence.en)
    assert gaps(sentence.zh) == gaps(sentence.en) or key in TOLD_APART


def test_the_chinese_is_chinese_and_the_english_is_english() -> None:
    for key, sentence in sentences().items():
        if key == "page.other_language":
            continue
        assert not CHINESE.search(sentence.en), key
        rest = re.sub(r"\{\w+\}|[^A-Za-z]", "", sentence.en)
        assert CHINESE.search(sentence.zh) or len(rest) < 13, key


def test_a_key_that_is_not_there_is_refused() -> None:
    with pytest.raises(words.UnknownWordsError, match=r"no\.such\.key"):
        words.say("no.such.key")


def test_a_fact_that_is_missing_is_named() -> None:
    with pytest.raises(words.UnknownWordsError, match="person"):
        words.say("b.opened")


def test_a_fact_may_itself_be_in_two_languages() -> None:
    told = words.say("b.opened", person=Text(zh="李明", en="Li Ming"))
    assert told == Text(zh="本次演练由 李明 发起。", en="The drill was opened by Li Ming.")


def test_an_enumeration_has_the_comma_of_its_language() -> None:
    listed = words.joined([words.say("phase.detect"), words.say("phase.decide")])
    assert listed == Text(zh="发现、决策", en="detect, decide")


@pytest.mark.parametrize("code", Code)
def test_every_finding_has_its_words_and_uses_only_its_facts(code: Code) -> None:
    known = set(KINDS[code].facts)
    for kind in ("finding", "advice"):
        sentence = sentences()[f"{kind}.{code.value}"]
        assert gaps(sentence.zh) <= known


@pytest.mark.parametrize("code", Code)
def test_a_finding_without_its_facts_is_still_shown(code: Code) -> None:
    shown = found(code.value, {})
    assert shown.zh
    assert shown.en
    assert advice(code.value, {}).zh


def test_a_finding_that_the_catalogue_does_not_know_is_shown_with_its_facts() -> None:
    shown = found("brand_new", {"b": "2", "a": "1"})
    assert shown == Text(zh="brand_new：a = 1、b = 2", en="brand_new: a = 1, b = 2")
    assert advice("brand_new", {}) == words.say("advice.other")


def kinds(union: Any) -> Iterator[str]:
    for member in get_args(get_args(union)[0]):
        yield from get_args(get_type_hints(member)["kind"])


def literals(owner: type[Any], field: str) -> Iterator[str]:
    hint = get_type_hints(owner)[field]
    assert get_origin(hint) is Literal
    yield from get_args(hint)


@pytest.mark.parametrize(
    ("vocabulary", "codes"),
    [
        ("phase", [phase.value for phase in Phase]),
        ("ending", [ending.value for ending in Ending]),
        ("flaw", [flaw.value for flaw in Flaw]),
        ("verdict", get_args(report.VerdictName)),
        ("severity", [*literals(report.Finding, "severity")]),
        ("outcome", [*literals(report.TimelineEntry, "outcome")]),
        ("decision", [*literals(report.GateDecision, "decision"), "waived"]),
        ("stream", [*literals(report.StreamFigure, "kind")]),
        ("form", [*literals(plan.Plan, "form")]),
        ("step", [*kinds(plan.Action), "undo"]),
        ("probe", [*kinds(plan.ProbeTarget)]),
        ("store", [*kinds(plan.StoreSpec)]),
        ("c.interruption", [*literals(plan.Plan, "on_interruption")]),
        ("d.phase", [field.name for field in fields(report.Phases)]),
    ],
)
def test_every_word_of_a_closed_vocabulary_is_there(vocabulary: str, codes: list[str]) -> None:
    assert [code for code in codes if not words.has(f"{vocabulary}.{code}")] == []


def asked(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield what `say` is called with in a file: a whole key, or the fixed beginning of one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="say") | ast.Attribute(attr="say"), args=[ast.Constant(value=str(key)), *_]):
                yield key, True
            case ast.Call(
                func=ast.Name(id="say") | ast.Attribute(attr="say"),
                args=[ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]), *_],
            ):
                yield start, False
            case _:
                pass


def test_every_key_that_the_code_asks_for_is_there() -> None:
    known = words.keys()
    for path in SOURCES:
        for key, whole in asked(path):
            assert key in known if whole else any(one.startswith(key) for one in known), f"{path.name}: {key}"


def test_a_reason_of_the_runner_is_translated_with_what_is_inside() -> None:
    told = reason("the drill turned to restoring: refused by 王芳")
    assert told.zh == "演练转入恢复：王芳不同意"
    assert told.en == "the drill turned to restoring: refused by 王芳"


def test_a_reason_that_nobody_translated_is_shown_as_it_is() -> None:
    assert reason("disk on fire") == words.same("disk on fire")


def test_reasons_keep_what_stands_in_their_gaps() -> None:
    for english, chinese in REASONS.items():
        assert gaps(chinese) <= gaps(english)
