"""One replica as a process: ticks on a book when it is told to, and writes each start that it makes into a file.

`python -m tests.support.replica FOLDER NAME`
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from service.access import Caller
from tests.support.firms import HandClock
from tests.support.programmes import Planned, Starts


class WrittenStarts(Starts):
    """Starts that are appended to a file at once; where FOLDER/deadly names this replica, it dies right after one."""

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__()
        self.folder, self.name = folder, name

    async def start(self, dossier: str, caller: Caller, path: str) -> str:
        with (self.folder / "starts").open("a") as written:
            written.write(f"{dossier} {self.name} {path} {caller.user}\n")
        if self.name in (self.folder / "deadly").read_text().split():
            os._exit(9)
        await asyncio.sleep(0)
        return f"drill-of-{dossier}"


async def main(folder: Path, name: str) -> None:
    """Tick once for each line of standard input, on a clock that stands there (UTC seconds); answer with a line."""
    clock = HandClock()
    ticker = Planned(folder, clock=clock, starts=WrittenStarts(folder, name)).ticker()
    for line in sys.stdin:
        clock.at = datetime.fromtimestamp(int(line), UTC)
        await ticker.tick()
        sys.stdout.write(f"{len(ticker.failures)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
