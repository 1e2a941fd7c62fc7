"""What is known of each mutant from all runs: a file that only grows, so that a run can be taken up again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.mutants.making import Key, Mutant
from bench.mutants.trying import Tried

SURVIVED: Final = "survived"
UNDECIDED: Final = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How a mutant ended, of a function that read as `digest` tells, with at most `examples` examples of a law."""

    how: str
    by: str
    tests: int
    digest: str
    examples: int
    tried_with: str
    """A digest of the tests: a survivor is tried again when they are others."""


class Results:
    """The results in a file, the last of each mutant."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[Key, Result] = dict(_read(path)) if path.exists() else {}

    def add(self, tried: Tried, examples: int, tried_with: str) -> None:
        """Write down how a mutant ended."""
        mutant = tried.mutant
        facts: dict[str, Any] = {"how": tried.how, "by": tried.by, "tests": tried.tests, "digest": mutant.digest}
        facts |= {"examples": examples, "tried_with": tried_with}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": mutant.key, **facts}) + "\n")
        self._known[mutant.key] = Result(**facts)

    def of(self, mutant: Mutant) -> Result | None:
        """Return how a mutant ended, if its function still reads as it did."""
        result = self._known.get(mutant.key)
        return result if result and result.digest == mutant.digest else None

    def new(self, mutants: Sequence[Mutant]) -> list[Mutant]:
        """Return those that were never tried as their functions read now."""
        return [mutant for mutant in mutants if self.of(mutant) is None]

    def again(self, mutants: Sequence[Mutant], examples: int, tried_with: str) -> list[Mutant]:
        """Return those that were not decided, and survivors of other tests or of fewer."""
        again = list[Mutant]()
        for mutant in mutants:
            result = self.of(mutant)
            if result and (
                result.how == UNDECIDED or (result.how == SURVIVED and _is_old(result, examples, tried_with))
            ):
                again.append(mutant)
        return again


def _is_old(result: Result, examples: int, tried_with: str) -> bool:
    return result.how == SURVIVED and (result.tried_with != tried_with or result.examples < examples)


def _read(path: Path) -> Iterator[tuple[Key, Result]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        facts = json.loads(line)
        module, function, before, after, nth = facts.pop("key")
        yield (module, function, before, after, nth), Result(**facts)
