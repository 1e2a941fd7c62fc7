"""A daemon of a test's own: started in the foreground, waited for, killed, frozen, and gone when the test is over."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support.processes import freeze

PATIENCE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs a daemon."""

    uid: int
    gid: int

    @property
    def as_user(self) -> dict[str, Any]:
        """What subprocess needs to become this account."""
        return {} if os.geteuid() == self.uid else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def owns(self, directory: Path) -> Path:
        """Make `directory` and give it to this account."""
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.chown(directory, self.uid, self.gid)
        return directory


def account() -> Account:
    """Return ourselves, or nobody where we are root (database servers refuse root)."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def program(name: str, package: str) -> str:
    """Return the program's path; skip the test where the Debian package that holds it is missing."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.skip(f"no {name}: apt-get install {package}")
    return found


class Daemon:
    """One process. `start` may follow `stop` or `kill`; whoever makes it ends it."""

    def __init__(
        self,
        argv: Sequence[str],
        home: Path,
        *,
        ready: Callable[[], bool],
        runs_as: Account | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._argv, self._home, self._ready, self._env = list(argv), home, ready, {**os.environ, **(env or {})}
        self._runs_as = runs_as or Account(os.geteuid(), os.getegid())
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process; it must run."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> str:
        """What it has said so far."""
        return (self._home / "log").read_text(errors="replace")

    def start(self) -> None:
        """Start and wait until it serves."""
        with (self._home / "log").open("ab") as log:
            self._process = subprocess.Popen[bytes](
                self._argv,
                cwd=self._home,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._runs_as.as_user,
            )
        end = time.monotonic() + PATIENCE
        while self.is_running and time.monotonic() < end:
            if self._ready():
                return
            time.sleep(0.02)
        self.kill()
        raise AssertionError(self.log)

    def stop(self) -> None:
        """End it in good order."""
        self.thaw()
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL, as a crash would."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """SIGSTOP: connections stay open, new ones are accepted by the kernel, and nothing answers."""
        freeze(self.pid)

    def thaw(self) -> None:
        if self.is_running:
            os.kill(self.pid, signal.SIGCONT)

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(PATIENCE)
            self._process = None
