"""The form of a plan register: the firm's continuity plans and their procedures, parts a to f of JR/T 0251 10.6."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from scenarios.bia.about import DepartmentInput, Titles
from scenarios.bia.words import Day
from scenarios.fields import Input, Line, LocalPath, Name, Title

Digest = Annotated[str, Field(min_length=64, max_length=64, pattern="^[0-9a-f]{64}$")]


class StartInput(Input):
    """When the plan is started, and how (10.6 c)."""

    criteria: Titles = Field([])
    procedure: Title | None = None
    decided_by: Title | None = None


class ProcedureInput(Input):
    """One procedure (10.6 d); scenarios cite it by its id."""

    title: Title
    services: list[Name] = Field([], description="Services of the BIA that it recovers.")
    section: Line | None = Field(None, description="Where in the document it stands.")
    communication: Title | None = Field(None, description="Who is told what, and how.")
    manual: Line | None = Field(None, description="Operation manual with its version.")


class PlanInput(Input):
    """One continuity plan."""

    title: Title
    version: Line
    valid_from: Day
    valid_until: Day | None = None
    reviewed: Day | None = None
    purpose: Title | None = None
    scope: Title | None = Field(None, description="10.6 a, with the purpose.")
    departments: Annotated[list[DepartmentInput], Field(max_length=200)] = Field([], description="10.6 b")
    start: StartInput | None = Field(None, description="10.6 c")
    procedures: Annotated[dict[Name, ProcedureInput], Field(min_length=1)] = Field(description="10.6 d")
    resources: Titles = Field([], description="10.6 e")
    other: Titles = Field([], description="10.6 f")
    file: LocalPath | None = Field(None, description="The document itself; path from this file, or a reference.")
    sha256: Digest | None = Field(None, description="Digest of the document as it was reviewed.")


class PlansInput(Input):
    """A plan register."""

    plans: Annotated[dict[Name, PlanInput], Field(min_length=1)]
