"""The directory a lab lives in: made for it alone, held by one `up` or `down` at a time, removed whole."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from service.lab.account import Account
from service.lab.errors import PlaceRefusedError
from service.lab.state import STATE_FILE

_LOCK: Final = "lab.lock"
_OURS: Final = {_LOCK, STATE_FILE}
_UNQUOTED: Final = set("\"'\\$`\n")


@contextmanager
def held(directory: Path) -> Generator[None]:
    """Hold the lab's directory (made where it is missing) against every other `up` and `down`.

    Raises PlaceRefusedError where it is not ours or holds something that is no lab.
    """
    while True:
        _make(directory)
        handle = os.open(directory / _LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if _is_current(handle, directory / _LOCK):
                yield
                return
        finally:
            os.close(handle)


def _is_current(handle: int, path: Path) -> bool:
    """Tell whether the file we locked is still the one that others would lock (a `down` removes it)."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _make(directory: Path) -> None:
    if set(str(directory)) & _UNQUOTED:
        raise PlaceRefusedError(directory, "holds characters that do not survive in configuration files")
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = directory.lstat()
    if found.st_uid != os.geteuid() or directory.is_symlink():
        raise PlaceRefusedError(directory, "belongs to somebody else")
    names = {entry.name for entry in directory.iterdir()}
    if names and not names & _OURS:
        raise PlaceRefusedError(directory, "is not empty and holds no lab")


def open_to(directory: Path, account: Account) -> None:
    """Let the hosts' account walk through to the lab. Raises PlaceRefusedError where a parent directory forbids it."""
    if not account.drops:
        return
    directory.chmod(0o711)
    for parent in directory.resolve().parents:
        if not parent.stat().st_mode & 0o001:
            raise PlaceRefusedError(
                directory, f"lies behind {parent}, which is closed to uid {account.uid} of the lab's hosts"
            )


def remove(directory: Path, *, keep_directory: bool = False) -> None:
    """Remove what the lab wrote, then the directory, the lock last, so that a waiting `up` sees that it is gone."""
    for entry in directory.iterdir():
        if entry.name == _LOCK:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    if not keep_directory:
        (directory / _LOCK).unlink(missing_ok=True)
        directory.rmdir()
