"""Values that a command prints for later steps: found in its output, read as their type, written in one way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from runners.instants import read_instant, show_instant
from runners.redaction import Mask
from runners.remote import Answer
from scenarios.plan import Capture, ValueType
from scenarios.quantities import read_duration, show_duration

LONGEST: Final = 4096
"""Most characters of a captured value: it goes into an environment, a journal and a report."""
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,100}", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,2})?", re.ASCII)
_TRUE: Final = {"true", "t", "yes", "y", "on", "1"}
_FALSE: Final = {"false", "f", "no", "n", "off", "0"}
_SEAM: Final = re.compile(r"^\[\.\.\. [0-9]+ bytes left out \.\.\.\]$", re.MULTILINE)


class NotCapturedError(Exception):
    """The output does not hold the value that the plan captures; the text says which and why, and holds no value."""


def captured(captures: Sequence[Capture], answer: Answer, mask: Mask) -> tuple[tuple[str, str], ...]:
    """Return (name, canonical text) of each value, in the plan's order.

    A value is data: nothing of it is ever parsed by a shell. One in which a secret stands is refused, since values
    are stored and shown.

    Raises:
        NotCapturedError: a value is not there, does not read as its type, is too long or holds a secret.
    """
    return tuple((capture.name, _one(capture, answer, mask)) for capture in captures)


def canonical(text: str, type_: ValueType) -> str | None:
    """Return `text` as that type is always written, None where it does not read as one.

    integer and number in decimal digits without exponent, boolean `true` or `false`, duration with one unit (`90s`),
    timestamp in UTC with the digits that were given; a string stays as it is.
    """
    match type_:
        case "string":
            return text if text and all(map(_is_plain, text)) else None
        case "integer":
            return str(int(text)) if _INTEGER.fullmatch(text) else None
        case "number":
            return _decimal(text) if _NUMBER.fullmatch(text) else None
        case "boolean":
            folded = text.lower()
            return "true" if folded in _TRUE else "false" if folded in _FALSE else None
        case "duration":
            length = read_duration(text)
            return None if length is None else show_duration(length)
        case "timestamp":
            instant = read_instant(text)
            return None if instant is None else show_instant(instant)


def _one(capture: Capture, answer: Answer, mask: Mask) -> str:
    text = _found(capture, answer).strip()
    if len(text) > LONGEST:
        raise NotCapturedError(_told(capture, f"it has {len(text)} characters, and {LONGEST} are the most"))
    value = canonical(text, capture.type)
    if value is None:
        raise NotCapturedError(_told(capture, f"what was printed does not read as {capture.type}"))
    if mask(text) != text or mask(value) != value:
        raise NotCapturedError(_told(capture, "a secret stands in it, and values are stored and shown"))
    return value


def _found(capture: Capture, answer: Answer) -> str:
    if capture.after is None:
        if answer.truncated:
            raise NotCapturedError(_told(capture, "the output is so long that a part of it was left out"))
        return answer.stdout
    kept = _SEAM.split(answer.stdout, maxsplit=1)[0] if answer.truncated else answer.stdout
    lines = (line for line in kept.splitlines() if line.startswith(capture.after))
    found = next(lines, None)
    if found is None:
        cut = " in the part of the output that was kept" if answer.truncated else ""
        raise NotCapturedError(_told(capture, f"no line begins with {capture.after!r}{cut}"))
    return found[len(capture.after) :]


def _told(capture: Capture, why: str) -> str:
    return f"the value {capture.name!r} cannot be captured: {why}"


def _decimal(text: str) -> str:
    value = Decimal(text)
    plain = f"{value:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if not value else plain.removeprefix("+")


def _is_plain(letter: str) -> bool:
    """Tell whether a character may stand in a text that is stored: no control but tab and line end, no broken byte."""
    return letter in "\t\n" or (unicodedata.category(letter) not in {"Cc", "Cs", "Co", "Cn"} and letter != "\ufffd")
