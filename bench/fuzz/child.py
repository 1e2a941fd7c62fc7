"""The process of one target under atheris: python -m bench.fuzz.child TARGET SECONDS SEED FOLDER. libFuzzer ends it."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any, Final

OURS: Final = ("scenarios", "measurements", "service.evidence", "service.keys")
"""What reads: coverage is told in it alone. Everything else would be rewritten for minutes and tell nothing of ours."""
_LENGTH: Final = 1 << 16


def main() -> None:
    """Fuzz the target, beginning with its own honest files."""
    name, seconds, seed, folder = sys.argv[1:]
    atheris: Any = import_module("atheris")  # it has no types
    with atheris.instrument_imports(include=list(OURS)):
        targets: Any = import_module("bench.fuzz.targets")
    target = next(each for each in targets.TARGETS if each.name == name)
    seeds = Path(folder) / f"{name}-seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    for number, raw in enumerate(target.seeds()):
        (seeds / f"{number:03}").write_bytes(raw)

    def once(raw: bytes) -> None:
        try:
            target.read(raw)
        except target.raises:
            return

    options = [f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={_LENGTH}", "-print_final_stats=1"]
    options += ["-timeout=20", f"-artifact_prefix={folder}/{name}-", "-rss_limit_mb=2048"]
    atheris.Setup([sys.argv[0], *options, str(seeds)], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
