"""The closed vocabularies of a business impact analysis, and the fields that several of its parts share."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, WithJsonSchema

from scenarios.fields import Duration, lasting, refuse
from scenarios.problems import shown

Class: TypeAlias = Literal["real_time", "non_real_time"]
"""Trading, quotes, communication are real-time systems; clearing, risk control, web pages are not (JR/T 0059)."""
Importance: TypeAlias = Literal["core", "important", "general"]
ResourceKind: TypeAlias = Literal[
    "information_systems",
    "data",
    "infrastructure",
    "premises",
    "communications",
    "people",
    "suppliers",
    "documents",
]
"""The kinds of resources of JR/T 0251 §6.3, in its order."""


def _a_day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return refuse("not_a_day", value=shown(value))


Day = Annotated[str, AfterValidator(_a_day), WithJsonSchema({"type": "string", "format": "date"})]
"""A day as 2026-11-21."""
Rto = Annotated[Duration, lasting("1ms", "365d")]
Rpo = Annotated[Duration, lasting("0s", "365d")]
Tolerable = Annotated[Duration, lasting("1ms", "3650d")]
Allowance = Annotated[Duration, lasting("0s", "365d")]
Priority = Annotated[int, Field(ge=1, le=999)]
Grade = Annotated[int, Field(ge=1, le=5)]
"""How bad an impact is: 1 hardly felt, 5 not acceptable."""
Level = Annotated[int, Field(ge=1, le=6)]
"""A level of backup capability or disaster recovery, 6 the highest (JR/T 0059, GB/T 20988)."""
