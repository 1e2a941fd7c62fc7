"""The commands of a fault as values: what they carry, and how their answers are read."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from importlib.resources import files

import pytest

from measurements.events import Outcome
from runners.faults import acted, fault_commands, seen
from runners.remote import Answer, Command
from scenarios.faults.bandwidth import limit_bandwidth
from scenarios.faults.clocks import clock_skew
from scenarios.faults.damage import damaged_file
from scenarios.faults.disks import disk_full
from scenarios.faults.ports import block_port
from scenarios.faults.pressure import cpu_pressure, memory_pressure
from scenarios.faults.processes import freeze_process, kill_process
from scenarios.faults.services import stop_service
from scenarios.faults.tables import damaged_table
from scenarios.plan import (
    SECOND,
    Approve,
    FaultSpec,
    Inject,
    Phase,
    PlannedHost,
    PlannedStep,
    Text,
)

FAULTS: tuple[FaultSpec, ...] = (
    kill_process(restart="start 'it'", match="a'b"),
    freeze_process(pid_file="/run/x.pid"),
    stop_service(name="pg main"),
    block_port(port=5432, peer="10.0.0.1"),
    limit_bandwidth(kbit=400, control="/run/relay"),
    limit_bandwidth(kbit=400, interface="eth0"),
    disk_full(path="/srv/$(x)", leave=7),
    cpu_pressure(workers=2, load=300),
    memory_pressure(take=9),
    clock_skew(behind=5 * SECOND, control="/run/it's"),
    damaged_file(path="/srv/a b", how="overwrite", offset=1, length=2),
    damaged_table(database="app", table="public.orders", rows=("id", "1", "2"), change=("note", "it's")),
)
HOST = PlannedHost(
    name="db-a",
    address="127.0.0.1",
    port=22,
    user="drill",
    roles=("primary",),
    environment="test",
    site="here",
    known_hosts="/dev/null",
    env={"PGDATA": "/srv/pg"},
)
STEP = PlannedStep(
    id="crash",
    phase=Phase.INJECT,
    action=Inject(fault=FAULTS[0], lease_ns=2_500_000_000),
    hosts=("db-a",),
    needs=(),
    within_ns=7 * SECOND,
    title=Text(zh="", en=""),
)
SCRIPTS = sorted(
    (package, entry.name)
    for package in ("runners.faults", "scenarios.faults", "scenarios.actions")
    for entry in files(package).iterdir()
    if entry.name.endswith(".sh")
)


def all_of(fault: FaultSpec, drill: str = "d1", step: str = "crash") -> dict[str, Command]:
    planned = replace(STEP, id=step, action=Inject(fault=fault, lease_ns=2_500_000_000))
    made = fault_commands(planned, HOST, drill, "run-1", 9 * SECOND, {"DRILL_LAG": "4"})
    return {verb: getattr(made, verb) for verb in ("begin", "verify", "renew", "undo", "prove")}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.detail)
def test_no_value_stands_in_a_script(fault: FaultSpec) -> None:
    scripts = {command.script for command in all_of(fault).values()}
    other = {command.script for command in all_of(fault, drill="x", step="y").values()}
    assert scripts == other
    assert len(scripts) == 1


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.detail)
def test_every_name_that_a_script_reads_is_given_and_kept_from_the_scenarios_commands(fault: FaultSpec) -> None:
    for command in all_of(fault).values():
        read = set(re.findall(r"\bFAULT_[A-Z_]+", command.script)) - {"FAULT_PROGRAM"}
        assert read <= set(command.env)
        assert set(command.env["FAULT_NAMES"].split()) == {name for name in command.env if name.startswith("FAULT_")}


def test_the_scenarios_commands_see_the_host_the_parameters_and_the_drill() -> None:
    env = all_of(FAULTS[0])["undo"].env
    assert {name: value for name, value in env.items() if not name.startswith("FAULT_")} == {
        "PGDATA": "/srv/pg",
        "DRILL_LAG": "4",
        "DRILL": "d1",
    }


def test_a_lease_is_whole_seconds_rounded_up_and_every_command_has_a_deadline() -> None:
    made = all_of(FAULTS[0])
    assert made["begin"].env["FAULT_LEASE"] == "3"
    assert {verb: command.timeout_ns for verb, command in made.items()} == {
        "begin": 7 * SECOND,
        "verify": 7 * SECOND,
        "renew": 1_250_000_000,
        "undo": 9 * SECOND,
        "prove": 9 * SECOND,
    }


def test_tags_differ_between_drills_and_between_steps() -> None:
    tags = {
        all_of(FAULTS[3], drill=drill, step=step)["begin"].env["FAULT_TAG"]
        for drill in ("a", "b")
        for step in ("c", "d")
    }
    assert len(tags) == 4
    assert all(re.fullmatch(r"drillproof_[0-9a-f]{12}", tag) for tag in tags)


@pytest.mark.parametrize(
    ("name", "part"), [("..", "%2E."), (".x", "%2Ex"), ("a/b", "a%2Fb"), ("ledger.open", "ledger.open")]
)
def test_a_name_is_one_part_of_a_path(name: str, part: str) -> None:
    assert all_of(FAULTS[0], drill=name)["begin"].env["FAULT_DRILL"] == part


def test_a_step_that_is_no_fault_has_no_commands() -> None:
    with pytest.raises(TypeError, match="step crash is no fault"):
        fault_commands(replace(STEP, action=Approve(role="commander", people=1)), HOST, "d1", "run-1", SECOND)


@pytest.mark.parametrize(
    ("answer", "act", "sight"),
    [
        (Answer(outcome=Outcome.OK, exit_status=0), Outcome.OK, Outcome.OK),
        (Answer(outcome=Outcome.OK, exit_status=1), Outcome.FAILED, Outcome.FAILED),
        (Answer(outcome=Outcome.OK, exit_status=2), Outcome.UNKNOWN, Outcome.UNKNOWN),
        (Answer(outcome=Outcome.FAILED), Outcome.FAILED, Outcome.UNKNOWN),
        (Answer(outcome=Outcome.UNKNOWN), Outcome.UNKNOWN, Outcome.UNKNOWN),
    ],
)
def test_an_answer_is_read_as_an_act_or_as_a_look(answer: Answer, act: Outcome, sight: Outcome) -> None:
    assert (acted(answer), seen(answer)) == (act, sight)


@pytest.mark.parametrize(("package", "name"), SCRIPTS)
@pytest.mark.parametrize("shell", ["dash", "bash", "busybox"])
def test_each_script_is_posix_shell(package: str, name: str, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    words = {"dash": ["dash"], "bash": ["bash", "--posix"], "busybox": ["busybox", "sh"]}[shell]
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    checked = subprocess.run([*words, "-n"], input=text, capture_output=True, text=True, timeout=10, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
