"""Processes of the product under a supervisor of the campaign's own, which kills and freezes them."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.support.processes import freeze, signalled

ROOT: Final = Path(__file__).parents[3]
REAL: Final = ("-c", "from service.cli import main; main()")
_ENGLISH: Final = {"LC_ALL": "C.UTF-8", "COLUMNS": "200"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Blow:
    """What was done to a process at `at` (CLOCK_MONOTONIC): killed, or frozen for `seconds`."""

    at: int
    name: str
    pid: int
    kind: str
    seconds: float = 0.0

    @property
    def until(self) -> int:
        """Return when it was over."""
        return self.at + int(self.seconds * 1e9)


@dataclass(slots=True, kw_only=True)
class Supervised:
    """One process that is started again whenever it ends; `home` is a machine of its own as far as locks go."""

    name: str
    home: Path
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict[str, str])
    blows: list[Blow] = field(default_factory=list[Blow])
    ends: list[int] = field(default_factory=list[int])
    """The exit status of each life that ended."""
    starts: list[int] = field(default_factory=list[int])
    """When each life began."""
    pause_s: tuple[float, float] = (0.2, 1.5)
    program: Sequence[str] = ("-m", "tests.support.fake_product")
    """What Python runs: the command line with fake hosts, or the real one."""
    is_frozen: bool = False
    _process: asyncio.subprocess.Process | None = None
    _over: bool = False

    @property
    def pid(self) -> int | None:
        """Return the process that lives now."""
        return None if self._process is None or self._process.returncode is not None else self._process.pid

    @property
    def log(self) -> Path:
        """Return the file with all that it printed."""
        return self.home / f"{self.name}.log"

    async def run(self) -> None:
        """Keep it alive until cancelled; then end it in order, and by force after a minute."""
        self.home.mkdir(parents=True, exist_ok=True)
        try:
            while True:
                await self._live()
                await asyncio.sleep(random.uniform(*self.pause_s))  # noqa: S311  no secret
        finally:
            await self._end()

    async def kill(self) -> None:
        """SIGKILL, at any moment."""
        pid = self.pid
        if pid is not None:
            signalled(pid, signal.SIGKILL)
            self.blows.append(Blow(at=time.monotonic_ns(), name=self.name, pid=pid, kind="kill"))

    async def freeze(self, seconds: float) -> None:
        """SIGSTOP, and SIGCONT so much later."""
        pid = self.pid
        if pid is None or self.is_frozen:
            return
        self.is_frozen = True
        at = time.monotonic_ns()
        await asyncio.to_thread(freeze, pid)
        self.blows.append(Blow(at=at, name=self.name, pid=pid, kind="freeze", seconds=seconds))
        try:
            await asyncio.sleep(seconds)
        finally:
            signalled(pid, signal.SIGCONT)
            self.is_frozen = False

    async def _live(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *self.program,
                *self.argv,
                cwd=ROOT,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={
                    **os.environ,
                    "LC_ALL": "C.UTF-8",
                    "COLUMNS": "200",
                    "XDG_RUNTIME_DIR": str(self.home),
                    **self.env,
                },
            )
        self.starts.append(time.monotonic_ns())
        self.ends.append(await self._process.wait())

    async def _end(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGCONT)
            process.terminate()
        try:
            async with asyncio.timeout(60):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
