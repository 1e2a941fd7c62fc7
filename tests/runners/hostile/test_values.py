"""A value reaches a command byte for byte, and nothing of it is ever executed: on real shells, through real plans."""

from __future__ import annotations

import asyncio
import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measurements.events import Outcome
from runners.errand import parameters
from runners.remote import Command
from runners.script import UnsendableError, wrap
from scenarios.plan import SECOND, Plan, Run
from scenarios.planner import make_plan
from scenarios.problems import Problems, errors_in
from tests.support.hostile import CANARY, HOSTILE, write_files
from tests.support.shells import EACH_SHELL, HereRemote, path_with

TELL = 'for name in $NAMES; do eval "printf %s \\"\\$$name\\"" >"$name"; done'
"""Writes every variable into a file of its name; the only eval is over names that the test chose."""


def told(shell_path: str, env: Mapping[str, str]) -> dict[str, bytes]:
    """Return what a command finds in its environment, told by itself on a real shell in an empty directory."""
    with tempfile.TemporaryDirectory() as name:
        where = Path(name)
        script = f"cd '{where}' || exit 1\n{TELL}"
        command = Command(script=script, timeout_ns=20 * SECOND, env={**env, "NAMES": " ".join(env)})
        answer = asyncio.run(HereRemote(path=shell_path).run("app-1", command))
        assert answer.outcome is Outcome.OK, answer
        assert (answer.exit_status, answer.stderr) == (0, "")
        assert not any(CANARY in str(path) for path in where.rglob("*")), "a value was executed"
        return {key: (where / key).read_bytes() for key in env}


def environment(plan: Plan) -> dict[str, str]:
    """Return what the engine hands to the one command of the plan."""
    (step,) = (step for step in plan.steps if step.id == "tell")
    assert isinstance(step.action, Run)
    return {**plan.host("app-1").env, **parameters(plan, step.id), **step.action.env}


@pytest.fixture(scope="module")
def paths() -> dict[str, str]:
    return {}


def path_of(shell: str, paths: dict[str, str], factory: pytest.TempPathFactory) -> str:
    if shell not in paths:
        paths[shell] = path_with(shell, factory.mktemp("shells") / shell)
    return paths[shell]


def quoted(text: str) -> str:
    """Return text as YAML in double quotes: JSON, with what our files may not hold as itself escaped."""
    return json.dumps(text) if all(ord(c) < 0x10000 for c in text) else _wide(text)


def _wide(text: str) -> str:
    return '"' + "".join(f"\\U{ord(c):08x}" if ord(c) >= 0x10000 else json.dumps(c)[1:-1] for c in text) + '"'


@EACH_SHELL
def test_values_reach_a_command_byte_for_byte_and_are_never_executed(
    shell: str, paths: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = path_of(shell, paths, tmp_path_factory)
    folder = tmp_path_factory.mktemp("files")

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(values=st.lists(HOSTILE, min_size=5, max_size=5), number=st.integers(-(10**17), 10**17), yes=st.booleans())
    def holds(values: list[str], number: int, yes: bool) -> None:  # noqa: FBT001  hypothesis fills it in
        given_value, default, direct, on_host, chosen = values
        files = write_files(
            folder,
            f"{{given: {{type: string}}, default: {{type: string, default: {quoted(default)}}}, "
            f"chosen: {{type: string, choices: [{quoted(chosen)}]}}, "
            "number: {type: integer}, part: {type: number, default: 0.25}, yes: {type: boolean}, "
            "long: {type: duration, default: 90s}}",
            f"{{COPY: $given, DIRECT: {quoted('.' + direct)}, NUMBER: $number}}",
            f"{{ONHOST: {quoted(on_host)}}}",
        )
        outside = {"given": given_value, "chosen": chosen, "number": str(number), "yes": str(yes).lower()}
        plan = make_plan(*files, outside)
        expected = {
            "DRILL_GIVEN": given_value,
            "COPY": given_value,
            "DRILL_DEFAULT": default,
            "DRILL_CHOSEN": chosen,
            "DIRECT": "." + direct,
            "ONHOST": on_host,
            "DRILL_NUMBER": str(number),
            "NUMBER": str(number),
            "DRILL_YES": str(yes).lower(),
            "DRILL_PART": "0.25",
            "DRILL_LONG": "90s",
        }
        assert environment(plan) == expected
        assert told(path, environment(plan)) == {name: value.encode() for name, value in expected.items()}

    holds()


@pytest.mark.parametrize("value", ["\0", "a\0b", "\ud800", "x\udfff"])
def test_what_no_shell_can_carry_is_refused_before_anything_is_sent(value: str, tmp_path: Path) -> None:
    files = write_files(tmp_path, "{given: {type: string}}", "{COPY: $given}", "{}")
    with pytest.raises(Problems) as refused:
        make_plan(*files, {"given": value})
    assert [problem.field for problem in errors_in(refused.value.problems)] == ["--param given"]
    with pytest.raises(UnsendableError):
        wrap(Command(script="true", timeout_ns=SECOND, env={"COPY": value}), "token")


@pytest.mark.parametrize("name", ["", "1A", "A-B", "A B", "A=B", "A;touch CANARY", "$(touch CANARY)", "Ä", "A\n"])
def test_a_name_that_is_no_variable_is_never_written_into_a_script(name: str) -> None:
    with pytest.raises(UnsendableError):
        wrap(Command(script="true", timeout_ns=SECOND, env={name: "x"}), "token")


@EACH_SHELL
def test_even_a_script_that_uses_a_value_without_quotes_never_runs_it(
    shell: str, paths: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """An author's mistake splits and globs the value; it still is no program text."""
    path = path_of(shell, paths, tmp_path_factory)
    where = tmp_path_factory.mktemp("careless")

    @settings(max_examples=25, deadline=None, derandomize=True)
    @given(value=HOSTILE)
    def holds(value: str) -> None:
        script = f"cd '{where}' && set -f && for word in $VALUE; do printf '%s\\n' \"$word\"; done >/dev/null"
        command = Command(script=script, timeout_ns=20 * SECOND, env={"VALUE": value})
        assert asyncio.run(HereRemote(path=path).run("app-1", command)).exit_status == 0
        assert list(where.iterdir()) == []

    holds()


def test_the_shells_that_are_tried_are_the_real_ones(tmp_path: Path) -> None:
    for shell in ("dash", "busybox"):
        path = path_with(shell, tmp_path / shell)
        ask = ["sh", "-c", 'readlink -f "$(command -v sh)"']
        seen = subprocess.run(ask, env={"PATH": path}, capture_output=True, text=True, check=True, timeout=10)
        assert Path(seen.stdout.strip()).name == shell
