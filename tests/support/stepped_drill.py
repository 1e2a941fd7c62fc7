"""A drill on fakes in a process whose wall clock is libfaketime's; it takes some seconds and reads its clocks."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from runners.scripted import Exits
from scenarios.plan import SECOND, Phase, Run, Undo
from tests.support.scripted_drills import Scene, fault, plan, step


async def main(root: Path) -> None:
    """Run the drill; its journal lies in `root`."""
    steps = [
        step("hit", Phase.INJECT, fault(SECOND), on=["a"]),
        step("work", Phase.SWITCH, Run(script="work"), on=["b"]),
        step("heal", Phase.RESTORE, Undo(fault="hit")),
    ]
    scene = Scene(root=root, plan=plan(*steps), replies={"work": Exits(takes_ns=8 * SECOND)})
    await scene.run()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
