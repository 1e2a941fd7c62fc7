"""Scripts that a scenario keeps in files of their own: read with the plan, and part of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath

from scenarios.documents import LARGEST_SCRIPT, Unreadable, decode, read_bytes
from scenarios.messages import say
from scenarios.problems import Problem
from scenarios.question import Question
from scenarios.steps import CheckCommandInput, RunInput, ScriptFile
from scenarios.tree import Path


def check_scripts(question: Question) -> Iterator[Problem]:
    """Yield every script file that cannot be used."""
    folder = question.scenario.document.folder
    for path, file in _files(question):
        if _leaves(folder, file):
            yield question.scenario.problem(path, "script_outside", value=file)
            continue
        text = _read(folder, file)
        if isinstance(text, Unreadable):
            why, _ = say(text.key, dict(text.facts), "en")
            yield question.scenario.problem(path, "script_unreadable", value=file, why=why)


def read_scripts(question: Question) -> dict[str, str]:
    """Return the text of every script file that can be used, by its name in the scenario."""
    folder = question.scenario.document.folder
    texts = {file: _read(folder, file) for _, file in _files(question) if not _leaves(folder, file)}
    return {file: text for file, text in texts.items() if isinstance(text, str)}


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
    raw = read_bytes(folder / file, LARGEST_SCRIPT)
    text = decode(raw) if isinstance(raw, bytes) else raw
    if isinstance(text, str) and ("\0" in text or not text.strip()):
        return Unreadable(key="empty_text" if not text.strip() else "no_text")
    return text
