"""Mutation tests of what decides: python -m bench.mutants [measurements/rto.py …] [--quick 1.5 | --sample 40].

Writes bench/results/mutants.md. Results are kept in var/mutants/, so a run that was stopped goes on where it was; a
function that was changed is tried anew, and at the end a survivor whenever tests were, unless it is explained. Quick
runs come to all modules sooner; what survives them is left to a whole one. A sample is so many of each module, drawn by
chance and the same in each run. Nothing mutated is ever imported by anybody else.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import math
import os
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

import pytest

from bench.mutants.making import Mutant, drawn, is_made, mutants_of
from bench.mutants.page import module_told, reasons, table, write
from bench.mutants.results import Results
from bench.mutants.trying import Trial, Tried

FIRST: Final = (
    "rto rpo rpo_figure intervals estimating outage reconciling losses verdict judge level clock evidence reading "
    "seconds fault samples writes ledger markers services phases order streams course stages"
)
"""What the figures come from; the rest of measurements/ follows in the order of the alphabet."""
DECIDING: Final = "policy advancing restoring acts asking bounds healing state frontier streams seamless"
"""Of runners/: the policy and the pure modules that it is made of."""
TESTS: Final = (
    "tests/measurements",
    "tests/runners/core/test_policy.py",
    "tests/runners/core/test_policy_told.py",
    "tests/runners/core/test_undo_told.py",
    "tests/runners/core/test_policy_language.py",
    "tests/runners/core/test_policy_laws.py",
    "tests/runners/core/test_people_laws.py",
    "tests/runners/core/test_streams.py",
)
PLACE: Final = Path("var/mutants")
EXAMPLES: Final = 20
_TELL_EVERY: Final = 100


def modules() -> list[Path]:
    """Return every module that is mutated, the most important first."""
    first = [Path(f"measurements/{name}.py") for name in FIRST.split()]
    others = sorted(path for path in Path("measurements").rglob("*.py") if path not in first)
    return first + others + [Path(f"runners/{name}.py") for name in DECIDING.split()]


def main() -> int:
    """Try what is still open of the modules asked for; write the page as it goes."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutants", description=__doc__)
    parser.add_argument("only", nargs="*", type=Path, help="as measurements/rto.py; all if none is named")
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="at most so many of each law")
    parser.add_argument("--quick", type=float, default=math.inf, help="only quick tests, of so many seconds in all")
    parser.add_argument("--sample", type=int, default=None, help="only so many of each module, drawn by chance")
    parser.add_argument("--survivors", action="store_true", help="only what survived before, by other tests")
    parser.add_argument("--page", action="store_true", help="write the page from what is known, and try nothing")
    asked = parser.parse_args()
    PLACE.mkdir(parents=True, exist_ok=True)
    results, paths = Results(PLACE / "results.jsonl"), asked.only or modules()
    failed = 0 if asked.page else _try(paths, results, asked)
    begun = {
        path: module_told(str(path), mutants_of(path, PLACE), results) for path in modules() if is_made(path, PLACE)
    }
    write(list(begun.values()), [str(path) for path in modules() if path not in begun])
    print("\n".join(table([begun[path] for path in paths if path in begun])))
    return failed


def _try(paths: Sequence[Path], results: Results, asked: argparse.Namespace) -> int:
    examples: int = asked.examples
    os.environ["DRILLPROOF_EXAMPLES"] = str(examples)
    tried_with, begun, count = _digest([]), time.monotonic(), 0

    def note(tried: Tried) -> None:
        nonlocal count
        count += 1
        results.add(tried, examples, tried_with)
        if not count % _TELL_EVERY:
            pace = count / (time.monotonic() - begun)
            sys.stderr.write(f"{count} tried, {pace:.1f} a second, now {tried.mutant.module}\n")

    kept = PLACE / f"reached-{examples}-{_digest(modules())}.json"
    explained = reasons()
    to_try = chain(
        () if asked.survivors else chain.from_iterable(map(results.new, _some(paths, asked.sample))),
        (
            mutant
            for some in _some(paths, asked.sample)
            for mutant in results.again(some, examples, tried_with)
            if mutant.change not in explained
        ),
    )
    trial = Trial(modules(), kept, to_try, note, asked.quick)
    plugins = ["tests.support.few_examples", "no:cacheprovider", "no:logging", "no:xdist"]
    words = ["-q", "-s", "--no-header", *(word for plugin in plugins for word in ("-p", plugin)), *TESTS]
    return pytest.main(words, plugins=[trial])


def _some(paths: Sequence[Path], most: int | None) -> Iterator[list[Mutant]]:
    """Yield the mutants of each module when its turn has come: making them takes time too."""
    for path in paths:
        mutants = drawn(mutants_of(path, PLACE))[:most]
        gc.freeze()  # what stands before a fork is not written to by collecting, so it stays shared
        yield mutants


def _digest(sources: Sequence[Path]) -> str:
    """Return what tells the tests, and these sources, as they are from others."""
    tests = chain.from_iterable([path] if path.suffix else sorted(path.rglob("*.py")) for path in map(Path, TESTS))
    return hashlib.sha256(b"".join(path.read_bytes() for path in (*tests, *sources))).hexdigest()[:12]


if __name__ == "__main__":
    sys.exit(main())
