"""Several processes on one database: every run starts once, also where a process dies in the middle of a start."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from service.book import Query
from service.programme.schedules import Schedules
from tests.support.firms import caller
from tests.support.programmes import Planned, spec

ROOT: Final = Path(__file__).parents[3]
DAY: Final = datetime(2026, 9, 14, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai."""


@dataclass(frozen=True, slots=True)
class Replicas:
    """Processes that tick side by side."""

    folder: Path
    running: dict[str, subprocess.Popen[str]]

    def tick(self, at: datetime, names: str) -> list[str]:
        """Let them tick at one instant, and return what each answered: how many runs failed, nothing where it died."""
        for name in names:
            pipe = self.running[name].stdin
            assert pipe is not None
            pipe.write(f"{int(at.timestamp())}\n")
            pipe.flush()
        return [self._answer(name) for name in names]

    def _answer(self, name: str) -> str:
        pipe = self.running[name].stdout
        assert pipe is not None
        return pipe.readline().strip()

    def starts(self) -> list[str]:
        """Return every start that was ever asked for, whoever asked."""
        return [line.split()[0] for line in (self.folder / "starts").read_text().splitlines()]


@pytest.fixture
def replicas(tmp_path: Path) -> Generator[Replicas]:
    """Yield processes a, b and c; b dies in the middle of its first start."""
    (tmp_path / "deadly").write_text("b")
    command = [sys.executable, "-m", "tests.support.replica", str(tmp_path)]
    running = {
        name: subprocess.Popen([*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for name in "abc"
    }
    yield Replicas(tmp_path, running)
    for process in running.values():
        process.kill()
        process.communicate()


async def crowded(folder: Path, schedules: int) -> Schedules:
    """Make schedules that all run at DAY."""
    planned = Planned(folder)
    planned.clock.at = DAY - timedelta(days=2)
    kept = planned.schedules()
    once = {"kind": "dates", "at": ["2026-09-14T09:00"]}
    for number in range(schedules):
        await kept.add(caller("olga"), spec(timing=once, services=[f"service-{number}"], missed="skip", lead_days=1))
    return kept


def statuses(kept: Schedules) -> Counter[str]:
    return Counter(head.status for head in kept.book.heads(Query(family="run", limit=200)).heads)


@pytest.mark.slow(40)
async def test_three_processes_start_each_run_once_though_one_dies_in_a_start(
    tmp_path: Path, replicas: Replicas
) -> None:
    kept = await crowded(tmp_path, 8)
    assert replicas.tick(DAY - timedelta(hours=1), "abc") == ["0", "0", "0"]
    assert replicas.tick(DAY - timedelta(minutes=50), "abc") == ["0", "0", "0"]
    assert statuses(kept) == {"prepared": 8}
    replicas.tick(DAY, "b")
    assert replicas.running["b"].wait(60) == 9
    assert replicas.tick(DAY, "ac") == ["0", "0"]
    for minutes in (1, 20, 40, 400):
        assert replicas.tick(DAY + timedelta(minutes=minutes), "ac") == ["0", "0"]
    found = statuses(kept)
    assert found["uncertain"] >= 1
    assert found["uncertain"] + found["started"] == 8
    assert len(replicas.starts()) <= 8
    claimed = kept.book.entries(kind="run_starting", limit=100)
    assert len({entry.stream for entry in claimed}) == len(claimed) == 8
    kept.book.check()
