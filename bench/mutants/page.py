"""The page of results: a table of modules, and each survivor with its reason from explained.toml."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.mutants.making import Mutant
from bench.mutants.results import SURVIVED, UNDECIDED, Results

PAGE: Final = Path("bench/results/mutants.md")
EXPLAINED: Final = Path("bench/mutants/explained.toml")
_ABOUT: Final = """\
# Mutants of what decides, and which of them the tests find

`make mutants` (`python -m bench.mutants`), as of {when}; at most {examples} examples of each law.

Each mutant is one change of one function, as mutmut 3 makes them: a comparison, an operator, a number, a text, an
argument, an assigned value, a branch. Values outside functions are not changed. A mutant is tried by the tests that run
the statement changed (`tests/measurements` and the tests of the policy), each with ten times its time of the processor
and a second more. *Not tried*: the run has not come so far, or only to the quick tests, and the mutant survived those.
*Found* is the share of those tried that were killed or ran out of time.
"""
_HEAD: Final = """\
| module | mutants | killed | timed out | survived | of these explained | not tried | found |
|---|---:|---:|---:|---:|---:|---:|---:|"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """What became of a module's mutants; `survivors` with the reason of each, None where nobody has looked at it."""

    name: str
    count: Counter[str]
    survivors: Sequence[tuple[Mutant, str | None]]
    examples: int


def module_told(name: str, mutants: Sequence[Mutant], results: Results) -> Module:
    """Return what became of these mutants."""
    reasons, count, survivors, examples = _reasons(), Counter[str](), list[tuple[Mutant, str | None]](), 0
    for mutant in mutants:
        result = results.of(mutant)
        count[result.how if result and result.how != UNDECIDED else "not tried"] += 1
        if result and result.how == SURVIVED:
            examples = max(examples, result.examples)
            key = (mutant.module, mutant.function, mutant.before, mutant.after)
            survivors.append((mutant, reasons.get(key)))
    return Module(name=name, count=count, survivors=survivors, examples=examples)


def write(modules: Sequence[Module], others: Sequence[str]) -> None:
    """Write the page; `others` are the files that no run has come to."""
    PAGE.write_text("\n".join(_page(modules, others)) + "\n", encoding="utf-8")


def table(modules: Sequence[Module]) -> Iterator[str]:
    """Yield the table."""
    yield _HEAD
    for module in modules:
        yield _row(f"`{module.name}`", [module])
    yield _row("**all**", modules)


def _page(modules: Sequence[Module], others: Sequence[str]) -> Iterator[str]:
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    yield _ABOUT.format(when=when, examples=max((module.examples for module in modules), default=0))
    yield from table(modules)
    if others:
        yield f"\nNot begun: {', '.join(f'`{name}`' for name in others)}."
    for module in modules:
        if module.survivors:
            yield f"\n## `{module.name}`\n"
        for mutant, reason in sorted(module.survivors, key=lambda one: (one[0].function, min(one[0].lines, default=0))):
            yield f"- `{mutant.function}`, {_change(mutant)}: {reason or 'not looked at yet'}"


def _change(mutant: Mutant) -> str:
    before, after = (text.replace("\n", " ⏎ ") for text in (mutant.before, mutant.after))
    return f"``{before}`` → ``{after}``" if after else f"``{before}`` removed"


def _row(name: str, modules: Sequence[Module]) -> str:
    count = sum((module.count for module in modules), Counter[str]())
    explained = sum(reason is not None for module in modules for _, reason in module.survivors)
    found, tried = count["killed"] + count["timed out"], count.total() - count["not tried"]
    share = f"{found / tried:.1%}" if tried else ""
    columns = (
        count.total(),
        count["killed"],
        count["timed out"],
        count["survived"],
        explained,
        count["not tried"],
        share,
    )
    return f"| {name} | " + " | ".join(map(str, columns)) + " |"


def _reasons() -> dict[tuple[str, str, str, str], str]:
    """Return why a survivor may live, by the module, the function and the lines before and after."""
    reasons = dict[tuple[str, str, str, str], str]()
    for name, functions in tomllib.loads(EXPLAINED.read_text(encoding="utf-8")).items():
        for one in functions:
            for after in one["after"]:
                reasons[name, one["function"], one["before"], after] = one["why"]
    return reasons
