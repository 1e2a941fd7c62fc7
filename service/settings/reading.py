"""Settings read from all their places: every problem at once, each with its place, before anything begins."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scenarios.documents import Document, load
from scenarios.draft import Draft, understand
from scenarios.problems import Mark, Problem, Problems, errors_in
from scenarios.tree import Table
from service.settings.checks import wrong_in
from service.settings.layers import (
    COMMAND_LINE,
    CONFIG,
    Keys,
    Told,
    leaves,
    merged,
    of_environment,
    of_options,
    rooted,
)
from service.settings.model import Settings

HERE: Final = Path("drillproof.yaml")
_NOTHING: Final[Mapping[str, Told]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Settings, the file that was read if there was one, and who said what; a key that is not there is the default."""

    settings: Settings
    file: Path | None
    told: Mapping[Keys, Mark]
    warnings: tuple[Problem, ...] = ()


def read_settings(
    config: Path | None = None, options: Mapping[str, Told] = _NOTHING, environ: Mapping[str, str] = os.environ
) -> Settings:
    """Return the settings; see `settle`."""
    return settle(config, options, environ).settings


def settle(
    config: Path | None = None, options: Mapping[str, Told] = _NOTHING, environ: Mapping[str, str] = os.environ
) -> Settled:
    """Return what options, environment and file say, in this order of weight.

    The file is `config`, else what DRILLPROOF_CONFIG names, else drillproof.yaml here if there is one. `options` are
    values by key (`listen.port`); None says nothing.

    Raises:
        Problems: everything that is wrong, with file:line:column, the variable's or the option's name.
    """
    file = _file(config, environ)
    document, variables = _document(file), of_environment(environ)
    root = document.root
    if root is not None:
        root = merged(merged(root, variables[0]), of_options(options))
    draft = understand(Settings, Document(file=document.file, folder=document.folder, root=root))
    problems = (*document.problems, *variables[1], *draft.problems, *_checked(draft))
    if draft.model is None or errors_in(problems):
        raise Problems(problems)
    told = {} if root is None else dict(leaves(root))
    return Settled(settings=draft.model, file=file, told=told, warnings=problems)


def _checked(draft: Draft[Settings]) -> tuple[Problem, ...]:
    return () if draft.model is None else tuple(wrong_in(draft.model, draft))


def _file(config: Path | None, environ: Mapping[str, str]) -> Path | None:
    if config is not None:
        return config
    named = environ.get(CONFIG)
    if named is not None:
        return Path(named)
    return HERE if HERE.is_file() else None


def _document(file: Path | None) -> Document:
    if file is None:
        empty = Table(mark=Mark(), entries={}, marks={}, size=1, depth=1)
        return Document(file=COMMAND_LINE, folder=Path(), root=empty)
    document = load(file)
    if document.root is None:
        return document
    root = rooted(document.root, document.folder)
    assert isinstance(root, Table)  # noqa: S101  a mapping stays one
    return Document(file=document.file, folder=document.folder, root=root, problems=document.problems)
