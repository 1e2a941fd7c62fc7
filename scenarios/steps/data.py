"""Steps that look after the data: reconciling a ledger, reading a marker of the business."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from scenarios.fields import Env, Input, LedgerName, Line, Name, SecretName, refuse
from scenarios.steps.base import Roles, StepInput
from scenarios.steps.commands import Script


class ReconcileInput(StepInput):
    """Reads a ledger back, lists what is lost, and writes that again where it is asked to."""

    reconcile: LedgerName = Field(description="A ledger of this scenario; the plan then reads it back nowhere else.")
    replay: bool = Field(default=False, description="Write what is lost again, and read back again.")


class MarkerInput(Input):
    """A marker that the business already has: its newest time, a log position, its newest backup."""

    service: Name
    marker: Literal["business_time", "log_position", "backup"]
    side: Literal["before", "after"] = Field(
        description="before: in prepare, while it is well; after: once it is back."
    )
    dsn: SecretName | None = Field(None, description="Secret of the inventory that holds the connection string.")
    query: Line | None = Field(None, description="SQL that gives one row with one value.")
    run: Script | None = Field(None, description="Instead of dsn and query: a script on one host.")

    @model_validator(mode="after")
    def one_way_to_read_it(self) -> MarkerInput:
        """Refuse none, both, and half a way."""
        by_query = self.dsn is not None and self.query is not None
        if (self.dsn is None) != (self.query is None) or by_query == (self.run is not None):
            refuse("query_or_run")
        return self


class MeasureInput(StepInput):
    """Reads a marker."""

    measure: MarkerInput
    on: Roles | None = Field(None, description="With run: the role whose one host reads it.")
    env: Env = Field(default_factory=dict[str, str])
