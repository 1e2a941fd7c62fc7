"""What verification says: checks, each passed, failed or not present, and everything that is wrong with its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from scenarios.plan import Text
from service.words import say

Status: TypeAlias = Literal["passed", "failed", "absent"]
MOST: Final = 20
"""So many discrepancies are told of one check; the others are counted."""
LONGEST: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """One thing that is wrong: in words, and in which file, at which line (0: none) and in which field."""

    told: Text
    file: str = ""
    line: int = 0
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at, and what was seen; `absent` is not proved either way.

    `wrong` are the first MOST of `count` discrepancies. Where something `essential` is absent, the evidence as a whole
    is not proved.
    """

    name: str
    status: Status
    detail: Text
    essential: bool = True
    count: int = 0
    wrong: tuple[Discrepancy, ...] = ()


def found(name: str, wrong: Iterable[Discrepancy], **facts: str | int) -> Check:
    """Return a check that passed if nothing is wrong, and otherwise names what is."""
    listed = [_plainly(one) for one in wrong]
    if not listed:
        return Check(name=name, status="passed", detail=say(f"check.{name}.passed", **facts))
    shown = [one.told for one in listed[:MOST]]
    if len(listed) > MOST:
        shown.append(say("check.more", count=len(listed) - MOST))
    return Check(name=name, status="failed", detail=_joined(shown), count=len(listed), wrong=tuple(listed[:MOST]))


def absent(name: str, key: str, *, essential: bool = True, **facts: str | int | Text) -> Check:
    """Return a check that could not be made, with the words under `key`."""
    told = say(key, **facts)
    return Check(name=name, status="absent", detail=Text(zh=plainly(told.zh), en=plainly(told.en)), essential=essential)


def at(key: str, file: str, line: int = 0, field: str = "", **facts: str | int | Text) -> Discrepancy:
    """Return what is wrong at a place, in the words under `key`, which may use file, line and field."""
    place = {"file": file, "line": line, "field": field}
    return Discrepancy(told=say(key, **place, **facts), file=file, line=line, field=field)


def exit_code(checks: Iterable[Check]) -> int:
    """Return 0 where all passed, 1 where something failed, 2 where something essential is not present."""
    kinds = {(check.status, check.essential) for check in checks}
    if any(status == "failed" for status, _ in kinds):
        return 1
    return 2 if ("absent", True) in kinds else 0


def plainly(text: str) -> str:
    """Return text that a terminal and a JSON file can take, whatever the evidence put into it."""
    shown = text if len(text) <= LONGEST * MOST else f"{text[: LONGEST * MOST]}…"
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in shown)


def _plainly(one: Discrepancy) -> Discrepancy:
    told = Text(zh=plainly(one.told.zh[:LONGEST]), en=plainly(one.told.en[:LONGEST]))
    return Discrepancy(told=told, file=plainly(one.file[:LONGEST]), line=one.line, field=plainly(one.field[:LONGEST]))


def _joined(texts: Sequence[Text]) -> Text:
    return Text(zh="; ".join(one.zh for one in texts), en="; ".join(one.en for one in texts))
