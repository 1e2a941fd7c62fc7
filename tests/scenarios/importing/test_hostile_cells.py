"""A cell stays what it is, title, text, command or comment, whatever it holds; it never becomes part of the YAML."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.composer import compose
from scenarios.importing import Wishes, import_script
from scenarios.importing.script.commands import literal
from tests.support.hostile import HOSTILE
from tests.support.script_sheets import book_of, data, steps

BREAKING = st.sampled_from(
    [
        "x\nrestore:\n  - evil: {run: rm -rf /, on: controller}",
        "x\n      run: touch CANARY",
        "} , run: x, {",
        "# x\nrun: y",
        '"\nrun: y\n"',
        "|\n  run: y",
        "- evil: {}",
        "&a [*a]",
        "!!python/object:x",
        "{{ x }}",
        "---\nscenario: other",
        "...",
        "x #\nrun: y",
        "123",
        "true",
        "null",
        "1.5",
        "~",
    ]
)
CELL = st.one_of(BREAKING, HOSTILE, st.text("ab \n\t:#-{}[]'\"|>&*!%@`$", max_size=30))


def shown(text: str) -> str:
    """What the reading of a sheet leaves of a text; nothing where it refuses the cell."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return plain if all(c.isprintable() or c in "\n\t" for c in plain) else ""


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(step=CELL, command=CELL, doer=CELL, host=CELL, expected=CELL, remark=CELL)
def test_what_stands_in_cells_comes_back_from_the_scenario_as_it_was(
    step: str, command: str, doer: str, host: str, expected: str, remark: str
) -> None:
    cells = [shown(text).lstrip("'") for text in (step, command, doer, host, expected, remark)]
    step, command, doer, host, expected, remark = cells
    if not step or not command:
        return
    rows = [
        ("序号", "阶段", "步骤", "执行人", "命令", "主机", "预期结果", "备注"),
        ("1", "切换", step, doer, "", "", expected, remark),
        ("2", "切换", step, doer, command, host, expected, ""),
    ]
    imported = import_script(book_of(rows), Wishes(role="nobody", on="db"))
    scenario, found = data(imported), steps(imported)
    assert set(scenario) <= {"scenario", "title", "form", "services", "hosts", "probes", "safeguards", "switch"}
    assert list(found) == ["s01", "s02"]
    parts = [step, *([f"预期结果：{expected}"] if expected else []), *([f"备注：{remark}"] if remark else [])]
    assert found["s01"]["manual"]["text"].rstrip(" ") == "\n".join(parts).rstrip(" ")
    assert found["s01"].keys() <= {"phase", "title", "manual"}
    assert found["s02"]["run"] == command
    assert found["s02"].keys() <= {"phase", "title", "run", "on", "expect"}
    assert found["s02"].get("expect") in (None, literal(expected))
    assert isinstance(found["s01"]["manual"]["role"], str)
    root, problems = compose("contacts", imported.contacts or "")
    assert problems == ()
    assert root is None or list(root.entries) == ["people"]
