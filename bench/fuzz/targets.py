"""Who reads files that others wrote, what they are fed to begin with, and which errors they may raise.

A target takes the bytes of a file. Whatever it raises beside the errors that it promises is a finding; so is a
result that cannot be told to a person.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Final, Literal

from measurements.codec import UnreadableEventError, decode
from scenarios.bia.carrying import as_workbook, data_in, examine_file
from scenarios.importing import (
    Wishes,
    import_experiment,
    import_playbook,
    import_script,
    load_experiment,
    load_playbook,
)
from scenarios.inventory import read_inventory
from scenarios.loader import validate_files
from scenarios.problems import Problem
from scenarios.sheets import read_sheets
from service import evidence
from service.evidence.layout import JOURNAL
from service.evidence.reading import NoEvidenceError
from service.keys import Key, new_key, open_key
from tests.support.forging.honest import Files, bundle_of, honest_bundles, trust_in

_EXAMPLES: Final = Path("docs/examples")
_LIBRARY: Final = Path("scenarios/library")
_LANGS: Final[tuple[Literal["zh", "en"], ...]] = ("zh", "en")
_LONG: Final = 4096
"""Longer records are no better to begin with."""
_WHOLE: Final = 255
"""The first byte of a bundle's input tells which file of it is replaced; this one, that the rest is the bundle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One reader: what it is called with the bytes of a file, and which files it begins with."""

    name: str
    read: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    raises: tuple[type[Exception], ...] = field(default=())


@cache
def _place() -> Path:
    return Path(mkdtemp(prefix="drillproof-fuzz-"))


def _file(name: str, raw: bytes) -> Path:
    path = _place() / name
    path.write_bytes(raw)
    return path


def _tell(problems: Sequence[Problem]) -> None:
    for problem in problems:
        for lang in _LANGS:
            problem.told(lang)


def _scenario(raw: bytes) -> None:
    _tell(validate_files([_file("scenario.yaml", raw)]))


def _register(raw: bytes) -> None:
    _tell(examine_file(_file("bia.yaml", raw))[1])


def _register_sheet(raw: bytes) -> None:
    _tell(examine_file(_file("bia.xlsx", raw))[1])


def _inventory(raw: bytes) -> None:
    for name in ("hosts.yaml", "hosts.ini", "ssh_config"):
        _tell(read_inventory(_file(name, raw)).problems)


def _script(raw: bytes) -> None:
    _tell(import_script(read_sheets(_file("script.csv", raw)), Wishes()).problems)


def _script_sheet(raw: bytes) -> None:
    _tell(import_script(read_sheets(_file("script.xlsx", raw)), Wishes()).problems)


def _experiment(raw: bytes) -> None:
    for name in ("experiment.json", "experiment.yaml"):
        _tell(import_experiment(load_experiment(_file(name, raw)), Wishes()).problems)


def _playbook(raw: bytes) -> None:
    made = import_playbook(
        load_playbook(_file("playbook.yml", raw)), Wishes(), where="playbook.yml", inventory="", tags=(), each=True
    )
    _tell(made.problems)


def _record(raw: bytes) -> None:
    decode(raw.decode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class _Bundles:
    key: Key
    files: Files
    names: tuple[str, ...]


@cache
def _bundles() -> _Bundles:
    folder = _place() / "bundles"
    folder.mkdir()
    new_key(folder / "key.pem")
    key = open_key(folder / "key.pem")
    files = honest_bundles(folder, key, few=True)[0].files
    return _Bundles(key, files, tuple(sorted(files)))


def _bundle(raw: bytes) -> None:
    about = _bundles()
    which, content = raw[:1], raw[1:]
    if not which or which[0] == _WHOLE:
        packed = content
    else:
        packed = bundle_of({**about.files, about.names[which[0] % len(about.names)]: content})
    checks = evidence.verify(_file("drill.drillproof.zip", packed), trust_in(about.key))
    code = evidence.exit_code(checks)
    changed = not which or packed != bundle_of(about.files)
    if changed and code == 0:
        message = "a bundle that was changed is verified as if it was not"
        raise AssertionError(message)


def _bundle_seeds() -> Sequence[bytes]:
    about = _bundles()
    each = [bytes([place]) + about.files[name] for place, name in enumerate(about.names)]
    return [*each, bytes([_WHOLE]) + bundle_of(about.files)]


def _files(folder: Path, *patterns: str) -> Callable[[], Sequence[bytes]]:
    def read() -> Iterator[bytes]:
        for pattern in patterns:
            yield from (path.read_bytes() for path in sorted(folder.glob(pattern)))

    return lambda: list(read())


def _records() -> Sequence[bytes]:
    events = [json.loads(line)["event"] for line in _bundles().files[JOURNAL].splitlines()]
    texts = [json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() for event in events]
    return [text for text in texts if len(text) < _LONG]


def _workbook() -> Sequence[bytes]:
    return [as_workbook(data_in(examine_file(_LIBRARY / "lab-bia.yaml")[0]))]


TARGETS: Final = (
    Target(name="scenario", read=_scenario, seeds=_files(_LIBRARY, "*.yaml")),
    Target(name="bia", read=_register, seeds=_files(_LIBRARY, "*-bia.yaml")),
    Target(name="bia-sheet", read=_register_sheet, seeds=_workbook),
    Target(name="inventory", read=_inventory, seeds=_files(_LIBRARY, "*-inventory.yaml")),
    Target(name="script", read=_script, seeds=_files(_EXAMPLES, "*.csv")),
    Target(name="script-sheet", read=_script_sheet, seeds=_workbook),
    Target(name="experiment", read=_experiment, seeds=_files(_EXAMPLES, "*.json", "pods*.yaml")),
    Target(name="playbook", read=_playbook, seeds=_files(_EXAMPLES, "*.yml")),
    Target(name="record", read=_record, seeds=_records, raises=(UnreadableEventError,)),
    Target(name="bundle", read=_bundle, seeds=_bundle_seeds, raises=(NoEvidenceError,)),
)
