"""The policy's reference tells every key, and its page is the one that the code gives."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from scenarios.problems import Problems
from service.policy import default_policy, read_policy
from service.policy.reference import PAGE, policy_page, policy_schema


def test_the_page_is_what_the_code_gives() -> None:
    assert PAGE.read_text(encoding="utf-8") == policy_page(), "run: python -m service.policy.reference"


def test_every_key_says_what_it_decides() -> None:
    bare = [line for line in policy_page().splitlines() if line.startswith("| `") and line.endswith("|  |")]
    assert bare == []


def test_the_form_takes_what_the_service_takes(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("approval: {people: 3, hours: 48}\nguarding: {calendars: [sse], least_free: 1GB}\n")
    assert read_policy(file).approval.people == 3
    jsonschema.validate({"approval": {"people": 3, "hours": 48}}, policy_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"approval": {"people": 1}}, policy_schema())


def test_a_policy_that_is_wrong_is_refused_with_every_place(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("approval: {people: 1, hour: 48}\nguarding: {zone: Nowhere}\nnonsense: 1\n")
    with pytest.raises(Problems) as told:
        read_policy(file)
    assert sorted(problem.line for problem in told.value.problems) == [1, 1, 2, 3]


def test_a_firm_that_decided_nothing_has_the_strict_policy() -> None:
    policy = default_policy()
    assert policy.approval.people == 2
    assert policy.preparation.turned_off == {}
    assert len(policy.guarding.calendars) == 9
    assert policy == read_policy(None)
