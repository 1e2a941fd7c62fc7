"""A notice as it is sent: in the receiver's language, with what it is about, and marked where it is only a drill."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from runners.notices import MARK_EN, MARK_ZH, Notice
from scenarios.plan import SECOND, Text
from service.notices.notice import NoticeState, Sending
from service.policy.notices import Language
from service.words import say

_LONGEST_SUBJECT = 180


def letter(state: NoticeState, sending: Sending, utc_ns: int) -> Notice:
    """Return what one delivery sends. `utc_ns` is now: receivers refuse signatures that are hours old."""
    language = sending.way.language
    told = state.told
    subject = _in(language, _marked(told.title, is_drill=told.is_drill), " / ")
    text = "\n".join(
        [_in(language, told.body, "\n"), "", *(_in(language, line, " / ") for line in _lines(state, sending))]
    )
    return Notice(
        drill=told.about,
        step=told.what,
        subject=_one_line(subject),
        text=text,
        utc_ns=utc_ns,
        is_drill=told.is_drill,
        id=state.id,
    )


def _lines(state: NoticeState, sending: Sending) -> Iterator[Text]:
    told = state.told
    yield say("notice.letter.about", about=told.about)
    if told.services:
        yield say("notice.letter.services", services=", ".join(told.services))
    yield say("notice.letter.written", at=_utc(state.told_ns))
    yield say("notice.letter.id", id=state.id)
    if sending.attempts > 1:
        yield say("notice.letter.again", attempt=sending.attempts)


def _marked(title: Text, *, is_drill: bool) -> Text:
    return Text(zh=f"{MARK_ZH}{title.zh}", en=f"{MARK_EN} {title.en}") if is_drill else title


def _in(language: Language, text: Text, between: str) -> str:
    match language:
        case "zh":
            return text.zh
        case "en":
            return text.en
        case "both":
            return text.zh if text.zh == text.en else f"{text.zh}{between}{text.en}"


def _one_line(text: str) -> str:
    """Return a text as one line without control characters, since it goes into a header."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= _LONGEST_SUBJECT else f"{line[: _LONGEST_SUBJECT - 1]}…"


def _utc(utc_ns: int) -> str:
    return datetime.fromtimestamp(utc_ns // SECOND, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
