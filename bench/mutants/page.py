"""The page of results: a table of modules, and each survivor with its reason from explained.toml."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.mutants.making import Change, Mutant, drawn
from bench.mutants.results import SURVIVED, UNDECIDED, Results
from measurements.statistics import supported_share

PAGE: Final = Path("bench/results/mutants.md")
EXPLAINED: Final = Path("bench/mutants/explained.toml")
_ABOUT: Final = """\
# Mutants of what decides, and which of them the tests find

`make mutants` (`python -m bench.mutants`), as of {when}; at most {examples} examples of each law.

Each mutant is one change of one function, as mutmut 3 makes them: a comparison, an operator, a number, a text, an
argument, an assigned value, a branch. Values outside functions are not changed. A mutant is tried by the tests that run
the statement changed (`tests/measurements` and the tests of the policy), each with ten times its time of the processor
and a second more. *Quick only*: it survived the quick tests, and the others were not tried. *Not tried*: the run has
not come so far. *Found* is the share of those tried that were killed or ran out of time; one that survived only quick
tests counts as not found. Where some were not tried and chance drew the others (in the order of a hash with a fixed
seed), an exact binomial interval of {confidence:.0%} follows; tests written for survivors of a sample flatter it.
"""
_HEAD: Final = """\
| module | mutants | killed | timed out | survived | of these explained | quick only | not tried | found |
|---|---:|---:|---:|---:|---:|---:|---:|---:|"""
_CONFIDENCE: Final = 0.95
_NOT_TRIED: Final = "not tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """What became of a module's mutants; `survivors` with the reason of each, None where nobody has looked at it.

    `drawn`: chance alone chose those that were tried.
    """

    name: str
    count: Counter[str]
    survivors: Sequence[tuple[Mutant, str | None]]
    examples: int
    drawn: bool


def module_told(name: str, mutants: Sequence[Mutant], results: Results) -> Module:
    """Return what became of these mutants."""
    explained, count, survivors, examples = reasons(), Counter[str](), list[tuple[Mutant, str | None]](), 0
    order = [results.of(mutant) is not None for mutant in drawn(mutants)]
    for mutant in mutants:
        result = results.of(mutant)
        count[result.how if result else _NOT_TRIED] += 1
        if result and result.how == SURVIVED:
            examples = max(examples, result.examples)
            survivors.append((mutant, explained.get(mutant.change)))
    by_chance = order == sorted(order, reverse=True)
    return Module(name=name, count=count, survivors=survivors, examples=examples, drawn=by_chance)


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
    yield _ABOUT.format(
        when=when, examples=max((module.examples for module in modules), default=0), confidence=_CONFIDENCE
    )
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
    columns = (
        count.total(),
        count["killed"],
        count["timed out"],
        count[SURVIVED],
        explained,
        count[UNDECIDED],
        count[_NOT_TRIED],
        _found(count, by_chance=len(modules) == 1 and modules[0].drawn),
    )
    return f"| {name} | " + " | ".join(map(str, columns)) + " |"


def _found(count: Counter[str], *, by_chance: bool) -> str:
    """Return the share found of those tried; of a sample that chance drew, with its interval."""
    found, tried = count["killed"] + count["timed out"], count.total() - count[_NOT_TRIED]
    share = f"{found / tried:.1%}" if tried else ""
    if not (by_chance and tried and count[_NOT_TRIED]):
        return share
    each = (1 + _CONFIDENCE) / 2
    low, high = supported_share(tried, tried - found, each), 1 - supported_share(tried, found, each)
    return f"{share} ({low:.0%} to {high:.0%})"


def reasons() -> dict[Change, str]:
    """Return why a survivor may live."""
    found = dict[Change, str]()
    for name, functions in tomllib.loads(EXPLAINED.read_text(encoding="utf-8")).items():
        for one in functions:
            for after in one["after"]:
                found[name, one["function"], one["before"].strip(), after] = one["why"]
    return found
