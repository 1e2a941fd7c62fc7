"""Scripts that a scenario keeps in files of their own: read with the plan, and part of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath

from scenarios.documents import LARGEST_SCRIPT, Unreadable, decode, read_bytes
from scenarios.messages import say
from scenarios.problems import Problem
from scenarios.question import Question
from scenarios.steps import CheckCommandInput, RunInput, ScriptFile
from scenarios.tree import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripts:
    """The text of every script file by its name in the scenario, and those that cannot be used."""

    texts: Mapping[str, str]
    problems: tuple[Problem, ...]


def read_scripts(question: Question) -> Scripts:
    """Return the scripts of a scenario, each read once."""
    folder = question.scenario.document.folder
    named = list(_files(question))
    read = {file: _read(folder, file) for _, file in named}
    told = [_problem(question, path, file, why) for path, file in named if isinstance(why := read[file], Unreadable)]
    return Scripts(texts={file: text for file, text in read.items() if isinstance(text, str)}, problems=tuple(told))


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
            case CheckCommandInput(check=check) if isinstance(check.run, ScriptFile):
                yield (*step.path, "check", "run", "file"), check.run.file
            case _:
                pass


def _leaves(folder: FilePath, file: str) -> bool:
    """Whether the path, links followed, ends outside the scenario's folder."""
    try:
        return not (folder / file).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        return True


def _read(folder: FilePath, file: str) -> str | Unreadable:
    if _leaves(folder, file):
        return Unreadable(key="script_outside")
    raw = read_bytes(folder / file, LARGEST_SCRIPT)
    text = decode(raw) if isinstance(raw, bytes) else raw
    if isinstance(text, str) and ("\0" in text or not text.strip()):
        return Unreadable(key="empty_text" if not text.strip() else "no_text")
    return text
