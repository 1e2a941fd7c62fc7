"""The versions of a scenario: commits of its repository, what was kept here, and what earlier drills were run with."""

from __future__ import annotations

import asyncio
import difflib
import os
import re
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from measurements.utc import utc_text
from service.authoring.keeping import Keeping
from service.authoring.places import OWN, Filed
from service.authoring.reading import LARGEST
from service.denial import NoSuchError, because
from service.evidence.layout import source_file
from service.index.listing import Line

Source: TypeAlias = Literal["git", "kept", "drill"]
_MOST: Final = 30
_PATIENCE_S: Final = 5.0
_COMMIT: Final = re.compile("[0-9a-f]{40}")
_DRILL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,199}")
_FIELD: Final = "\x1f"
_GIT: Final = (
    *("git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false"),
    *("-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never", "-c", "core.pager=cat"),
)
"""Nothing that a repository's settings name is run, nothing is fetched, nothing is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version; `id` is what it is asked for by, `at` UTC, `said` the commit's subject or the drill."""

    id: str
    source: Source
    at: str
    by: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A line of a difference: of both, only of the older or only of the newer; `skip` stands for what is left out."""

    kind: Literal["same", "old", "new", "skip"]
    text: str
    old: int | None = None
    new: int | None = None


async def versions_of(filed: Filed, keeping: Keeping, drills: Sequence[Line]) -> list[Version]:
    """Return the versions of a file: git's where it lies in a repository, those kept here, those of drills."""
    kept = await asyncio.to_thread(_kept, filed, keeping)
    commits = [] if kept else await _commits(filed.path)
    return [*commits, *kept, *map(_of_drill, drills)]


async def text_of(version: str, filed: Filed, keeping: Keeping, drills_home: Path) -> str:
    """Return the text of a version; raises NoSuchError."""
    source, _, name = version.partition("-")
    text: str | None = None
    if source == "git" and _COMMIT.fullmatch(name):
        text = await _git(filed.path.parent, "show", f"{name}:./{filed.path.name}")
    elif source == "kept" and filed.place == OWN:
        known = await asyncio.to_thread(keeping.told, filed.path.name)
        if any(one.event.sha256 == name for one in known):
            text = await asyncio.to_thread(keeping.version, name)
    elif source == "drill" and _DRILL.fullmatch(name):
        text = await asyncio.to_thread(_read, drills_home / name / source_file("scenario", filed.path.suffix))
    if text is None:
        raise NoSuchError(because("no_such", family="version", name=version[:200]))
    return text


def difference(old: str, new: str, around: int = 3) -> list[Piece]:
    """Return how two texts differ, with so many lines around each change; empty where they do not."""
    before, after = old.splitlines(), new.splitlines()
    pieces: list[Piece] = []
    last = 0
    for group in difflib.SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(around):
        if group[0][1] > last:
            pieces.append(Piece(kind="skip", text=""))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                pieces += [
                    Piece(kind="same", text=before[i1 + k], old=i1 + k + 1, new=j1 + k + 1) for k in range(i2 - i1)
                ]
                continue
            pieces += [Piece(kind="old", text=before[k], old=k + 1) for k in range(i1, i2)]
            pieces += [Piece(kind="new", text=after[k], new=k + 1) for k in range(j1, j2)]
        last = group[-1][2]
    if pieces and last < len(before):
        pieces.append(Piece(kind="skip", text=""))
    return pieces


def _kept(filed: Filed, keeping: Keeping) -> list[Version]:
    if filed.place != OWN:
        return []
    told = keeping.told(filed.path.name)[-_MOST:]
    return [
        Version(
            id=f"kept-{one.event.sha256}",
            source="kept",
            at=utc_text(one.utc_ns),
            by=one.author.user,
            said=one.event.sha256[:12],
        )
        for one in reversed(told)
    ]


def _of_drill(line: Line) -> Version:
    card = line.card
    return Version(id=f"drill-{card.id}", source="drill", at=card.started_at, by="", said=card.id)


async def _commits(path: Path) -> list[Version]:
    form = _FIELD.join(("%H", "%aI", "%an", "%s"))
    told = await _git(path.parent, "log", f"--max-count={_MOST}", f"--format={form}", "--", path.name)
    rows = (line.split(_FIELD) for line in (told or "").splitlines())
    return [
        Version(id=f"git-{row[0]}", source="git", at=row[1], by=row[2][:100], said=row[3][:200])
        for row in rows
        if len(row) == 4 and _COMMIT.fullmatch(row[0])  # noqa: PLR2004  the four fields of the form
    ]


async def _git(folder: Path, *words: str) -> str | None:
    """Return what git prints, None where it has nothing to say: no repository, no git, too much, too slow.

    In a thread: to bring up a process copies the tables of this one's memory, which takes a tenth of a second.
    """
    return await asyncio.to_thread(_git_now, folder, *words)


def _git_now(folder: Path, *words: str) -> str | None:
    alone = {
        "PATH": os.environ.get("PATH", ""),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "LC_ALL": "C.UTF-8",
    }
    pipe, null = subprocess.PIPE, subprocess.DEVNULL
    try:
        process = subprocess.Popen([*_GIT, *words], cwd=folder, env=alone, stdin=null, stdout=pipe, stderr=null)
    except OSError:
        return None
    ending = threading.Timer(_PATIENCE_S, process.kill)
    ending.start()
    with process:
        told = b"" if process.stdout is None else process.stdout.read(LARGEST + 1)
        if len(told) > LARGEST:
            process.kill()
        status = process.wait()
    ending.cancel()
    return told.decode("utf-8", "replace") if status == 0 else None


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes()[:LARGEST].decode("utf-8-sig", "replace") if path.is_file() else None
    except OSError:
        return None
