"""Steps that wait for what probes and ledgers see."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.fields import Duration, Id, Input, lasting, refuse
from scenarios.steps.base import StepInput


class StreamInput(Input):
    """A probe or ledger, the state it should be in, and for how long."""

    probe: Id | None = None
    ledger: Id | None = None
    state: Literal["up", "down"] = "up"
    hold: Annotated[Duration, lasting("0s", "1d")] = 0

    @model_validator(mode="after")
    def one_stream(self) -> StreamInput:
        """Refuse none and both."""
        if (self.probe is None) == (self.ledger is None):
            refuse("probe_or_ledger")
        return self

    @property
    def stream(self) -> str:
        """Return the name of the probe or ledger."""
        return self.probe or self.ledger or ""


class CheckStreamInput(StepInput):
    """Waits until a probe or ledger has been in a state for a while."""

    check: StreamInput


Count = Annotated[int, Field(ge=1, le=10_000)]


class WaitForInput(StepInput):
    """Detection: waits for so many samples in a row."""

    wait_for: Id = Field(description="A probe or a ledger.")
    state: Literal["up", "down"] = "down"
    failures: Count | None = Field(None, description="With state down: failed samples in a row; default 1.")
    successes: Count | None = Field(None, description="With state up: good samples in a row; default 1.")

    @model_validator(mode="after")
    def counts_what_it_waits_for(self) -> WaitForInput:
        """Refuse successes of an outage and failures of a return."""
        if (self.state == "down" and self.successes) or (self.state == "up" and self.failures):
            refuse("counts_the_other", state=self.state, right="failures" if self.state == "down" else "successes")
        return self
