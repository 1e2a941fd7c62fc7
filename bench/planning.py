"""How long `validate` takes over 25 files, and a plan of 500 steps on 200 hosts: `python -m bench.planning [rounds]`.

The first is a whole process, started anew each time; the second is the call alone, and the process around it.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from scenarios.planner import make_plan, plan_digest

EXAMPLES = Path(__file__).parents[1] / "tests" / "scenarios" / "examples"
HOSTS, STEPS, FILES = 200, 500, 25
PHASES = ("prepare", "detect", "switch", "verify", "restore")


def many_files(folder: Path) -> list[Path]:
    """Write 23 scenarios, a BIA and an inventory that belong together, and return all 25."""
    text = (EXAMPLES / "scenario.yaml").read_text("utf-8")
    (folder / "move-entry.sh").write_text((EXAMPLES / "move-entry.sh").read_text("utf-8"), encoding="utf-8")
    for name in ("bia", "inventory"):
        (folder / f"{name}.yaml").write_text((EXAMPLES / f"{name}.yaml").read_text("utf-8"), encoding="utf-8")
    for number in range(FILES - 2):
        changed = text.replace("pg-crash-async", f"drill-{number}")
        (folder / f"drill-{number}.yaml").write_text(changed, encoding="utf-8")
    return sorted(folder.glob("*.yaml"))


def large_drill(folder: Path) -> tuple[Path, Path, Path]:
    """Write a scenario of 500 steps on 200 hosts in 20 roles, half of them in groups; return it, inventory, BIA."""
    names = [f"host-{number}" for number in range(HOSTS)]
    roles = {f"role-{number}": names[number * 10 : number * 10 + 10] for number in range(20)}
    scenario = {
        "scenario": "large",
        "title": "A large drill",
        "form": "live",
        "services": ["trading-db"],
        "hosts": roles,
        "parallel": 50,
        "probes": {"entry": {"kind": "tcp", "service": "trading-db", "address": "10.0.0.1", "port": 5432}},
        "safeguards": {"environments": ["test"], "longest": "2h", "ready": [{"clock_offset": {"below": "1s"}}]},
        "inject": [{"crash": {"fault": "stop_service", "on": "role-0", "name": "postgresql"}}],
        **{phase: list(_steps(phase)) for phase in PHASES},
    }
    host = {"user": "drill", "environment": "test", "known_hosts": "known_hosts", "key": "keys/drill"}
    hosts = {name: {"address": f"10.1.{number // 250}.{number % 250}", **host} for number, name in enumerate(names)}
    files = {"scenario": scenario, "inventory": {"hosts": hosts}}
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(json.dumps(content, indent=1), encoding="utf-8")
    (folder / "bia.yaml").write_text((EXAMPLES / "bia.yaml").read_text("utf-8"), encoding="utf-8")
    return folder / "scenario.yaml", folder / "inventory.yaml", folder / "bia.yaml"


def _steps(phase: str) -> Iterator[dict[str, object]]:
    """Yield a hundred steps: fifty in a row, each with a capture that the next one takes, then five groups of ten."""
    for number in range(50):
        name, before = f"{phase}-{number}", f"{phase}-{number - 1}"
        run = {"run": f"echo value {number}", "on": f"role-{number % 20}", "captures": {"value": {"after": "value "}}}
        yield {name: run if number % 20 or not number else {**run, "needs": [before]}}
    for group in range(5):
        members = [
            {f"{phase}-g{group}-{number}": {"run": "true", "on": f"role-{number}", "within": "30s"}}
            for number in range(10)
        ]
        yield {f"{phase}-g{group}": {"parallel": members, "at_most": 5}}


def timed(call: Callable[[], object], rounds: int) -> list[float]:
    """Return how many seconds each of several calls took."""
    took: list[float] = []
    for _ in range(rounds):
        begun = time.perf_counter()
        call()
        took.append(time.perf_counter() - begun)
    return took


def told(what: str, took: list[float]) -> None:
    """Print the median and the range."""
    print(f"{what:<52} {statistics.median(took):6.3f} s  [{min(took):.3f}, {max(took):.3f}]  n={len(took)}")


def main() -> None:
    """Measure both."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    command = str(Path(sys.executable).parent / "drillproof")
    with tempfile.TemporaryDirectory() as name:
        small, large = Path(name) / "small", Path(name) / "large"
        small.mkdir()
        large.mkdir()
        files = [str(path) for path in many_files(small)]
        told(
            "drillproof schema bia: starting, one small model", timed(lambda: _run([command, "schema", "bia"]), rounds)
        )
        told(f"drillproof validate, {FILES} files", timed(lambda: _run([command, "validate", *files]), rounds))
        scenario, inventory, bia = large_drill(large)
        plan = make_plan(scenario, inventory, bia, {})
        print(f"plan of {len(plan.steps)} steps on {len(plan.hosts)} hosts, {plan_digest(plan)[:12]}")
        told("make_plan", timed(lambda: make_plan(scenario, inventory, bia, {}), rounds))
        asked = [command, "plan", str(scenario), "--inventory", str(inventory), "--bia", str(bia), "--json"]
        told("drillproof plan --json", timed(lambda: _run(asked), rounds))


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
