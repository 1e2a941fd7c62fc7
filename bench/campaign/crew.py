"""Us: the service, its workers and its database as processes, in the two forms in which they are run."""

from __future__ import annotations

import asyncio
import glob
import os
import signal
import subprocess
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from bench.campaign.written import SITE
from runners.journal import Journal
from service.firm import open_firm
from service.policy import read_policy
from tests.support.campaign.processes import REAL, Supervised
from tests.support.firms import enlist
from tests.support.ports import free_port
from tests.support.postgres import TemporaryPostgres
from tests.support.processes import freeze, signalled

Form = Literal["postgresql", "sqlite"]

DISK: Final = "768m"
_POLICY: Final = """\
preparation:
  turned_off: {plan: lab, scheme: lab, review: lab, training: lab, safeguards: lab}
approval:
  free_environments: {test: a lab}
guarding:
  open_findings: allow
  least_free: 4MiB
access:
  limits: {caller_per_minute: 1000000, stranger_per_minute: 1000000}
"""
_FAKETIME: Final = "/usr/lib/*/faketime/libfaketime.so.1"
_EACH: Final = 6


@dataclass(slots=True, kw_only=True)
class Crew:
    """One form of the service, alive. `home` is a disk of its own where the form is SQLite."""

    form: Form
    home: Path
    where: str
    port: int
    token: str
    serve: Supervised
    workers: list[Supervised]
    postgres: TemporaryPostgres | None
    offset: Path | None
    """What the wall clock of our processes is wrong by, for libfaketime; None where that is not installed."""
    frozen: set[int] = field(default_factory=set[int])

    @property
    def everybody(self) -> list[Supervised]:
        """Return every process that is started again when it ends."""
        return [self.serve, *self.workers]

    def beside(self, module: str) -> list[int]:
        """Return the processes that run `python -m runners.MODULE`: every prober, or every ledger."""
        return [pid for pid, words in _processes() if words[-2:] == ["-m", f"runners.{module}"]]

    async def freeze(self, pid: int, seconds: float) -> None:
        """SIGSTOP, and SIGCONT so much later."""
        with suppress(AssertionError):
            await asyncio.to_thread(freeze, pid)
        try:
            await asyncio.sleep(seconds)
        finally:
            signalled(pid, signal.SIGCONT)

    def set_clock(self, seconds: float) -> None:
        """Put the wall clock of all our processes wrong by so much."""
        assert self.offset is not None  # noqa: S101  asked before
        fresh = self.offset.with_suffix(".new")
        fresh.write_text(f"{seconds:+g}\n", encoding="ascii")
        fresh.replace(self.offset)


def _processes() -> list[tuple[int, list[str]]]:
    found: list[tuple[int, list[str]]] = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (place / "cmdline").read_bytes().decode(errors="replace").rstrip("\0").split("\0")
            found.append((int(place.name), words))
    return found


@asynccontextmanager
async def crew(form: Form, root: Path, roots: tuple[Path, ...]) -> AsyncGenerator[Crew]:
    """Found a service in `root`, let it live, and end it in order."""
    home = root / "home"
    home.mkdir(parents=True)
    postgres = await asyncio.to_thread(_database) if form == "postgresql" else None
    if postgres is None:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "campaign", str(home)]
        await asyncio.to_thread(subprocess.run, mount, check=True)
    try:
        ours = _founded(form, root, home, postgres, roots)
        lives = [asyncio.create_task(each.run()) for each in ours.everybody]
        try:
            yield ours
        finally:
            for life in lives:
                life.cancel()
            await asyncio.wait(lives)
    finally:
        if postgres is not None:
            await asyncio.to_thread(postgres.remove)


def _database() -> TemporaryPostgres:
    made = TemporaryPostgres(("-c", "max_connections=200"))
    made.start()
    return made


def _founded(form: Form, root: Path, home: Path, postgres: TemporaryPostgres | None, roots: tuple[Path, ...]) -> Crew:
    where = postgres.dsn if postgres else str(home / "journal.sqlite")
    (home / "policy.yaml").write_text(_POLICY, encoding="utf-8")
    journal = Journal.open(where)
    try:
        token = enlist(open_firm(journal, home, read_policy(home / "policy.yaml"), roots).access)["boss"]
    finally:
        journal.close()
    port, offset, env = free_port(), *_clock(root)
    told = ["--db", where, "--policy", str(home / "policy.yaml"), "--home", str(home)]
    listening = [part for place in roots for part in ("--root", str(place))]
    serve = Supervised(
        name="serve",
        home=root / "machine-api",
        program=REAL,
        argv=["serve", "--port", str(port), *told, *listening],
        env={**env, "DRILLPROOF_RUNNERS": "queue" if postgres else "here"},
    )
    workers = [_worker(root, number, told, env) for number in range(2 if postgres else 0)]
    return Crew(
        form=form, home=home, where=where, port=port, token=token, serve=serve, workers=workers, postgres=postgres,
        offset=offset,
    )  # fmt: skip


def _worker(root: Path, number: int, told: list[str], env: Mapping[str, str]) -> Supervised:
    argv = ["worker", "--site", SITE, "--drills", str(_EACH), "--name", f"w{number}", *told]
    return Supervised(name=f"worker-{number}", home=root / f"machine-{number}", program=REAL, argv=argv, env=env)


def _clock(root: Path) -> tuple[Path | None, dict[str, str]]:
    """Return the file that says how wrong the clock is, and the environment in which it is believed."""
    found = glob.glob(_FAKETIME)  # noqa: PTH207  the pattern is absolute
    if not found:
        return None, {}
    file = root / "clock"
    file.write_text("+0\n", encoding="ascii")
    seen = {"FAKETIME_TIMESTAMP_FILE": str(file), "FAKETIME_CACHE_DURATION": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    return file, {"LD_PRELOAD": found[0], **seen, "PATH": os.environ["PATH"]}
