"""A drill in a process that kills itself with SIGKILL once it has made so many records durable."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from tests.support.scripted_drills import CrashingJournal, Scene, twelve_steps


def end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def main(root: Path, lives: int) -> None:
    scene = Scene(root=root, plan=twelve_steps())
    await scene.run(CrashingJournal.made(scene.path, lives, end))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
