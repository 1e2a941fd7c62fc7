"""A drill with real hands in a process of its own, to be killed: the plan lies in its directory."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from scenarios.plan import Plan, plan_from_json, plan_to_json
from tests.support.real_drill import run_for_real

ROOT = Path(__file__).parents[2]


async def start(planned: Plan, root: Path) -> asyncio.subprocess.Process:
    """Start the drill; its journal lies in `root`."""
    text = json.dumps(plan_to_json(planned))
    await asyncio.to_thread((root / "plan.json").write_text, text, "utf-8")
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.support.mortal_drill", str(root), cwd=ROOT)


if __name__ == "__main__":
    here = Path(sys.argv[1])
    asyncio.run(run_for_real(plan_from_json(json.loads((here / "plan.json").read_text("utf-8"))), here))
