"""What an auditor has in hand: the folder, its manifest, its journal, and what is wrong with each line of that."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final, Literal, TypeAlias

from pydantic import TypeAdapter, ValidationError

from measurements.codec import Record, UnreadableEventError, decode
from measurements.evidence import Problem, check
from measurements.history import History
from scenarios.plan import Plan, Text
from service.evidence.judged import judged
from service.evidence.layout import JOURNAL, MANIFEST, Folder, folder
from service.evidence.lines import UnreadableLineError
from service.evidence.plans import plan_or_none
from service.evidence.reading import load_records
from service.evidence.writing import report_files
from service.words import say

Status: TypeAlias = Literal["passed", "failed", "absent"]
MOST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at, and what was seen; `absent` is not proved either way."""

    name: str
    status: Status
    detail: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One file in the manifest."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the manifest says."""

    schema: str
    software: str
    drill: str
    scenario: str
    plan_sha256: str
    records: int
    head: str
    files: tuple[Listed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that was found at a place; `unread` says why there are no records."""

    folder: Folder
    manifest: Manifest | None
    manifest_flaw: str
    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    history: History | None
    plan: Plan | None
    unread: Text | None
    rebuilt: dict[str, bytes] | Text | None
    """report.json and the pages made once more from the journal, or why they cannot be made."""


_MANIFESTS: Final[TypeAdapter[Manifest]] = TypeAdapter(Manifest)


def open_case(path: Path) -> Case:
    """Return what lies at `path`; raises NoEvidenceError where there is nothing to look at."""
    place = folder(path)
    manifest, flaw = _manifest(place)
    records, unread = _records(path, place)
    problems = () if unread is not None else tuple(check(records))
    history = None if unread is not None else _history(records)
    return Case(
        folder=place,
        manifest=manifest,
        manifest_flaw=flaw,
        records=records,
        problems=problems,
        history=history,
        plan=None if history is None else plan_or_none(history),
        unread=unread,
        rebuilt=None if history is None else _rebuilt(records),
    )


def found(name: str, problems: list[Text], **facts: str | int) -> Check:
    """Return a check that passed if there are no problems, and otherwise names them."""
    if not problems:
        return Check(name=name, status="passed", detail=say(f"check.{name}.passed", **facts))
    shown = problems[:MOST]
    if len(problems) > MOST:
        shown.append(say("check.more", count=len(problems) - MOST))
    listed = Text(zh="; ".join(one.zh for one in shown), en="; ".join(one.en for one in shown))
    return Check(name=name, status="failed", detail=say(f"check.{name}.failed", problems=listed))


def absent(name: str, key: str, **facts: str | int | Text) -> Check:
    """Return a check that could not be made, with the words under `key`."""
    return Check(name=name, status="absent", detail=say(key, **facts))


def _manifest(place: Folder) -> tuple[Manifest | None, str]:
    content = place.read(MANIFEST)
    if content is None:
        return None, ""
    try:
        told: Any = json.loads(content)
        manifest = _MANIFESTS.validate_python(told)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return None, f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    except (ValueError, RecursionError) as error:
        return None, str(error)
    return manifest, ""


def _records(path: Path, place: Folder) -> tuple[tuple[Record, ...], Text | None]:
    try:
        return load_records(path), None
    except UnreadableLineError as error:
        reason = say(f"check.chain.{error.reason}")
        name = PurePosixPath(JOURNAL).name if place.root is not None else place.journal.name
        return (), say("check.chain.unreadable", path=name, line=error.line, reason=reason)


def _history(records: tuple[Record, ...]) -> History | None:
    try:
        return History(tuple(decode(record.text) for record in records))
    except UnreadableEventError:
        return None


def _rebuilt(records: tuple[Record, ...]) -> dict[str, bytes] | Text:
    try:
        return report_files(judged(records))
    except Exception as error:  # noqa: BLE001  whatever the evidence holds, a verifier says so and goes on
        return say("check.figures.uncomputable", reason=f"{type(error).__name__}: {error}")
