"""The JSON Schemas that help an editor."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from scenarios.composer import compose
from scenarios.schema import bia_schema, inventory_schema, scenario_schema
from scenarios.tree import data_of
from tests.support.drill_files import EXAMPLES, WHOLE
from tests.support.wrong_drills import WRONG
from tests.support.wrong_wholes import WRONG as WRONG_WHOLES

SCHEMAS: dict[str, dict[str, Any]] = {
    "scenario": scenario_schema(),
    "bia": bia_schema(),
    "inventory": inventory_schema(),
}
BEYOND = {
    "host_not_in_inventory",
    "service_not_in_bia",
    "unknown_role",
    "unknown_secret",
    "environment_not_allowed",
    "too_many_hosts",
    "unknown_stream",
    "bystander_unknown",
    "bystander_drilled",
    "service_not_drilled",
    "service_twice",
    "one_name_two_streams",
    "script_unreadable",
    "script_outside",
    "duplicate_step",
    "reserved_id",
    "needs_unknown",
    "needs_later",
    "cycle",
    "undo_of_no_fault",
    "undone_twice",
    "undo_outside_restore",
    "fault_in_restore",
    "tabletop_touches",
    "hold_longer_than_within",
    "within_longer_than_drill",
    "probe_or_ledger",
    "counts_the_other",
    "match_or_pid_file",
    "match_fits_all",
    "interface_or_control",
    "stop_service_commands",
    "no_load",
    "take_or_leave",
    "ahead_or_behind",
    "damage_length",
    "damage_size_unused",
    "rows_unbounded",
    "port_or_ports",
    "partition_from_whom",
    "fault_on_both_sides",
    "isolated_too_long",
    "nothing_degraded",
    "jitter_without_delay",
    "bad_ports",
    "blocks_ssh",
    "duration_out_of_range",
    "rate_out_of_range",
    "not_a_rate",
    "share_out_of_range",
    "bia_rto_not_below_mtpd",
    "factor_out_of_range",
    "file_or_env",
    "key_or_password",
}
"""What a schema cannot see: other files, other parts of the file, and sizes of quantities."""

IN_FORM = {
    "bad_env_name", "bad_include_name", "bad_input", "bad_parameter_name", "missing", "no_choice",
    "not_a_size", "not_a_time_of_day", "not_in_a_group", "not_whole", "one_step_per_item", "too_few", "too_small",
    "unknown_key", "unknown_kind", "unknown_ready",
}  # fmt: skip
"""What a schema sees of the whole language."""


@pytest.mark.parametrize("file", ["scenario", "parts/switch"])
def test_the_schema_takes_the_whole_language(file: str) -> None:
    assert _refusals("scenario", (WHOLE / f"{file}.yaml").read_text("utf-8")) == []


@pytest.mark.parametrize("wrong", [name for name, row in WRONG_WHOLES.items() if row[3] in IN_FORM])
def test_the_schema_refuses_what_is_wrong_in_the_form_of_the_whole_language(wrong: str) -> None:
    file, old, new, _, _ = WRONG_WHOLES[wrong]
    assert _refusals("scenario", (WHOLE / f"{file}.yaml").read_text("utf-8").replace(old, new))


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_and_takes_the_example(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$schema"].endswith("2020-12/schema")
    assert _refusals(name, (EXAMPLES / f"{name}.yaml").read_text("utf-8")) == []


@pytest.mark.parametrize("wrong", [name for name, row in WRONG.items() if row[3] not in BEYOND])
def test_a_schema_refuses_what_is_wrong_in_form(wrong: str) -> None:
    file, old, new, _, _ = WRONG[wrong]
    text = (EXAMPLES / f"{file}.yaml").read_text("utf-8").replace(old, new)
    assert _refusals(file, text)


def test_where_a_value_is_wanted_a_parameter_may_stand() -> None:
    text = (EXAMPLES / "scenario.yaml").read_text("utf-8")
    for old, new in (
        ("status: 200", "status: $code"),
        ("rate: 200/s", "rate: $rate"),
        ("[0-9]", ""),
        ("people: 1", "people: $n"),
    ):
        text = text.replace(old, new)
    assert _refusals("scenario", text) == []
    assert _refusals("scenario", text.replace("people: $n", "people: $N"))


def test_fields_are_described_and_defaults_read_as_people_write_them() -> None:
    definitions = SCHEMAS["scenario"]["$defs"]
    assert definitions["KillProcessInput"]["properties"]["restart"]["description"]
    assert definitions["TcpInput"]["properties"]["every"]["default"] == "50ms"
    assert definitions["PostgresLedgerInput"]["properties"]["rate"]["default"] == "100/s"
    assert SCHEMAS["bia"]["$defs"]["AcceptableInput"]["properties"]["rate"]["default"] == "90%"
    assert '"null"' not in str(SCHEMAS).replace("'", '"')


def _refusals(name: str, text: str) -> list[str]:
    root, problems = compose("f.yaml", text)
    assert root is not None, problems
    validator: Any = Draft202012Validator(SCHEMAS[name])
    return [str(error.message) for error in validator.iter_errors(data_of(root))]
