"""Whatever is done to a good scenario, there is a plan or there are problems with a place and a repair."""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.composer import compose
from scenarios.plan import Plan, plan_from_json, plan_to_json
from scenarios.problems import Problems
from scenarios.tree import data_of
from tests.support.drill_files import EXAMPLES, DrillFiles

TEXTS = {name: (EXAMPLES / f"{name}.yaml").read_text("utf-8") for name in ("scenario", "bia", "inventory")}
ODD = [
    "<run>", "[key]", "<fault kill_process>", "<text>",
    "", "~", "no", "012", "-1", "0", "1e999", "[]", "{}", "[[]]", "{a: b}", "'", '"', ":", "- x", "&a", "*a",
    "!t x", "$", "$x", "$lag_kbit", "${PGDATA}", "\t", "\0", "\x1b", "\u202e", "\ud83d\ude00", "真", "true", "0.1",
    "1s", "99999999999h", "a" * 300, "|", ">", "%", "@", "`", "#", ", ", "}", "]", "<<: x", "? x", "...", "---",
    "9" * 40, ".nan", ".inf", "{fault: kill_process}", "{check: {}}", "{run: [1]}", "{undo: crash}",
    "{when: {a: 1}}", "primary", "orders", "../../etc/passwd", "/dev/zero",
]  # fmt: skip


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, str]:
    """Return which file and its spoiled text."""
    name = draw(st.sampled_from(sorted(TEXTS)))
    text = TEXTS[name]
    for _ in range(draw(st.integers(1, 4))):
        text = draw(st.sampled_from([_line, _word, _character]))(draw, text)
    return name, text


def _line(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    at, other = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
    match draw(st.sampled_from(["drop", "twice", "swap", "deeper", "higher"])):
        case "drop":
            del lines[at]
        case "twice":
            lines.insert(other, lines[at])
        case "swap":
            lines[at], lines[other] = lines[other], lines[at]
        case "deeper":
            lines[at] = "  " + lines[at]
        case _:
            lines[at] = lines[at].removeprefix("  ")
    return "\n".join(lines)


def _word(draw: st.DrawFn, text: str) -> str:
    """Replace one word, key, or bracketed value."""
    words = text.split(" ")
    at = draw(st.integers(0, len(words) - 1))
    words[at] = draw(st.sampled_from(ODD) | st.sampled_from(words))
    return " ".join(words)


def _character(draw: st.DrawFn, text: str) -> str:
    at = draw(st.integers(0, len(text)))
    kept = text[at + draw(st.integers(0, 1)) :]
    return text[:at] + draw(st.sampled_from([*":-[]{},'\"#&*!|>%@$ \n\t", "é", "\u2028", ""])) + kept


DATA: dict[str, Any] = {name: data_of(root) for name, text in TEXTS.items() if (root := compose(name, text)[0])}
VALUES: list[Any] = [
    *ODD,
    None,
    True,
    0,
    -1,
    10**17,
    0.5,
    [],
    {},
    [[]],
    {"a": {"b": []}},
    {"file": "move-entry.sh"},
    {"run": ["x"]},
]


@st.composite
def restructured(draw: st.DrawFn) -> tuple[str, str]:
    """Return which file and its text as JSON, well formed, with parts changed, dropped, doubled or moved."""
    name = draw(st.sampled_from(sorted(DATA)))
    data = copy.deepcopy(DATA[name])
    for _ in range(draw(st.integers(1, 4))):
        inner = list(_inner(data))
        target: Any = draw(st.sampled_from(inner))
        other: Any = draw(st.sampled_from(inner))
        keys: list[Any] = [*target] if hasattr(target, "keys") else [*range(len(target))]
        if not keys:
            continue
        key = draw(st.sampled_from(keys))
        change = draw(st.sampled_from(["value", "drop", "graft", "rename"]))
        if change == "value":
            target[key] = copy.deepcopy(draw(st.sampled_from(VALUES)))
        elif change == "drop":
            del target[key]
        elif change == "rename" and isinstance(key, str):
            target[draw(st.sampled_from(ODD) | st.sampled_from(keys))] = target.pop(key)
        else:
            target[key] = copy.deepcopy(other)
    return name, json.dumps(data, ensure_ascii=False)


def _inner(data: Any) -> Iterator[Any]:
    """Yield every mapping and list."""
    if not isinstance(data, dict | list):
        return
    yield cast("Any", data)
    below = list(cast("dict[str, Any]", data).values()) if isinstance(data, dict) else cast("list[Any]", data)
    for part in below:
        yield from _inner(part)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield DrillFiles.copied(Path(name)).folder


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(mutation=mutations() | restructured())
def test_a_spoiled_file_never_ends_in_a_traceback(mutation: tuple[str, str], folder: Path) -> None:
    files = DrillFiles(folder)
    name, text = mutation
    for other, good in TEXTS.items():
        files.write(other, good)
    files.path(name).write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        plan = files.plan()
    except Problems as refused:
        _are_told_well(refused, files)
    else:
        _is_sound(plan)


def _are_told_well(refused: Problems, files: DrillFiles) -> None:
    assert refused.problems
    for problem in refused.problems:
        lines = Path(problem.file).read_bytes().count(b"\n") + 1
        assert 1 <= problem.line <= lines + 1
        assert problem.column >= 1
        assert problem.message
        assert problem.repair
        assert str(problem).startswith(f"{files.folder}/")
        assert "\n" not in str(problem)


def _is_sound(plan: Plan) -> None:
    """Steps stand after what they need, every fault has its undo, and the plan survives JSON."""
    ids = [step.id for step in plan.steps]
    assert len(set(ids)) == len(ids)
    phases = [list(type(step.phase)).index(step.phase) for step in plan.steps]
    assert phases == sorted(phases)
    for step in plan.steps:
        assert all(ids.index(need) < ids.index(step.id) for need in step.needs)
        assert step.within_ns > 0
        assert all(plan.host(name) for name in step.hosts)
    assert plan_from_json(plan_to_json(plan)) == plan
