"""What a fault keeps the runner from is told before anything is touched."""

from __future__ import annotations

import pytest

from scenarios.loader import validate_files
from scenarios.plan import Inject
from tests.support.drill_files import DrillFiles

STARVE = "{fault: limit_bandwidth, on: standby, kbit: $lag_kbit, control: $relay}"
POWER = "{fault: host_power_loss, on: standby, off: a, on_again: b, status: c, lease: 1h}"
CUT = "{fault: link_down, on: standby, interface: eth0, including_controller: true, lease: 20s}"
APART = "{fault: partition, on: standby, from: primary}"


def told(files: DrillFiles, fault: str) -> list[tuple[str, str, str]]:
    files.replace("scenario", STARVE, fault)
    paths = [files.path(name) for name in ("scenario", "bia", "inventory")]
    keys = {"unreachable_step", "isolated_too_long"}
    return [(each.key, each.severity, each.field) for each in validate_files(paths) if each.key in keys]


@pytest.mark.parametrize("fault", [POWER, CUT])
def test_steps_on_a_host_that_is_cut_off_are_told(files: DrillFiles, fault: str) -> None:
    assert told(files, fault) == [
        ("unreachable_step", "warning", "switch.promote"),
        ("unreachable_step", "warning", "switch.move"),
    ]


def test_a_partition_spares_the_runner(files: DrillFiles) -> None:
    assert told(files, APART) == []


def test_a_lease_that_nobody_can_renew_ends_before_the_undo_does(files: DrillFiles) -> None:
    wrong = CUT.replace("20s", "2m")
    assert ("isolated_too_long", "error", "prepare.starve.fault") in told(files, wrong)


def test_the_other_side_goes_into_the_plan_with_its_address(files: DrillFiles) -> None:
    files.replace("scenario", STARVE, APART)
    action = next(step.action for step in files.plan().steps if step.id == "starve")
    assert isinstance(action, Inject)
    fault = action.fault
    host = next(host for host in files.plan().hosts if "primary" in host.roles)
    assert fault.values["FAULT_PEERS"] == host.address
    assert fault.values["FAULT_CONTROLLER"] == "spare"
    assert fault.detail == f"{host.name} ({host.address}) both"


def test_the_lease_of_the_controller_is_tried_beside_those_of_hosts(files: DrillFiles) -> None:
    files.replace("scenario", STARVE, POWER)
    files.replace("scenario", "bystanders: [", "ready: [lease_works]\n  bystanders: [")
    tried = [(step.id, step.hosts) for step in files.plan().steps if step.id.startswith("ready.")]
    assert tried == [("ready.1.lease_works", ("db-a",)), ("ready.1.lease_works.controller", ())]
