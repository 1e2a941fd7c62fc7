"""What `verify --json` prints: every check with its discrepancies, and the JSON Schema that says so."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import TypeAdapter

from scenarios.plan import Text
from service.evidence.checking import title
from service.evidence.checks import Check, Discrepancy, Status, exit_code
from service.software import SOFTWARE

SCHEMA: Final = "drillproof.verification/1"
SCHEMA_ID: Final = "urn:drillproof:schema:verification:1"
SCHEMA_FILE: Final = Path(__file__).with_name("verification.schema.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckTold:
    """One check. `wrong` are the first of `count` discrepancies; a `line` of 0 and an empty `field` name none."""

    name: str
    status: Status
    essential: bool
    title: Text
    detail: Text
    count: int
    wrong: tuple[Discrepancy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The whole answer; `exit` is the exit code: 0 all passed, 1 something failed, 2 something essential is absent."""

    schema: Literal["drillproof.verification/1"]
    software: str
    exit: Literal[0, 1, 2]
    checks: tuple[CheckTold, ...]


_WHOLE: Final[TypeAdapter[Verification]] = TypeAdapter(Verification)


def as_data(checks: Sequence[Check]) -> dict[str, Any]:
    """Return the answer as plain data."""
    told = tuple(_told(check) for check in checks)
    code: Any = exit_code(checks)
    whole = Verification(schema=SCHEMA, software=SOFTWARE, exit=code, checks=told)
    return _WHOLE.dump_python(whole, mode="json")


def schema_text() -> str:
    """Return the text of the published schema (JSON Schema 2020-12)."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID}
    told = head | _WHOLE.json_schema(mode="serialization")
    return json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _told(check: Check) -> CheckTold:
    return CheckTold(
        name=check.name,
        status=check.status,
        essential=check.essential,
        title=title(check),
        detail=check.detail,
        count=check.count,
        wrong=check.wrong,
    )
