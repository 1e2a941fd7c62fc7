"""A ledger's file on a host is exact under crash, standstill, late delivery and a lost end; `cat` tells."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from measurements.events import WriteOutcome
from measurements.ledger import table_name
from runners.beat import MILLISECOND, SECOND
from runners.clock import SystemClock
from runners.ledgers.file import FileStore
from runners.ledgers.generations import generations
from runners.ledgers.store import Store
from runners.ssh import SSHRemote
from scenarios.plan import PlannedHost
from tests.contracts.exact import ExactContract, Row, counted, hold_against, until, writing
from tests.contracts.store import DRILL, LEDGER
from tests.support.daemons import Daemon
from tests.support.openssh import SSHD, configured, privilege_separation
from tests.support.processes import freeze, freeze_all, lives, signalled
from tests.support.wires import Wire, wire

TABLE = table_name(LEDGER, DRILL)
pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.stack]


def store_on(host: PlannedHost, directory: Path) -> FileStore:
    return FileStore(
        drill=DRILL,
        ledger=LEDGER,
        timeout_ns=3 * SECOND,
        remote=SSHRemote([host], SystemClock()),
        host=host.name,
        directory=str(directory),
    )


def rows(directory: Path) -> list[Row]:
    """Return every whole line under any name."""
    names = [str(directory / name) for name in generations(TABLE) if (directory / name).exists()]
    text = subprocess.run(["cat", *names], check=True, capture_output=True, text=True).stdout
    return [(int(number), word) for number, word in re.findall(r"^(\d+) (\w{16}) \.$", text, re.MULTILINE)]


def family(pid: int) -> Iterator[int]:
    """Yield a process and all that came of it, the parents first."""
    yield pid
    with suppress(FileNotFoundError, ProcessLookupError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
            yield from family(int(child))


@dataclass(slots=True)
class FileGround:
    sshd: Daemon
    host: PlannedHost
    directory: Path
    way: Wire
    writer: Store
    every_ns: int = 100 * MILLISECOND
    some: int = 15
    stopped: list[int] = field(default_factory=list[int])

    def reader(self) -> Store:
        return store_on(self.host, self.directory)

    async def crash(self) -> None:
        """A host that goes takes every process with it."""
        everyone = list(family(self.sshd.pid))
        await asyncio.to_thread(self.sshd.kill)
        for pid in everyone:
            for each in list(family(pid)):
                signalled(each, signal.SIGKILL)

    async def rise(self) -> None:
        await asyncio.to_thread(self.sshd.start)

    def hang(self) -> None:
        self.stopped = freeze_all(lambda: family(self.sshd.pid))

    def go_on(self) -> None:
        for pid in self.stopped:
            signalled(pid, signal.SIGCONT)
        self.stopped.clear()

    async def hold(self) -> None:
        """Stop a process that is about to write, and the way by which it would be ended."""
        self.stopped = [await asyncio.to_thread(self._stop_a_writer)]
        self.way.stop()

    def deliver(self) -> None:
        self.go_on()
        self.way.go_on()

    def is_quiet(self) -> bool:
        marks = (self.directory / f"{TABLE}.writers").iterdir()
        writing = any(lives(int((mark.read_text(encoding="ascii") or "0").split()[0])) for mark in marks)
        return self.way.connections == 0 and len(list(family(self.sshd.pid))) == 1 and not writing

    def content(self) -> list[Row]:
        return rows(self.directory)

    def _stop_a_writer(self) -> int:
        """Return a process that was stopped after it left its mark and before it wrote."""
        marks, end = self.directory / f"{TABLE}.writers", time.monotonic() + 20
        while time.monotonic() < end:
            before, known = len(rows(self.directory)), set(marks.iterdir())
            while not (new := set(marks.iterdir()) - known) and time.monotonic() < end:
                pass
            for mark in new:
                with suppress(OSError, ValueError, IndexError):
                    pid = int(mark.read_text(encoding="ascii").split()[0])
                    freeze(pid)
                    if lives(pid) and len(rows(self.directory)) == before:
                        return pid
                    os.kill(pid, signal.SIGCONT)
        pytest.fail("no writer was caught")


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[FileGround]:
    if not SSHD.exists():
        pytest.skip("no /usr/sbin/sshd: apt-get install openssh-server")
    directory, home = tmp_path / "kept", tmp_path / "sshd"
    directory.mkdir()
    home.mkdir()
    with privilege_separation():
        host = configured(home, "host-a", f"SetEnv HOME={home}\n")  # what a login there runs is nobody's to kill
        argv = [str(SSHD), "-D", "-e", "-f", str(home / "sshd_config")]
        sshd = Daemon(argv, home, ready=lambda: _listens(host.port))
        await asyncio.to_thread(sshd.start)
        try:
            with wire(host.port) as way:
                known = home / "known_by_wire"
                line = (home / "known_hosts").read_text(encoding="ascii")
                known.write_text(line.replace(f":{host.port} ", f":{way.port} "), encoding="ascii")
                over = replace(host, port=way.port, known_hosts=str(known))
                made = FileGround(sshd, host, directory, way, store_on(over, directory))
                first = store_on(host, directory)
                await first.create()
                await first.close()
                yield made
                await made.writer.close()
        finally:
            for pid in list(family(sshd.pid))[1:]:
                signalled(pid, signal.SIGKILL)
            sshd.kill()


class TestFile(ExactContract):
    pass


async def test_what_a_power_cut_took_from_the_end_is_lost_and_torn(ground: FileGround, tmp_path: Path) -> None:
    async with writing(tmp_path, ground.writer, ground.every_ns) as writer:
        await until(lambda: writer.with_outcome(WriteOutcome.OK) >= ground.some)
    file = ground.directory / TABLE
    before = rows(ground.directory)
    os.truncate(file, file.stat().st_size - 60)
    count = await counted(writer, ground.reader())
    hold_against(count, rows(ground.directory))
    assert set(count.fates.lost) == {number for number, _ in before[-3:]}
    assert count.found.torn == 1


def _listens(port: int) -> bool:
    with subprocess.Popen(["ssh-keyscan", "-T", "1", "-p", str(port), "127.0.0.1"], stdout=-1, stderr=-3) as scan:
        return bool(scan.communicate()[0])
