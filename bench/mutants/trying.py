"""Mutants tried by tests that were collected once: a forked process each, and the tests that reach it."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
import traceback
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, chain
from pathlib import Path
from typing import Any, Final, NoReturn, TypeAlias

import coverage
import pytest
from _pytest.outcomes import Skipped, XFailed

from bench.mutants.making import Mutant, module_at

_LONGER: Final = 10
_LEAST_S: Final = 1.0
"""A test may take ten times its time without a mutant, and a second more, of the processor: load is no time-out."""
_MEMORY: Final = 3 << 30
_REMEMBERED: Final = 4
"""So many tests that killed a mutant of the same module last are tried before the quickest."""
Reached: TypeAlias = dict[str, dict[int, list[int]]]
"""The places of the tests that ran each line of each module."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How a mutant ended: "killed" (`by` tells which test), "timed out" or "survived" `tests` tests.

    It is "undecided" if it survived these, and there were others that there was no time for.
    """

    mutant: Mutant
    how: str
    by: str
    tests: int


class Trial:
    """A plugin of pytest that tries mutants where else it would run tests."""

    def __init__(
        self, files: Sequence[Path], kept: Path, mutants: Iterable[Mutant], told: Callable[[Tried], None], most_s: float
    ) -> None:
        self._files, self._kept, self._mutants, self._told, self._most_s = files, kept, mutants, told, most_s
        self._last = defaultdict[str, list[int]](list)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn what each test reaches and how long it takes, then try every mutant."""
        reached, took = learned(session.items, self._files, self._kept)
        sys.stderr.write(f"{len(took)} tests in {sum(took):.0f} s of the processor\n")
        for mutant in self._mutants:
            order = self._order(mutant, reached, took)
            places = order[: bisect_right(list(accumulate(took[place] for place in order)), self._most_s)]
            killer = in_child(partial(_first_failing, mutant, session.items, places, took))
            lived = "survived" if len(places) == len(order) else "undecided"
            how, by = ("timed out", "") if killer is None else (lived, "")
            if isinstance(killer, int) and killer >= 0:
                how, by = "killed", session.items[killer].nodeid
                self._last[mutant.module] = [killer, *(one for one in self._last[mutant.module] if one != killer)]
            self._told(Tried(mutant=mutant, how=how, by=by, tests=len(places)))
        return True

    def _order(self, mutant: Mutant, reached: Reached, took: Sequence[float]) -> list[int]:
        """Return the places of the tests that reach a mutant: those that killed the last ones, then the quickest."""
        lines = reached[mutant.module]
        places = set(chain.from_iterable(lines.get(line, ()) for line in mutant.lines))
        likely = [place for place in self._last[mutant.module][:_REMEMBERED] if place in places]
        return likely + sorted(places.difference(likely), key=took.__getitem__)


def learned(items: Sequence[pytest.Item], files: Sequence[Path], kept: Path) -> tuple[Reached, list[float]]:
    """Return which tests reach which lines, and what each takes of the processor; `kept` is where that is kept.

    Raises RuntimeError where a test fails.
    """
    if not kept.exists():
        kept.write_text(str(in_child(lambda: json.dumps(_measured(items, files)))), encoding="utf-8")
    reached, took = json.loads(kept.read_text(encoding="utf-8"))
    return {module: {int(line): places for line, places in lines.items()} for module, lines in reached.items()}, took


def _measured(items: Sequence[pytest.Item], files: Sequence[Path]) -> tuple[Reached, list[float]]:
    meter = coverage.Coverage(data_file=None, include=[str(path.absolute()) for path in files], config_file=False)
    took = list[float]()
    meter.start()
    for place, item in enumerate(items):
        meter.switch_context(str(place))
        begun = time.process_time()
        if fails(item):
            raise RuntimeError(item.nodeid)
        took.append(time.process_time() - begun)
    meter.stop()
    data = meter.get_data()
    reached = Reached()
    for path in files:
        lines = data.contexts_by_lineno(str(path.absolute()))
        reached[module_at(path)] = {line: [int(place) for place in places if place] for line, places in lines.items()}
    return reached, took


def _first_failing(mutant: Mutant, items: Sequence[pytest.Item], places: Sequence[int], took: Sequence[float]) -> int:
    """Return the place of the first test that fails, else -1."""
    mutant.put_in()
    for place in places:
        signal.setitimer(signal.ITIMER_PROF, _LEAST_S + _LONGER * took[place])
        if fails(items[place]):
            return place
    return -1


def fails(item: pytest.Item) -> bool:
    """Tell whether a test fails, without a report of how."""
    return any(_raises(step) for step in _steps(item))


def _steps(item: pytest.Item) -> Iterator[Callable[[], Any]]:
    yield lambda: item.ihook.pytest_runtest_setup(item=item)
    yield lambda: item.ihook.pytest_runtest_call(item=item)
    yield lambda: item.ihook.pytest_runtest_teardown(item=item, nextitem=None)


def _raises(step: Callable[[], Any]) -> bool:
    raised = pytest.CallInfo[object].from_call(step, when="call").excinfo
    return raised is not None and not isinstance(raised.value, Skipped | XFailed)


def in_child(act: Callable[[], int | str]) -> int | str | None:
    """Return what `act` returns in a forked process, None where its time ran out; RuntimeError where it ended else."""
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        _lived(act, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status and status != -signal.SIGPROF:
        msg = f"a child ended with {status}"
        raise RuntimeError(msg)
    return None if status else json.loads(told)


def _lived(act: Callable[[], int | str], writer: int) -> NoReturn:
    """Be the child: quiet, bounded in memory, and gone whatever happens."""
    status, errors = 1, os.dup(2)
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        os.write(writer, json.dumps(act()).encode())
        status = 0
    except Exception:  # noqa: BLE001  whatever it is, nobody else would tell of it
        os.write(errors, traceback.format_exc().encode())
    finally:
        os._exit(status)
