"""What a Chaos Toolkit experiment becomes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.importing import Imported, Wishes, import_experiment, load_experiment
from scenarios.importing.chaos.settings import Known
from scenarios.importing.chaos.shell_words import Command, command_of
from scenarios.loader import validate_files
from scenarios.problems import errors_in
from tests.support.hostile import HOSTILE
from tests.support.mutations import MUTATED, are_told_well, restructured, spoiled_bytes
from tests.support.script_sheets import EXAMPLES, data, steps

REDIS = EXAMPLES / "redis-primary-lost.json"
PODS = EXAMPLES / "pods-terminated.yaml"
WISHES = Wishes(services=("quotes",), environments=("test",), form="live")


def imported(folder: Path, experiment: dict[str, Any] | str, wishes: Wishes = WISHES) -> Imported:
    path = folder / "experiment.json"
    path.write_text(experiment if isinstance(experiment, str) else json.dumps(experiment), encoding="utf-8")
    return import_experiment(load_experiment(path, "experiment"), wishes)


def action(name: str, **more: Any) -> dict[str, Any]:
    provider = {"type": "process", "path": "true", **more.pop("provider", {})}
    return {"type": "action", "name": name, "provider": provider, **more}


def test_the_example_is_taken_whole() -> None:
    found = import_experiment(load_experiment(REDIS), WISHES)
    assert found.problems == ()
    scenario, by_name = data(found), steps(found)
    assert scenario["title"] == "行情缓存主节点失效后，行情页面仍可访问"
    assert scenario["parameters"]["sentinel_port"] == {"type": "integer", "default": 26379}
    assert scenario["probes"]["quote-page-answers-probe"]["url"] == "http://quotes.internal:8080/health"
    assert by_name["sentinel-knows-a-master"]["check"]["run"] == (
        'redis-cli -p "${DRILL_SENTINEL_PORT}" sentinel get-master-addr-by-name "${DRILL_MASTER_NAME}"'
    )
    assert by_name["sentinel-knows-a-master"]["expect"] == "6379"
    stop = by_name["stop-redis-master"]
    assert (stop["fault"], stop["name"], stop["on"]) == ("stop_service", "redis-server.service", "controller")
    assert by_name["stop-redis-master-after"]["run"] == "sleep 15"
    assert by_name["write-while-it-is-down"]["env"] == {"master_name": "$master_name"}
    assert by_name["write-while-it-is-down"]["secrets"] == {"redis_password": "redis-redis-password"}
    assert by_name["who-is-master-now"]["needs"] == ["stop-redis-master-after"]
    assert by_name["who-is-master-now"]["essential"] is False
    assert by_name["start-redis-master"]["phase"] == "restore"
    assert by_name["quote-page-answers-after"]["phase"] == "verify"
    assert "inventory: secrets: {redis-redis-password: {env: REDIS_PASSWORD}}" in (found.scenario or "")


def test_code_of_an_extension_is_left_open_by_its_name() -> None:
    found = import_experiment(load_experiment(PODS), WISHES)
    assert {problem.key for problem in found.problems} == {"chaos_to_do", "chaos_not_taken"}
    by_name = steps(found)
    assert by_name["terminate-pods"]["run"].startswith("TODO: python chaosk8s.pod.actions.terminate_pods")
    assert by_name["all-pods-are-healthy"]["check"]["run"].startswith("TODO: python chaosk8s.probes.all_pods_healthy")
    assert by_name["scale-back"]["env"] == {"namespace": "$namespace"}


@pytest.mark.parametrize("path", [REDIS, PODS], ids=lambda path: path.stem)
def test_what_is_left_open_is_all_that_validation_finds(path: Path, tmp_path: Path) -> None:
    found = import_experiment(load_experiment(path), WISHES)
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text(found.scenario or "", encoding="utf-8")
    problems = errors_in(validate_files([scenario]))
    assert [problem.key for problem in problems] == ["left_open"] * found.left_open


def test_a_secret_that_stands_in_the_experiment_is_never_taken_over(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        {
            "title": "t",
            "secrets": {"db": {"password": "hunter2hunter2"}},
            "method": [action("a", provider={"arguments": ["-p", "${password}"]})],
        },
    )
    assert [problem.key for problem in found.problems] == ["chaos_inline_secret"]
    assert "hunter2" not in (found.scenario or "")
    assert steps(found)["a"]["run"] == 'true -p "${password}"'
    assert steps(found)["a"]["secrets"] == {"password": "db-password"}


def test_names_in_single_quotes_would_not_be_filled_in_so_they_are_left_open(tmp_path: Path) -> None:
    experiment = {
        "title": "t",
        "configuration": {"pod": "web"},
        "method": [
            action("literal", provider={"arguments": "-c 'kill ${pod}'"}),
            action("fine", provider={"arguments": '-c "kill ${pod}" $HOME'}),
        ],
    }
    found = imported(tmp_path, experiment)
    assert steps(found)["literal"]["run"].startswith("TODO: process true")
    assert steps(found)["fine"]["run"] == 'true -c "kill ${pod}" $HOME'


def test_background_actions_are_not_waited_for_and_pauses_are(tmp_path: Path) -> None:
    method = [
        action("first"),
        action("load", background=True),
        action("second", pauses={"before": 0.5}),
        action("load", background=True),
        action("third"),
    ]
    by_name = steps(imported(tmp_path, {"title": "t", "method": method}))
    assert [by_name[name].get("needs") for name in by_name] == [
        None, None, ["first"], None, None, ["second"],
    ]  # fmt: skip
    assert list(by_name) == ["first", "load", "second-before", "second", "load-1", "third"]


@pytest.mark.parametrize(
    ("tolerance", "expected"),
    [
        (0, {}),
        (3, {"exits": [3]}),
        ([0, 1], {"exits": [0, 1]}),
        ({"type": "regex", "target": "stdout", "pattern": "is up"}, {"expect": "is up"}),
        ({"type": "regex", "target": "stdout", "pattern": "a.*b"}, None),
        ({"type": "range", "range": [1, 2]}, None),
        (True, None),
        ("text", None),
    ],
)
def test_a_tolerance_is_judged_the_same_or_left_open(tolerance: Any, expected: Any, tmp_path: Path) -> None:
    probe = {**action("p"), "type": "probe", "tolerance": tolerance}
    found = imported(
        tmp_path, {"title": "t", "steady-state-hypothesis": {"title": "s", "probes": [probe]}, "method": []}
    )
    step = steps(found)["p"]
    if expected is None:
        assert step["check"]["run"].startswith("TODO: ")
    else:
        assert {name: step[name] for name in ("exits", "expect") if name in step} == expected
        assert step["check"]["run"] == "true"


@pytest.mark.parametrize(
    ("experiment", "place", "key"),
    [
        ({"method": []}, (1, 1), "chaos_not_one"),
        ({"title": "t"}, (1, 1), "chaos_not_one"),
        ({"title": "t", "method": {}}, (1, 16), "chaos_no_list"),
        ({"title": "t", "method": ["x"]}, (1, 27), "chaos_no_mapping"),
        ({"title": "t", "method": [{"type": "action", "name": "a"}]}, (1, 27), "chaos_missing"),
        ({"title": 7, "method": []}, (1, 2), "chaos_no_text"),
    ],
)
def test_a_broken_experiment_is_told_of(experiment: Any, place: tuple[int, int], key: str, tmp_path: Path) -> None:
    found = imported(tmp_path, experiment)
    assert found.scenario is None
    assert [((problem.line, problem.column), problem.key) for problem in found.problems] == [(place, key)]


def test_json_with_tabs_and_pairs_of_surrogates_is_read(tmp_path: Path) -> None:
    found = imported(tmp_path, '{\n\t"title": "\\ud83d\\ude00 \\\\ud83d t",\n\t"method": []\n}')
    assert data(found)["title"] == "😀 \\ud83d t"


@MUTATED
@given(words=st.lists(HOSTILE, max_size=4), value=HOSTILE)
def test_arguments_of_a_list_reach_the_process_as_they_stand(words: list[str], value: str) -> None:
    """On a real shell: the word and the value of a parameter inside it, and nothing of them executed."""
    known = Known(parameters={"pod": "pod"})
    plain = [word for word in words if word and "$" not in word]
    command = command_of({"path": "printf", "arguments": ["%s\\0", *plain, "a${pod}b$$c"]}, known)
    assert isinstance(command, Command)
    env = {"DRILL_POD": value, "PATH": "/usr/bin:/bin"}
    told = subprocess.run(["sh", "-c", command.script], env=env, capture_output=True, check=True, timeout=10)
    assert told.stdout == "".join(f"{word}\0" for word in [*plain, f"a{value}b$c"]).encode()


@MUTATED
@given(spoiled=spoiled_bytes(REDIS.read_text("utf-8")) | restructured(json.loads(REDIS.read_text("utf-8"))))
def test_a_spoiled_experiment_is_imported_or_told_of(spoiled: bytes, tmp_path: Path) -> None:
    path = tmp_path / "experiment.json"
    path.write_bytes(spoiled)
    found = import_experiment(load_experiment(path), WISHES)
    are_told_well(found.problems, [path])
    if found.scenario is None:
        assert found.problems
    else:
        data(found)
