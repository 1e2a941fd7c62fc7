"""Scripts that a scenario keeps in files of their own: read with the plan, and part of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Final

from scenarios.documents import LARGEST_SCRIPT, Unreadable, decode, read_bytes
from scenarios.messages import say
from scenarios.problems import Problem
from scenarios.question import Question
from scenarios.steps import CheckCommandInput, MeasureInput, Playbook, RunInput, ScriptFile
from scenarios.tree import Path

PLAY: Final = """\
echo "$DRILLPROOF_PLAYBOOK_SHA256  $DRILLPROOF_PLAYBOOK" | sha256sum --check --status || {
  echo "the playbook is not the one that was planned" >&2
  exit 1
}
set -- --extra-vars "$DRILLPROOF_PLAYBOOK_VARIABLES"
test -z "$DRILLPROOF_PLAYBOOK_INVENTORY" || set -- "$@" --inventory="$DRILLPROOF_PLAYBOOK_INVENTORY"
test -z "$DRILLPROOF_PLAYBOOK_LIMIT" || set -- "$@" --limit="$DRILLPROOF_PLAYBOOK_LIMIT"
test -z "$DRILLPROOF_PLAYBOOK_TAGS" || set -- "$@" --tags="$DRILLPROOF_PLAYBOOK_TAGS"
test -z "$DRILLPROOF_PLAYBOOK_CHECK" || set -- "$@" --check
exec ansible-playbook "$@" -- "$DRILLPROOF_PLAYBOOK"
"""
"""The same for every playbook: what the scenario says reaches it by its environment only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripts:
    """The text of every script file by its name in the scenario, SHA-256 of playbooks, and what cannot be used."""

    texts: Mapping[str, str]
    sums: Mapping[str, str]
    problems: tuple[Problem, ...]


def read_scripts(question: Question) -> Scripts:
    """Return the scripts of a scenario, each read once; those of included scenarios are not among them."""
    folder = question.scenario.document.folder
    named = list(_files(question))
    read = {file: _read(folder, file) for _, file in named}
    texts = {file: content[0] for file, content in read.items() if not isinstance(content, Unreadable)}
    sums = {file: content[1] for file, content in read.items() if not isinstance(content, Unreadable)}
    told = [_problem(question, path, file, why) for path, file in named if isinstance(why := read[file], Unreadable)]
    return Scripts(texts=texts, sums=sums, problems=tuple(told))


def _problem(question: Question, path: Path, file: str, why: Unreadable) -> Problem:
    if why.key == "script_outside":
        return question.scenario.problem(path, why.key, value=file)
    said, _ = say(why.key, dict(why.facts), "en")
    return question.scenario.problem(path, "script_unreadable", value=file, why=said)


def _files(question: Question) -> Iterator[tuple[Path, str]]:
    for step in question.steps():
        match step.body:
            case RunInput(run=ScriptFile(file=file)):
                yield (*step.path, "run", "file"), file
            case RunInput(run=Playbook(playbook=file, inventory=inventory)):
                yield (*step.path, "run", "playbook"), file
                if inventory is not None:
                    yield (*step.path, "run", "inventory"), inventory
            case CheckCommandInput(check=check) if isinstance(check.run, ScriptFile):
                yield (*step.path, "check", "run", "file"), check.run.file
            case MeasureInput(measure=marker) if isinstance(marker.run, ScriptFile):
                yield (*step.path, "measure", "run", "file"), marker.run.file
            case _:
                pass


def leaves(folder: FilePath, file: str) -> bool:
    """Whether the path, links followed, ends outside the folder."""
    try:
        return not (folder / file).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        return True


def _read(folder: FilePath, file: str) -> tuple[str, str] | Unreadable:
    if leaves(folder, file):
        return Unreadable(key="script_outside")
    raw = read_bytes(folder / file, LARGEST_SCRIPT)
    if isinstance(raw, Unreadable):
        return raw
    text = decode(raw)
    if isinstance(text, Unreadable):
        return text
    if "\0" in text or not text.strip():
        return Unreadable(key="empty_text" if not text.strip() else "no_text")
    return text, hashlib.sha256(raw).hexdigest()


def environment_of(playbook: Playbook, folder: FilePath, sums: Mapping[str, str]) -> dict[str, str]:
    """Return what `PLAY` finds in its environment; variables are JSON, so that they keep their types."""
    inventory = "" if playbook.inventory is None else str(folder / playbook.inventory)
    return {
        "DRILLPROOF_PLAYBOOK": str(folder / playbook.playbook),
        "DRILLPROOF_PLAYBOOK_SHA256": sums[playbook.playbook],
        "DRILLPROOF_PLAYBOOK_INVENTORY": inventory,
        "DRILLPROOF_PLAYBOOK_VARIABLES": json.dumps(playbook.variables, sort_keys=True, ensure_ascii=False),
        "DRILLPROOF_PLAYBOOK_LIMIT": playbook.limit or "",
        "DRILLPROOF_PLAYBOOK_TAGS": ",".join(playbook.tags),
        "DRILLPROOF_PLAYBOOK_CHECK": "yes" if playbook.check else "",
    }
