"""A stack of a test's own, and the library's scenarios run against it as a user would."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from service.lab.spaces import PackagesMissingError, SpaceNeedsRootError, space_down
from service.lab.standing import Standing, stack_up
from tests.support.command import Told, drillproof
from tests.support.proved import debian, proved
from tests.support.spaces import new_place, traces

LONGEST_S: Final = 400.0


@contextmanager
def stack(name: str) -> Generator[Standing]:
    """Yield a stack and take it down; skip where it cannot be."""
    place = new_place()
    try:
        made = asyncio.run(stack_up(name, place, tied=True))
    except (SpaceNeedsRootError, PackagesMissingError) as error:
        place.rmdir()
        pytest.skip(str(error))
    try:
        yield made
    finally:
        space_down(place)
    assert traces(made.space) == []


def drill(standing: Standing, scenario: str, out: Path, *options: str) -> tuple[Told, dict[str, Any]]:
    """Run a scenario of the library; return what the command said, and the report."""
    made = next(one for one in standing.scenarios() if one.name == scenario)
    known = standing.parameters(scenario)
    files = ["--inventory", str(standing.inventory), "--bia", str(standing.bia)]
    files += ["--params", str(known)] if known else []
    said = asyncio.run(
        drillproof("run", str(made.path), *files, *options, "--out", str(out), "--yes", within_s=LONGEST_S)
    )
    assert (out / "report.json").exists(), said.out + said.err
    return said, json.loads((out / "report.json").read_text(encoding="utf-8"))


def prove(standing: Standing, scenario: str, out: Path, *packages: str) -> None:
    """Keep what a drill proved, for the table of the library."""
    proved(scenario, standing.stack.name, debian(*packages), out / "report.json")


def found(report: dict[str, Any], code: str) -> dict[str, str]:
    """Return the facts of the report's first finding of that code."""
    return next(finding["facts"] for finding in report["findings"] if finding["code"] == code)


def numbers(spelled: str) -> set[int]:
    """Return the numbers that a report spells as ranges, `7, 49991-50000`."""
    ranges = (one.partition("-") for one in spelled.split(", "))
    return {number for first, _, last in ranges for number in range(int(first), int(last or first) + 1)}
