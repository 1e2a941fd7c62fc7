"""Writing YAML that a person will go on editing: comments, block scripts, and quotes wherever text could mean more.

Whatever a text holds, reading the YAML gives back this text and nothing else: tests/scenarios/importing holds that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from scenarios.problems import START, one_line
from scenarios.references import REFERENCE
from scenarios.tree import Scalar, value_of

_BARE: Final = re.compile(r"[A-Za-z0-9_/.\u4e00-\u9fff][A-Za-z0-9_/.+=()（）\u4e00-\u9fff，。、；！？“”《》 -]*")
_ESCAPED: Final = re.compile('[\x00-\x1f\x7f-\x9f"\\\\\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]')
_SHORT: Final = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_NOT_IN_A_BLOCK: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BYTE, _PLANE = 0xFF, 0xFFFF


@dataclass(frozen=True, slots=True)
class Plain:
    """A word of the language: a name, a duration, a number. Written as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Script:
    """A text of lines, written as a block where YAML can."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A key with its value, the comment lines above it, and the comment behind it."""

    key: str
    value: Value
    notes: tuple[str, ...] = ()
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A mapping on one line."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """A list of mappings with one key each."""

    entries: tuple[Entry, ...]


Value: TypeAlias = "str | Plain | Script | Sequence[str | Plain] | Flow | tuple[Entry, ...] | Steps"


def document(entries: Sequence[Entry]) -> str:
    """Return the entries as the text of a YAML file."""
    return "\n".join(_entries(tuple(entries), "")) + "\n"


def words(text: str) -> str:
    """Return `text` such that it never stands for a parameter: a lone `$name` gets a blank behind it."""
    return f"{text} " if re.fullmatch(REFERENCE, text, re.ASCII) else text


def scalar(text: str) -> str:
    """Return `text` as a scalar on one line, in quotes unless it can mean nothing else without them."""
    if _BARE.fullmatch(text) and text == text.strip() and value_of(Scalar(mark=START, text=text, plain=True)) == text:
        return text
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def comment(text: str) -> str:
    """Return `text` as a comment that ends with its line."""
    return f"# {one_line(text)}".rstrip()


def _escape(match: re.Match[str]) -> str:
    letter = match[0]
    code = ord(letter)
    return _SHORT.get(letter) or (f"\\x{code:02x}" if code <= _BYTE else f"\\u{code:04x}" if code <= _PLANE else letter)


def _entries(entries: tuple[Entry, ...], indent: str) -> Iterator[str]:
    for entry in entries:
        yield from (indent + comment(note) if note else "" for note in entry.notes)
        yield from _entry(entry, indent, indent)


def _entry(entry: Entry, first: str, indent: str) -> Iterator[str]:
    """Yield the lines of one entry; `first` stands before its key, `indent` is how deep the key is."""
    behind = f"  {comment(entry.behind)}" if entry.behind else ""
    head = f"{first}{entry.key}:"
    match entry.value:
        case Script(text) if _fits_a_block(text):
            yield f"{head} |{'' if text.endswith(chr(10)) else '-'}{behind}"
            yield from (f"{indent}  {line}" if line else "" for line in text.removesuffix("\n").split("\n"))
        case Steps(entries) if entries:
            yield head + behind
            yield from _listed(entries, indent + "  ")
        case tuple() as below if below and all(isinstance(one, Entry) for one in below):
            yield head + behind
            yield from _entries(tuple(one for one in below if isinstance(one, Entry)), indent + "  ")
        case value:
            yield f"{head} {_short(value)}{behind}"


def _listed(entries: tuple[Entry, ...], indent: str) -> Iterator[str]:
    for entry in entries:
        yield from (indent + comment(note) if note else "" for note in entry.notes)
        yield from _entry(entry, f"{indent}- ", indent + "  ")


def _short(value: Value) -> str:
    """Return a value on one line."""
    match value:
        case Plain(text):
            return text
        case str() | Script():
            return scalar(value if isinstance(value, str) else value.text)
        case Flow(entries) | Steps(entries):
            return "{" + ", ".join(f"{one.key}: {_short(one.value)}" for one in entries) + "}"
        case _:
            return "[" + ", ".join(_short(one) for one in value if not isinstance(one, Entry)) + "]"


def _fits_a_block(text: str) -> bool:
    """Whether a block can hold the text: it starts with a letter, and no line of it is of blanks only."""
    lines = text.removesuffix("\n").split("\n")
    return (
        not _NOT_IN_A_BLOCK.search(text)
        and bool(lines[0])
        and not lines[0].startswith((" ", "\t"))
        and bool(lines[-1])
        and not any(line and not line.strip(" \t") for line in lines)
    )
