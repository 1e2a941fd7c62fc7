"""In which languages a format speaks: one, or both beside each other."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from scenarios.plan import Text
from service.words import Lang, in_language

Tongue: TypeAlias = Literal["zh", "en", "both"]
_LANGS: Final[dict[Tongue, tuple[Lang, ...]]] = {"zh": ("zh",), "en": ("en",), "both": ("zh", "en")}


def langs(tongue: Tongue) -> tuple[Lang, ...]:
    """Return the languages of a tongue, Chinese first."""
    return _LANGS[tongue]


def tellings(text: Text, tongue: Tongue) -> tuple[tuple[Lang, str], ...]:
    """Return the text in each language of the tongue; what reads the same in both stands once."""
    if tongue == "both" and text.zh == text.en:
        return (("zh", text.zh),)
    return tuple((lang, in_language(text, lang)) for lang in langs(tongue))


def one_line(text: Text, tongue: Tongue, between: str = " / ") -> str:
    """Return the text in one line, both languages with something between them."""
    return between.join(told for _, told in tellings(text, tongue))
