"""evidence/statement.json: an in-toto Statement (v1) that names every file of a drill with its SHA-256.

No clock is asked for it, so a drill that is filed again as it was gives the same bytes; they are what is signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from scenarios.canonical import canonical

PREDICATE: Final = "urn:drillproof:evidence:1"
_TYPE: Final = "https://in-toto.io/Statement/v1"


class StatementError(ValueError):
    """A text is no statement of ours: `where` is the field, empty for the whole."""

    def __init__(self, *, where: str, reason: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(f"{where}: {reason}" if where else reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chained:
    """One chain as it was: how many lines, and the hash of the last (empty where there is none)."""

    count: int
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """From which time to which it tells, UTC as ISO 8601 with nanoseconds; empty where nothing tells a time."""

    start: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """For how long it is to be kept: the name of the profile, years (None: for ever), and until which day."""

    profile: str
    years: int | None
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """What is said of the files as a whole. `version` counts the states of this drill that were filed, from 1."""

    drill: str
    scenario: str
    plan_sha256: str
    journal: Chained
    records: Chained
    software: str
    made: Made
    retention: Kept | None
    version: int
    supersedes: str
    """SHA-256 of the statement of the version before, empty for the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Every file by name with its SHA-256 (64 hex digits), in the order of names, and what is said of them."""

    files: Mapping[str, str]
    about: Predicate


def statement_bytes(statement: Statement) -> bytes:
    """Return the file: canonical JSON on one line, without an end of line."""
    told = {
        "_type": _TYPE,
        "subject": [{"name": name, "digest": {"sha256": digest}} for name, digest in sorted(statement.files.items())],
        "predicateType": PREDICATE,
        "predicate": _PREDICATES.dump_python(statement.about, mode="json"),
    }
    return canonical(told).encode()


def statement_of(content: bytes) -> Statement:
    """Return what a file says; raises StatementError unless it is exactly what `statement_bytes` writes."""
    try:
        told = _Form.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise StatementError(where=".".join(map(str, first["loc"])), reason=first["msg"]) from None
    except (ValueError, RecursionError) as error:
        raise StatementError(where="", reason=str(error)) from None
    files = {one.name: one.digest.sha256 for one in told.subject}
    if len(files) != len(told.subject):
        raise StatementError(where="subject", reason="a name stands twice")
    statement = Statement(files=files, about=told.predicate)
    if statement_bytes(statement) != content:
        raise StatementError(where="", reason="it is not in canonical form")
    return statement


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Digest(_Strict):
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class _Subject(_Strict):
    name: str
    digest: _Digest


class _Form(_Strict):
    type: Literal["https://in-toto.io/Statement/v1"] = Field(alias="_type")
    subject: list[_Subject]
    predicate_type: Literal["urn:drillproof:evidence:1"] = Field(alias="predicateType")
    predicate: Predicate


_PREDICATES: Final[TypeAdapter[Predicate]] = TypeAdapter(Predicate)
