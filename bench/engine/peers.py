"""Chaos Toolkit beside us: an experiment of as many actions that do nothing; its journal is written at the end.

Its time is taken in two ways: as its journal gives the experiment's duration, and by a clock around the whole program.
The first leaves out what grows with the steps too: checking each step's activity, and writing the journal.
"""

from __future__ import annotations

import json
import resource
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bench.engine.ours import Cost, beyond

PLACE: Final = Path(".bench-peers")
"""The virtual environment of the peers: none of them is a package that Drillproof needs."""


def is_there() -> bool:
    """Tell whether it is installed (`make .bench-peers/.installed`)."""
    return (PLACE / "bin" / "chaos").is_file()


def version() -> str:
    """Return its name and version."""
    told = subprocess.run(
        [PLACE / "bin" / "pip", "list", "--format=json"], capture_output=True, check=True, timeout=120
    )
    known = {one["name"]: one["version"] for one in json.loads(told.stdout)}
    return f"chaostoolkit {known['chaostoolkit']}"


def experiment(steps: int) -> dict[str, Any]:
    """Return an experiment whose method is so many calls of `os.getpid`."""
    provider = {"type": "python", "module": "os", "func": "getpid"}
    return {
        "title": "nothing",
        "description": "steps that do nothing",
        "method": [{"type": "action", "name": f"s{number}", "provider": provider} for number in range(steps)],
        "rollbacks": [],
    }


def chaos(steps: int) -> Cost:
    """Return what the steps of an experiment cost beyond an experiment of one step, by the experiment's own clock."""
    return beyond(lambda many: _ran(many, is_whole=False), steps)


def chaos_whole(steps: int) -> Cost:
    """Return the same by a clock around the program: starting Python and reading one step are not counted."""
    return beyond(lambda many: _ran(many, is_whole=True), steps)


def _ran(steps: int, *, is_whole: bool) -> Cost:
    with TemporaryDirectory(prefix="chaos-") as folder:
        file = Path(folder) / "experiment.json"
        file.write_text(json.dumps(experiment(steps)), encoding="utf-8")
        command = [str((PLACE / "bin" / "chaos").absolute()), "--no-version-check", "run", str(file)]
        used, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)
        whole_s = time.perf_counter() - began
        now = resource.getrusage(resource.RUSAGE_CHILDREN)
        told = _journal(Path(folder) / "journal.json")
        if done.returncode or told.get("status") != "completed" or len(told["run"]) != steps:
            message = f"Chaos Toolkit did not complete: {done.stderr[-500:]}"
            raise SystemExit(message)
    wall_s = whole_s if is_whole else told["duration"]
    return Cost(wall_s=wall_s, cpu_s=now.ru_utime - used.ru_utime + now.ru_stime - used.ru_stime)


def _journal(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}
