"""Chaos Toolkit, really run: its steady-state hypothesis looks once a second in the background of an experiment.

The experiment's one action lasts as long as our drill of the same target. What it says of the outage stands in the
journal that it writes at its end, under `steady_states.during`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bench.engine.peers import PLACE
from bench.truth.observers import Looks, Watched

EVERY_S: Final = 1.0
"""Between the end of one look and the next: Chaos Toolkit's own default."""
TIMEOUT_S: Final = 0.5
_BEGUN: Final = b"Executing the steady-state hypothesis continuously"
_PATIENCE_S: Final = 120.0


@dataclass(slots=True, kw_only=True)
class Chaos:
    """Runs one experiment beside a drill; `share` is the part of all targets that it looks at (1 of so many)."""

    folder: Path
    share: int
    title: str = "Chaos Toolkit, hypothesis in the background, 1 s"
    _seen: dict[str, Looks] = field(default_factory=dict[str, Looks])
    _met: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir()

    @contextlib.asynccontextmanager
    async def watching(self, target: Watched) -> AsyncGenerator[None]:
        """Run an experiment as long as the block lasts; begins once its hypothesis is looked at."""
        self._met += 1
        if (self._met - 1) % self.share:
            yield
            return
        place = self.folder / target.name
        place.mkdir()
        os.mkfifo(place / "over")
        (place / "experiment.json").write_text(json.dumps(experiment(target, place / "over")), encoding="ascii")
        process = await _started(place)
        try:
            yield
            await asyncio.to_thread((place / "over").write_text, "over\n")
            async with asyncio.timeout(_PATIENCE_S):
                await process.communicate()
            self._seen[target.name] = told(json.loads((place / "journal.json").read_text(encoding="utf-8")))
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
                await process.wait()

    async def looks(self) -> Mapping[str, Looks]:
        """Return what the journals say."""
        return self._seen


async def _started(place: Path) -> Process:
    """Return the process once its hypothesis is being looked at."""
    process = await asyncio.create_subprocess_exec(
        str((PLACE / "bin" / "chaos").absolute()),
        *("--no-version-check", "run", "--hypothesis-strategy", "during-method-only"),
        *("--hypothesis-frequency", str(EVERY_S), "--journal-path", "journal.json", "experiment.json"),
        cwd=place,
        stdout=PIPE,
        stderr=STDOUT,
        start_new_session=True,
    )
    assert process.stdout is not None  # noqa: S101  asked for above
    async with asyncio.timeout(_PATIENCE_S):
        while _BEGUN not in (line := await process.stdout.readline()):
            if not line:
                message = "Chaos Toolkit ended before it looked at anything"
                raise SystemExit(message)
    return process


def experiment(target: Watched, over: Path) -> dict[str, Any]:
    """Return an experiment that lasts until something is written to `over`."""
    return {
        "title": target.name,
        "description": "is it there",
        "steady-state-hypothesis": {
            "title": "it answers",
            "probes": [
                {
                    "type": "probe",
                    "name": "answers",
                    "tolerance": 200,
                    "provider": {"type": "http", "url": f"http://127.0.0.1:{target.port}/", "timeout": TIMEOUT_S},
                }
            ],
        },
        "method": [
            {
                "type": "action",
                "name": "drill",
                "provider": {"type": "process", "path": "cat", "arguments": [str(over)]},
            }
        ],
        "rollbacks": [],
    }


def told(journal: Mapping[str, Any]) -> Looks:
    """Return the looks that stand in a journal; the instant of one is when its probe began."""
    return [
        (_instant(state["probes"][0]["start"]), bool(state["steady_state_met"]))
        for state in journal["steady_states"]["during"]
    ]


def _instant(text: str) -> int:
    since = datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)
    return since // timedelta(microseconds=1) * 1_000
