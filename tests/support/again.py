"""A part of `make test`, and once more alone what failed in it: `python -m tests.support.again PART ARGUMENTS…`.

A part whose tests run beside each other can starve one of them. Whoever passes alone is named, so that the reader sees
a starved machine said to be starved; whoever fails again fails the part.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

CACHES: Final = Path(".pytest_cache")
"""Each part keeps its failures in a directory of its own below."""
FAILED: Final = 1
"""pytest's exit status where tests failed; every other one but 0 tells of a run that was broken off or never began."""
_PLAIN: Final = ("--tb=native",)
"""Tracebacks as Python tells them. pytest's own parse the source anew, which Python 3.11 breaks off now and then beside
other threads (SystemError, "AST constructor recursion depth mismatch"), and one broken-off report ends the whole part.
"""
MOST: Final = 20
"""More than so many have not failed for want of a processor."""


def main(part: str, arguments: Sequence[str]) -> int:
    """Run the part; return 0 where every test passed, if need be alone."""
    cache = CACHES / part
    status = pytest(cache, "--cache-clear", *_PLAIN, *arguments)
    failed = failures(cache)
    if status != FAILED or not can_be_starved(failed):
        return status
    say(f"{len(failed)} failed in the part '{part}', beside others; each is run once more, alone:", failed)
    status = pytest(cache, *arguments, "-n", "0", "--last-failed", "--last-failed-no-failures", "none")
    starved = sorted(set(failed) - set(failures(cache)))
    if status in {0, FAILED} and starved:
        say(f"{len(starved)} of {len(failed)} passed only alone: beside others this machine starved them:", starved)
    return status


def can_be_starved(failed: Sequence[str]) -> bool:
    """Return whether these are some few tests, and no file that cannot even be read."""
    return 0 < len(failed) <= MOST and all("::" in test for test in failed)


def pytest(cache: Path, *arguments: str) -> int:
    """Run pytest, which keeps in `cache` what failed; return its exit status."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-o", f"cache_dir={cache}", *arguments], check=False
    ).returncode


def failures(cache: Path) -> list[str]:
    """Return the tests that failed and have not passed since."""
    kept = cache / "v" / "cache" / "lastfailed"
    return sorted(json.loads(kept.read_text(encoding="utf-8"))) if kept.exists() else []


def say(what: str, tests: Sequence[str]) -> None:
    """Print, before whatever a run prints next."""
    sys.stdout.write("\n".join(["", what, *(f"  {test}" for test in tests), ""]) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
