"""Mutants in small: a change reaches only the process that asked for it, and a run goes on where the last one was."""

from __future__ import annotations

import inspect
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from bench.mutants.making import Mutant, drawn, mutants_of
from bench.mutants.page import module_told, table
from bench.mutants.results import Results
from bench.mutants.trying import Tried, in_child
from measurements import intervals
from measurements.intervals import Interval
from measurements.statistics import supported_share

INTERVALS = Path("measurements/intervals.py")


@pytest.fixture(scope="module")
def mutants(tmp_path_factory: pytest.TempPathFactory) -> list[Mutant]:
    kept = tmp_path_factory.mktemp("kept")
    made = mutants_of(INTERVALS, kept)
    assert mutants_of(INTERVALS, kept) == made, "what is kept is what was made"
    return made


def test_each_mutant_has_a_name_of_its_own_and_lines_of_its_own_function(mutants: list[Mutant]) -> None:
    assert len({mutant.key for mutant in mutants}) == len(mutants) > 50
    for mutant in mutants:
        method = inspect.getattr_static(Interval, mutant.function.removeprefix("Interval."))
        lines, first = inspect.getsourcelines(getattr(method, "fget", None) or getattr(method, "__func__", method))
        assert set(mutant.lines) <= set(range(first, first + len(lines)))
        assert mutant.before != mutant.after


def test_a_mutant_changes_the_process_that_it_is_put_in_and_no_other(mutants: list[Mutant]) -> None:
    (wider,) = (mutant for mutant in mutants if mutant.after == "return self.upper + self.lower")

    def width() -> int:
        wider.put_in()
        return Interval(1, 4).width

    assert in_child(width) == 5
    assert Interval(1, 4).width == 3
    assert inspect.getsource(intervals) == INTERVALS.read_text(encoding="utf-8")


def test_a_default_is_put_in_too(tmp_path: Path) -> None:
    mutants = mutants_of(Path("measurements/statistics.py"), tmp_path)
    (later,) = (
        mutant
        for mutant in mutants
        if mutant.before.startswith("def supported_share(") and "misses: int = 1" in mutant.after
    )

    def default() -> int:
        later.put_in()
        return inspect.signature(supported_share).parameters["misses"].default

    assert in_child(default) == 1


def test_a_mutant_that_never_ends_is_told_from_one_that_breaks_the_trial() -> None:
    def endless() -> int:
        signal.setitimer(signal.ITIMER_PROF, 0.05)
        while True:
            pass

    assert in_child(endless) is None
    with pytest.raises(RuntimeError, match="a child ended with 3"):
        in_child(lambda: os._exit(3))


def test_a_run_goes_on_where_the_last_one_was(mutants: list[Mutant], tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    for mutant, how in zip(mutants[:3], ("killed", "survived", "timed out"), strict=True):
        Results(path).add(Tried(mutant=mutant, how=how, by="", tests=1), 20, "these tests")
    again = Results(path)
    assert again.new(mutants[:4]) == [mutants[3]]
    assert again.again(mutants[:4], 20, "these tests") == []
    assert again.again(mutants[:4], 20, "other tests") == [mutants[1]]
    assert again.again(mutants[:4], 100, "these tests") == [mutants[1]]
    changed = replace(mutants[0], digest="of a function that reads otherwise now")
    assert again.new([changed]) == [changed]


def test_the_table_counts_what_was_found_among_what_was_tried(mutants: list[Mutant], tmp_path: Path) -> None:
    results = Results(tmp_path / "results.jsonl")
    for mutant, how in zip(mutants[:4], ("killed", "survived", "timed out", "killed"), strict=True):
        results.add(Tried(mutant=mutant, how=how, by="", tests=1), 20, "these tests")
    _, _, row, whole = "\n".join(table([module_told("one", mutants[:6], results)])).splitlines()
    assert row == "| `one` | 6 | 2 | 1 | 1 | 0 | 0 | 2 | 75.0% |"
    assert whole == "| **all** | 6 | 2 | 1 | 1 | 0 | 0 | 2 | 75.0% |"


def test_what_survived_only_quick_tests_counts_as_not_found(mutants: list[Mutant], tmp_path: Path) -> None:
    results = Results(tmp_path / "results.jsonl")
    for mutant, how in zip(mutants[:2], ("killed", "undecided"), strict=True):
        results.add(Tried(mutant=mutant, how=how, by="", tests=1), 20, "these tests")
    _, _, row, _ = "\n".join(table([module_told("one", mutants[:2], results)])).splitlines()
    assert row == "| `one` | 2 | 1 | 0 | 0 | 0 | 1 | 0 | 50.0% |"


def test_a_sample_that_chance_drew_has_an_interval_and_another_has_none(mutants: list[Mutant], tmp_path: Path) -> None:
    assert {mutant.key for mutant in drawn(mutants)} == {mutant.key for mutant in mutants}
    assert drawn(mutants) == drawn(mutants[::-1]) != mutants
    shares = list[str]()
    for place, tried in enumerate((drawn(mutants)[:10], mutants[:10])):
        results = Results(tmp_path / f"results-{place}.jsonl")
        for mutant in tried:
            how = "survived" if mutant is tried[0] else "killed"
            results.add(Tried(mutant=mutant, how=how, by="", tests=1), 20, "these tests")
        _, _, row, _ = "\n".join(table([module_told("one", mutants, results)])).splitlines()
        shares.append(row.split(" | ")[-1])
    assert shares == ["90.0% (55% to 100%) |", "90.0% |"]
