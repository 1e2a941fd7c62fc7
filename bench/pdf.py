"""How long the PDF of a drill takes and how much memory: `python -m bench.pdf [runs] [steps] [services]`.

Every run is a process of its own, with nothing loaded before: imports, judging and rendering are told apart, and the
peak memory is that of the whole process.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
LIMIT_S: Final = 3.0
LIMIT_MB: Final = 300.0
TONGUES: Final = ("zh", "en", "both")


def measured(steps: int, services: int, tongue: str) -> dict[str, float]:
    """Make one PDF in this process and tell seconds, megabytes, bytes."""
    begun = time.perf_counter()
    from service.report.formats.pdf import pdf  # noqa: PLC0415  what it costs is measured
    from tests.support.large_reports import report_document  # noqa: PLC0415

    loaded = time.perf_counter()
    whole = report_document(steps=steps, services=services)
    judged, spent = time.perf_counter(), _cpu()
    made = pdf(whole, "zh" if tongue == "zh" else "en" if tongue == "en" else "both")
    done = time.perf_counter()
    return {
        "imports": loaded - begun,
        "judging": judged - loaded,
        "pdf": done - judged,
        "pdf_cpu": _cpu() - spent,
        "cpu": _cpu(),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "bytes": len(made),
    }


def _cpu() -> float:
    return sum(os.times()[:2])


def fresh(steps: int, services: int, tongue: str) -> dict[str, float]:
    """Measure in a process of its own."""
    asked = [sys.executable, "-m", "bench.pdf", "--one", str(steps), str(services), tongue]
    answered = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(answered.stdout)
    return told


def row(tongue: str, runs: Sequence[dict[str, float]]) -> str:
    """Return a line of the table: median and range of each figure."""
    told = [f"{tongue:<5}"]
    for name, form in (("pdf", "6.2f"), ("pdf_cpu", "6.2f"), ("imports", "6.2f"), ("cpu", "6.2f"), ("peak_mb", "6.0f")):
        values = [run[name] for run in runs]
        told.append(f"{statistics.median(values):{form}} [{min(values):{form}} – {max(values):{form}}]")  # noqa: RUF001
    return "  ".join((*told, f"{runs[0]['bytes'] / 1024:7.0f}"))


def main() -> int:
    """Print the table; 1 where a median is over its limit for the drill that the limits are meant for."""
    runs, steps, services = (int(given) for given in (*sys.argv[1:4], *("5", "60", "10")[len(sys.argv) - 1 :]))
    print(f"{steps} steps, {services} services, {runs} runs; median [least – most], each in a process of its own")  # noqa: RUF001
    heads = ("pdf() s", "its CPU, s", "imports s", "CPU of all, s", "peak MB")
    print("  ".join(("     ", *(f"{head:<24}" for head in heads), "     KB")))
    is_kept = True
    for tongue in TONGUES:
        taken = [fresh(steps, services, tongue) for _ in range(runs)]
        print(row(tongue, taken))
        seconds = statistics.median(run["pdf"] for run in taken)
        memory = statistics.median(run["peak_mb"] for run in taken)
        is_kept = is_kept and seconds < LIMIT_S and memory < LIMIT_MB
    print(f"limits {LIMIT_S:g} s and {LIMIT_MB:g} MB: {'kept' if is_kept else 'NOT KEPT'}")
    return 0 if is_kept else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measured(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])))
    else:
        sys.exit(main())
