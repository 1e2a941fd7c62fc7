"""The JSON Schemas of the registers take the examples, and refuse a misspelt key."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from scenarios.composer import compose
from scenarios.registers import RegisterKind
from scenarios.schema import register_schema
from scenarios.tree import data_of
from tests.support.register_files import EXAMPLES, FILES

KINDS: tuple[RegisterKind, ...] = ("contacts", "risks", "procedures", "calendar")


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_one_and_takes_the_example(kind: RegisterKind) -> None:
    schema = register_schema(kind)
    Draft202012Validator.check_schema(schema)
    root, _ = compose(kind, (EXAMPLES / FILES[kind]).read_text("utf-8"))
    assert root is not None
    validator: Any = Draft202012Validator(schema)
    assert [error.message for error in validator.iter_errors(data_of(root))] == []
    assert not validator.is_valid({**data_of(root), "misspelt": 1})
