"""One process beside the runner: started under a lock that it inherits, and found again by that lock.

The lock belongs to the open file, not to a process id, so that it is free exactly when the process is gone,
however it went, and no runner can mistake a stranger for it.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from runners.beat import SECOND, until_instant
from runners.clock import Clock
from runners.companion import LOCK, LOG, STOP

_ROOT: Final = Path(__file__).resolve().parents[1]
_KEPT: Final = frozenset(
    {"PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "SSH_AUTH_SOCK"}
)
_LOOK_EVERY: Final = SECOND // 50
_LOG_END: Final = 2_000


class _Child(subprocess.Popen[bytes]):
    """A process that outlives this object on purpose, so that letting go of it is no leak."""

    def __del__(self) -> None:
        self.poll()


class Beside:
    """A companion process of one name in one directory, whoever started it."""

    def __init__(self, directory: Path, name: str, module: str) -> None:
        """Look at nothing yet; `module` is what `python -m` runs."""
        self.name = name
        self._module = module
        self._lock, self._stop, self._log = (directory / (name + suffix) for suffix in (LOCK, STOP, LOG))
        self._child: _Child | None = None

    @property
    def was_started(self) -> bool:
        """Tell whether it was ever started here."""
        return self._lock.exists()

    @property
    def was_told_to_stop(self) -> bool:
        """Tell whether somebody asked it to end."""
        return self._stop.exists()

    def is_alive(self) -> bool:
        """Tell whether the lock is held."""
        if self._child is not None and self._child.poll() is not None:
            self._child = None
        try:
            lock = os.open(self._lock, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        taken = _take(lock)
        os.close(lock)
        return not taken

    def start(self, configuration: bytes) -> bool:
        """Start the process and hand it its configuration by stdin; False if another one holds the lock."""
        lock = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if not _take(lock):
                return False
            self._stop.unlink(missing_ok=True)
            self._child = self._spawned(lock)
        finally:
            os.close(lock)
        _hand_over(self._child, configuration)
        return True

    def tell_to_stop(self) -> None:
        """Ask the process to end, whoever started it."""
        self._stop.touch(mode=0o600)

    async def gone(self, clock: Clock, within_ns: int) -> bool:
        """Wait until the process is gone, `within_ns` at most; tell whether it is."""
        end = clock.now() + within_ns
        while self.is_alive():
            if clock.now() >= end:
                return False
            await until_instant(clock, clock.now() + _LOOK_EVERY)
        return True

    async def kill(self) -> None:
        """End a process of our own at once; one that was adopted ends by itself when its time is over."""
        if self._child is not None:
            self._child.kill()
            await asyncio.to_thread(self._child.wait)

    def last_words(self) -> str:
        """Return the last line that the process wrote on stderr, empty if there is none."""
        try:
            text = self._log.read_bytes()[-_LOG_END:].decode(errors="replace")
        except FileNotFoundError:
            return ""
        return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")

    def _spawned(self, lock: int) -> _Child:
        log = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            return _Child(
                [sys.executable, "-P", "-m", self._module],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=log,
                pass_fds=(lock,),
                cwd="/",
                env=_environment(),
                start_new_session=True,
            )
        finally:
            os.close(log)


def _take(lock: int) -> bool:
    """Try to lock an open lock file; tell whether it was free."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _hand_over(child: _Child, configuration: bytes) -> None:
    """Write the configuration; a child that is gone already is noticed by its lock."""
    if child.stdin is not None:
        try:
            child.stdin.write(configuration)
            child.stdin.close()
        except BrokenPipeError:
            return


def _environment() -> dict[str, str]:
    """Return what the process may know of ours: nothing that could hold a secret."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith("PGSSL")}
    found = filter(None, (str(_ROOT), os.environ.get("PYTHONPATH")))
    return {**kept, "PYTHONPATH": os.pathsep.join(found)}
