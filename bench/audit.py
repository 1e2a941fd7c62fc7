"""Holes in what is shipped and in what it stands on: python -m bench.audit. Ends with 1 where one is unexplained.

Bandit looks at our own code. A finding counts as explained where its lines carry ruff's word for the same rule with a
reason behind it (`# noqa: S608  our own name`): one reason at one place, for both. pip-audit looks up the locked
packages where it can reach its data, and what it could not look up is said.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

SHIPPED: Final = ("scenarios", "measurements", "runners", "service")
LOCK: Final = "requirements.lock"
DECIDED: Final = {
    "B404": "importing subprocess does nothing; its calls are looked at one by one",
    "B405": "importing a parser does nothing; where it parses is looked at (B314)",
    "B406": "the same; `escape` parses nothing",
    "B603": "every subprocess gets a list, never a shell; the rule cannot see that",
}
"""Rules that are answered once, as in pyproject.toml."""
_EXPLAINED: Final = re.compile(r"# noqa: [A-Z0-9, ]*\bS\d+[A-Z0-9, ]*  \S")
_PATIENCE_S: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What bandit found, where, and whether a reason stands beside it."""

    rule: str
    severity: str
    place: str
    said: str
    explained: bool


def findings(folders: Sequence[str]) -> list[Finding]:
    """Return everything that bandit finds under these folders."""
    told = _json("bandit", "-q", "-r", "-f", "json", *folders)
    return [_finding(one) for one in told["results"]]


def _finding(one: dict[str, Any]) -> Finding:
    lines = Path(one["filename"]).read_text("utf-8").splitlines()
    own = lines[one["line_number"] - 1 : one["line_range"][-1]]
    return Finding(
        rule=one["test_id"],
        severity=one["issue_severity"].lower(),
        place=f"{one['filename']}:{one['line_number']}",
        said=one["issue_text"],
        explained=one["test_id"] in DECIDED or any(_EXPLAINED.search(line) for line in own),
    )


def packages() -> tuple[list[str], int, int]:
    """Return known holes of locked packages, how many packages were looked up, and how many could not be."""
    told = _json(
        "pip-audit", "-r", LOCK, "--require-hashes", "--disable-pip", "--progress-spinner", "off", "-f", "json"
    )
    looked = [one for one in told["dependencies"] if "skip_reason" not in one]
    holes = [f"{one['name']} {one['version']}: {hole['id']}" for one in looked for hole in one["vulns"]]
    return holes, len(looked), len(told["dependencies"]) - len(looked)


def _json(*words: str) -> dict[str, Any]:
    """Return what a tool of this environment tells as JSON; RuntimeError where it tells none."""
    command = [str(Path(sys.executable).parent / words[0]), *words[1:]]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE_S)
    try:
        return json.loads(done.stdout)
    except ValueError as error:
        message = f"{words[0]} told nothing: {done.stderr[-500:]}"
        raise RuntimeError(message) from error


def told(found: Sequence[Finding]) -> Iterator[str]:
    """Yield the lines about our own code."""
    for rule, count in sorted(Counter(one.rule for one in found).items()):
        own = [one for one in found if one.rule == rule]
        why = DECIDED.get(rule) or f"{sum(one.explained for one in own)} with a reason beside them: {own[0].said}"
        yield f"{rule}: {count} found; {why}"
    yield from (
        f"unexplained: {one.place}: {one.rule} ({one.severity}): {one.said}" for one in found if not one.explained
    )


def main() -> int:
    """Look, and print."""
    found = findings(SHIPPED)
    print("\n".join(told(found)))
    holes, looked, left = packages()
    print("\n".join([f"{LOCK}: {looked} packages looked up, {len(holes)} known holes", *holes]))
    if left:
        print(f"{LOCK}: {left} packages could not be looked up from here: pip-audit did not reach its data")
    return 1 if holes or not all(one.explained for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
