"""Which files a part of `make test` collects, and in which order its workers take what is in them.

Every worker of a part collects by itself, and loading all test files takes twenty seconds of processor. A collection
writes down which files have a marked test; `pytest --marked` passes over those that have none and are as they were.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Final, TypeAlias

import pytest

MARKS: Final = ("slow", "lab", "root", "stack")
USUAL_S: Final = 3
"""So long a marked test takes that does not say how long."""
_KEPT: Final = Path(".pytest_cache") / "marked.json"

Known: TypeAlias = dict[str, tuple[int, bool]]
"""Of each test file: when it was changed, and whether it has a marked test."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a part leave out the files that it need not read."""
    parser.addoption("--marked", action="store_true", help="pass over files that are known to have no marked test")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Pass over a file without marked tests that is as it was when that was found."""
    if not config.getoption("--marked") or not collection_path.name.startswith("test_"):
        return None
    known = config.stash.setdefault(_STASHED, read_known(config.rootpath))
    changed, is_marked = known.get(_name(collection_path, config), (0, True))
    return True if not is_marked and changed == collection_path.stat().st_mtime_ns else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Write down which files have a marked test, before others are left out; of marked ones put the longest first."""
    if config.getoption("--marked"):
        items[:] = longest_first(items)
    else:
        _keep(config, items)


def longest_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests by what a worker takes at once (loadscope: a class, a file's functions), the longest first."""
    weights = Counter[str]()
    for item in items:
        weights[_scope(item)] += seconds(item)
    return sorted(items, key=lambda item: (-weights[_scope(item)], _scope(item)))


def seconds(item: pytest.Item) -> int:
    """Return about how long a test takes: `@pytest.mark.slow(60)`; nothing where it is not marked."""
    if not _is_marked(item):
        return 0
    mark = item.get_closest_marker("slow")
    return int(mark.args[0]) if mark is not None and mark.args else USUAL_S


def read_known(root: Path) -> Known:
    """Return what earlier collections have found; nothing where there is none."""
    try:
        return {name: (at, marked) for name, (at, marked) in json.loads((root / _KEPT).read_text("utf-8")).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _keep(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add what was found here; files of which only some tests were asked for are not known by that."""
    if config.getoption("lf", default=False) or any("::" in asked for asked in config.args):
        return
    found = {_name(item.path, config): (item.path.stat().st_mtime_ns, False) for item in items}
    for item in filter(_is_marked, items):
        found[_name(item.path, config)] = (item.path.stat().st_mtime_ns, True)
    path = config.rootpath / _KEPT
    path.parent.mkdir(exist_ok=True)
    new = path.with_suffix(f".{os.getpid()}")
    new.write_text(json.dumps({**read_known(config.rootpath), **found}), "utf-8")
    new.replace(path)


def _is_marked(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(mark) for mark in MARKS)


def _scope(item: pytest.Item) -> str:
    return item.nodeid.rsplit("::", 1)[0]


def _name(path: Path, config: pytest.Config) -> str:
    return path.relative_to(config.rootpath).as_posix()


_STASHED: Final = pytest.StashKey[Known]()
