"""How words are found: a key and its facts to one sentence in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeAlias

from scenarios.plan import Text
from service.words import (
    access,
    acting,
    bia,
    charts,
    checks,
    closing,
    console,
    denying,
    findings,
    firm,
    guarding,
    health,
    importing,
    improving,
    interrupting,
    inventory,
    keeping,
    labels,
    metering,
    noticing,
    opening,
    ordering,
    page,
    papers,
    planning,
    preparing,
    printing,
    programming,
    reporting,
    results,
    settings,
    sheets,
    stopping,
    storing,
    terminal,
    terms,
    tracing,
    working,
)

Lang: TypeAlias = Literal["zh", "en"]
Fact: TypeAlias = str | int | Text

TABLES: Final[tuple[Mapping[str, Text], ...]] = (
    bia.WORDS,
    terms.WORDS,
    labels.WORDS,
    opening.WORDS,
    results.WORDS,
    reporting.WORDS,
    ordering.WORDS,
    closing.WORDS,
    *console.TABLES,
    *findings.TABLES,
    *papers.TABLES,
    acting.WORDS,
    charts.WORDS,
    page.WORDS,
    printing.WORDS,
    firm.WORDS,
    planning.WORDS,
    checks.WORDS,
    terminal.WORDS,
    importing.WORDS,
    inventory.WORDS,
    keeping.WORDS,
    denying.WORDS,
    access.WORDS,
    preparing.WORDS,
    guarding.WORDS,
    health.WORDS,
    metering.WORDS,
    programming.WORDS,
    interrupting.WORDS,
    improving.WORDS,
    noticing.WORDS,
    settings.WORDS,
    sheets.WORDS,
    stopping.WORDS,
    storing.WORDS,
    tracing.WORDS,
    working.WORDS,
)


class UnknownWordsError(KeyError):
    """The catalogue has no such key, or a sentence was not given a fact that it needs."""

    def __init__(self, key: str, fact: str | None = None) -> None:
        """Name the key, and the fact that is missing."""
        self.key, self.fact = key, fact
        super().__init__(f"no words under {key!r}" if fact is None else f"{key!r} needs the fact {fact!r}")


def keys() -> tuple[str, ...]:
    """Return every key of the catalogue, sorted."""
    return tuple(sorted(_ALL))


def has(key: str) -> bool:
    """Tell whether the catalogue has words under `key`."""
    return key in _ALL


def same(value: str) -> Text:
    """Return what reads the same in both languages: a figure, a name, a digest."""
    return Text(zh=value, en=value)


def in_language(text: Text, lang: Lang) -> str:
    """Return the sentence in one language."""
    return text.zh if lang == "zh" else text.en


def say(key: str, /, **facts: Fact) -> Text:
    """Return the sentence under `key` with its gaps filled; raises UnknownWordsError."""
    sentence = _ALL.get(key)
    if sentence is None:
        raise UnknownWordsError(key)
    return Text(zh=_fill(key, sentence.zh, "zh", facts), en=_fill(key, sentence.en, "en", facts))


def joined(texts: Iterable[Text]) -> Text:
    """Return the texts as one enumeration."""
    listed, comma = tuple(texts), say("word.list")
    return Text(zh=comma.zh.join(text.zh for text in listed), en=comma.en.join(text.en for text in listed))


class _Told(str):
    """A fact in a sentence; `{count:drill|drills}` is the first word where it is 1, else the second."""

    __slots__ = ()

    def __format__(self, spec: str, /) -> str:
        one, bar, many = spec.partition("|")
        return super().__format__(spec) if not bar else one if self == "1" else many


def _fill(key: str, sentence: str, lang: Lang, facts: Mapping[str, Fact]) -> str:
    filled = {name: _Told(in_language(fact, lang) if isinstance(fact, Text) else fact) for name, fact in facts.items()}
    try:
        return sentence.format_map(filled)
    except KeyError as error:
        raise UnknownWordsError(key, str(error.args[0])) from None


def _merge(tables: tuple[Mapping[str, Text], ...]) -> dict[str, Text]:
    merged: dict[str, Text] = {}
    for table in tables:
        if twice := merged.keys() & table.keys():
            msg = f"the catalogue says {sorted(twice)} twice"
            raise ValueError(msg)
        merged |= table
    return merged


_ALL: Final = _merge(TABLES)
